package classifier

import (
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// signalIDs are the numbers of the signals the decision table asks about; -1 where no rule has one.
type signalIDs struct {
	exclusions [len(policy.Exclusions)]int32
	flags      [8]int32
	areas      []int32 // by areaLabels
	resident   []int32 // by residentLabels
	manager    []int32 // by managerLabels
	writers    []int32 // by writerLabels

	failure, repeat, ongoing, finished, lateReason, lateTold                          int32
	legalLetter, official, relative, threat, safeguarding, wrongLandlord              int32
	injection, spam, enquiry, compliment, danger, gasNow, airways, paperwork, machine int32
	leak, abroad, harmsSelf                                                           int32
	plainDanger, plainCold, plainSelfHarm, plainThreat, plainDeath                    int32 // of plain.yaml

	saysIDs
}

func (b *rulebook) ids() signalIDs {
	id := func(name string) int32 {
		for i, s := range b.signals {
			if s == name {
				return int32(i)
			}
		}
		return -1
	}
	s := signalIDs{
		failure: id("failure"), repeat: id("repeat"), ongoing: id("ongoing"), finished: id("finished"),
		lateReason: id("late_reason"), lateTold: id("late_told"), legalLetter: id("legal_letter"),
		official: id("official"), relative: id("relative"), threat: id("threat"), safeguarding: id("safeguarding"),
		wrongLandlord: id("wrong_landlord"), injection: id("injection"), spam: id("spam"), enquiry: id("enquiry"),
		compliment: id("compliment"), danger: id("danger"), gasNow: id("gas_now"), airways: id("airways"),
		paperwork: id("paperwork"), machine: id("machine"), leak: id("leak"), abroad: id("abroad"),
		harmsSelf:   id(conceptSignal + "harm self"),
		plainDanger: id("plain_danger"), plainCold: id("plain_cold"), plainSelfHarm: id("plain_self_harm"),
		plainThreat: id("plain_threat"), plainDeath: id("plain_death"),
		saysIDs: saysSignals(id),
	}
	for i, e := range policy.Exclusions {
		s.exclusions[i] = id(e.Code())
	}
	for i, f := range linear.FlagLabels {
		s.flags[i] = id(f)
	}
	for _, a := range linear.AreaLabels {
		s.areas = append(s.areas, id("area:"+a))
	}
	for _, l := range linear.ResidentLabels {
		s.resident = append(s.resident, id(l))
	}
	for _, l := range linear.WriterLabels {
		s.writers = append(s.writers, id(writerSignal+l))
	}
	for _, l := range linear.ManagerLabels {
		s.manager = append(s.manager, id("m_"+l))
	}
	return s
}

// Columns of the flags' head.
const (
	heatingColumn  = 1
	gasColumn      = 2
	selfHarmColumn = 6
)

// verdict is what one of the steps concludes.
type verdict struct {
	class  int     // column of the kind head
	p      float32 // how sure
	by     string  // the step
	person bool
}

// transport reads what the headers said: body words never make a message automated.
func (c *Classifier) transport(in *Input) (reading.Reading, bool) {
	switch in.Nature {
	case message.FromAutoReply, message.FromBounce, message.FromReceipt, message.FromList,
		message.FromFeedbackReport:
	default:
		return reading.Reading{}, false
	}
	r := reading.Reading{Kind: reading.KindAutomated, Writer: reading.WriterMachine, Area: reading.AreaOther,
		Flags:      []reading.Flag{},
		Confidence: 0.99,
		DecidedBy:  "transport; " + c.Version(), Why: "The headers say that a machine sent it (" +
			strings.ReplaceAll(string(in.Nature), "_", " ") + ")."}
	if in.Context == reading.ContextManager && in.Nature == message.FromAutoReply {
		r.Kind, r.Intent = reading.KindFollowUp, "out"
	}
	return r, true
}

// decide takes the steps in turn and fills in the reading.
func (r *scan) decide() reading.Reading {
	v, units := r.verdict(), r.readUnits()
	out := reading.Reading{
		Flags: r.flags, Event: r.when(units), Language: r.language, Confidence: round(v.p), ToPerson: v.person,
		Says: r.says,
	}
	out.Kind, out.Exclusion = kindAndExclusion(v.class)
	out.Area, out.AreaSecond = r.areas()
	if r.in.Context != reading.ContextNone {
		out.Intent = r.intent(v.class)
	}
	if r.answersWho(out) {
		out.Says.Answer = reading.AnswerWho
		out.Kind, out.Intent = reading.KindFollowUp, reading.IntentEvidence
	}
	out.WouldRefuse = r.twoKeys(v)
	out.ToPerson = !out.WouldRefuse && (v.person || r.mayNotBeOver(out.Intent) || r.asksPerson(v))
	r.people(&out)
	if r.in.Context != reading.ContextManager {
		out.Issues, out.Outcome = r.issues(v, out, units), r.outcome(units, out.Kind)
	}
	out.Evidence = append(r.evidence(v), r.noteEvidence(out)...)
	out.DecidedBy = v.by + "; " + r.c.Version()
	out.Why = r.why(v, out)
	return out
}

// mayNotBeOver reports a message that seems to end a case and does not say in so many words that it is over: whoever
// gives up on us is not content, and somebody asks them (3.4).
func (r *scan) mayNotBeOver(i reading.Intent) bool {
	switch i {
	case reading.IntentWithdraw:
		return r.has(r.c.signals.givesUp) || !r.inBody(r.c.signals.ends)
	case reading.IntentAccepts:
		return r.says.Answer != reading.AnswerYes && !r.speaksOf(reading.IntentAccepts)
	}
	return false
}

// verdict finds the best single reading.
func (r *scan) verdict() verdict {
	s := &r.c.signals
	ctx := r.in.Context
	switch {
	case ctx == reading.ContextManager:
		return verdict{pFollowUp, 0.99, "context: a manager's reply", false}
	case len(r.t.Tokens) == 0:
		return verdict{pHuman, 0.95, "clean: there are no words to read", true}
	case r.selfHarm() == reading.SelfHarmStrong:
		return verdict{pHuman, 0.9, "flags: a risk of self-harm", true}
	case r.language != "":
		return verdict{pHuman, 0.9, "language: " + r.language, true}
	case bareStop(r.t) || r.says.Texts == reading.TextsStop:
		return verdict{pHuman, 0.95, "words: a bare STOP", true}
	case r.says.Texts == reading.TextsStart && ctx != reading.ContextNone:
		return verdict{pFollowUp, 0.95, "words: a bare START", false}
	case r.answersLetter(): // before anything else that its words may want
		return verdict{pFollowUp, 0.95, "words: the answer to what our letter asked", false}
	case len(r.t.Tokens)-r.t.FirstBody < 2 && ctx == reading.ContextNone && r.t.FirstBody < 2:
		return verdict{pHuman, 0.9, "clean: too few words to tell", true}
	case r.has(s.injection) && !r.has(s.failure) && !r.has(s.repeat):
		return verdict{pHuman, 0.8, "rules: the words address a machine", true}
	}
	if v, ok := r.lateVerdict(); ok {
		return v
	}
	p := append([]float32(nil), r.p...)
	r.temper(p)
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	v := verdict{class: best, p: p[best], by: "model", person: r.flagged(reading.FlagSelfHarm)}
	if e := exclusionAt(best); e >= 0 && r.has(s.exclusions[e]) {
		v.by = "model and rules"
	}
	return v
}

// What the rules add to the model's answer when the best single reading is named. Found by leaving
// one author out. A refusal never rests on it: both keys look at the model's own answer.
const (
	lean       = 0.45 // the model learnt from many complaints; mail brings fewer
	leanStage2 = 0.6  // a reply that questions an answer is not yet a request to review it
	leanOld    = 1.5  // few messages to learn from
	leanHuman  = 0.6  // what needs a person shows in the rules' words; the model alone calls it too often
	seconded   = 2.0  // a reading for which the rules find words
	unworded   = 0.4  // a machine whose headers are not known, in none of the usual words
)

// temper lets the rules and the dates move the model's answer when the best single reading is named.
func (r *scan) temper(p []float32) {
	s := &r.c.signals
	times := func(i int, by float32) { p[i] *= by }
	times(pComplaint, lean)
	times(pHuman, leanHuman)
	times(pStage2, leanStage2)
	times(pOld, leanOld)
	if r.has(s.failure) || r.has(s.repeat) {
		times(pComplaint, seconded)
	}
	for e, id := range s.exclusions {
		if r.has(id) {
			times(pFirst+e, seconded)
		}
	}
	if r.has(s.legalLetter) && !r.has(s.exclusions[5]) {
		p[pHuman] += 0.8
	}
	if r.has(s.relative) || r.in.Context == reading.ContextNone && r.has(s.official) {
		p[pHuman] += 0.35
	}
	if r.has(s.threat) {
		p[pHuman] += 0.35
	}
	if r.has(s.safeguarding) {
		p[pHuman] += 0.3
	}
	if r.has(s.wrongLandlord) {
		p[pHuman] += 0.3
	}
	switch {
	case r.in.Nature == message.FromPerson:
		times(pAutomated, 0) // the headers say so
	case !r.has(s.machine):
		times(pAutomated, unworded)
	}
	if r.has(s.lateTold) && r.has(s.lateReason) && r.event.before(r.c.day(r.in.Received), r.c.months) &&
		r.in.Context == reading.ContextNone {
		p[pHuman] += 0.5
	}
	if r.late == inside || r.late == undated && r.has(s.ongoing) {
		times(pOld, 0.3)
	}
	var sum float32
	for _, x := range p {
		sum += x
	}
	for i := range p {
		p[i] /= sum
	}
}

// lateVerdict reads matters that all ended before the limit. A good reason for lateness goes to a person.
func (r *scan) lateVerdict() (verdict, bool) {
	s := &r.c.signals
	if r.late != outside || r.in.Context != reading.ContextNone {
		return verdict{}, false
	}
	grievance := r.p[pComplaint] + r.p[pOld] + r.p[pHuman] + r.p[pFirst] + r.p[pPolicy]
	going := r.has(s.ongoing) && !r.has(s.finished)
	if grievance < 0.45 || going || r.p[pOld] < 0.02 {
		return verdict{}, false
	}
	if r.has(s.lateReason) {
		return verdict{pHuman, 0.6, "dates: late, perhaps with good reason", true}, true
	}
	return verdict{pOld, max(0.6, r.p[pOld]), "dates: all of it ended before the limit", true}, true
}

// twoKeys reports whether rules and model agree so clearly that automatic refusal would act.
func (r *scan) twoKeys(v verdict) bool {
	s := &r.c.signals
	e := exclusionAt(v.class)
	if e < 0 || policy.Exclusions[e] == policy.PolicyApplied || r.in.Context != reading.ContextNone {
		return false
	}
	if !r.has(s.exclusions[e]) || r.has(s.failure) || r.has(s.repeat) || r.language != "" || r.late == outside ||
		r.late == unsure {
		return false
	}
	if len(r.flags) > 0 && policy.Exclusions[e] != policy.FirstRequest {
		return false
	}
	if r.flagged(reading.FlagHealthVulnerable) || r.flagged(reading.FlagChild) ||
		r.flagged(reading.FlagSelfHarm) ||
		r.flagged(reading.FlagDiscrimination) || r.flagged(reading.FlagGas) || r.danger() != "" {
		return false
	}
	if r.has(s.official) || r.has(s.relative) || r.has(s.threat) || r.has(s.safeguarding) || r.has(s.injection) ||
		r.has(s.legalLetter) {
		return false
	}
	model, left := r.c.table.Refuse.Model, r.c.table.Refuse.Owed
	if policy.Exclusions[e] == policy.FirstRequest {
		model, left = r.c.table.Refuse.FirstModel, r.c.table.Refuse.FirstOwed
	}
	return float64(r.p[v.class]) >= model && float64(owed(r.p)) <= left
}

// asksPerson reports whether a person looks before anything that does not open or continue a case.
func (r *scan) asksPerson(v verdict) bool {
	t := &r.c.table.Person
	switch v.class {
	case pComplaint, pStage2, pFollowUp:
		return false // opening and continuing are always safe
	case pHuman, pOld, pPolicy:
		return true
	case pFirst:
		// It is passed on today with the offer to complain, which turns nobody away.
		return r.has(r.c.signals.failure) || r.has(r.c.signals.repeat) || float64(owed(r.p)) > t.Owed ||
			float64(r.p[pFirst]) < t.Kind
	case pEnquiry, pSpam, pAutomated:
		return float64(v.p) < t.Kind || float64(owed(r.p)) > t.Owed || r.has(r.c.signals.failure) && v.class != pEnquiry
	}
	return true
}

// bareStop reports a carrier's opt-out word alone (a whole message, never a word in one).
func bareStop(t *words.Text) bool {
	body := t.Tokens[t.FirstBody:]
	if len(body) != 1 {
		return false
	}
	switch body[0].Word {
	case "stop", "stopall", "unsubscribe", "end", "quit", "cancel", "optout", "revoke":
		return true
	}
	return false
}

// exclusionAt is the index in complaints.Exclusions of a column of the kind head, or -1.
func exclusionAt(class int) int {
	if class >= pFirst && class <= pData {
		return class - pFirst
	}
	return -1
}

func kindAndExclusion(class int) (reading.Kind, policy.Exclusion) {
	if e := exclusionAt(class); e >= 0 {
		return reading.KindOutOfScope, policy.Exclusions[e]
	}
	return reading.Kind(linear.KindLabels[class]), ""
}

// round keeps three places: more would pretend.
func round(p float32) float64 { return float64(int(min(max(p, 0), 1)*1000+0.5)) / 1000 }
