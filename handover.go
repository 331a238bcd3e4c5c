package complaints

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Who handles a case, and how it passes from one to another (domain.md 3.2, 3.5, section 4). Whoever takes it on, its
// dates stay as they are.

// reassign gives the case to somebody else.
func (r *staffReply) reassign() {
	if r.stage == 2 && !r.team() {
		r.help("A stage 2 review stays with its Director. If you should not review it, reply CONFLICT and why.")
		return
	}
	to, area, problem := r.findPerson(r.cmd.Name)
	if problem != "" {
		r.help(problem)
		return
	}
	was := r.d.Case.Area
	r.handOver(to, area, r.by(), "The case was passed to "+to.Called()+".", r.cmd.Text)
	if area != "" {
		r.areaCorrected(was, to)
	}
	r.receipt("The case is now with " + to.Called() + ". Its dates have not changed.")
}

// handOver gives the current stage to another person and tells both.
func (w *working) handOver(to Contact, area Area, by, why, reason string) {
	s, n := w.d.Case.Current()
	w.happen(by, why, Assigned{Stage: n, To: to, On: w.today(), Area: area})
	w.toHandler("M19", func(f *Facts) { f.Reason = reason })
	if before := s.Handler; before.Email != "" && before.Email != by && !sameAddress(before, to) {
		if _, still := w.Register.Find(before.Email); still {
			w.toStaff("M19", RoleManager, before, inHours, func(f *Facts) { f.Reason = reason })
		}
	}
}

// handlersLetters are those that only whoever handles a case is sent.
var handlersLetters = []LetterID{"M01", "M02", "M03", "M04", "M05", "M06", "M07", "M10", "M11", "M12", "M13", "M19", "M26", "M31"}

// mayTakeOver reports whether the sender is a manager, or at stage 2 a Director, to whom a colleague has passed on a letter
// that asks for an answer: they act on the case in the colleague's place. Who has had it before, is kept from it, or would
// review their own work does not.
func (r *staffReply) mayTakeOver() bool {
	switch r.cmd.Verb {
	case VerbRespond, VerbExtend, VerbContacted, VerbAttempted, VerbResolved, VerbAsk:
	default:
		return false
	}
	s, _ := r.d.Case.Current()
	could := r.Register.Managers()
	if r.stage == 2 {
		could = slices.DeleteFunc(r.Register.Directors(), r.handledStage1)
	}
	return slices.Contains(handlersLetters, r.cmd.Answers) && slices.ContainsFunc(could, func(c Contact) bool { return sameAddress(c, r.from) }) &&
		!r.conflicted(r.from) && !slices.ContainsFunc(s.StandIns, func(a string) bool { return strings.EqualFold(a, r.from.Email) })
}

// works reports whether the command can be carried out, by carrying it out on a copy of the decision.
func (r *staffReply) works() bool {
	w := *r.working
	w.d.Events, w.d.Letters = slices.Clip(w.d.Events), slices.Clip(w.d.Letters)
	trial := *r
	trial.working = &w
	trial.act()
	return !slices.ContainsFunc(w.d.Letters, func(o LetterOrder) bool { return o.Letter == "M16" || o.Letter == "M18" })
}

// takeOver gives the case to a manager who acts on it, and tells whoever had it.
func (r *staffReply) takeOver() {
	s, n := r.d.Case.Current()
	why := r.from.Called() + " acts on a letter that went to " + r.orTeam(s.Handler).Called() + ", and so has the case now."
	r.happen(r.by(), why, Assigned{Stage: n, To: r.from, On: r.today(), Area: r.areaOf(r.from)})
	if before := s.Handler; before.Email != "" {
		if _, still := r.Register.Find(before.Email); still {
			r.toStaff("M19", RoleManager, before, inHours, func(f *Facts) { f.Reason = why })
		}
	}
}

// findPerson looks a name up among those who may handle the stage: by address, name, title or area.
func (r *staffReply) findPerson(name string) (Contact, Area, string) {
	people := r.Register.Managers()
	if r.stage == 2 {
		people = append(r.Register.Directors(), r.Register.ChiefExecutive)
	}
	found := r.Register.named(people, name)
	s, _ := r.d.Case.Current()
	switch {
	case len(found) == 0:
		return Contact{}, "", fmt.Sprintf("We found nobody called %q who can take the case. Use a name or an address of the register.", excerpt(name, 60))
	case len(found) > 1:
		return Contact{}, "", fmt.Sprintf("%q fits more than one person: %s. Use the address.", excerpt(name, 60), listNames(found))
	case r.conflicted(found[0]) || r.stage == 2 && r.handledStage1(found[0]):
		return Contact{}, "", found[0].Called() + " may not take this case, because they are concerned in it."
	case sameAddress(found[0], s.Handler):
		return Contact{}, "", "The case is with " + found[0].Called() + " already."
	case !r.free(found[0]):
		return Contact{}, "", found[0].Called() + " has told us that they are away."
	}
	return found[0], r.areaOf(found[0]), ""
}

// named returns the people who fit best what somebody wrote: "Priya in estates", an address, a title. More than one
// is a question to the writer.
func (r Register) named(people []Contact, words string) []Contact {
	best, found := 0, []Contact(nil)
	for _, c := range people {
		score := r.fits(c, strings.ToLower(strings.TrimSpace(words)))
		if score > best {
			best, found = score, nil
		}
		if score == best && score > 0 && !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	return found
}

// fits says how well a person fits the words: an address most, then a name or title the more of it stands there, then
// the area they answer for.
func (r Register) fits(c Contact, words string) int {
	address := strings.ToLower(c.Email)
	switch {
	case words == "" || address == "":
		return 0
	case strings.Contains(words, address) || r.Canonical(words) == address:
		return 1000
	case strings.Contains(words, "@"):
		return 0
	}
	score := 0
	for _, title := range []string{c.Name, c.Title} {
		if title != "" && strings.Contains(words, strings.ToLower(title)) {
			score += 10 + len(title)
		}
	}
	if score == 0 && c.Name != "" && strings.EqualFold(firstWord(c.Name), strings.Trim(firstWord(words), ".,;:")) {
		score += 10
	}
	if r.answersFor(c, strings.Fields(words)) {
		score++
	}
	return score
}

// answersFor reports whether one of the words names an area of which the person is the manager.
func (r Register) answersFor(c Contact, words []string) bool {
	for area, p := range r.Areas {
		if !sameAddress(c, p.Manager) {
			continue
		}
		for _, part := range append(strings.Fields(strings.ToLower(p.Name)), strings.Split(string(area), "_")...) {
			if len(part) > 3 && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, part) }) {
				return true
			}
		}
	}
	return false
}

// areaOf returns the area a manager answers for, if the case has to move to it.
func (r *staffReply) areaOf(c Contact) Area {
	own := r.Register.Areas[r.d.Case.Area]
	if r.stage == 2 || sameAddress(c, own.Manager) || sameAddress(c, own.Deputy) {
		return ""
	}
	areas := r.areasOf(c)
	if len(areas) == 0 {
		return ""
	}
	return slices.Min(areas)
}

// areasOf lists the areas that somebody investigates, in no order.
func (r *staffReply) areasOf(c Contact) (areas []Area) {
	for a, p := range r.Register.Areas {
		if sameAddress(c, p.Manager) || sameAddress(c, p.Deputy) {
			areas = append(areas, a)
		}
	}
	return areas
}

func listNames(people []Contact) string {
	names := make([]string, len(people))
	for i, c := range people {
		names[i] = c.Called()
		if c.Email != names[i] {
			names[i] += " <" + c.Email + ">"
		}
	}
	return strings.Join(names, ", ")
}

// conflict keeps somebody from the case: the handler who says so of themselves, or whom the team names. If they have
// the case it passes on.
func (r *staffReply) conflict() {
	who, _ := r.d.Case.Current()
	kept := who.Handler
	if r.team() {
		people := append(append(r.Register.Managers(), r.Register.Directors()...), r.Register.ChiefExecutive)
		found := r.Register.named(people, r.cmd.Text)
		if len(found) != 1 {
			r.help("Say who is to be kept from the case, by the address on the register: for example CONFLICT " + cmp.Or(kept.Email, "name@landlord.example") + ".")
			return
		}
		kept = found[0]
	}
	r.happen(r.by(), kept.Called()+" is kept from the case.", Conflict{kept.Email})
	if sameAddress(kept, who.Handler) {
		to := r.successor(r.stage)
		r.handOver(to, "", r.by(), "The case passes to "+r.orTeam(to).Called()+".", "The handler before you is concerned in the case.")
	}
	r.receipt(kept.Called() + " is kept from the case. It is with " + r.orTeam(r.handler()).Called() + ".")
}

func (w *working) handler() Contact {
	s, _ := w.d.Case.Current()
	return s.Handler
}

func (w *working) orTeam(c Contact) Contact { return c.Or(w.Register.Team) }

// inCharge is somebody who handled the case while they are on the register, and after that whoever answers for its area
// now: what was promised does not leave with the person who promised it. Where nobody is named it is the team.
func (w *working) inCharge(c Contact) Contact {
	if c.Email == "" {
		return w.Register.Team
	}
	if _, still := w.Register.Find(c.Email); still {
		return c
	}
	return w.manager(w.d.Case.Area)
}

// successor returns who takes the current stage when its handler cannot: at stage 1 the area's manager or deputy, else
// the team; at stage 2 another Director, or nobody, which the team has to mend.
func (w *working) successor(stage int) Contact {
	if stage == 2 {
		return w.director()
	}
	return w.manager(w.d.Case.Area)
}

// away passes the case to somebody else while its handler is out of the office (M26), never back to somebody who is
// away too, and never answers a machine.
func (r *staffReply) away() {
	until := r.cmd.Date
	if r.m.Away != nil && r.m.Away.Until != 0 {
		until = r.m.Away.Until
	}
	r.happen(r.by(), r.from.Called()+" is away: "+excerpt(r.m.NewText, 200), WentAway{Address: r.from.Email, Until: until})
	if r.d.Case.InHand() && sameAddress(r.from, r.handler()) && !sameAddress(r.from, r.Register.Team) {
		r.passOnFromAway(r.from, excerpt(r.m.NewText, 300))
	}
	if typed, _ := Keyword(r.m.NewText); typed == VerbOut && r.m.Nature == FromPerson {
		r.receipt("We have noted that you are away. Your open case is with " + r.orTeam(r.handler()).Called() + ".")
	}
}

// passOnFromAway gives the current stage to whoever stands in for an absent handler (M26).
func (w *working) passOnFromAway(away Contact, reason string) {
	_, n := w.d.Case.Current()
	to := w.successor(n)
	w.assign(n, to, ByMachine, away.Called()+" is away, so "+w.orTeam(to).Called()+" takes the case on.")
	w.toHandler("M26", func(f *Facts) { f.Reason = reason })
}

// WhoIsAway says until when somebody is taken to be away who has told us so, for all their cases: until the day they
// gave, or else for a week of work, after which they are asked again by being written to.
func (p Procedure) WhoIsAway(f WentAway, now time.Time) (address string, until Date) {
	const week = 5
	if until = f.Until; until == 0 {
		until, _ = p.Calendar.AddWorkingDays(p.Calendar.Day(now), week)
	}
	return strings.ToLower(f.Address), until
}

// CheckAbsence decides what follows for an open case when its handler has told us in another one that they are away: it
// passes on if something is owed on it before their return.
func (p Procedure) CheckAbsence(c Case, now time.Time) Decision {
	s, n := c.Current()
	back := p.Absent[strings.ToLower(s.Handler.Email)]
	if !c.InHand() || back <= p.Calendar.Day(now) || sameAddress(s.Handler, p.Register.Team) || min(p.contactBy(s, n), s.Target) >= back {
		return Decision{Case: c}
	}
	w := p.decide(c, now, "away:"+s.Handler.Email+":"+back.String())
	w.passOnFromAway(s.Handler, s.Handler.Called()+" has told us on another case that they are away until "+back.Long()+".")
	return w.d
}

// CheckHandler decides what follows when the handler of an open case has left the register: the case passes to whoever
// answers for its area now, else to the complaints team. The
// daemon asks at start.
func (p Procedure) CheckHandler(c Case, now time.Time) Decision {
	s, n := c.Current()
	if !c.InHand() || s.Handler.Email == "" {
		return Decision{Case: c}
	}
	if _, ok := p.Register.Find(s.Handler.Email); ok {
		return Decision{Case: c}
	}
	w := p.decide(c, now, "left:"+s.Handler.Email+":"+p.Calendar.Day(now).String())
	to := w.successor(n)
	w.handOver(to, "", ByMachine, s.Handler.Called()+" is no longer on the register, so "+w.orTeam(to).Called()+" takes the case on.",
		s.Handler.Called()+" is no longer on the register.")
	return w.d
}
