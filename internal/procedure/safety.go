package procedure

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// A safety hold keeps a case's letters with people (2.4). Who is not safe where we write to them, who has died, who
// threatens or is desperate is not written to by a machine: people are told at once, and nothing leaves but advice
// for somebody in danger until one of them replies RELEASE or writes themselves. Dates stand.

// neutralHour is when, on its last day, an acknowledgement that is held goes in a form that says nothing, if it may.
const neutralHour = 16

// lastCallHour is when the team is asked for it once more on that day.
const lastCallHour = 14

// holdReasons are what a message says for which nothing may go by itself.
func holdReasons(c complaint.Case, m message.Message, r reading.Reading) []complaint.HoldReason {
	var reasons []complaint.HoldReason
	add := func(is bool, why complaint.HoldReason) {
		if is {
			reasons = append(reasons, why)
		}
	}
	add(forSafety(r) && !safeWay(c), complaint.HoldUnsafe)
	add(r.Threat == reading.ThreatStaff || r.Threat == reading.ThreatProperty, complaint.HoldThreat)
	add(ofDeath(m, r), complaint.HoldDeath)
	add(r.SelfHarm == reading.SelfHarmStrong || r.SelfHarm == reading.SelfHarmWeak && r.Emergency, complaint.HoldHarm)
	harmed := r.Emergency && mayBeHarmed(r)
	add(harmed && r.Has(reading.FlagChild), complaint.HoldChild)
	add(harmed && len(reasons) == 0 && !c.Safety.Has(complaint.HoldUnsafe), complaint.HoldHarmed)
	return reasons
}

func forSafety(r reading.Reading) bool {
	return slices.ContainsFunc(r.Contact, func(c reading.ContactRule) bool {
		return c.Why == reading.ForSafety && !c.AtPeace()
	})
}

// ofDeath reports whether a message says that a resident has died: not somebody who lives near them, or an animal, nor
// somebody who is long mourned, as when a widow writes of her late husband.
func ofDeath(m message.Message, r reading.Reading) bool {
	who := strings.ToLower(r.Death)
	if r.Writer == reading.WriterResident && longMourned(strings.ToLower(m.NewText)) {
		return false
	}
	others := []string{"neighbour", "neighbor", "upstairs", "downstairs", "next door", "dog", "cat", "pet"}
	return who != "" && !slices.ContainsFunc(others, func(other string) bool {
		return strings.Contains(" "+who+" ", " "+other)
	})
}

// longMourned reports whether words speak of a dead relative of their writer's in passing, and tell nobody of a death.
func longMourned(words string) bool {
	says := func(list string) bool {
		return slices.ContainsFunc(strings.Split(list, "|"), func(w string) bool { return strings.Contains(words, w) })
	}
	return says("late husband|late wife|late partner|late mother|late mum|late father|late dad|late sister|"+
		"late brother|late son|late daughter") &&
		!says("died|passed away|passed on|death|dead|deceased|funeral|bereave|estate of|executor|probate|tenancy|"+
			"writing to|write to|wrote to|letter|addressed| name")
}

// safeWay reports whether the resident has named the very way as safe by which we would write to them.
func safeWay(c complaint.Case) bool {

	if _, forbidden := c.Forbids(c.Channel(), c.Resident()); forbidden {
		return false
	}
	return c.CalledSafe(c.Channel(), c.Resident())
}

// holdNotice is what people are told of a hold, and who beside the complaints team.
type holdNotice struct {
	why, subject, tells string
	deskToo             bool // the out-of-hours desk, day and night
	handlerToo          bool
}

var holdNotices = map[complaint.HoldReason]holdNotice{
	complaint.HoldUnsafe: {
		why:     "The resident may not be safe where we write to them.",
		subject: "Act now: a resident may not be safe where we write to them",
		tells: "Somebody may be harmed if they read what we write. Read the resident's words below. Use only the way " +
			"that they call safe, and say nothing of this to anybody else at their home. When you know a safe way, " +
			"reply SAFE and the address or number.",
		deskToo: true,
	},
	complaint.HoldThreat: {
		why:     "The message threatens people or property.",
		subject: "Act now: a threat to staff",
		tells: "The message reads as a threat, so staff may be at risk. Tell whoever visits or is named. What the " +
			"resident asks for still has to be dealt with. How we act on the threat is for a person to decide under " +
			"the policy on unacceptable behaviour.",
		deskToo: true, handlerToo: true,
	},
	complaint.HoldDeath: {
		why:     "Somebody tells us that the resident has died.",
		subject: "Today: a resident has died",
		tells: "Somebody tells us that the resident has died. Please write or ring today, as a person and kindly, to " +
			"whoever told us. Nothing goes to the resident any more. To go on with an executor or a relative, reply " +
			"RELEASE with their name and their address or number.",
		handlerToo: true,
	},
	complaint.HoldHarm: {
		why: "The resident speaks of harming themselves.",
	},
	complaint.HoldChild: {
		why: "A child may be in danger now.",
	},
	complaint.HoldHarmed: {
		why: "Somebody may be harming the resident, or another, now.",
	},
}

// hold has people look before anything else goes to the resident. Those whom an alert tells already are not told twice.
func hold(d *draft, m message.Message, r reading.Reading) {
	reasons := holdReasons(d.Case, m, r)
	if forSafety(r) && !slices.Contains(reasons, complaint.HoldUnsafe) {
		tellOfHold(d, safeWayNotice, message.LimitWords(m.NewText))
	}
	for _, reason := range reasons {
		if d.Case.Safety.Has(reason) {
			continue
		}
		notice := holdNotices[reason]
		d.record(actor.ByMachine, notice.why, complaint.SafetyHeld{Reason: reason})
		if notice.subject != "" {
			tellOfHold(d, notice, message.LimitWords(m.NewText))
		}
	}
	if r.SelfHarm == reading.SelfHarmWeak && !r.Emergency {
		tellOfHold(d, holdNotice{subject: "Today: please read how this resident is",
			tells: "Something in the message may mean that the resident, or somebody close to them, is at the end of " +
				"their strength. It may mean nothing. Please read it today. Nothing was sent to them about it."},
			message.LimitWords(m.NewText))
	}
}

func tellOfHold(d *draft, notice holdNotice, words string) {
	fill := func(f *order.Facts) { f.Reason, f.Problem, f.Words = notice.subject, notice.tells, words }
	if notice.deskToo {
		d.toStaff(letter.SafetyNotice, people.RoleOutOfHours, d.Register.OutOfHours, fill)
	}
	d.toTeam(letter.SafetyNotice, fill)
	if notice.handlerToo && d.Case.InHand() {
		d.toHandler(letter.SafetyNotice, fill)
	}
}

// Concerns reports whether what a message says must stop letters of other cases than its own: that somebody has died,
// or is not safe where we write to them.
func Concerns(m message.Message, r reading.Reading) bool { return ofDeath(m, r) || forSafety(r) }

// ToldElsewhere decides what follows for a case that is live, or of which letters wait, when a message that is not in
// it says that its resident has died,
// or is not safe where we write to them. It only restricts, so nobody has to be proved; people look.
func (p Procedure) ToldElsewhere(c complaint.Case, m message.Message, r reading.Reading, now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "2.4"
	reason := complaint.HoldUnsafe
	if ofDeath(m, r) {
		reason = complaint.HoldDeath
	}
	if c.Safety.Has(reason) {
		return d.Decision
	}
	notice := holdNotices[reason]
	d.record(actor.ByMachine, notice.why, complaint.SafetyHeld{Reason: reason})
	notice.tells = "A message from " + m.From + " names this resident or this case. " + notice.tells
	tellOfHold(d, notice, message.LimitWords(m.NewText))
	return d.Decision
}

// release lets letters go again, and writes those that are still owed. A case whose resident has died goes on with
// somebody who is named, and is written to in another tone (L80).
func (r *staffReply) release() {
	c := r.Case
	if !c.Safety.Stands() {
		r.help("No letter of this case is held.")
		return
	}
	if c.Safety.Has(complaint.HoldDeath) {
		who := people.ContactIn(r.cmd.Text)
		name := strings.Trim(strings.NewReplacer(who.Email, "").Replace(firstLine(r.cmd.Text)), " ,.:;<>()")
		if who == (people.Contact{}) || name == "" {
			r.help("The resident has died. Say with whom the case goes on, for example: RELEASE Ben Rahman, " +
				"ben@example.com.")
			return
		}
		r.record(r.by(), "The case goes on with "+name+".", complaint.PartySucceeded{Party: people.Party{
			Name: name, Email: who.Email, Phone: who.Phone}})
	}
	r.record(r.by(), "A person lets letters of this case go again.", complaint.SafetyReleased{})
	if c.Safety.Has(complaint.HoldDeath) {
		r.toResident(letter.Bereavement, func(f *order.Facts) { f.Late = c.Party.Name })
	}
	sendWhatWasHeld(r.draft, r.by(), c.Undelivered)
	r.receipt("Letters of this case go again by themselves. What was still owed goes now.")
}

// sendWhatWasHeld sends those of a case's held letters that are still owed.
func sendWhatWasHeld(d *draft, by actor.Actor, undelivered []complaint.Undeliverable) {
	for _, u := range undelivered {
		if !u.Held {
			continue
		}
		d.record(by, "It is held no more.", complaint.DeliveryMended{Letter: u.Letter})
		if stillOwed(d.Case, u.Letter) {
			anotherWay(d, outbox.Letter{Letter: u.Letter, Promised: keeps(d, letter.Of(u.Letter))})
		}
	}
}

// stillOwed reports whether a letter that was held says something that is not overtaken.
func stillOwed(c complaint.Case, id letter.ID) bool {
	row := letter.Of(id)
	if n := row.Acknowledges; n > 0 {
		return c.InHand() && stage(c, n).AckedAt.IsZero()
	}
	if id == letter.Received {
		return c.Status == complaint.Review
	}
	return c.InHand() || row.Answers
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

func isNone(s string) bool { return strings.EqualFold(strings.Trim(s, " .:"), "none") }

// holdSteps: what is held is asked for each working morning, and an acknowledgement on its last day goes in a form that
// says nothing, where whoever reads it may know that we wrote; else the lead hears that it will be late.
func (p Procedure) holdSteps(c complaint.Case, now time.Time) []dueStep {
	if !c.Safety.Stands() {
		return nil
	}
	var steps []dueStep
	asked := later(c.Safety.Since, c.Reminded["hold"])
	if len(c.Undelivered) > 0 || c.Answered() {
		at := p.nextMorning(asked, now)
		if len(c.Undelivered) == 0 { // nothing waits but the case itself, which nobody's silence may end
			at = later(p.workingDaysAfter(asked, p.Settings.UpdateEvery), at)
		}
		steps = append(steps, dueStep{clause: "2.4", at: at, office: true, run: func(d *draft) {
			d.cause = "hold:" + d.today().String()
			remind(d, "hold", "letters are held", letter.SafetyNotice, d.now)
			tellOfHold(d, heldNotice, d.Case.Words)
		}})
	}
	s, n := c.Current()
	if s.AckDue == 0 || !s.AckedAt.IsZero() {
		return steps
	}
	neutral := p.Calendar.At(s.AckDue, neutralHour, 0)
	if at := p.Calendar.At(s.AckDue, lastCallHour, 0); c.Reminded["last call"].Before(at) && now.Before(neutral) {
		steps = append(steps, dueStep{clause: "2.4", at: at, run: func(d *draft) {
			d.cause = "last-call:" + s.AckDue.String()
			remind(d, "last call", "the acknowledgement is due today and is held", letter.SafetyNotice, d.now)
			tellOfHold(d, lastCall, d.Case.Words)
		}})
	}
	if !c.Reminded["neutral"].Before(neutral) {
		return steps
	}
	return append(steps, dueStep{clause: "2.4", at: neutral, run: func(d *draft) {
		d.cause = "neutral:" + s.AckDue.String()
		remind(d, "neutral", "the acknowledgement is held", letter.NeutralAcknowledgement, d.now)
		if neutralMay(c) {
			d.toResident([]letter.ID{letter.NeutralAcknowledgement, letter.NeutralReview}[n-1])
			return
		}
		lead := d.Register.Lead.Or(d.Register.Team)
		d.toStaff(letter.SafetyNotice, people.RoleTeam, lead, func(f *order.Facts) {
			f.Reason = "Today: an acknowledgement is held and will be late"
			f.Problem = "The acknowledgement is due by the end of today. It is held because " + holdWords(c) +
				" Please decide today how the resident is to hear from us, and reply POSTED when they have."
		})
	}})
}

var safeWayNotice = holdNotice{subject: "Act now: a resident is safe only where they say",
	tells: "Somebody may be harmed if what we write or say goes another way than the one that the resident names. " +
		"Letters go there and nowhere else. Please tell everybody who visits or rings.", deskToo: true}

var heldNotice = holdNotice{subject: "Letters are held: please decide how the resident hears from us",
	tells: "Letters of this case do not go by themselves. Reply RELEASE if they may go again, SAFE and an address or " +
		"number if you know a safe way, or POSTED when you have told the resident yourself."}

var lastCall = holdNotice{subject: "Today: an acknowledgement is due and is held",
	tells: "The resident must hear from us by the end of today, and the letter does not go by itself. Reply RELEASE " +
		"if it may, SAFE and an address or number if you know a safe way, or POSTED when you have told them yourself."}

// neutralMay reports whether a letter that says nothing may go where the resident is written to.
func neutralMay(c complaint.Case) bool {
	return len(c.ContactRules) == 0 && !slices.ContainsFunc(c.Safety.Reasons, func(why complaint.HoldReason) bool {
		return why != complaint.HoldThreat && why != complaint.HoldHarm
	})
}

// holdWords say why a case's letters are held.
func holdWords(c complaint.Case) string {
	var words []string
	for _, why := range c.Safety.Reasons {
		words = append(words, holdNotices[why].why)
	}
	return lowerFirst(strings.Join(words, " "))
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
