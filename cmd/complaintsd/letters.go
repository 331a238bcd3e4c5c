package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/reading"
	"complaints/templates"
)

var lettersListCommand = command{
	name:    "letters list",
	usage:   "[--config FILE] [--letters DIR] [--json]",
	summary: "every letter, its version and whether it is your own",
	help: `Lists the letters in force. Letters to residents begin with L, letters to staff with M. A version changes
with any word of the letter or of the parts it shares with others, and stands beside every letter sent.

Example:
  complaintsd letters list --config config.yaml`,
	run: runLettersList,
}

var lettersCheckCommand = command{
	name:    "letters check",
	usage:   "[--config FILE] [--letters DIR] [--json]",
	summary: "writes every letter in every form and says what to change",
	help: `Writes every letter as email, text and post, with every fact there and not there, under your own
particulars. It finds what is missing, left over, too long for a text, or hard to read. Warnings do not
fail; anything else ends with 1, and the daemon does not start with it.

Examples:
  complaintsd letters check --config config.yaml
  complaintsd letters check --letters ./letters`,
	run: runLettersCheck,
}

var lettersPreviewCommand = command{
	name: "letters preview",
	usage: "ID [--channel email|sms|post] [--html] [--sheet] [--source] [--language CODE] [--area AREA] " +
		"[--config FILE] [--letters DIR] [--json]",
	summary: "one letter as a reader would have it, with sample facts",
	help: `Prints a letter written with sample facts and your own particulars. Name it by its id or its file name.
With --source it prints the file itself: put a copy into your letters folder, change it, and run letters check.
The parts that letters share (parts/closing.txt ...) and the page (layout.html) can be copied in the same way.

Examples:
  complaintsd letters preview L01
  complaintsd letters preview stage1-response --html > letter.html
  complaintsd letters preview L01 --source > letters/stage1-acknowledgement.txt`,
	run: runLettersPreview,
}

var lettersDiffCommand = command{
	name:    "letters diff",
	usage:   "[ID] [--config FILE] [--letters DIR] [--json]",
	summary: "what your own letters change in the built-in ones",
	help: `
Shows, for each file of your folder or for one letter, the lines taken out (-) and put in (+), as "diff -u" does.

Examples:
  complaintsd letters diff --config config.yaml
  complaintsd letters diff L01 --letters ./letters`,
	run: runLettersDiff,
}

// letterFlags are the flags that every letters command takes.
type letterFlags struct {
	config, folder *string
	json           *bool
}

func newLetterFlags(fs *flags) letterFlags {
	return letterFlags{
		config: fs.String("config", configFromEnv(), "configuration `file`: its landlord and its letters folder are "+
			"used"),
		folder: fs.String("letters", "", "`folder` of your own letters, instead of the configured one"),
		json:   fs.Bool("json", false, "print JSON"),
	}
}

// loadGood is load for commands that only look: a letter with a mistake is named, and the built-in one shown in its
// place.
func (f letterFlags) loadGood(
	t *terminal,
) (cfg config.Config, set *templates.Set, left []templates.Problem, err error) {
	if cfg, err = configOrExample(*f.config); err != nil {
		return cfg, nil, nil, err
	}
	folder := cmp.Or(*f.folder, cfg.Path(cfg.Letters.Folder))
	if folder == "" {
		set, err = templates.Load(nil)
		return cfg, set, nil, err
	}
	own, _, err := templates.ReadFolder(os.DirFS(folder))
	for _, one := range templates.Faults(err) {
		if one.File == "" {
			return cfg, nil, nil, err
		}
		left = append(left, templates.Problem{Severity: templates.IsError, File: one.File, Line: one.Line,
			Says: one.Says})
	}
	set, wrong, err := templates.LoadReadable(own)
	left = append(left, wrong...)
	for _, p := range left {
		fmt.Fprintln(t.Err, p)
	}
	return cfg, set, left, err
}

// load reads the configuration and compiles the letters it names.
func (f letterFlags) load() (config.Config, *templates.Set, error) {
	cfg, err := configOrExample(*f.config)
	if err != nil {
		return cfg, nil, err
	}
	folder := *f.folder
	if folder == "" {
		folder = cfg.Path(cfg.Letters.Folder)
	}
	set, err := loadLetters(folder)
	return cfg, set, err
}

// loadLetters compiles the built-in letters with the folder laid over them; "" is the built-in ones alone.
func loadLetters(folder string) (*templates.Set, error) {
	var overlay fs.FS
	if folder != "" {
		overlay = os.DirFS(folder)
	}
	set, err := templates.Load(overlay)
	if err != nil {
		return nil, fmt.Errorf("the letters in %s cannot be used:\n%w", folder, err)
	}
	return set, nil
}

// findLetter finds a letter by its id or its name, however it is spelt.
func findLetter(set *templates.Set, word string) (templates.Info, error) {
	for _, info := range set.List() {
		if strings.EqualFold(string(info.ID), word) || strings.EqualFold(info.Name, strings.TrimSuffix(word, ".txt")) {
			return info, nil
		}
	}
	return templates.Info{}, fmt.Errorf("there is no letter %q: \"complaintsd letters list\" names them", word)
}

func runLettersList(_ context.Context, t *terminal, fs *flags, args []string) error {
	f := newLetterFlags(fs)
	if rest, err := fs.parse(args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usagef("%q is not expected here", rest[0])
	}
	_, set, _, err := f.loadGood(t)
	if err != nil {
		return err
	}
	if *f.json {
		return json.NewEncoder(t.Out).Encode(map[string]any{"version": set.Version(), "letters": set.List(),
			"parts": set.Parts()})
	}
	w := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	for _, l := range set.List() {
		whose := "built in"
		if l.Own {
			whose = "your own"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", l.ID, l.Audience, l.Version, whose, l.Purpose)
	}
	for _, p := range set.Parts() {
		whose := "built in"
		if p.Own {
			whose = "your own"
		}
		fmt.Fprintf(w, "part\t\t%s\t%s\t%s\n", p.File, whose, usedIn(p))
	}
	return w.Flush()
}

// usedIn says how many letters a part stands in: a change of it changes them all.
func usedIn(p templates.Part) string {
	switch len(p.UsedIn) {
	case 0:
		return "used in no letter"
	case 1:
		return "used in 1 letter, " + string(p.UsedIn[0])
	}
	return fmt.Sprintf("used in %d letters", len(p.UsedIn))
}

func runLettersCheck(_ context.Context, t *terminal, fs *flags, args []string) error {
	f := newLetterFlags(fs)
	if rest, err := fs.parse(args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usagef("%q is not expected here", rest[0])
	}
	cfg, set, err := f.load()
	if err != nil {
		return err
	}
	problems := set.Check(cfg.LettersLandlord())
	if *f.json {
		if err := json.NewEncoder(t.Out).Encode(append([]templates.Problem{}, problems...)); err != nil {
			return err
		}
	}
	errorsFound := 0
	for _, p := range problems {
		if p.Severity == templates.IsError {
			errorsFound++
		}
		if !*f.json {
			fmt.Fprintln(t.Out, p)
		}
	}
	if errorsFound > 0 {
		return errSilent
	}
	if !*f.json {
		fmt.Fprintf(t.Out, "ok: %d letters, version %s\n", len(set.List()), set.Version())
	}
	return nil
}

func runLettersPreview(_ context.Context, t *terminal, fs *flags, args []string) error {
	f := newLetterFlags(fs)
	channel := fs.String("channel", "email", "email, sms or post")
	html := fs.Bool("html", false, "print the page instead of the plain text")
	source := fs.Bool("source", false, "print the letter's file, to copy and change")
	language := fs.String("language", "", "code of the language, as cy; English if the letter is not in it")
	sheet := fs.Bool("sheet", false, "print the page of a letter to post, as its file holds it")
	area := fs.String("area", "", "as somebody reads it whose complaint is about this `area`")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one letter, as L01 or stage1-acknowledgement")
	}
	ch := message.Channel(*channel)
	if ch != message.Email && ch != message.SMS && ch != message.Post {
		return usagef("--channel is %q: write email, sms or post", *channel)
	}
	if *sheet && ch != message.Post {
		return usagef("a letter to post has a sheet: give --channel post")
	}
	if *html && ch == message.SMS {
		return usagef("a text message has no page: leave --html out")
	}
	cfg, set, left, err := f.loadGood(t)
	if err != nil {
		return err
	}
	if text, ok := set.Source(rest[0]); ok && *source {
		_, err := fmt.Fprint(t.Out, text)
		return err
	}
	info, err := findLetter(set, rest[0])
	if err != nil {
		return err
	}
	if *source {
		text, _ := set.Source(info.Name + ".txt")
		_, err := fmt.Fprint(t.Out, text)
		return err
	}
	if slices.ContainsFunc(left, func(p templates.Problem) bool { return path.Base(p.File) == info.Name+".txt" }) {
		return fmt.Errorf("%s.txt has a mistake, which is named above: mend it first", info.Name)
	}
	facts := previewFacts(cfg, info.ID, *language, *area)
	r, err := set.Render(info.ID, ch, facts)
	if err != nil {
		return err
	}
	if *sheet {
		_, err := fmt.Fprint(t.Out, r.Sheet)
		return err
	}
	return printLetter(t, r, *html, *f.json)
}

// previewFacts are the facts of a preview: the sample's, with the landlord, the policy and the area of whoever looks.
func previewFacts(cfg config.Config, id complaint.LetterID, language, area string) order.Facts {
	f := templates.Sample(id)
	f.Landlord, f.Language, f.Policy = cfg.LettersLandlord(), language, cfg.Policy.Profile
	if p, err := cfg.Profile(cfg.Policy.Profile); err == nil {
		f.Nation = p.Jurisdiction
	}
	if area != "" {
		f.AreaID = reading.Area(area)
		f.Area = cfg.People.AreaName(f.AreaID)
	}
	return f
}

func printLetter(t *terminal, r templates.Rendered, html, asJSON bool) (err error) {
	switch {
	case asJSON:
		return json.NewEncoder(t.Out).Encode(map[string]string{
			"subject": r.Subject, "text": r.Text, "html": r.HTML, "template": r.Template,
		})
	case html:
		_, err = fmt.Fprintln(t.Out, r.HTML)
	case r.Subject != "":
		_, err = fmt.Fprintf(t.Out, "Subject: %s\n\n%s", r.Subject, r.Text)
	default:
		_, err = fmt.Fprintln(t.Out, r.Text)
	}
	return err
}

func runLettersDiff(_ context.Context, t *terminal, fs *flags, args []string) error {
	f := newLetterFlags(fs)
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) > 1 {
		return usagef("%q is not expected here: name one letter, or none for all", rest[1])
	}
	_, set, _, err := f.loadGood(t)
	if err != nil {
		return err
	}
	changed := []templates.Difference{}
	var only complaint.LetterID
	if len(rest) == 1 {
		info, err := findLetter(set, rest[0])
		if err != nil {
			return err
		}
		only = info.ID
	}
	for _, d := range set.Diff() {
		if only == "" || d.ID == only {
			changed = append(changed, d)
		}
	}
	if *f.json {
		return json.NewEncoder(t.Out).Encode(changed)
	}
	if len(changed) == 0 {
		fmt.Fprintln(t.Out, "Nothing of your own: the built-in letters are in force.")
	}
	for _, d := range changed {
		fmt.Fprintf(t.Out, "%s %s\n", d.File, d.ID)
		fmt.Fprint(t.Out, cmp.Or(d.Text, "  the same as the built-in one\n"))
	}
	return nil
}
