package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"text/tabwriter"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/outbox"
	"complaints/store"
	"complaints/templates"
)

var lettersHistoryCommand = command{
	name:    "letters history",
	usage:   "[ID] [--words N] [--config FILE] [--letters DIR] [--json]",
	summary: "which versions of the letters are in force, and which were sent when",
	help: `
A letter's version is a short mark of its words. Each letter sent keeps the version that made it, so this shows when
a change of yours reached residents. Below stand the versions of your own files that were published, by whom, when and
why; --words 2 prints the second as it was. Without --config there is no database to ask, and only the versions in force
and the built-in ones are shown.

Example:
  complaintsd letters history L01 --config config.yaml`,
	run: runLettersHistory,
}

// versionUse is what is known of one version of a letter.
type versionUse struct {
	ID      complaint.LetterID `json:"id"`
	Version string             `json:"version"`
	InForce bool               `json:"in_force"`
	BuiltIn bool               `json:"built_in"`
	Sent    int                `json:"written"` // letters written with it, whether or not they arrived
	First   time.Time          `json:"first,omitzero"`
	Last    time.Time          `json:"last,omitzero"`
}

func runLettersHistory(ctx context.Context, t *terminal, fs *flags, args []string) error {
	f := newLetterFlags(fs)
	words := fs.Int("words", 0, "print the words of this version of the letter's file, as it was published")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) > 1 {
		return usagef("%q is not expected here: name one letter, or none for all", rest[1])
	}
	cfg, set, _, err := f.loadGood(t)
	if err != nil {
		return err
	}
	var only complaint.LetterID
	if len(rest) == 1 {
		info, err := findLetter(set, rest[0])
		if err != nil {
			return err
		}
		only = info.ID
	}
	if *f.config != "" {
		if *words > 0 {
			return withStore(ctx, *f.config, func(_ config.Config, db *store.Store) error {
				return printPublished(ctx, t, db, fileOf(set, only), *words)
			})
		}
		if set, err = publishedLetters(ctx, *f.config, set); err != nil {
			return err
		}
	}
	uses, err := versionsKnown(set)
	if err != nil {
		return err
	}
	if *f.config != "" {
		address, err := cfg.StoreURL()
		if err != nil {
			return err
		}
		if err := countVersions(ctx, address, uses); err != nil {
			return err
		}
	}
	if err := printHistory(t, uses, only, *f.json); err != nil || *f.config == "" || *f.json {
		return err
	}
	return withStore(ctx, *f.config, func(_ config.Config, db *store.Store) error {
		return printPublished(ctx, t, db, fileOf(set, only), 0)
	})
}

// publishedLetters are the letters in force: those that were published, whatever lies in the folder. Where none ever
// were, they are those of the folder, which the first start publishes.
func publishedLetters(ctx context.Context, file string, folder *templates.Set) (*templates.Set, error) {
	set := folder
	err := withStore(ctx, file, func(_ config.Config, db *store.Store) error {
		if n, err := db.Mark(ctx, store.LettersPublished); n == 0 || err != nil {
			return err
		}
		return db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			own, err := tx.LettersInForce(ctx, wallClock())
			if err == nil {
				set, _, err = templates.LoadReadable(own)
			}
			return err
		})
	})
	return set, err
}

// fileOf is the file of a letter, "" of no letter.
func fileOf(set *templates.Set, id complaint.LetterID) string {
	for _, info := range set.List() {
		if info.ID == id && info.Language == "" {
			return info.Name + ".txt"
		}
	}
	return ""
}

// printPublished prints which versions of the landlord's own files were put into force, by whom, when and why; the
// words of one version if it is asked for.
func printPublished(ctx context.Context, t *terminal, db *store.Store, file string, words int) error {
	var all []store.LetterFile
	var waiting map[string]store.LetterFile
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if all, err = tx.LetterFiles(ctx, file); err == nil {
			waiting, err = tx.ProposedLetters(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, v := range all {
		if words > 0 {
			if v.N == words && file != "" {
				_, err := fmt.Fprint(t.Out, v.Text)
				return err
			}
			continue
		}
		what := ""
		if v.Text == "" {
			what = ", the built-in letter again"
		}
		when := "published "
		if v.Since.After(wallClock()) {
			when = "in force from "
		}
		fmt.Fprintf(t.Out, "%s version %d%s: %s%s by %s%s\n", v.File, v.N, what, when,
			v.Since.Local().Format("2006-01-02 15:04"), v.By, reasonGiven(v.Why))
	}
	for _, name := range slices.Sorted(maps.Keys(waiting)) {
		if f := waiting[name]; words == 0 && (file == "" || file == name) {
			fmt.Fprintf(t.Out, "%s waits for a second person: proposed %s by %s%s\n", name,
				f.Since.Local().Format("2006-01-02 15:04"), f.By, reasonGiven(f.Why))
		}
	}
	if words > 0 {
		return fmt.Errorf("there is no version %d of %s: \"letters history\" names them", words,
			cmp.Or(file, "a letter that is named"))
	}
	return nil
}

func reasonGiven(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

// versionsKnown starts the history with the versions in force and the built-in ones.
func versionsKnown(set *templates.Set) (map[string]*versionUse, error) {
	defaults, err := loadLetters("")
	if err != nil {
		return nil, err
	}
	uses := map[string]*versionUse{}
	for _, info := range defaults.List() {
		uses[info.Version] = &versionUse{ID: info.ID, Version: info.Version, BuiltIn: true}
	}
	for _, info := range set.List() {
		if uses[info.Version] == nil {
			uses[info.Version] = &versionUse{ID: info.ID, Version: info.Version}
		}
		uses[info.Version].InForce = true
	}
	return uses, nil
}

// countVersions adds the letters of every case.
func countVersions(ctx context.Context, url string, uses map[string]*versionUse) (err error) {
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var page store.CaseFilter
	for {
		cases, err := db.ListCases(ctx, page)
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			return nil
		}
		err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, c := range cases {
				letters, err := tx.LettersOf(ctx, c.Ref)
				if err != nil {
					return err
				}
				for _, l := range letters {
					countLetter(uses, l.Letter)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		page.Before = cases[len(cases)-1].Ref
	}
}

func countLetter(uses map[string]*versionUse, l outbox.Letter) {
	if l.Template == "" {
		return
	}
	u := uses[l.Template]
	if u == nil {
		u = &versionUse{ID: l.Letter, Version: l.Template}
		uses[l.Template] = u
	}
	u.Sent++
	if u.First.IsZero() || l.DecidedAt.Before(u.First) {
		u.First = l.DecidedAt
	}
	if l.DecidedAt.After(u.Last) {
		u.Last = l.DecidedAt
	}
}

func printHistory(t *terminal, uses map[string]*versionUse, only complaint.LetterID, asJSON bool) error {
	all := []versionUse{}
	for _, u := range uses {
		if only == "" || u.ID == only {
			all = append(all, *u)
		}
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		switch {
		case a.ID != b.ID:
			return a.ID < b.ID
		case !a.Last.Equal(b.Last):
			return a.Last.Before(b.Last)
		}
		return a.Version < b.Version
	})
	if asJSON {
		return json.NewEncoder(t.Out).Encode(all)
	}
	w := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	for _, u := range all {
		var marks []string
		if u.InForce {
			marks = append(marks, "in force")
		}
		if u.BuiltIn {
			marks = append(marks, "built in")
		}
		when := "not written yet"
		if u.Sent > 0 {
			when = fmt.Sprintf("%d written, %s to %s", u.Sent, u.First.Format("2006-01-02"),
				u.Last.Format("2006-01-02"))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.ID, u.Version, strings.Join(marks, ", "), when)
	}
	return w.Flush()
}
