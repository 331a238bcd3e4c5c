package procedure

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/choice"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
)

// A landlord may begin in shadow, where nobody outside is written to and people see what would have gone, go on
// supervised, where each letter waits for a person's yes, and then let the program write. What a hold, a rule of how
// somebody may be reached or a sender who is not proved keeps back is kept back in each of them (3.6).

// Mode is how far the program writes to residents by itself.
type Mode string

// The modes.
const (
	Automatic  Mode = "automatic"
	Supervised Mode = "supervised" // each letter waits for a person's yes
	Shadow     Mode = "shadow"     // nobody outside is written to
)

// UnmarshalText reads a mode.
func (m *Mode) UnmarshalText(b []byte) error { return choice.Read(m, b, Automatic, Supervised, Shadow) }

// Modes are the mode of the whole, and of letters to residents that have another.
type Modes struct {
	All     Mode               `yaml:"all"`
	Letters map[letter.ID]Mode `yaml:"letters"`
}

// Of is the mode in which a letter is written. Colleagues are written to in every mode, and nobody in danger waits for
// a colleague's yes to advice.
func (m Modes) Of(id letter.ID) Mode {
	if letter.Of(id).To == letter.Staff {
		return Automatic
	}
	mode := m.Letters[id]
	if mode == "" {
		mode = m.All
	}
	if mode == "" || mode == Supervised && id == letter.Emergency {
		return Automatic
	}
	return mode
}

// InShadow reports whether nobody outside is written to.
func (m Modes) InShadow() bool { return m.All == Shadow }

// waits says to whoever caused letters that they do not go by themselves, "" if they do.
func (m Modes) waits(letters []order.Order) string {
	for _, o := range letters {
		switch m.Of(o.Letter) {
		case Shadow:
			return "Shadow: this is only shown. Nothing goes to the resident."
		case Supervised:
			if o.Channel != message.Post {
				return "It goes to the resident when the complaints team has said yes to it."
			}
		}
	}
	return ""
}

// NeverByItself is when a letter goes by itself that waits for a word, whatever the day.
var NeverByItself = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// YesOrNo is what somebody can say to a letter outside any case that waits for a word.
func YesOrNo() []order.Act {
	yes, no := offers[complaint.VerbYes], offers[complaint.VerbNo]
	return []order.Act{
		{Word: "YES", Then: yes.then, Buttons: button(yes.label, "YES")},
		{Word: "NO", Then: no.then, Buttons: button(no.label, "NO")},
	}
}

// byMode is a letter as its mode lets it go: at its time, when somebody has said yes, or never.
func byMode(d *draft, o order.Order) order.Order {
	switch d.Mode.Of(o.Letter) {
	case Shadow:
		o.Shadow = true
		keptInShadow(d, o)
	case Supervised:
		if o.Channel != message.Post { // which a person posts anyhow
			return awaitYes(d, o)
		}
	}
	return o
}

// keptInShadow notes a letter that goes to nobody. The case goes on as if it had gone, so that people see what would
// follow.
func keptInShadow(d *draft, o order.Order) {
	why := "Shadow: nobody was written to. The case goes on as if the " + NameOf(o.Letter) + " had gone."
	d.record(actor.ByMachine, why, complaint.LetterKept{Letter: o.Letter})
	sent := d.Accepted(d.Case, outbox.Letter{Case: d.Case.Ref, Letter: o.Letter, Role: o.Role, Channel: o.Channel,
		Cause: o.Cause, ByPerson: o.ByPerson}, d.now)
	for _, e := range sent.Events {
		d.record(actor.ByMachine, why, e.Fact)
	}
}

// awaitYes makes a letter wait, and shows it to whoever says yes.
func awaitYes(d *draft, o order.Order) order.Order {
	a := complaint.Awaited{Letter: o.Letter, Role: o.Role, Channel: o.Channel, Cause: o.Cause, Since: d.now,
		At: later(o.NotBefore, d.now).UTC(), ByItself: goesByItself(d, o)}
	a.LastDay = awaitedUntil(d, o)
	d.record(actor.ByMachine, "A letter is written, and waits for somebody to say yes to it.",
		complaint.LetterAwaits{Letter: a})
	shown := o
	o.NotBefore = NeverByItself
	if !a.ByItself.IsZero() {
		o.NotBefore = a.ByItself
	}
	askToAgree(d, a, []order.Order{shown}, people.RoleTeam, desk(d))
	return o
}

// goesByItself is when a letter goes without a word: what keeps a date that is owed, in the last working hour of its
// day. An answer never does; it is zero.
func goesByItself(d *draft, o order.Order) time.Time {
	row := letter.Of(o.Letter)
	if row.Answers || row.Keeps != letter.AckDue && row.Keeps != letter.PutOffFrom && !row.SaysLate {
		return time.Time{}
	}
	day := max(o.Promised, d.today())
	if worked, _ := d.Calendar.RollBack(day); worked >= d.today() {
		day = worked
	}
	return later(d.Calendar.At(day, d.Settings.Hours.Close-1, 0), o.NotBefore).UTC()
}

// awaitedUntil is the day by which somebody has to say yes or no: the one that the letter keeps, else the next working
// day.
func awaitedUntil(d *draft, o order.Order) calendar.Date {
	if row := letter.Of(o.Letter); row.Keeps != letter.NoDate {
		return max(o.Promised, d.today())
	}
	return nextWorkingDay(d)
}

// askToAgree shows a letter that waits to somebody, and asks for YES or NO.
func askToAgree(d *draft, a complaint.Awaited, shows []order.Order, role people.Role, to people.Contact) {
	d.toStaff(letter.LetterToAgree, role, to, func(f *order.Facts) {
		f.Meant, f.Problem = NameOf(a.Letter), strings.TrimSpace(d.goesBy(a))
		f.Words = ""
		if since := d.Calendar.Day(a.Since); since < d.today() {
			f.Reminder = "It waits since " + since.Long() + "."
		}
	})
	last := &d.Letters[len(d.Letters)-1]
	last.Cause, last.Shows = "agree:"+a.ID()+questionAgain+d.now.UTC().Format(time.RFC3339), shows
}

// NameOf is what a letter is called in a sentence: "stage 1 acknowledgement".
func NameOf(id letter.ID) string {
	return strings.NewReplacer("stage1", "stage 1", "stage2", "stage 2", "-", " ").Replace(letter.Of(id).File)
}

// goesBy says when a letter goes without a word, as a sentence that follows another.
func (p Procedure) goesBy(a complaint.Awaited) string {
	if a.ByItself.IsZero() {
		return " It does not go by itself."
	}
	at := a.ByItself.In(p.Calendar.Zone)
	return " Without a word it goes by itself at " + at.Format("15:04") + " on " +
		p.Calendar.Day(a.ByItself).Long() + "."
}

// awaitedOf finds a letter that awaits a word.
func awaitedOf(c complaint.Case, id string) (complaint.Awaited, bool) {
	i := slices.IndexFunc(c.Awaiting, func(a complaint.Awaited) bool { return a.ID() == id })
	if i < 0 {
		return complaint.Awaited{}, false
	}
	return c.Awaiting[i], true
}

// AskedToAgree is the id of the letter that a question is about, by the cause of the letter that asks.
func AskedToAgree(cause string) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(cause, "agree:"), questionAgain)
	return id
}

func endAwaited(d *draft, a complaint.Awaited, yes bool, why string) {
	d.record(actor.ByMachine, why, complaint.LetterAwaitsNoMore{ID: a.ID(), Yes: yes})
}

// toAgree reports whether whoever reads a letter is shown one that still waits for a word.
func toAgree(r *staffReply) bool { return r.cmd.Answers == letter.LetterToAgree }

// agree takes somebody's yes or no to a letter that waits.
func (r *staffReply) agree(yes bool) {
	a, waits := awaitedOf(r.Case, AskedToAgree(r.cmd.Asked))
	switch {
	case !r.team() && !r.directsAny(r.from):
		r.help("The complaints team or a Director says yes or no to a letter. Nothing was done.")
		return
	case !waits:
		r.help("This letter waits no more: it has gone, or it was stopped. Nothing was done.")
		return
	case yes:
		r.record(r.by(), r.from.Called()+" said yes to the letter.",
			complaint.LetterAwaitsNoMore{ID: a.ID(), Yes: true})
		r.LetGo = append(r.LetGo, a)
		if letter.Of(a.Letter).Answers {
			r.record(r.by(), "The answer is on its way.", complaint.Reminded{Schedule: "deliver" + r.stage.String(),
				What: "the answer is on its way", Until: r.now})
		}
		r.receipt("The letter goes to the resident: " + NameOf(a.Letter) + ".")
		return
	}
	r.record(r.by(), r.from.Called()+" said no to the letter.", complaint.LetterAwaitsNoMore{ID: a.ID()})
	r.KeepBack = append(r.KeepBack, a)
	owed := ""
	if row := letter.Of(a.Letter); row.MustArrive || row.Answers || row.Extends {
		r.record(r.by(), "The resident has to hear of it in another way.", complaint.DeliveryFailed{
			Undeliverable: complaint.Undeliverable{Letter: a.Letter, Channel: a.Channel, Why: "a person said no to it",
				Since: r.today()}})
		owed = " What it says is owed to the resident all the same. Please reach them yourself, and reply POSTED " +
			"when they know."
	}
	r.receipt("The letter does not go: " + NameOf(a.Letter) + "." + owed)
}

// awaitedSteps: whoever says yes is asked again each working morning; on the last day of an answer the Director is
// asked as well (3.6).
func (p Procedure) awaitedSteps(c complaint.Case, now time.Time) (steps []dueStep) {
	for _, a := range c.Awaiting {
		schedule := "agree:" + a.ID()
		steps = append(steps, dueStep{clause: "3.6", at: p.nextMorning(later(c.Reminded[schedule], a.Since), now),
			office: true, run: func(d *draft) {
				d.cause = schedule + questionAgain + d.today().String()
				remind(d, schedule, "nobody has said yes or no to the "+NameOf(a.Letter), letter.LetterToAgree, d.now)
				askToAgree(d, a, nil, people.RoleTeam, desk(d))
				director := d.Register.Areas[d.Case.Area].Director
				if letter.Of(a.Letter).Answers && d.today() >= a.LastDay && director.Email != "" &&
					!conflicted(d, director) {
					askToAgree(d, a, nil, people.RoleDirector, director)
				}
			}})
	}
	return steps
}
