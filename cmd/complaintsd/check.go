package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"complaints/intake"
	"complaints/intake/imap"
	"complaints/intake/pdf"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/order"
	"complaints/internal/paper"
	"complaints/internal/procedure"
	"complaints/store"
	"complaints/templates"
)

var checkCommand = command{
	name:    "check",
	usage:   "--config FILE [--offline] [--send] [--json]",
	summary: "looks at everything run needs; each line says ok or what to change",
	help: `
Checks the configuration, the letters, the policy, the calendar, the classifier's rules, the database, the mailbox,
the mail server and the text service. It sends nothing and changes nothing, but for bringing the database to this
version's schema. --offline leaves out everything that would be dialled.
--send sends one letter to the complaints mailbox itself, at an address as replies come to, waits for it there and says
whether the mail server has proved who sent it. --json prints a JSON object a line: level (ok, warning, change), what,
says.

"senders" looks at the newest mails for the mail server's reports on who sent them (Authentication-Results) and says
what mailbox.reports_above has to be. To see whether the server lets a forged report through, send the mailbox a mail
from outside with this field and check again:

  Authentication-Results: NAME; dmarc=pass header.from=forged.invalid     NAME is mailbox.authserv_id

Examples:
  complaintsd check --config config.yaml
  complaintsd check --config config.yaml --offline
  complaintsd check --config config.yaml --send`,
	run: runCheck,
}

// checklist prints a line for each thing that was looked at.
type checklist struct {
	t      *terminal
	json   bool
	failed bool
}

// The levels of a line.
const (
	levelOK      = "ok"
	levelWarning = "warning"
	levelChange  = "CHANGE"
)

func (c *checklist) say(level, what, says string) {
	if c.json {
		enc := json.NewEncoder(c.t.Out)
		enc.SetEscapeHTML(false)
		enc.Encode(map[string]string{"level": strings.ToLower(level), "what": what, "says": says})
		return
	}
	fmt.Fprintf(c.t.Out, "%-7s %-14s %s\n", level, what, says)
}

func (c *checklist) ok(what, format string, args ...any) {
	c.say(levelOK, what, fmt.Sprintf(format, args...))
}

func (c *checklist) warn(what, says string) { c.say(levelWarning, what, says) }

// done prints ok with the words, or what to change.
func (c *checklist) done(what string, err error, format string, args ...any) bool {
	if err == nil {
		c.ok(what, format, args...)
		return true
	}
	c.failed = true
	for _, e := range unjoin(err) {
		c.say(levelChange, what, e.Error())
	}
	return false
}

// unjoin takes joined errors apart, each a line of its own. An error that is of two kinds at once stays whole.
func unjoin(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		joined, ok := e.(interface{ Unwrap() []error })
		if !ok {
			continue
		}
		var all []error
		for _, part := range joined.Unwrap() {
			all = append(all, unjoin(part)...)
		}
		if e.Error() == errors.Join(joined.Unwrap()...).Error() {
			return all
		}
		break
	}
	return []error{err}
}

// mode says how far the program writes to residents by itself, and who else agrees to an answer.
func (c *checklist) mode(p procedure.Procedure) {
	switch p.Mode.All {
	case procedure.Shadow:
		c.warn("mode", "shadow: nobody outside is written to, no mail is marked, and the team sees each day what "+
			"would have gone. Begin for good with a database of its own")
	case procedure.Supervised:
		c.ok("mode", "supervised: each letter to a resident waits for the complaints team's yes; what keeps a date "+
			"goes by itself in the last working hour, an answer never, advice in danger at once")
	default:
		c.ok("mode", "automatic: the program writes to residents by itself")
	}
	for _, id := range slices.Sorted(maps.Keys(p.Mode.Letters)) {
		c.ok("mode", "%s (%s) is %s", id, procedure.NameOf(id), p.Mode.Of(id))
	}
	if p.Staff.Approve != procedure.ApprovedByNobody {
		c.ok("staff", "each full answer waits until it is approved, by: %s", p.Staff.Approve)
	}
}

func runCheck(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a line")
	offline := fs.Bool("offline", false, "leave out everything that would be dialled")
	send := fs.Bool("send", false, "send one letter to the complaints mailbox and wait for it")
	if rest, err := fs.parse(args); err != nil {
		return err
	} else if len(rest) > 0 || *file == "" {
		return usagef("name the configuration, as: complaintsd check --config config.yaml")
	}
	if *send && *offline {
		return usagef("--send needs the servers: leave --offline out")
	}
	c := &checklist{t: t, json: *asJSON}
	cfg, err := config.Load(*file)
	if !c.done("configuration", err, "%s", *file) {
		return errSilent
	}
	for _, says := range cfg.Warnings() {
		c.warn("configuration", says)
	}
	c.done("servers", cfg.ValidateServers(), "mailbox, mail server and texts are configured")
	c.listens(ctx, cfg)
	c.monitor(ctx, cfg)
	c.files(cfg)
	rules, err := cfg.Procedure()
	if c.done("policy", err, "%s, days in %s", rules.Policy.ID, rules.Policy.Timezone) {
		c.mode(rules)
		c.procedure(rules)
		c.letters(cfg, rules.Landlord)
	}
	_, err = daemon.LoadClassifier(cfg, rules, wallClock)
	c.done("classifier", err, "rules, flags, areas and model")
	c.documents(cfg)
	c.paper(ctx, cfg)
	c.database(ctx, cfg)
	if !*offline {
		c.network(ctx, cfg)
	}
	if *send && !c.failed {
		c.roundTrip(ctx, cfg)
	}
	if c.failed {
		return errSilent
	}
	return nil
}

// documents reads a small PDF file, if any are to be read.
func (c *checklist) documents(cfg config.Config) {
	if name := cfg.Mailbox.Pdftotext; name != "" {
		c.done("documents", pdf.NewReader(name).Check(), "PDF files are read by %s, in its cage", name)
	}
}

// paper prints a page, if letters to post are to be PDF files.
func (c *checklist) paper(ctx context.Context, cfg config.Config) {
	name, here := cfg.Letters.PDFCommand, paper.Found()
	switch {
	case name != "":
		c.done("paper", paper.New(name).Check(ctx), "letters to post are PDF files, made by %s", name)
	case here != "":
		c.warn("paper", "letters to post go to the team as pages to print: "+here+" is here, so write "+
			"letters.pdf_command: "+here+", and they go as PDF files")
	}
}

func (c *checklist) procedure(p procedure.Procedure) {
	today := p.Calendar.Day(wallClock())
	for _, d := range p.Departures(today) {
		c.warn("policy", d.String())
	}
	if ends := p.Calendar.Ends(); ends < today.AddMonths(12) {
		c.warn("calendar", "the bank-holiday table ends on "+ends.Long()+": give calendar.bank_holidays a newer one")
	} else {
		c.ok("calendar", "bank holidays are known until %s", ends.Long())
	}
}

func (c *checklist) letters(cfg config.Config, landlord order.Landlord) {
	set, err := daemon.LoadLetters(cfg, landlord)
	if err != nil {
		c.done("letters", err, "")
		return
	}
	var faults []error
	for _, p := range set.Check(landlord) {
		if p.Severity == templates.IsError {
			faults = append(faults, errors.New(p.String()))
		} else {
			c.warn("letters", p.String())
		}
	}
	c.done("letters", errors.Join(faults...), "every letter can be written in every form")
}

func (c *checklist) database(ctx context.Context, cfg config.Config) {
	s, err := daemon.OpenStore(ctx, cfg)
	if errors.Is(err, store.ErrNoDatabase) && daemon.MayBegin(ctx, cfg) == nil {
		c.ok("database", "there is none yet: the first start of the daemon makes it")
		return
	}
	if !c.done("database", err, "opens") {
		return
	}
	if trouble, err := daemon.SealTrouble(ctx, cfg, s); err != nil || trouble != "" {
		c.warn("database", cmp.Or(trouble, fmt.Sprint(err)))
	}
	health, err := s.Check(ctx)
	if c.done("database", err, "%s, schema %d, %d KB", health.Engine, health.Schema, health.Size>>10) &&
		health.Free >= 0 && health.Free < 1<<30 {
		c.warn("database", fmt.Sprintf("only %d MB are left on its disk", health.Free>>20))
	}
	c.backup(ctx, s, health.Engine)
	if _, waits, err := daemon.InForce(ctx, cfg, s); err == nil && len(waits) > 0 {
		c.warn("policy", fmt.Sprintf("what the configuration says would move dates, and is not in force until "+
			"\"complaintsd policy adopt\" has been agreed to: %s", strings.Join(waits, "; ")))
	}
	c.done("database", s.Close(), "closes")
}

func (c *checklist) network(ctx context.Context, cfg config.Config) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	quiet := slog.New(slog.DiscardHandler)
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		c.done("network", err, "")
		return
	}
	seen := watch(servers)
	defer func() { c.seen(seen()) }()
	boxes, err := servers.Mailboxes()
	c.done("mailbox", err, "%d folders", len(boxes))
	for _, box := range boxes {
		m, err := imap.NewMailbox(box, nil, quiet, wallClock)
		var is imap.Condition
		if err == nil {
			is, err = m.Check(ctx)
		}
		c.mailbox(box, is, whatToChange(err, is.Folders))
		if err == nil {
			c.authentication(ctx, cfg, m)
		}
		if err == nil {
			c.past(ctx, cfg, box)
		}
	}
	smtp, err := servers.Mail(nil, nil)
	if err == nil {
		err = smtp.Check(ctx)
	}
	takes := cfg.SMTP.Server
	if cfg.SMTP.By == config.ByGraph {
		takes = "Microsoft Graph"
	}
	c.done("mail server", err, "%s takes our letters", takes)
	if cfg.SMS.AccountSID == "" {
		c.warn("texts", "there is no account: residents cannot be texted")
		return
	}
	twilio, err := servers.Twilio()
	if err == nil {
		err = twilio.Check(ctx)
	}
	c.done("texts", err, "the account and its token are right")
}

// mailbox says of a folder whether it can be read, and what makes that hard.
func (c *checklist) mailbox(box imap.Options, is imap.Condition, err error) {
	room := ""
	if is.Limit > 0 {
		room = fmt.Sprintf(", %d %% of its %d MB are taken", is.Full(), is.Limit>>10)
	}
	if !c.done("mailbox", err, "%s, %s: %s can be read%s", box.Addr, box.User, box.Folder, room) {
		return
	}
	if !is.Keyword {
		c.warn("mailbox", fmt.Sprintf("the mail server does not keep the mark %s on what we have taken in from %s. Only "+
			"the database knows it then: keep its backups well, and set mailbox.since before you begin with a new one",
			box.Keyword, box.Folder))
	}
	const nearlyFull = 90
	if is.Full() >= nearlyFull {
		c.warn("mailbox", fmt.Sprintf("%d %% of its room are taken. When it is full the mail server sends residents' mails "+
			"back to them: have old mail archived, or ask for more room", is.Full()))
	}
}

// whatToChange says what to change when the mailbox does not know us, or not the folder. folders are those that there
// are.
func whatToChange(err error, folders []string) error {
	switch {
	case errors.Is(err, imap.ErrLogin):
		return fmt.Errorf("%w: correct mailbox.user and mailbox.password, or mailbox.oauth", err)
	case errors.Is(err, imap.ErrFolder):
		there := ""
		if len(folders) > 0 {
			there = fmt.Sprintf(" There are: %s", strings.Join(folders, ", "))
		}
		return fmt.Errorf("%w: correct mailbox.folders, or have the mail server let mailbox.user read it.%s", err, there)
	}
	return err
}

// authentication says whether the mail server proves senders: without that no staff reply can be acted on.
func (c *checklist) authentication(ctx context.Context, cfg config.Config, m *imap.Mailbox) {
	if cfg.Mailbox.AuthservID == intake.NoReports {
		c.warn("senders", "mailbox.authserv_id is none, so nobody is proved: no reply of staff is acted on")
		return
	}
	headers, err := m.Newest(ctx, newestLookedAt)
	if err != nil {
		c.done("senders", err, "")
		return
	}
	reader := intake.NewReader(intake.ReaderOptions{
		AuthservID: cfg.Mailbox.AuthservID, ReportsAbove: cfg.Mailbox.ReportsAbove,
	})
	reports := make([]intake.Report, len(headers))
	for i, h := range headers {
		reports[i] = reader.ReportIn(h)
	}
	if len(headers) == 0 {
		c.warn("senders", "the mailbox is empty, so it cannot be seen whether the mail server proves senders: "+
			"send it a mail and check again")
		return
	}
	found, believed := countReports(reports)
	c.done("senders", reportFault(cfg.Mailbox, reports, reporter(headers)),
		"the mail server reports on senders (%d of the newest %d mails)", believed, len(reports))
	if found > 0 && 2*found < len(reports) {
		c.warn("senders", fmt.Sprintf(
			"only %d of the newest %d mails have a report: whoever sent the others is not proved", found, len(reports)))
	}
}

// newestLookedAt is how many of the newest mails show where the mail server writes its reports.
const newestLookedAt = 20

// countReports counts the mails with a report in our server's name, and those in which it is believed.
func countReports(reports []intake.Report) (found, believed int) {
	for _, r := range reports {
		if r.Found {
			found++
		}
		if r.Believed {
			believed++
		}
	}
	return found, believed
}

// reportFault says what to change so that the mail server's reports on senders can be believed, and no others. Where
// most of the reports stand is where the server writes them: somebody who forges one cannot put it higher.
func reportFault(box config.Mailbox, reports []intake.Report, found string) error {
	places := map[int]int{}
	for _, r := range reports {
		if r.Rehearsed && r.Believed {
			return fmt.Errorf("a report on %s that somebody made up is believed: have the mail server remove "+
				"Authentication-Results of its own name from mail that comes from outside, or write one of its own on "+
				"every mail and correct mailbox.reports_above. Until then give mailbox.authserv_id: %s, which "+
				"proves nobody", intake.ForgedDomain, intake.NoReports)
		}
		if r.Found && !r.Rehearsed {
			places[r.Above]++
		}
	}
	if len(places) == 0 {
		if name := found; name != "" && name != box.AuthservID {
			return fmt.Errorf("none of the newest %d mails carries Authentication-Results of %q, and most carry "+
				"those of %s: "+
				"write mailbox.authserv_id: %s", len(reports), box.AuthservID, called(name), name)
		}
		return fmt.Errorf("none of the newest %d mails carries Authentication-Results of %q: correct "+
			"mailbox.authserv_id, or have the mail server check DMARC, DKIM and SPF", len(reports), box.AuthservID)
	}
	usual := slices.MinFunc(slices.Collect(maps.Keys(places)), func(a, b int) int {
		return cmp.Or(cmp.Compare(places[b], places[a]), cmp.Compare(a, b))
	})
	unset := box.ReportsAbove == 0
	switch {
	case unset && slices.ContainsFunc(reports, func(r intake.Report) bool { return r.Found && r.Believed }):
		return nil
	case usual >= box.ReportsAbove:
		return fmt.Errorf("the mail server's reports stand below %d Received lines, and above the next: give "+
			"mailbox.reports_above: %d", usual, usual+1)
	case usual+1 < box.ReportsAbove:
		return fmt.Errorf("the mail server's reports stand above Received line %d, and mailbox.reports_above is %d, "+
			"where a sender's own would be believed: give %d", usual+1, box.ReportsAbove, usual+1)
	}
	return nil
}
