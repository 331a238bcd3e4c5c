package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/internal/reply"
	"complaints/notifier"
	"complaints/store"
)

// judge decides what becomes of one message. It writes nothing but what it has to number.
func (d *Desk) judge(ctx context.Context, tx *store.Tx, r *rules, it *item, now time.Time) (verdict, error) {
	m := it.parsed.Message
	filed := func(reason string) (verdict, error) {
		return verdict{message: &MessageRead{m, it.fresh, store.Outcome{Kind: store.Filed, Reason: reason}}}, nil
	}
	if it.parsed.OwnMail {
		return d.judgeOwn(ctx, tx, it)
	}
	if prior, ok, err := tx.Duplicate(ctx, m); err != nil {
		return verdict{}, fmt.Errorf("look for a copy: %w", err)
	} else if ok && prior.SameWords {
		v, err := filed("It is a copy of a message we have.")
		v.message.Outcome.Case = prior.Outcome.Case
		return v, err
	}
	switch m.Nature {
	case complaint.FromBounce:
		return d.judgeBounce(ctx, tx, r, it, now)
	case complaint.FromReceipt:
		if m.Bounce != nil {
			return d.judgeBounce(ctx, tx, r, it, now) // it says that one of our letters was delivered
		}
		return filed("It is a read receipt.")
	case complaint.FromFeedbackReport:
		return filed("It is an abuse report of a mail provider.")
	}
	mt, err := d.matchThread(ctx, tx, r, m)
	if err != nil {
		return verdict{}, err
	}
	if procedure.FromOmbudsman(m.From) && m.Nature == complaint.FromPerson {
		return d.judgeOmbudsman(ctx, tx, r, m, mt, now)
	}
	if from, ok := r.Register.Find(m.From); ok || forStaff(mt.letter) {
		return d.judgeStaff(ctx, tx, r, it, mt, from, ok, now)
	}
	if theirs, ok := r.passedOn(m); ok && m.Nature == complaint.FromPerson && m.Authenticated && r.ofTheHouse(m.From) && !mt.found {
		return d.judgePassedOn(ctx, tx, r, it, theirs, cmp.Or(m.FromName, "A colleague"), now)
	}
	switch m.Nature {
	case complaint.FromAutoReply:
		v, err := filed("It is an automatic reply.")
		v.message.Outcome.Case = mt.c.Ref
		return v, err
	case complaint.FromList:
		return filed("It came through a mailing list.")
	}
	return d.judgeResident(ctx, tx, r, it, mt, now)
}

// judgeResident decides a resident's message: part of a case, or a case of its own.
func (d *Desk) judgeResident(ctx context.Context, tx *store.Tx, r *rules, it *item, mt match, now time.Time) (verdict, error) {
	m, reading := it.parsed.Message, it.fresh
	if mt.echo {
		return verdict{message: &MessageRead{m, reading, store.Outcome{Kind: store.Quarantined, Case: mt.c.Ref,
			Reason: "It repeats the words that opened " + mt.c.Ref + ", names that case and comes from another address: a machine may be answering our letters."}}}, nil
	}
	var err error
	switch {
	case mt.found:
		reading = r.readAs(m, mt.c.Context(r.Calendar.Day(m.Received)))
		if !mt.known {
			reading.ToPerson = true // somebody else holds the letter: nothing final follows from their word
		}
	default:
		if mt, reading, err = d.matchSender(ctx, tx, r, it); err != nil {
			return verdict{}, err
		}
	}
	if mt.again && (it.passedOn != "" || m.Received.Sub(mt.c.Received) < sentTwice) {
		return r.judgeCopy(it, mt), nil
	}
	switch {
	case !mt.found:
	case newTopic(mt, m, it.fresh):
		reading = asNewIssue(it.fresh)
	case sameTopic(mt, m, reading, it.fresh):
		reading = asMoreOfTheSame(reading)
	}
	reading = textWords(m, reading)
	if !mt.found && d.junk.Source != "" && it.arrived.Source == d.junk.Source {
		reading.ToPerson = true // the mail server took it for spam
	}
	if mt.found {
		return d.join(ctx, tx, r, m, reading, it.fresh, mt, now)
	}
	switch reading.Intent {
	case complaint.IntentOptOut, complaint.IntentOptIn:
		return verdict{message: &MessageRead{m, reading, store.Outcome{Kind: store.Filed, Reason: "A text that only says whether we may text, from a number without a case."}}}, nil
	}
	if len(mt.own) > 0 || it.parsed.FormWriter != "" || speaksOfDanger(reading) {
		reading.ToPerson = reading.ToPerson || reading.Kind == complaint.KindSpam // a machine alone does not call it advertising
	}
	if reading.Kind == complaint.KindSpam && !reading.ToPerson {
		return verdict{message: &MessageRead{m, reading, store.Outcome{Kind: store.Filed, Reason: "It reads as advertising or fraud."}}}, nil
	}
	return d.open(ctx, tx, r, it, reading, mt.own, now)
}

// speaksOfDanger reports a flag of danger; firms that treat damp speak of damp, too.
func speaksOfDanger(reading complaint.Reading) bool {
	return slices.ContainsFunc(reading.Flags, func(f complaint.Flag) bool { return f != complaint.FlagDampMould })
}

// textWords takes the fixed words of text messages before any reading of them.
func textWords(m complaint.Message, reading complaint.Reading) complaint.Reading {
	if m.Channel == complaint.SMS && notifier.OptOut(m.NewText) {
		reading.Kind, reading.Intent, reading.ToPerson = complaint.KindNeedsHuman, complaint.IntentOptOut, true
	}
	if m.Channel == complaint.SMS && notifier.OptIn(m.NewText) {
		reading.Kind, reading.Intent = complaint.KindFollowUp, complaint.IntentOptIn
	}
	return reading
}

// open gives a message a case of its own. Another case of the same sender that looks like the same matter is put to the
// team.
func (d *Desk) open(ctx context.Context, tx *store.Tx, r *rules, it *item, reading complaint.Reading, own []complaint.Case, now time.Time) (verdict, error) {
	m := it.parsed.Message
	year, _, _ := r.Calendar.Day(m.Received).Civil()
	ref, err := tx.NextRef(ctx, d.prefix, year)
	if err != nil {
		return verdict{}, fmt.Errorf("number a case: %w", err)
	}
	decision := r.Open(ref, m, reading, earlierCase(own, m), now)
	v := verdict{
		message: &MessageRead{m, reading, store.Outcome{Kind: store.Opened, Case: ref, Reason: openingReason(decision) + it.provenance(r)}},
		steps:   []step{{complaint.Case{}, decision}},
	}
	return v, v.proposeDuplicate(ctx, tx, r, decision.Case, now)
}

// proposeDuplicate asks the team about another case that looks like the same matter, by whatever way it was told.
func (v *verdict) proposeDuplicate(ctx context.Context, tx *store.Tx, r *rules, c complaint.Case, now time.Time) error {
	since := r.Calendar.At(c.Day0-procedure.AlikeFor, 0, 0)
	known, err := tx.CasesAlike(ctx, since, append(c.Addresses(), c.Clues()...)...)
	if err != nil {
		return fmt.Errorf("look for the same matter: %w", err)
	}
	for _, other := range known {
		if why := r.Resembles(c, other); why != "" {
			v.steps = append(v.steps, step{c, r.ProposeDuplicate(c, other, why, now)})
			return nil
		}
	}
	return nil
}

// earlierCase is the newest case of the resident who writes, from which we know what they need; own are the sender's.
func earlierCase(own []complaint.Case, m complaint.Message) complaint.Case {
	for _, c := range own {
		if m.From != "" && (c.Party.Email == m.From || c.Party.Phone == m.From) {
			return c
		}
	}
	return complaint.Case{}
}

// openingReason is why a message became what it became: the reason of the event that settled it.
func openingReason(d procedure.Decision) string {
	for _, e := range d.Events {
		switch e.Fact.(type) {
		case complaint.StageOpened, complaint.InformalBegun, complaint.ReviewAsked, complaint.CaseClosed:
			return e.Why
		}
	}
	return d.Why
}

// join decides a message of a case, with what it says when it is read alone. A new matter in it may become a case of its
// own.
func (d *Desk) join(ctx context.Context, tx *store.Tx, r *rules, m complaint.Message, reading, alone complaint.Reading, mt match, now time.Time) (verdict, error) {
	v := verdict{message: &MessageRead{m, reading, store.Outcome{Kind: store.Continued, Case: mt.c.Ref, Reason: "It belongs to the case: " + mt.how + "."}}}
	reading = procedure.Apart(reading, alone)
	newRef := ""
	if r.NewRef(mt.c, reading) {
		year, _, _ := r.Calendar.Day(m.Received).Civil()
		var err error
		if newRef, err = tx.NextRef(ctx, d.prefix, year); err != nil {
			return verdict{}, fmt.Errorf("number a case: %w", err)
		}
	}
	received := r.Receive(mt.c, m, reading, newRef, now)
	v.steps = append(v.steps, step{mt.c, received})
	if was, is := mt.c.Party, received.Case.Party; was.Name != is.Name || was.Address != is.Address || was.Email != is.Email || was.Phone != is.Phone {
		if err := v.proposeDuplicate(ctx, tx, r, received.Case, now); err != nil { // only now is it known who they are
			return verdict{}, err
		}
	}
	if newRef != "" {
		v.steps = append(v.steps, step{complaint.Case{}, r.OpenBeside(newRef, m, reading, alone, mt.c, now)})
	}
	return v, nil
}

// judgeBounce decides a delivery report: it is noted with its letter, and of one that came back what it did is undone and
// a person is told.
func (d *Desk) judgeBounce(ctx context.Context, tx *store.Tx, r *rules, it *item, now time.Time) (verdict, error) {
	m := it.parsed.Message
	v := verdict{message: &MessageRead{m, it.fresh, store.Outcome{Kind: store.Filed, Reason: "It is a delivery report on no letter of ours."}}}
	if m.Bounce == nil {
		return v, nil
	}
	l, err := tx.LetterByMessageID(ctx, m.Bounce.OriginalMessageID)
	if errors.Is(err, store.ErrNotFound) {
		l, err = d.letterOfTokens(ctx, tx, r, m)
	}
	if errors.Is(err, store.ErrNotFound) {
		return v, nil
	}
	if err != nil {
		return verdict{}, fmt.Errorf("look up the letter that came back: %w", err)
	}
	report := store.Report{Letter: l.ID, At: now, Detail: m.Bounce.Status, Delivery: complaint.Undelivered}
	switch {
	case m.Bounce.Delivered:
		report.Delivery = complaint.Delivered
	case m.Bounce.Delayed:
		report.Delivery = complaint.Delayed
	}
	v.message.Outcome.Reason = "It reports on our letter " + string(l.Letter) + ": " + string(report.Delivery) + "."
	v.message.Outcome.Case = l.Case
	s, changed, err := tx.SetDelivery(ctx, report)
	if err != nil {
		return verdict{}, fmt.Errorf("note a delivery report: %w", err)
	}
	back := changed && report.Delivery == complaint.Undelivered
	if l.Case == "" || !back && !s.Accepted {
		return v, nil
	}
	c, err := tx.Case(ctx, l.Case)
	if err != nil {
		return verdict{}, fmt.Errorf("case %s: %w", l.Case, err)
	}
	decision := r.Accepted(c, l, now) // it was in doubt, and whoever reports on it has taken it
	if back {
		decision = r.NotDelivered(c, l, bounceWords(*m.Bounce), now)
	}
	if len(decision.Events) > 0 {
		v.steps = append(v.steps, step{c, decision})
	}
	return v, nil
}

// letterOfTokens finds our letter by a token anywhere in the report's thread or addresses.
func (d *Desk) letterOfTokens(ctx context.Context, tx *store.Tx, r *rules, m complaint.Message) (complaint.Letter, error) {
	for _, token := range intake.Candidates(m, r.Landlord.Email, d.prefix).Tokens {
		l, err := tx.LetterByToken(ctx, token)
		if !errors.Is(err, store.ErrNotFound) {
			return l, err
		}
	}
	return complaint.Letter{}, store.ErrNotFound
}

func bounceWords(b complaint.Bounce) string {
	words := "the mail server could not deliver it"
	if b.Hard {
		words = "the address does not work"
	}
	if b.Status != "" {
		words += " (" + b.Status + ")"
	}
	return words
}

// forStaff reports whether a letter went to staff: one of theirs, or a resident's that the team is to print. What went to
// somebody who speaks for a resident, or would like to, did not.
func forStaff(l complaint.Letter) bool {
	switch l.Role {
	case "", complaint.RoleResident, complaint.RoleRepresentative:
		return l.Channel == complaint.Post
	}
	return true
}

// judgeStaff decides a reply by a member of staff. It is acted on only when sender, token and our own mail
// server's proof agree (domain.md 3.5); otherwise it is filed and the team is told.
func (d *Desk) judgeStaff(ctx context.Context, tx *store.Tx, r *rules, it *item, mt match, from complaint.Contact, onRegister bool, now time.Time) (verdict, error) {
	m := it.parsed.Message
	v := verdict{message: &MessageRead{m, complaint.Reading{}, store.Outcome{Kind: store.Filed, Case: mt.c.Ref}}}
	staffLetter := forStaff(mt.letter)
	switch {
	case m.Nature == complaint.FromAutoReply && (!mt.found || !staffLetter):
		v.message.Outcome.Reason = "It is an automatic reply of a colleague."
	case mt.found && staffLetter && !onRegister:
		v.tellTeam(r, m, "A reply to "+string(mt.letter.Letter)+" of case "+mt.c.Ref+" came from an address that is not on the register. Nothing was done. If it is a colleague, add the address to the register.", "A reply to a staff letter from an address that is not on the register.")
	case !m.Authenticated && m.Nature != complaint.FromAutoReply:
		v.tellTeam(r, m, "A message says that it is from "+from.Email+", but our mail server could not prove it. Nothing was done. Please ask them whether they wrote it.", "The mail server could not prove that a colleague wrote it.")
	case mt.found && staffLetter:
		cmd := reply.ReadCommand(m.NewText, r.Calendar.Day(m.Received))
		if cmd.Verb == complaint.VerbUnclear && cmd.Text != "" {
			cmd = reply.ReadAs(cmd, r.readAs(m, complaint.ContextManager).Intent)
		}
		cmd.Answers = mt.letter.Letter
		v.message.Outcome = store.Outcome{Kind: store.Continued, Case: mt.c.Ref, Reason: "A reply of " + from.Called() + " to " + string(mt.letter.Letter) + "."}
		v.message.Reading = staffReading(cmd)
		if cmd.Verb == complaint.VerbDuplicate || cmd.Verb == complaint.VerbLink {
			return d.judgePair(ctx, tx, r, v, mt.c, from, cmd, now)
		}
		v.steps = append(v.steps, step{mt.c, r.Command(mt.c, from, m, cmd, now)})
	default:
		return d.judgeStaffAlone(ctx, tx, r, it, from, now)
	}
	return v, nil
}

// judgePair decides a reply that names a second case: to make one of both (DUPLICATE), or to link them (LINK).
func (d *Desk) judgePair(ctx context.Context, tx *store.Tx, r *rules, v verdict, c complaint.Case, from complaint.Contact, cmd complaint.Command, now time.Time) (verdict, error) {
	m := v.message.Message
	other, err := tx.Case(ctx, cmd.Ref)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return verdict{}, fmt.Errorf("case %s: %w", cmd.Ref, err)
	}
	if err == nil {
		decide := r.Duplicate
		if cmd.Verb == complaint.VerbLink {
			decide = r.Link
		}
		if first, second, ok := decide(c, other, from, m, cmd, now); ok {
			before := map[string]complaint.Case{c.Ref: c, other.Ref: other}
			v.steps = append(v.steps, step{before[first.Case.Ref], first}, step{before[second.Case.Ref], second})
			return v, nil
		}
	}
	v.steps = append(v.steps, step{c, r.Command(c, from, m, cmd, now)})
	return v, nil
}

// judgeOmbudsman takes in what the outside body writes. It is joined to the case it names, whoever that case is
// about, and a person answers it.
func (d *Desk) judgeOmbudsman(ctx context.Context, tx *store.Tx, r *rules, m complaint.Message, mt match, now time.Time) (verdict, error) {
	v := verdict{message: &MessageRead{m, complaint.Reading{}, store.Outcome{Kind: store.Filed, Reason: "The outside body wrote, and the complaints team was told."}}}
	c, found := mt.c, mt.found
	for _, ref := range intake.Candidates(m, r.Landlord.Email, d.prefix).Refs {
		if found {
			break
		}
		named, err := tx.Case(ctx, ref)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return verdict{}, fmt.Errorf("case %s: %w", ref, err)
		}
		c, found = named, err == nil
	}
	if found {
		v.message.Outcome = store.Outcome{Kind: store.Continued, Case: c.Ref, Reason: "The outside body wrote about the case."}
		v.steps = append(v.steps, step{c, r.Ombudsman(c, m, now)})
		return v, nil
	}
	v.letters = append(v.letters, r.outside("M24b", complaint.RoleTeam, r.Register.Team, m, now))
	return v, nil
}

// judgeStaffAlone decides a colleague's message that answers no letter: a resident's complaint passed on, or
// something we cannot place.
func (d *Desk) judgeStaffAlone(ctx context.Context, tx *store.Tx, r *rules, it *item, from complaint.Contact, now time.Time) (verdict, error) {
	m := it.parsed.Message
	if theirs, ok := r.passedOn(m); ok {
		return d.judgePassedOn(ctx, tx, r, it, theirs, from.Called(), now)
	}
	v := verdict{message: &MessageRead{m, complaint.Reading{}, store.Outcome{Kind: store.Filed, Reason: "A colleague's message that answers none of our letters."}}}
	if enough, err := d.toldEnough(ctx, tx, from.Email, now); err != nil || enough {
		return v, err
	}
	o := r.outside("M16", complaint.RoleManager, from, m, now)
	o.Why = v.message.Outcome.Reason
	o.Facts.Problem = "We could not see which case your message is about. Please reply to one of our letters on that case, or forward the resident's own message."
	v.letters = append(v.letters, o)
	return v, nil
}

// judgePassedOn decides what a colleague has passed on, as the mail of whoever wrote it.
func (d *Desk) judgePassedOn(ctx context.Context, tx *store.Tx, r *rules, it *item, theirs complaint.Message, by string, now time.Time) (verdict, error) {
	passed := &item{arrived: it.arrived, parsed: it.parsed, passedOn: by}
	passed.parsed.Message, passed.fresh = theirs, r.readAs(theirs, complaint.ContextNone)
	mt, err := d.matchThread(ctx, tx, r, theirs) // it may name a case of theirs
	if err != nil {
		return verdict{}, err
	}
	if !mt.known {
		mt = match{}
	}
	return d.judgeResident(ctx, tx, r, passed, mt, now)
}

// toldEnough reports whether an address had a letter outside any case within the hour, or as many in a day as it may
// have: two machines that answer each other stop there (RFC 3834 section 2).
func (d *Desk) toldEnough(ctx context.Context, tx *store.Tx, address string, now time.Time) (bool, error) {
	letters, err := tx.LettersTo(ctx, address)
	if err != nil {
		return false, fmt.Errorf("letters outside any case: %w", err)
	}
	today := 0
	for _, l := range letters {
		if now.Sub(l.DecidedAt) < time.Hour {
			return true, nil
		}
		if now.Sub(l.DecidedAt) < 24*time.Hour {
			today++
		}
	}
	return today >= d.perSender, nil
}

// tellTeam files a message and tells the complaints team about it.
func (v *verdict) tellTeam(r *rules, m complaint.Message, problem, reason string) {
	v.message.Outcome.Reason = reason
	o := r.outside("M16", complaint.RoleTeam, r.Register.Team, m, m.Received)
	o.Why = reason
	o.Facts.Problem = problem
	v.letters = append(v.letters, o)
}

// outside orders a letter that belongs to no case.
func (r *rules) outside(letter complaint.LetterID, role complaint.Role, to complaint.Contact, m complaint.Message, now time.Time) complaint.LetterOrder {
	return complaint.LetterOrder{
		Letter: letter, Cause: m.ID, Channel: complaint.Email, Role: role, To: to, NotBefore: now, Promised: r.Calendar.Day(now) + 7, InReplyTo: m.MessageID,
		Facts: complaint.Facts{Landlord: r.Landlord, Today: r.Calendar.Day(now), Recipient: to.Name, Words: firstLines(m.NewText, 40)},
	}
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}

// staffReading shows a command as a reading, for those who watch.
func staffReading(cmd complaint.Command) complaint.Reading {
	intents := map[complaint.Verb]complaint.Intent{
		complaint.VerbAttempted: "attempted", complaint.VerbUnclear: "unclear",
	}
	intent, ok := intents[cmd.Verb]
	if !ok {
		intent = complaint.Intent(strings.ToLower(string(cmd.Verb)))
	}
	return complaint.Reading{Kind: complaint.KindFollowUp, Intent: intent, Why: cmd.Missing}
}
