package complaints

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// ombudsmen are the domains from which the outside bodies write.
var ombudsmen = []string{"housing-ombudsman.org.uk", "lgo.org.uk", "spso.gov.scot", "spso.org.uk", "ombudsman.wales", "nipso.org.uk"}

// FromOmbudsman reports whether an address is one of the outside bodies' own.
func FromOmbudsman(address string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return slices.ContainsFunc(ombudsmen, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// An outside body and a reference of theirs in a resident's words: they have taken it there.
var (
	namesOmbudsman = regexp.MustCompile(`(?i)\bombudsm[ae]n\b`)
	theirReference = regexp.MustCompile(`(?i)\b(?:ref(?:erence)?|case|complaint|number|no)\b[\s.:#]*(?:number|no|id|is)?[\s.:#]*[a-z]{0,4}[-/]?\d{5,}`)
)

// ombudsmanNamed notes that the resident has a case with the outside body (domain.md 3.2, last row). It goes on as it is,
// the file is kept, and a person looks.
func (w *working) ombudsmanNamed(m Message) {
	if w.d.Case.Ombudsman || !namesOmbudsman.MatchString(m.NewText) || !theirReference.MatchString(m.NewText) {
		return
	}
	w.happen(ByResident, "The resident gives the reference of a case with the outside body.", OmbudsmanInvolved{})
	w.tellTeam("M24b", m)
}

// Ombudsman decides what follows when the outside body writes about a case (domain.md 3.2, last row): the case goes on
// as it is, the file is kept, and a person answers. Nothing goes back by machine.
func (p Procedure) Ombudsman(c Case, m Message, now time.Time) Decision {
	w := p.decide(c, now, m.ID)
	w.happen("ombudsman", "The outside body has written about the case.", OmbudsmanInvolved{})
	w.happen(ByMachine, "The outside body waits for an answer.", Reminded{Ladder: ombudsmanAsked, Rung: "asked", Letter: "M24b", Until: w.now})
	w.toTeam("M24b", inHours, func(f *Facts) { f.Words, f.Attachments = limitWords(m.NewText), m.Attachments })
	return w.d
}

// The ladders of a letter of the outside body: when it came, and when the team was last asked.
const ombudsmanAsked, ombudsmanNagged = "ombudsman", "ombudsman_nag"

// AwaitedByOmbudsman reports whether the outside body has written and nobody has said yet that it is answered.
func (c Case) AwaitedByOmbudsman() bool {
	asked := c.Reminded[ombudsmanAsked]
	return !asked.IsZero() && !asked.Equal(farFuture)
}

// ombudsmanTimers: the team is asked every few working days until it says that the outside body is answered.
func (p Procedure) ombudsmanTimers(c Case, now time.Time) []timer {
	if !c.AwaitedByOmbudsman() {
		return nil
	}
	at := p.nextReminder(later(c.Reminded[ombudsmanAsked], c.Reminded[ombudsmanNagged]), p.Settings.UpdateEvery)
	return []timer{{at: at, office: true, run: func(w *working) {
		w.cause = "ombudsman:" + w.today().String()
		w.remind(ombudsmanNagged, "the outside body is not answered", "M24b", w.now)
		w.toTeam("M24b", inHours, func(f *Facts) { f.Rung = "Nobody has replied ANSWERED yet" })
	}}}
}

// ombudsmanAnswered notes that the outside body has its answer.
func (r *staffReply) ombudsmanAnswered() {
	if !r.d.Case.AwaitedByOmbudsman() {
		r.help("The outside body waits for nothing on this case, as far as we know.")
		return
	}
	r.happen(r.by(), "The outside body has its answer.", Reminded{Ladder: ombudsmanAsked, Rung: "answered", Until: farFuture})
	r.receipt("We have noted that the outside body has its answer.")
}
