package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/internal/reply"
	"complaints/internal/subject"
	"complaints/store"
)

// forStaff reports whether a letter went to staff: one of theirs, or a resident's that the team is to print. What went
// to somebody who speaks for a resident, or would like to, did not.
func forStaff(l outbox.Letter) bool {
	switch l.Role {
	case "", people.RoleResident, people.RoleRepresentative:
		return l.Channel == message.Post
	}
	return true
}

// decideStaff decides a message of a member of staff, or an answer to a letter that staff had. It is acted on only when
// sender, token and our own mail server's proof agree (3.5); otherwise it is filed and the team is told.
func (d *decider) decideStaff(ctx context.Context, it *item, mt match) (verdict, error) {
	m := it.parsed.Message
	from, onRegister := d.Register.Find(m.From)
	var together []complaint.Case
	if mt.letter.Letter == letter.Dangers {
		var err error
		if mt, together, err = d.answersAlarms(ctx, m, mt); err != nil {
			return verdict{}, err
		}
	}
	answers := mt.found && forStaff(mt.letter)
	automatic := m.Nature == message.FromAutoReply
	asTenant := onRegister && !answers && m.Nature == message.FromPerson && d.complainsThemselves(it)
	if asTenant { // but not who writes of a case that is another's
		named, ok, err := d.namedCase(ctx, m)
		if err != nil {
			return verdict{}, err
		}
		asTenant = !ok || slices.ContainsFunc(named.c.Addresses(),
			func(own string) bool { return strings.EqualFold(own, m.From) })
	}
	file := func(why string) verdict { return filed(m, reading.Reading{}, mt.c.Ref, why) }
	switch {
	case automatic && !answers:
		return file("It is an automatic reply of a colleague."), nil
	case answers && !onRegister && letter.Of(mt.letter.Letter).To == letter.Resident:
		return d.answersPrinted(ctx, it, mt) // the team had passed on to the resident what it was to print
	case answers && !onRegister:
		return d.tellTeam(file("A reply to a staff letter from an address that is not on the register."),
			"A reply to "+string(mt.letter.Letter)+" of case "+mt.c.Ref+" came from an address that is not on the "+
				"register. Nothing was done. If it is a colleague, add the address to the register."), nil
	case asTenant:
		return d.open(ctx, it, true, nil)
	case !m.Proof.Proved() && automatic:
		return d.unprovedAbsence(ctx, file("An automatic reply that is not proved. It changes nothing."), from)
	case !m.Proof.Proved():
		return d.tellNamed(ctx, d.tellTeam(file("The mail server could not prove that a colleague wrote it."),
			"A message says that it is from "+from.Email+", but our mail server could not prove it. "+
				"Nothing was done. Please ask them whether they wrote it."), from)
	}
	if m, told, ok := d.loggedBy(m, from); ok {
		if _, forwards := d.passedOn(it.parsed.Message); !forwards {
			return d.decideNewLogged(ctx, it, m, told)
		}
	}
	if shown, ok, err := d.asksToShow(ctx, m); err != nil || ok {
		if err != nil {
			return verdict{}, err
		}
		return d.decideReply(ctx, it, shown, from, nil)
	}
	if answers {
		return d.decideReply(ctx, it, mt, from, together)
	}
	return d.decideStaffAlone(ctx, it, mt, from)
}

// complainsThemselves reports whether a colleague's message reads as a complaint of their own: many a landlord's staff
// are its tenants. It says that in their own words and passes nobody's mail on; a person looks before anything opens.
func (d *decider) complainsThemselves(it *item) bool {
	m := it.parsed.Message
	from, _ := d.Register.Find(m.From)
	_, _, written := d.loggedBy(m, from)
	if _, forwards := intake.Forwarded(m, d.Calendar.Zone); forwards || written || d.tellsOfAResident(it) {
		return false
	}
	return d.alone(it).Kind == reading.KindComplaint
}

// answersPrinted decides an answer to a resident's letter that the team had to print: somebody has passed it on by
// mail. The resident is heard as by any way; whoever else has it may be the resident by another way.
func (d *decider) answersPrinted(ctx context.Context, it *item, mt match) (verdict, error) {
	if mt.known {
		return d.join(ctx, it, mt)
	}
	mt.met = people.Person{Link: people.BondClaims, Words: "It answers a letter that the team was to post."}
	return d.joinUnsure(it, mt), nil
}

// unprovedAbsence tells the team of a colleague's automatic reply that our mail server could not prove, unless the team
// has just been told of something: their own mailbox may answer by machine, too.
func (d *decider) unprovedAbsence(ctx context.Context, v verdict, from people.Contact) (verdict, error) {
	if people.SameAddress(from, d.Register.Team) {
		return v, nil
	}
	if enough, err := d.toldEnough(ctx, d.Register.Team.Email); err != nil || enough {
		return v, err
	}
	return d.tellTeam(v, "Not proved: an automatic reply says that it is from "+from.Email+", but our mail server "+
		"could not prove it. Nothing was done. If they are away, please pass their cases on with REASSIGN."), nil
}

// decideReply carries out what a member of staff answers to a letter of ours.
func (d *decider) decideReply(
	ctx context.Context, it *item, mt match, from people.Contact, together []complaint.Case,
) (verdict, error) {
	m := it.parsed.Message
	typed := m
	if it.parsed.InFile { // which is shown before it counts
		typed.NewText = ""
	}
	cmd := withFiles(d.inDocument(d.readReply(typed, mt, from), it, from), it)
	v := verdict{message: &MessageRead{Message: m, Reading: staffReading(cmd), Outcome: store.Outcome{
		Kind: store.Continued, Case: mt.c.Ref,
		Reason: "A reply of " + from.Called() + " to " + cmp.Or(string(mt.letter.Letter), "no letter of "+
			"ours, which names the case") + ".",
	}}}
	if person := m.Nature == message.FromPerson; person &&
		(cmd.Verb == complaint.VerbDuplicate || cmd.Verb == complaint.VerbLink) {
		pair, ok, err := d.decidePair(ctx, m, mt.c, from, cmd)
		if err != nil {
			return verdict{}, err
		}
		if ok {
			v.steps = pair
			return v, nil
		}
	}
	if person := m.Nature == message.FromPerson; person && cmd.Verb == complaint.VerbStop && cmd.Missing == "" {
		stopped, ok, err := d.decideStop(ctx, m, mt.c, from)
		if err != nil {
			return verdict{}, err
		}
		if ok {
			v.steps = stopped
			return v, nil
		}
	}
	cmd, together, err := d.widenTaking(ctx, m, mt.c, cmd, together)
	if err != nil {
		return verdict{}, err
	}
	helped, err := d.helped(ctx, from.Email, m.NewText)
	if err != nil {
		return verdict{}, err
	}
	d.Helped = helped
	if d.Others, err = d.othersNamed(ctx, mt.c, cmd); err != nil {
		return verdict{}, err
	}
	decision := d.Command(mt.c, from, m, cmd, d.now)
	if decision.Letters, err = d.receipts(ctx, from.Email, mt.c.Ref, m.NewText, decision.Letters); err != nil {
		return verdict{}, err
	}
	v.steps = []step{{mt.c, decision}}
	v = d.takeTogether(v, m, from, cmd, together)
	return v, d.noteHelp(ctx, from.Email, m.NewText, cmd, helped, decision)
}

// readReply reads what a colleague wrote: what is left when our own letter, as its program quoted it, is taken off.
func (d *decider) readReply(m message.Message, mt match, from people.Contact) complaint.Command {
	k := reply.Known{
		Today: d.Calendar.Day(m.Received), Writer: from, Resident: mt.c.Party.Name, Answers: mt.letter.Letter,
	}
	for _, c := range d.Register.Everyone() {
		k.Colleagues = append(k.Colleagues, strings.ToLower(message.FirstWord(c.Name)))
	}
	cmd := reply.Read(m.NewText, k)
	switch {
	case m.Nature == message.FromAutoReply:
		cmd = reply.ReadAutomatic(m, k)
	case d.forwardedElsewhere(m):
		cmd = complaint.Command{Verb: complaint.VerbNote, Guess: complaint.VerbNote, Text: m.NewText}
	}
	cmd.Answers, cmd.Asked, cmd.Needs = mt.letter.Letter, mt.letter.Cause, classifier.NeedsIn(cmd.Adjustment)
	return cmd
}

// inDocument reads an answer that stands in a file: a reply that decides and says little, or that says nothing, with
// one document of a word processor or PDF. It is shown before anything goes.
func (d *decider) inDocument(cmd complaint.Command, it *item, from people.Contact) complaint.Command {
	decides := cmd.Verb == complaint.VerbRespond && cmd.Missing == "" &&
		len([]rune(cmd.Text)) < d.Settings.AnswerMinLength
	pointsAtIt := cmd.Verb == complaint.VerbUnclear && (cmd.Guess == complaint.VerbRespond || cmd.Text == "")
	if it.parsed.Message.Nature != message.FromPerson || !decides && !pointsAtIt {
		return cmd
	}
	var words []string
	for _, b := range it.parsed.Beside {
		if b.Document {
			words = append(words, b.Text)
		}
	}
	if len(words) == 0 && it.parsed.InFile {
		words = append(words, it.parsed.Message.NewText)
	}
	if len(words) != 1 {
		return cmd
	}
	return reply.FromDocument(cmd, words[0], from)
}

// forwardedElsewhere reports whether a colleague passed a mail on to somebody else, with us in copy: what they write is
// not for us.
func (d *decider) forwardedElsewhere(m message.Message) bool {
	return subject.IsForward(m.Subject) && slices.ContainsFunc(m.To, func(to string) bool {
		local, domain, _ := strings.Cut(to, "@")
		base, _, _ := strings.Cut(local, "+")
		return !strings.EqualFold(base+"@"+domain, d.Landlord.Email) && !strings.EqualFold(to, m.From)
	})
}

// decidePair carries out a command that names a second case: to make one of both (DUPLICATE), or to link them (LINK).
// ok is false if it cannot be done with that case.
func (d *decider) decidePair(
	ctx context.Context, m message.Message, c complaint.Case, from people.Contact, cmd complaint.Command,
) (steps []step, ok bool, err error) {
	other, err := d.tx.Case(ctx, cmd.Ref)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("case %s: %w", cmd.Ref, err)
	}
	decide := d.Duplicate
	if cmd.Verb == complaint.VerbLink {
		decide = d.Link
	}
	first, second, ok := decide(c, other, from, m, cmd, d.now)
	if !ok {
		return nil, false, nil
	}
	before := map[string]complaint.Case{c.Ref: c, other.Ref: other}
	return []step{{before[first.Case.Ref], first}, {before[second.Case.Ref], second}}, true, nil
}

// decideStaffAlone decides a colleague's message that answers no letter: a resident's complaint passed on, or something
// we cannot place.
func (d *decider) decideStaffAlone(ctx context.Context, it *item, mt match, from people.Contact) (verdict, error) {
	m := it.parsed.Message
	if mt.letter.Letter == letter.LetterToAgree {
		if v, ok, err := d.agreeOutside(ctx, m, mt, from); err != nil || ok {
			return v, err
		}
	}
	if named, ok, err := d.namedCase(ctx, m); err != nil || ok {
		if err != nil {
			return verdict{}, err
		}
		return d.decideReply(ctx, it, named, from, nil)
	}
	if named, rest, ok, err := d.namedOnTheList(ctx, m, mt.letter.Letter); err != nil || ok {
		if err != nil {
			return verdict{}, err
		}
		about := *it
		about.parsed.Message.NewText = rest
		return d.decideReply(ctx, &about, named, from, nil)
	}
	if v, ok, err := d.decideOpenFiled(ctx, m, from); err != nil || ok {
		return v, err
	}
	if reply.AsksForHelp(m.NewText) {
		return d.sendHelp(ctx, m, from)
	}
	if theirs, ok := d.passedOn(m); ok {
		return d.decidePassedOn(ctx, it, theirs, from.Called())
	}
	if m.Nature == message.FromPerson && d.tellsOfAResident(it) {
		return d.decideLogged(ctx, it, procedure.Told{By: from})
	}
	v := filed(m, reading.Reading{}, "", "A colleague's message that answers none of our letters.")
	if enough, err := d.toldEnough(ctx, from.Email); err != nil || enough {
		return v, err
	}
	o := d.outside(letter.CommandNotUnderstood, people.RoleManager, from, m, d.now)
	o.Why = v.message.Outcome.Reason
	o.Facts.Problem = "We could not see which case your message is about. " +
		"Please reply to one of our letters on that case, or put its reference into the subject. To hand in a " +
		"resident's message, forward it. To tell of a complaint that somebody made to you, write NEW on the first " +
		"line; HELP brings the form for it."
	if listed(mt.letter.Letter) {
		o.Facts.Problem = "We could not see which case of the list you mean. Please begin with its number, or its " +
			"reference, and then the word, for example: 12 TAKEN. A number that has left the list is no longer known."
	}
	v.letters = append(v.letters, o)
	return v, nil
}

// sendHelp tells a colleague what they can write to us, with the form for a complaint that came another way.
func (d *decider) sendHelp(ctx context.Context, m message.Message, from people.Contact) (verdict, error) {
	v := filed(m, reading.Reading{}, "", from.Called()+" asks what can be written to us.")
	today, err := d.lettersToday(ctx, from.Email)
	if err != nil || today >= d.desk.perSender {
		return v, err
	}
	o := d.outside(letter.StaffHelp, people.RoleManager, from, m, d.now)
	o.Why, o.Facts.Words = v.message.Outcome.Reason, ""
	o.Facts.Commands = order.Lines(strings.Split(reply.LoggedForm, "\n")...)
	v.letters = append(v.letters, o)
	return v, nil
}

// namedCase finds the case whose reference stands in the subject of a colleague's own mail. What they may do with it is
// the procedure's to say.
func (d *decider) namedCase(ctx context.Context, m message.Message) (match, bool, error) {
	if subject.IsForward(m.Subject) {
		return match{}, false, nil
	}
	in := message.Message{Subject: m.Subject}
	for _, ref := range intake.Candidates(in, d.Landlord.Email, d.desk.prefix).Refs {
		c, err := d.tx.Case(ctx, ref)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return match{}, false, fmt.Errorf("case %s: %w", ref, err)
		}
		return match{found: true, c: c, how: "its subject names the case"}, true, nil
	}
	return match{}, false, nil
}

// asksToShow finds the case that a colleague asks for by its reference, in a mail of their own or in reply to any letter:
// SHOW HC-2026-000123.
func (d *decider) asksToShow(ctx context.Context, m message.Message) (match, bool, error) {
	cmd := reply.Read(m.NewText, reply.Known{Today: d.Calendar.Day(m.Received)})
	if m.Nature != message.FromPerson || cmd.Verb != complaint.VerbShow && cmd.Verb != complaint.VerbHelp ||
		cmd.Ref == "" {
		return match{}, false, nil
	}
	c, err := d.tx.Case(ctx, cmd.Ref)
	if errors.Is(err, store.ErrNotFound) {
		return match{}, false, nil
	}
	if err != nil {
		return match{}, false, fmt.Errorf("case %s: %w", cmd.Ref, err)
	}
	return match{found: true, c: c, how: "it asks for the case"}, true, nil
}

// tellNamed tells the colleague whom an unproved message names as its writer, at the address of the register, that
// somebody wrote in their name: it may have been they, who wait for an answer. Nothing of the message stands in it.
func (d *decider) tellNamed(ctx context.Context, v verdict, named people.Contact) (verdict, error) {
	if people.SameAddress(named, d.Register.Team) {
		return v, nil
	}
	if enough, err := d.toldEnough(ctx, named.Email); err != nil || enough {
		return v, err
	}
	o := d.outside(letter.CommandNotUnderstood, people.RoleManager, named, v.message.Message, d.now)
	o.Why, o.Facts.Words = v.message.Outcome.Reason, ""
	o.Facts.Problem = "It says that it is from you, and our mail server could not prove that. If you wrote it, send it " +
		"again from your work mailbox, or ring the complaints team. If you did not, there is nothing to do: the team knows."
	v.letters = append(v.letters, o)
	return v, nil
}

// toldEnough reports whether an address had a letter outside any case within the hour, or as many in a day as it may
// have: two machines that answer each other stop there (RFC 3834 section 2).
func (d *decider) toldEnough(ctx context.Context, address string) (bool, error) {
	letters, err := d.tx.LettersTo(ctx, address)
	if err != nil {
		return false, fmt.Errorf("letters outside any case: %w", err)
	}
	if slices.ContainsFunc(letters, func(l store.Posted) bool { return d.now.Sub(l.DecidedAt) < time.Hour }) {
		return true, nil
	}
	today, err := d.lettersToday(ctx, address)
	return today >= d.desk.perSender, err
}

// lettersToday is how many letters outside any case an address had within a day.
func (d *decider) lettersToday(ctx context.Context, address string) (n int, err error) {
	letters, err := d.tx.LettersTo(ctx, address)
	if err != nil {
		return 0, fmt.Errorf("letters outside any case: %w", err)
	}
	for _, l := range letters {
		if d.now.Sub(l.DecidedAt) < 24*time.Hour {
			n++
		}
	}
	return n, nil
}

// staffReading shows a command as a reading, for those who watch.
func staffReading(cmd complaint.Command) reading.Reading {
	intent := reading.Intent(cmp.Or(strings.ToLower(string(cmd.Verb)), "unclear"))
	return reading.Reading{Kind: reading.KindFollowUp, Intent: intent, Why: cmd.Missing}
}
