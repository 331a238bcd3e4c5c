package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
	"complaints/store"
	"complaints/templates"
)

var lettersPublishCommand = command{
	name:    "letters publish",
	usage:   "[LETTER...] --config FILE [--letters DIR] [--by NAME] [--why TEXT] [--from DAY] [--waiting] [--yes]",
	summary: "puts the letters of your folder into force",
	help: `
Checks the letters of your folder and shows, word for word, what differs from those in force: [-what is taken out-] and
{+what is put in+}. With --yes it puts them into force: a running daemon has them within a minute. Nothing else does;
a changed file, a start and a reload change no letter that goes to residents. Name letters or parts to publish only
those; --from has them come into force at the beginning of a day. Who published, when, why and every version's words are
kept, see "letters history".

Where letters.second_person is set, --yes only proposes. A second person, who is not the account that proposed, sees
what waits with --waiting and puts it into force with --waiting --yes.

Examples:
  complaintsd letters publish --config config.yaml
  complaintsd letters publish L21 --config config.yaml --why "the office has moved" --from 2027-01-04 --yes
  complaintsd letters publish --waiting --config config.yaml --yes`,
	run: runLettersPublish,
}

// publishing is what a person says who puts letters into force.
type publishing struct {
	only    []string // names of files; none is all
	by, why string
	from    time.Time // when they are to come into force
	planned bool      // on a later day
	yes     bool
	second  bool // a second person has to agree
}

func runLettersPublish(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	own := fs.String("letters", "", "`folder` of your own letters, instead of the configured one")
	by := fs.String("by", "", "your `name`, for the history; the account is kept in any case")
	why := fs.String("why", "", "the `reason`, for the history")
	var from calendar.Date
	fs.TextVar(&from, "from", calendar.Date(0), "the `day` from which they are in force; without it, at once")
	waiting := fs.Bool("waiting", false, "what a colleague proposed, instead of what lies in the folder")
	yes := fs.Bool("yes", false, "put them into force; without it the difference is only shown")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, db *store.Store) error {
		p := publishing{by: whoPublishes(*by), why: *why, yes: *yes, second: cfg.Letters.SecondPerson}
		if p.only, err = filesNamed(rest); err != nil {
			return err
		}
		if err := p.plan(cfg, from); err != nil {
			return err
		}
		if *waiting {
			return p.publishProposed(ctx, t, cfg, db)
		}
		folder := cmp.Or(*own, cfg.Path(cfg.Letters.Folder))
		if folder == "" {
			return errors.New("letters.folder is not set: write in the configuration where your letters are")
		}
		return p.publishFolder(ctx, t, cfg, db, folder)
	})
}

// whoPublishes is who a change is by: the account, and the name that was given.
func whoPublishes(name string) string {
	if name == "" {
		return accountName()
	}
	return name + " (" + accountName() + ")"
}

// filesNamed finds the files of letters and parts that are named by id or by name, as L21 or parts/closing.txt.
func filesNamed(words []string) (files []string, err error) {
	set, err := templates.Load(nil)
	if err != nil {
		return nil, err
	}
	for _, word := range words {
		name := word
		if info, err := findLetter(set, word); err == nil {
			name = info.Name + ".txt"
		}
		files = append(files, name)
	}
	return files, nil
}

// plan sets when letters come into force: now, or at the beginning of a day to come where the landlord is.
func (p *publishing) plan(cfg config.Config, from calendar.Date) error {
	if p.from = wallClock(); from.IsZero() {
		return nil
	}
	rules, err := cfg.Procedure()
	if err != nil {
		return err
	}
	zone := rules.Calendar.Zone
	day := rules.Calendar.At(from, 0, 0)
	if !day.After(p.from) {
		return fmt.Errorf("--from %s is no day to come: leave it out, and they are in force at once", from)
	}
	p.why = strings.TrimPrefix(p.why+"; published on "+p.from.In(zone).Format("2006-01-02 15:04")+" for that day", "; ")
	p.from, p.planned = day.UTC(), true
	return nil
}

// publishFolder publishes what lies in a folder.
func (p *publishing) publishFolder(
	ctx context.Context, t *terminal, cfg config.Config, db *store.Store, folder string,
) error {
	own, _, folderErr := templates.ReadFolder(os.DirFS(folder))
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		before, err := lastPublished(ctx, tx)
		if err != nil {
			return err
		}
		if len(p.only) > 0 {
			if own, folderErr, err = p.narrowed(before, own, folderErr); err != nil {
				return err
			}
		}
		if err := checkedLetters(t, own, folderErr, cfg); err != nil {
			return err
		}
		if !p.second {
			return p.publish(ctx, t, tx, before, own)
		}
		return p.propose(ctx, t, tx, before, own)
	})
}

// narrowed leaves of the letters in a folder those that are named, beside those that were published last.
func (p *publishing) narrowed(
	before, folder map[string]string, folderErr error,
) (own map[string]string, wrong, err error) {
	own = maps.Clone(before)
	var faults []error
	for _, f := range templates.Faults(folderErr) {
		if slices.Contains(p.only, f.File) || f.File == "" {
			faults = append(faults, f)
		}
	}
	for _, name := range p.only {
		text, ok := folder[name]
		_, was := before[name]
		switch {
		case ok:
			own[name] = text
		case was:
			delete(own, name)
		case len(faults) == 0:
			return nil, nil, fmt.Errorf("there is no %s in the folder of your letters: name one that is, as "+
				"\"letters list\" does", name)
		}
	}
	return own, errors.Join(faults...), nil
}

// lastPublished returns the newest version of each file, also one that comes into force on a later day.
func lastPublished(ctx context.Context, tx *store.Tx) (map[string]string, error) {
	return tx.LettersInForce(ctx, wallClock().AddDate(1000, 0, 0))
}

// checkedLetters refuses letters in which anything is wrong.
func checkedLetters(t *terminal, own map[string]string, folderErr error, cfg config.Config) error {
	set, loadErr := templates.LoadFiles(own)
	if err := errors.Join(folderErr, loadErr); err != nil {
		return fmt.Errorf("nothing has been published, as letters have mistakes:\n%w", err)
	}
	wrong := false
	for _, p := range set.Check(cfg.LettersLandlord()) {
		wrong = wrong || p.Severity == templates.IsError
		fmt.Fprintln(t.Out, p)
	}
	if wrong {
		return errors.New("nothing has been published: mend what is named above first")
	}
	return nil
}

// changes shows what differs and returns it as versions to put into force.
func (p *publishing) changes(t *terminal, before, own map[string]string) (files []store.LetterFile, named string) {
	changed := changedFiles(before, own)
	for _, name := range changed {
		fmt.Fprint(t.Out, wordsChanged(name, before[name], own[name]))
		files = append(files, store.LetterFile{File: name, Since: p.from, By: p.by, Why: p.why, Text: own[name]})
	}
	if len(files) == 0 {
		fmt.Fprintln(t.Out, "Nothing to publish: the letters of the folder have been published as they are.")
	}
	return files, strings.Join(changed, ", ")
}

func (p *publishing) publish(ctx context.Context, t *terminal, tx *store.Tx, before, own map[string]string) error {
	files, changed := p.changes(t, before, own)
	if len(files) == 0 {
		return nil
	}
	if !p.yes {
		fmt.Fprintln(t.Out, "Nothing has been published yet. To put this into force, give the command with --yes.")
		return nil
	}
	if err := tx.PublishLetters(ctx, files); err != nil {
		return err
	}
	p.done(t, changed)
	return nil
}

func (p *publishing) done(t *terminal, changed string) {
	if p.planned {
		fmt.Fprintf(t.Out, "Published: %s, in force from %s.\n", changed, p.from.Local().Format("2006-01-02 15:04"))
		return
	}
	fmt.Fprintf(t.Out, "Published: %s. A running daemon has it within a minute.\n", changed)
}

// propose keeps changes for a second person to look at.
func (p *publishing) propose(ctx context.Context, t *terminal, tx *store.Tx, before, own map[string]string) error {
	if p.planned {
		return errors.New("letters.second_person is set, so the second person says from which day: leave --from out")
	}
	files, changed := p.changes(t, before, own)
	if len(files) == 0 {
		return nil
	}
	if !p.yes {
		fmt.Fprintln(t.Out, "Nothing has been proposed yet. To propose this, give the command with --yes.")
		return nil
	}
	if err := tx.ProposeLetters(ctx, files); err != nil {
		return err
	}
	fmt.Fprintf(t.Out, "Proposed: %s. It is not in force: a second person puts it there with \"letters publish "+
		"--waiting --yes\".\n", changed)
	return nil
}

// publishProposed shows what waits for a second person and puts it into force when they say so.
func (p *publishing) publishProposed(ctx context.Context, t *terminal, cfg config.Config, db *store.Store) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		before, err := lastPublished(ctx, tx)
		if err != nil {
			return err
		}
		waiting, err := tx.ProposedLetters(ctx)
		if err != nil {
			return err
		}
		var files []store.LetterFile
		var changed []string
		own := maps.Clone(before)
		for _, name := range slices.Sorted(maps.Keys(waiting)) {
			f := waiting[name]
			if len(p.only) > 0 && !slices.Contains(p.only, name) {
				continue
			}
			if own[name] = f.Text; f.Text == "" {
				delete(own, name)
			}
			fmt.Fprintf(t.Out, "%s: proposed %s by %s%s\n%s", name, f.Since.Local().Format("2006-01-02 15:04"), f.By,
				reasonGiven(f.Why), wordsChanged(name, before[name], f.Text))
			if sameAccount(f.By, p.by) && p.yes {
				return fmt.Errorf("%s was proposed by the account you use, %s: a second person has to put it into "+
					"force", name, accountName())
			}
			why := strings.TrimPrefix(strings.TrimSuffix(f.Why+"; "+p.why, "; "), "; ")
			files = append(files, store.LetterFile{File: name, Since: p.from, By: f.By + ", agreed by " + p.by,
				Why: why, Text: f.Text})
			changed = append(changed, name)
		}
		if len(files) == 0 {
			fmt.Fprintln(t.Out, "Nothing waits for a second person.")
			return nil
		}
		if err := checkedLetters(t, own, nil, cfg); err != nil {
			return err
		}
		if !p.yes {
			fmt.Fprintln(t.Out, "Nothing has been published yet. To put this into force, give the command with --yes.")
			return nil
		}
		if err := tx.PublishLetters(ctx, files); err != nil {
			return err
		}
		p.done(t, strings.Join(changed, ", "))
		return nil
	})
}

// sameAccount reports whether two names of whoever publishes are of one account.
func sameAccount(a, b string) bool {
	account := func(s string) string {
		if _, in, ok := strings.Cut(s, " ("); ok {
			return strings.TrimSuffix(in, ")")
		}
		return s
	}
	return account(a) == account(b)
}

// changedFiles names the files whose words differ.
func changedFiles(before, after map[string]string) (out []string) {
	for name, text := range after {
		if before[name] != text {
			out = append(out, name)
		}
	}
	for name := range before {
		if _, kept := after[name]; !kept {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// wordsChanged shows what differs between the words in force and those to come, of which either may be the built-in
// ones, and for a part in how many letters.
func wordsChanged(name, before, after string) string {
	ours, shared := "", ""
	if set, err := templates.Load(nil); err == nil {
		ours, _ = set.Source(name)
		for _, p := range set.Parts() {
			if p.File == name {
				shared = usedIn(p)
			}
		}
	}
	words := templates.WordsChanged(cmp.Or(before, ours), cmp.Or(after, ours))
	switch {
	case words == "":
		return name + ": the same words as the built-in file\n"
	case shared != "":
		return name + ", " + shared + ":\n" + words
	}
	return name + ":\n" + words
}
