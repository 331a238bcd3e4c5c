package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/store"
)

// statuses are those a case can be listed by.
var statuses = []complaint.Status{
	complaint.Review, complaint.InformalOpen, complaint.Stage1Open, complaint.Stage1Responded, complaint.Stage2Open,
	complaint.Stage2Responded, complaint.Closed,
}

// joinWords writes a list as people read it.
func joinWords[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}

// eachCase goes through the cases that the filter chooses, a page at a time.
func eachCase(ctx context.Context, s *store.Store, f store.CaseFilter, do func(complaint.Case) error) error {
	const page = 500
	f.Limit = page
	for {
		cases, err := s.ListCases(ctx, f)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if err := do(c); err != nil {
				return err
			}
		}
		if len(cases) < page {
			return nil
		}
		f.Before = cases[len(cases)-1].Ref
	}
}

// caseLine is where a case stands, on one line.
func caseLine(c complaint.Case) string {
	s, _ := c.Current()
	status := string(c.Status)
	if c.Reason.Reason != "" {
		status += "(" + c.Reason.String() + ")"
	}
	when := ""
	switch {
	case c.Status == complaint.Review:
		when = "decide by " + c.Review.DecideBy.Long()
	case c.Status == complaint.InformalOpen:
		when = "put right by " + s.Target.Long() + ", or stage 1 begins"
	case c.Open():
		when = "answer by " + s.Limit.Long()
	case c.Status == complaint.Stage1Responded && c.Stage1.WindowLast != 0:
		when = "stage 2 until " + c.Stage1.WindowLast.Long()
	}
	return strings.TrimRight(fmt.Sprintf("%s  %-24s %-18s %-28s %s", c.Ref, status, c.Area, s.Handler.Called(), when),
		" ")
}

func caseSummary(c complaint.Case) map[string]any {
	s, n := c.Current()
	return map[string]any{
		"case": c.Ref, "status": c.Status, "reason": c.Reason, "stage": n, "received": c.Received, "day0": c.Day0,
		"area": c.Area, "handler": s.Handler.Email,
		"ack_due": s.AckDue, "acknowledged_at": zeroNull(s.AckedAt.IsZero(), s.AckedAt), "limit": s.Limit,
		"target":          s.Target,
		"window_last_day": c.Stage1.WindowLast, "decide_by": c.Review.DecideBy, "flags": c.Flags,
	}
}

func zeroNull(zero bool, v any) any {
	if zero {
		return nil
	}
	return v
}

var caseShowCommand = command{
	name:    "case show",
	usage:   "--config FILE [--letters] [--json] REF",
	summary: "the whole file of one case",
	help: `
Shows where a case stands, what is owed on it, everything that happened and every letter with what became of it.

Examples:
  complaintsd case show --config config.yaml HC-2026-000123
  complaintsd case show --config config.yaml --letters HC-2026-000123`,
	run: runCaseShow,
}

func runCaseShow(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object")
	letters := fs.Bool("letters", false, "print every letter's words too")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one case, as: complaintsd case show HC-2026-000123")
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		rules, _, err := daemon.InForce(ctx, cfg, s)
		if err != nil {
			return err
		}
		f, err := readFile(ctx, s, rest[0])
		if err != nil {
			return err
		}
		if *asJSON {
			body, err := json.Marshal(f)
			if err == nil {
				_, err = t.Out.Write(append(withoutTokens(body, f.tokens), '\n'))
			}
			return err
		}
		f.print(t, rules, *letters)
		return nil
	})
}

// caseFile is everything the store has of a case.
type caseFile struct {
	Case     complaint.Case    `json:"case"`
	Events   []complaint.Event `json:"events"`
	Messages []store.Read      `json:"messages"`
	Letters  []store.Posted    `json:"letters"`
	tokens   []string          // of the letters, for withoutTokens
}

func readFile(ctx context.Context, s *store.Store, ref string) (f caseFile, err error) {
	err = s.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		f, err = readFileIn(ctx, tx, ref)
		return err
	})
	return f, err
}

func readFileIn(ctx context.Context, tx *store.Tx, ref string) (f caseFile, err error) {
	if f.Case, err = tx.Case(ctx, ref); err != nil {
		return f, noCase(ref, err)
	}
	var errs [3]error
	f.Events, errs[0] = tx.Events(ctx, ref)
	f.Messages, errs[1] = tx.MessagesOf(ctx, ref)
	letters, err := tx.LettersOf(ctx, ref)
	f.add(letters)
	errs[2] = err
	return f, errors.Join(errs[:]...)
}

// noCase says in plain words that a reference leads nowhere.
func noCase(ref string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no case %s: \"complaintsd case list --all\" lists them", ref)
	}
	return err
}

func (f caseFile) print(t *terminal, p procedure.Procedure, letters bool) {
	c := f.Case
	say := func(format string, args ...any) { fmt.Fprintf(t.Out, format+"\n", args...) }
	say("%s", caseLine(c))
	say("Resident: %s %s", c.Party.Name, strings.Join(c.Addresses(), " "))
	for _, i := range c.Issues {
		say("About: %s", i.Sentence)
	}
	if c.OutcomeSought != "" {
		say("Would like: %s", c.OutcomeSought)
	}
	if len(c.Issues) > 0 {
		say("Confirmed by: %s", cmp.Or(p.DefinedBy(c), "nobody yet"))
	}
	s, _ := c.Current()
	if s.Day0 != 0 {
		say("Received %s. Acknowledge by %s, answer by %s, aim for %s.", s.Day0.Long(), s.AckDue.Long(),
			s.Limit.Long(), s.Target.Long())
	}
	say("\nOwed")
	for _, d := range p.Duties(c, wallClock()) {
		say("  %-18s by %-28s %s: %s", strings.ReplaceAll(d.Name, "_", " "), d.By.Long(), d.Owner, d.Why)
	}
	say("\nWhat happened")
	for _, e := range f.Events {
		say("  %s  %-20s %-4s %s (%s)", e.At.In(p.Calendar.Zone).Format("2006-01-02 15:04"), e.Kind(), e.Clause,
			e.Why, e.By)
	}
	say("\nMessages")
	for _, m := range f.Messages {
		say("  %s  %-5s %s: %s", m.Message.Received.In(p.Calendar.Zone).Format("2006-01-02 15:04"), m.Message.Channel,
			m.Outcome.Kind, m.Reading.Why)
	}
	say("\nLetters")
	for _, l := range f.Letters {
		delivery := string(l.State)
		if l.Delivery != "" {
			delivery += ", " + string(l.Delivery)
		}
		say("  %s  %-4s %-5s %-34s %s %s", l.DecidedAt.In(p.Calendar.Zone).Format("2006-01-02 15:04"),
			l.Letter.Letter, l.Channel, l.To, delivery, l.Detail)
		if letters {
			say("\n%s\n%s\n", l.Subject, l.Text)
		}
	}
}

// caseCommand makes a command that gives a case one of the words that a reply may begin with.
func caseCommand(name, word, what, example string) command {
	return command{
		name:    "case " + name,
		usage:   "--config FILE REF [TEXT...]",
		summary: what,
		help: fmt.Sprintf(`
Does what the reply %s does, as the complaints team. Letters that follow are sent by the running daemon.

Example:
  complaintsd case %s --config config.yaml HC-2026-000123 %s`, word, name, example),
		run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
			file := configFlag(fs)
			rest, err := fs.parse(args)
			if err != nil {
				return err
			}
			if len(rest) == 0 {
				return usagef("name the case, as HC-2026-000123")
			}
			return withOffice(ctx, *file, func(o *daemon.Session) error {
				decision, err := o.Desk.Command(ctx, accountName(), rest[0],
					strings.TrimSpace(word+" "+strings.Join(rest[1:], " ")))
				if err != nil {
					return noCase(rest[0], err)
				}
				return tellDecision(t, decision)
			})
		},
	}
}

// tellDecision prints what followed. Help (M16, M18) means that nothing was done.
func tellDecision(t *terminal, d procedure.Decision) error {
	for _, l := range d.Letters {
		if l.Letter == letter.CommandNotUnderstood || l.Letter == letter.ExtensionRefused {
			return errors.New(l.Facts.Problem)
		}
	}
	fmt.Fprintln(t.Out, caseLine(d.Case))
	for _, l := range d.Letters {
		fmt.Fprintf(t.Out, "  %s goes to %s by %s\n", l.Letter, l.To.Called(), l.Channel)
	}
	return nil
}

var caseOpenCommand = command{
	name:    "case open",
	usage:   "--config FILE [--name N] [--phone N] [--email A] [--address A] [--told DATE] [--how HOW] WORDS...",
	summary: "opens a case for a complaint that came by phone, in a letter or on a visit",
	help: `
Opens a case at the word of whoever sits at the terminal. WORDS are what the resident said. The time runs from --told,
the day on which a colleague was told. The resident is acknowledged by the address or the mobile number that is given,
else by post: then the team has a letter to print. A danger in the words is told at once.

Example:
  complaintsd case open --config config.yaml --name "Mrs J Sethi" --phone "07700 900222" --told 2027-01-08 --how phone \
      "The kitchen tap was repaired twice and still leaks. Nobody rings back."`,
	run: runCaseOpen,
}

func runCaseOpen(ctx context.Context, t *terminal, fs *flags, args []string) error {
	form := []struct{ label, value string }{{label: "Name"}, {label: "Phone"}, {label: "Email"}, {label: "Address"},
		{label: "Told on"}, {label: "How"}}
	fs.StringVar(&form[0].value, "name", "", "what the resident is called")
	fs.StringVar(&form[1].value, "phone", "", "the resident's number")
	fs.StringVar(&form[2].value, "email", "", "the resident's address of email")
	fs.StringVar(&form[3].value, "address", "", "the resident's postal address")
	fs.StringVar(&form[4].value, "told", "", "the day on which a colleague was told, as 2027-01-08")
	fs.StringVar(&form[5].value, "how", "", "phone, letter, visit, page")
	file := configFlag(fs)
	words, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return usagef("say what the resident said, in quotation marks")
	}
	if day := form[4].value; day != "" {
		if _, err := calendar.ParseDate(day); err != nil {
			return usagef("--told: %v", err)
		}
	}
	text := "NEW"
	for _, f := range form {
		if f.value != "" {
			text += "\n" + f.label + ": " + f.value
		}
	}
	text += "\nWhat they said: " + strings.Join(words, " ")
	return withOffice(ctx, *file, func(o *daemon.Session) error {
		decision, err := o.Desk.OpenLogged(ctx, accountName(), text)
		if err != nil {
			return err
		}
		return tellDecision(t, decision)
	})
}

var caseHoldCommand = command{
	name:    "case hold",
	usage:   "--config FILE REF [WHY...]",
	summary: "keeps a case's file from being erased; without a reason it may be again",
	help: `Example:
  complaintsd case hold --config config.yaml HC-2026-000123 court claim K12YJ345`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		file := configFlag(fs)
		rest, err := fs.parse(args)
		if err != nil {
			return err
		}
		if len(rest) == 0 {
			return usagef("name the case, as HC-2026-000123")
		}
		return withOffice(ctx, *file, func(o *daemon.Session) error {
			why := strings.Join(rest[1:], " ")
			if err := o.Desk.Hold(ctx, accountName(), rest[0], why); err != nil {
				return noCase(rest[0], err)
			}
			if why == "" {
				fmt.Fprintf(t.Out, "%s: the hold on the file has ended.\n", rest[0])
				return nil
			}
			fmt.Fprintf(t.Out, "%s: the file is kept: %s\n", rest[0], why)
			return nil
		})
	},
}
