package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/internal/subject"
	"complaints/store"
)

// match is where a message was found to belong.
type match struct {
	found  bool
	c      complaint.Case
	letter outbox.Letter // the letter of ours it answers, if one was found
	known  bool          // the sender is the resident or the representative of the case
	copy   bool          // it is the very message that opened the case
	read   *asRead       // the message as read in that case, if it was
	how    string
	own    []complaint.Case // the sender's cases, the newest first, if these were looked up

	pieces string // the texts just before it, of which it is a part

	met people.Person // whoever wrote, where nothing proves that the case is theirs

	guessed       bool // nothing in the message names the case: it is the sender's likeliest
	autoReplyLoop bool // a machine answers our letters on the case, see repeatsOpening
	byToken       bool // the sender is proved by answering a letter that only they had
}

// matchThread looks for the case by what a message carries: a letter of ours that it answers, then a Message-ID of the
// thread, then a case reference. A reference or a thread without a matching sender joins nothing.
func (d *decider) matchThread(ctx context.Context, m message.Message) (match, error) {
	clues := intake.Candidates(m, d.Landlord.Email, d.desk.prefix)
	switch l, err := d.answered(ctx, clues); {
	case err == nil && (l.Case != "" || len(l.StandsFor) == 0 ||
		forStaff(l)): // what stands for letters of several cases names none
		mt, err := d.matchLetter(ctx, m, l)
		if err == nil && mt.found {
			mt.byToken, err = d.answersAlone(ctx, m, clues, l)
		}
		return mt, err
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return match{}, fmt.Errorf("look up a letter: %w", err)
	}
	threads, err := d.threadsOf(ctx, clues.MessageIDs)
	if err != nil {
		return match{}, err
	}
	for i, ref := range slices.Concat(threads, clues.Refs) {
		c, err := d.tx.Case(ctx, ref)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return match{}, fmt.Errorf("case %s: %w", ref, err)
		}
		if writesFor(c, m.From) {
			how := "it names the case"
			if i < len(threads) {
				how = "it is part of the same conversation"
			}
			return match{found: true, c: c, known: true, how: how}, nil
		}
		if repeatsOpening(c, m) {
			return match{c: c, autoReplyLoop: true}, nil
		}
		if i >= len(threads) {
			continue
		}
		switch copied, err := d.inCopyOf(ctx, c, m); {
		case err != nil:
			return match{}, err
		case copied:
			return match{found: true, c: c, how: "they stand in copy of the resident's mail",
				met: people.Person{Link: people.BondCopied}}, nil
		}
	}
	return match{}, nil
}

// matchLetter is the match of a message that answers a letter of ours.
func (d *decider) matchLetter(ctx context.Context, m message.Message, l outbox.Letter) (match, error) {
	mt := match{letter: l, how: "it answers our letter " + string(l.Letter)}
	if l.Case == "" {
		return mt, nil
	}
	var err error
	if mt.c, err = d.tx.Case(ctx, l.Case); err != nil {
		return match{}, fmt.Errorf("case %s: %w", l.Case, err)
	}
	mt.found, mt.known = true, writesFor(mt.c, m.From)
	return mt, nil
}

// passedOnMark begins the name under which is kept that somebody else has, or may have, one of our letters. Whoever
// answers it from then on names the letter and proves nothing of themselves.
const passedOnMark = "passed on:"

// answersAlone reports whether a message answers a letter that we sent to its sender alone and that, as far as we know,
// nobody else has had. What answers it is the plus address or its In-Reply-To: a thread is quoted by others, too.
// Letters to staff are no proof: who may decide must be proved by our mail server (3.5).
func (d *decider) answersAlone(
	ctx context.Context, m message.Message, clues intake.Clues, l outbox.Letter,
) (bool, error) {
	if forStaff(l) {
		return false, nil
	}
	passed, err := d.tx.Marks(ctx, passedOnMark+l.ID)
	if err != nil {
		return false, err
	}
	theirs := strings.EqualFold(m.From, l.To)
	if !theirs || slices.ContainsFunc(m.To, func(to string) bool { return d.elsewhere(to, l) }) {
		if err := d.tx.SetMark(ctx, passedOnMark+l.ID, d.now.UnixMilli()); err != nil {
			return false, err
		}
	}
	direct := slices.Contains(clues.Answered, l.MessageID) || slices.Contains(clues.Tokens, l.Token)
	return theirs && direct && len(passed) == 0 && m.Proof.Verdict == message.SenderUnknown, nil
}

// elsewhere reports whether an address is neither ours nor that of the letter's own reader.
func (d *decider) elsewhere(to string, l outbox.Letter) bool {
	local, domain, _ := strings.Cut(to, "@")
	base, _, _ := strings.Cut(local, "+")
	return !strings.EqualFold(to, l.To) && !strings.EqualFold(base+"@"+domain, d.Landlord.Email) && !d.ofTheHouse(to)
}

// threadsOf are the cases whose mails have one of these Message-IDs, each once, in the order of the ids.
func (d *decider) threadsOf(ctx context.Context, messageIDs []string) ([]string, error) {
	known, err := d.tx.RefOfMessageIDs(ctx, messageIDs...)
	if err != nil {
		return nil, fmt.Errorf("look up a thread: %w", err)
	}
	var refs []string
	for _, id := range messageIDs {
		if ref := known[id]; ref != "" && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

func writesFor(c complaint.Case, from string) bool { return slices.Contains(c.Addresses(), from) }

// forAnother reports whether somebody writes for another person than the resident of a case: an adviser writes for
// many.
func forAnother(c complaint.Case, r reading.Reading) bool {
	return r.ForSomebody() && r.For != "" && c.Party.Name != "" && !c.MayBe(r.For)
}

// matchSender looks for the case of a message that carries no sign of one, among the sender's own. A message that
// stands on its own as something new gets a case of its own: joining it wrongly would hide it.
func (d *decider) matchSender(ctx context.Context, it *item) (match, error) {
	m := it.parsed.Message
	if m.From == "" {
		return match{}, nil
	}
	cases, err := d.tx.CasesOf(ctx, m.From)
	if err != nil {
		return match{}, fmt.Errorf("look up the sender's cases: %w", err)
	}
	if c, ok := openedBy(cases, m, it.passedOn != ""); ok {
		how := "it is the message that opened the case, sent again"
		return match{found: true, c: c, known: true, copy: true, how: how}, nil
	}
	none := match{own: cases}
	c, ok := d.likeliest(cases, m)
	if !ok || d.ofTheHouse(m.From) { // what a colleague passes on is about this resident and that
		return none, nil
	}
	if !mayContinue(c, m, c.Context(d.Calendar.Day(m.Received))) {
		return none, nil
	}
	mt := match{found: true, c: c, known: true, guessed: true, how: "the sender has this case"}
	mt.read = d.readInCase(it, mt)
	notMe := mt.read.Intent == reading.IntentWrongNumber && mt.read.Writer != reading.WriterResident
	if !mt.read.Says.GoesOn && !notMe || forAnother(c, mt.read.Reading) {
		return none, nil
	}
	return mt, nil
}

// likeliest picks the sender's case that a message without any reference would be about: the newest that is live,
// else the newest closed within three months.
func (r *Rules) likeliest(cases []complaint.Case, m message.Message) (complaint.Case, bool) {
	for _, c := range cases {
		if c.Live() && subject.SameSubject(c.Subject, m.Subject) && m.Subject != "" {
			return c, true
		}
	}
	for _, c := range cases {
		if c.Live() {
			return c, true
		}
	}
	for _, c := range cases {
		if r.Calendar.Day(c.ClosedAt).AddMonths(3) >= r.Calendar.Day(m.Received) {
			return c, true
		}
	}
	return complaint.Case{}, false
}

// mayContinue says whether reading a message as part of the case could show that it goes on with it. Where it
// could not, the reading is spared. Only a stage 1 answer can be followed by a request for stage 2.
func mayContinue(c complaint.Case, m message.Message, where reading.Context) bool {
	return m.Channel == message.SMS || m.Subject == "" || where == reading.ContextStage1Answered ||
		subject.IsReply(m.Subject) && subject.SameSubject(c.Subject, m.Subject) ||
		len(strings.Fields(m.NewText)) < classifier.LongMail
}

// domainOf returns the part of an address after the @.
func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}
