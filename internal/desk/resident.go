package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
)

// decideResident decides a resident's message: part of a case, or a case of its own.
func (d *decider) decideResident(ctx context.Context, it *item, mt match) (verdict, error) {
	m := it.parsed.Message
	if mt.autoReplyLoop {
		return quarantined(m, d.alone(it), mt.c.Ref, "It repeats the words that opened "+mt.c.Ref+
			", names that case and comes from another address: a machine may be answering our letters."), nil
	}
	if !mt.found {
		var err error
		if mt, err = d.matchPiece(ctx, it); err != nil {
			return verdict{}, err
		}
	}
	if !mt.found {
		var err error
		if mt, err = d.matchSender(ctx, it); err != nil {
			return verdict{}, err
		}
	}
	if procedure.AsksStatus(m.NewText, d.desk.prefix) && mt.met.Link == "" && !mt.known {
		var own bool
		if mt, own = d.newestOf(mt); !own {
			return d.statusOfNobody(ctx, it)
		}
	}
	if d.isOfficial(it, mt) {
		body, _ := d.Policy.BodyAt(m.From)
		return d.decideOfficial(ctx, it, mt, body)
	}
	if !mt.found {
		var err error
		if mt, err = d.matchPerson(ctx, it, mt.own); err != nil {
			return verdict{}, err
		}
	}
	if mt.met.Link != "" {
		v := d.joinUnsure(it, mt)
		return v, d.tellElsewhere(ctx, &v, m, v.message.Reading, mt.c)
	}
	if mt.copy && (it.passedOn != "" || m.Received.Sub(mt.c.Received) < sentTwice) {
		return d.fileCopy(it, mt), nil
	}
	if mt.found {
		return d.join(ctx, it, mt)
	}
	return d.decideNew(ctx, it, mt.own)
}

// newestOf is the match of a message with the newest case of its sender; ok is false if they have none.
func (d *decider) newestOf(mt match) (match, bool) {
	if len(mt.own) == 0 {
		return mt, false
	}
	own := match{found: true, c: mt.own[0], known: true, guessed: true, how: "the sender has this case", own: mt.own}
	return own, true
}

// statusOfNobody answers somebody who asks how a complaint stands, by a way that no case knows: with nothing of any
// case, and how to learn it.
func (d *decider) statusOfNobody(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	v := filed(m, d.alone(it), "", "Somebody asks how a complaint stands, by a way that no case knows.")
	enough, err := d.toldEnough(ctx, m.From)
	if err != nil || enough || m.Proof.Failed() || m.NoAnswer != "" || m.Nature != message.FromPerson {
		return v, err
	}
	o := d.outside(letter.StatusUnknown, people.RoleRepresentative, people.Contact{Email: m.From}, m, d.now)
	if m.Channel == message.SMS {
		o.Channel, o.To = message.SMS, people.Contact{Phone: m.From}
	}
	o.Why, o.Facts.Words = v.message.Outcome.Reason, ""
	v.letters = append(v.letters, o)
	return v, nil
}

// join decides a message of a case. A new matter in it may become a case of its own.
func (d *decider) join(ctx context.Context, it *item, mt match) (verdict, error) {
	m := it.parsed.Message
	if mt.read == nil {
		mt.read = d.readInCase(it, mt)
	}
	reading := mt.read.Reading
	v := verdict{message: &MessageRead{m, reading, store.Outcome{
		Kind: store.Continued, Case: mt.c.Ref, Reason: "It belongs to the case: " + mt.how + ".",
	}, &mt.read.in}}
	newRef := ""
	if mt.pieces == "" && d.NewRef(mt.c, reading) {
		var err error
		if newRef, err = d.nextRef(ctx, m); err != nil {
			return verdict{}, err
		}
	}
	received := d.Receive(mt.c, m, reading, newRef, d.now)
	v.steps = append(v.steps, step{mt.c, received})
	if !mt.c.NeverTheirs(m.From) && received.Case.NeverTheirs(m.From) {
		if err := d.nobodysEither(ctx, &v, m); err != nil {
			return verdict{}, err
		}
	}
	if was, is := mt.c.Party, received.Case.Party; was.Name != is.Name || was.Address != is.Address ||
		was.Email != is.Email || was.Phone != is.Phone { // only now is it known who they are
		if err := d.proposeDuplicate(ctx, &v, received.Case); err != nil {
			return verdict{}, err
		}
	}
	if newRef != "" {
		v.steps = append(v.steps, step{complaint.Case{}, d.OpenBeside(newRef, m, reading, d.alone(it),
			received.Case, d.now)})
	}
	return v, d.tellElsewhere(ctx, &v, m, reading, mt.c)
}

// nobodysEither takes a way that is somebody else's from the other cases that have it.
func (d *decider) nobodysEither(ctx context.Context, v *verdict, m message.Message) error {
	cases, err := d.tx.CasesOf(ctx, m.From)
	if err != nil {
		return fmt.Errorf("cases of a wrong number: %w", err)
	}
	for _, c := range cases {
		if c.Ref != v.steps[0].before.Ref && !c.NeverTheirs(m.From) {
			v.steps = append(v.steps, step{c, d.WrongNumber(c, m, d.now)})
		}
	}
	return nil
}

// decideNew decides a message that belongs to none of its sender's cases, which are own: it opens a case unless it is
// certain that nobody waits for an answer.
func (d *decider) decideNew(ctx context.Context, it *item, own []complaint.Case) (verdict, error) {
	m, read := it.parsed.Message, d.alone(it)
	junk := d.desk.junk.Source
	doubt := junk != "" && it.arrived.Source == junk // the mail server took it for spam
	if read.Says.Texts != "" {
		return filed(m, read, "", "A text that only says whether we may text, from a number without a case."), nil
	}
	if read.Intent == reading.IntentWrongNumber && len(own) == 0 && !doubt {
		return d.wrongNumber(ctx, it)
	}
	if form := it.parsed.Form; it.parsed.Unread && (form.Name != "" || form.Phone != "") && m.Sealed == "" {
		return d.decideForm(ctx, it)
	}
	if d.notAResidents(it, own) && !doubt && m.Sealed == "" && !it.parsed.Through &&
		(read.Kind != reading.KindSpam || read.ToPerson) { // what reads surely like advertising is filed below
		return d.openUnaddressed(ctx, it)
	}
	if m.Sealed != "" || m.NoAnswer != "" {
		doubt = true // a person opens it, or looks at it before anything is answered
	}
	if read.Kind == reading.KindSpam && (len(own) > 0 || it.parsed.FormWriter != "" || it.parsed.Through ||
		speaksOfDanger(read)) {
		doubt = true // a machine alone does not call it advertising
	}
	if read.Kind == reading.KindSpam && !read.ToPerson && !doubt {
		return filed(m, read, "", "It reads as advertising or fraud."), nil
	}
	if v, ok, err := d.joinNotices(ctx, m, read); (ok || err != nil) && it.parsed.FormWriter == "" && len(own) == 0 {
		return v, err
	}
	return d.open(ctx, it, doubt, own)
}

// wrongNumber answers somebody of whom no case knows and who says that we have the wrong number: with one apology.
func (d *decider) wrongNumber(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	v := filed(m, d.alone(it), "", "Somebody says that we have the wrong number. No case has it.")
	enough, err := d.toldEnough(ctx, m.From)
	if err != nil || enough || m.Proof.Failed() {
		return v, err
	}
	to := people.Contact{Email: m.From}
	o := d.outside(letter.WrongNumber, people.RoleRepresentative, to, m, d.now)
	if m.Channel == message.SMS {
		o.Channel, o.To = message.SMS, people.Contact{Phone: m.From}
	}
	o.Why, o.Facts.Words = v.message.Outcome.Reason, ""
	v.letters = append(v.letters, o)
	return v, nil
}

// speaksOfDanger reports a flag of danger; firms that treat damp speak of damp, too.
func speaksOfDanger(read reading.Reading) bool {
	return slices.ContainsFunc(read.Flags, func(f reading.Flag) bool { return f != reading.FlagDampMould })
}

// open gives a message a case of its own; in doubt a person looks at it first. Another case of the same sender that
// looks like the same matter is put to the team.
func (d *decider) open(ctx context.Context, it *item, doubt bool, own []complaint.Case) (verdict, error) {
	m, reading := it.parsed.Message, d.alone(it)
	ref, err := d.nextRef(ctx, m)
	if err != nil {
		return verdict{}, err
	}
	open := d.Open
	if doubt {
		open = d.OpenInDoubt
	}
	decision := open(ref, m, reading, earlierCase(own, m), d.now)
	v := verdict{
		message: readAlone(m, reading, store.Outcome{
			Kind: store.Opened, Case: ref, Reason: openingReason(decision) + d.provenance(it),
		}),
		steps: []step{{complaint.Case{}, decision}},
	}
	if err := d.noteNotice(ctx, m, reading, ref); err != nil {
		return verdict{}, err
	}
	if err := d.tellElsewhere(ctx, &v, m, reading, decision.Case); err != nil {
		return verdict{}, err
	}
	if err := d.proposeDuplicate(ctx, &v, decision.Case); err != nil {
		return verdict{}, err
	}
	if err := d.linkWithNamed(ctx, &v, m); err != nil {
		return verdict{}, err
	}
	return v, nil
}

// linkWithNamed links a case whose resident asks to be part of the complaint of somebody whom they name with that one.
func (d *decider) linkWithNamed(ctx context.Context, v *verdict, m message.Message) error {
	if !people.AsksToJoin(m.NewText) {
		return nil
	}
	text := strings.NewReplacer("\u2019s ", " ", "'s ", " ").Replace(m.NewText) // Joan Pike's complaint
	cases, err := d.alike(ctx, m, people.CluesToNames(text))
	if err != nil {
		return err
	}
	for _, other := range cases {
		own := v.steps[0].Case
		if other.Live() && other.Ref != own.Ref && other.NamedIn(text) {
			here, there := d.Joins(v.lastOf(own.Ref), other, m, d.now)
			v.steps = append(v.steps, step{v.lastOf(own.Ref), here}, step{other, there})
			return nil
		}
	}
	return nil
}

// tellElsewhere has letters of other cases stop where a message says that their resident has died, or is not safe where
// we write to them: those that it names by reference, and those of whom it names.
func (d *decider) tellElsewhere(ctx context.Context, v *verdict, m message.Message, r reading.Reading,
	own complaint.Case) error {
	if !procedure.Concerns(m, r) {
		return nil
	}
	named := own.Clues()
	if r.Death != "" {
		named = []string{"called " + message.OneLine(r.Death)}
	}
	named = slices.DeleteFunc(named, func(clue string) bool { // a first name is nobody's alone
		return !strings.HasPrefix(clue, "called ") || len(strings.Fields(clue)) < 3
	})
	theirs, err := d.tx.CasesAlike(ctx, time.Time{}, append(append(named, own.Addresses()...), m.From)...)
	if err != nil {
		return fmt.Errorf("look for the cases of somebody who is named: %w", err)
	}
	for _, ref := range intake.Candidates(m, d.Landlord.Email, d.desk.prefix).Refs {
		c, err := d.tx.Case(ctx, ref)
		switch {
		case err == nil:
			theirs = append(theirs, c)
		case !errors.Is(err, store.ErrNotFound):
			return fmt.Errorf("case %s: %w", ref, err)
		}
	}
	for _, c := range theirs {
		c = v.lastOr(c)
		waits, err := d.mayBeWrittenTo(ctx, c)
		if err != nil {
			return err
		}
		if told := d.ToldElsewhere(c, m, r, d.now); waits && c.Ref != own.Ref && len(told.Events) > 0 {
			v.steps = append(v.steps, step{c, told})
		}
	}
	return nil
}

// mayBeWrittenTo reports whether the resident of a case may still have a letter of it: it is live, or one waits.
func (d *decider) mayBeWrittenTo(ctx context.Context, c complaint.Case) (bool, error) {
	if c.Live() {
		return true, nil
	}
	waiting, err := d.tx.Unsent(ctx, c.Ref)
	return slices.ContainsFunc(waiting, func(l outbox.Letter) bool { return l.Role == people.RoleResident }), err
}

// nextRef numbers the case that a message opens.
func (d *decider) nextRef(ctx context.Context, m message.Message) (string, error) {
	year, _, _ := d.Calendar.Day(m.Received).Civil()
	ref, err := d.tx.NextRef(ctx, d.desk.prefix, year)
	if err != nil {
		return "", fmt.Errorf("number a case: %w", err)
	}
	return ref, nil
}

// earlierCase is the newest case of the resident who writes, from which we know what they need; own are the sender's.
func earlierCase(own []complaint.Case, m message.Message) complaint.Case {
	for _, c := range own {
		if m.From != "" && (c.Party.Email == m.From || c.Party.Phone == m.From) {
			return c
		}
	}
	return complaint.Case{}
}

// openingReason is why a message became what it became: the reason of the event that decided it.
func openingReason(d procedure.Decision) string {
	for _, e := range d.Events {
		switch e.Fact.(type) {
		case complaint.StageOpened, complaint.InformalBegun, complaint.ReviewAsked, complaint.CaseClosed:
			return e.Why
		}
	}
	return d.Why
}

// proposeDuplicate asks the team about another case that looks like the same matter, by whatever way it was told.
func (d *decider) proposeDuplicate(ctx context.Context, v *verdict, c complaint.Case) error {
	since := d.Calendar.At(c.Day0-procedure.AlikeFor, 0, 0)
	known, err := d.tx.CasesAlike(ctx, since, append(c.Addresses(), c.Clues()...)...)
	if err != nil {
		return fmt.Errorf("look for the same matter: %w", err)
	}
	for _, other := range known {
		if why := d.MayBeSame(c, other); why != "" {
			v.steps = append(v.steps, step{c, d.ProposeDuplicate(c, other, why, d.now)})
			return nil
		}
	}
	return nil
}
