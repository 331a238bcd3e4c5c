package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/order"
	"complaints/internal/policy"
)

// facts gathers what the case can tell to a letter.
func (d *draft) facts() order.Facts {
	c := d.Case
	s, n := c.Current()
	f := order.Facts{
		Landlord: d.Landlord, Ref: c.Ref, Stage: n, Today: d.today(), Resident: c.Party.Name,
		Received: cmp.Or(s.Day0, c.Day0), OutcomeSought: c.OutcomeSought,
		DefinedBy: d.DefinedBy(c), Area: d.Register.AreaName(c.Area), AreaID: c.Area,
		Policy: d.Policy.ID, Nation: d.Policy.Jurisdiction,
		Handler: s.Handler, HandlerRole: handlerRole(n), AnswerBy: s.Target, Limit: s.Limit,
		AckBy:      cmp.Or(s.AckDue, c.Review.DecideBy),
		WindowLast: c.Stage1.WindowLast, Decision: string(s.Decision), Points: c.Points(s), Answer: s.Answer,
		Remedy: s.Remedy, Actions: s.Actions, Enclosed: namesOf(s.Enclosed),
		Held:   c.Safety.Stands(),
		Agreed: c.Settlement.Agreed, ReplyBy: c.Settlement.ReplyBy, Channel: c.Channel(), Chased: c.Chases,
		Flags: c.Flags, Tribunal: d.Policy.Tribunal(),
		History: history(d), External: external(d), NoCalls: c.NoCalls(), PostalAddress: c.Party.Address,
		SayOurs: d.Policy.AckMust(n, policy.MustOursAndNot), TimeLimit: timeLimit(d), WeWill: c.Party.WeWill(),
		MustDo:     append(mustDo(c), aboutOurs(d)...),
		LargePrint: c.Party.LargePrint, Wrote: languageCode(c.Party.Language),
	}
	if c.Status == complaint.InformalOpen { // no stage runs yet, and no answer is promised
		f.Stage, f.AnswerBy, f.Limit, f.SettleBy = 0, 0, 0, s.Target
	}
	if c.InHand() && s.ContactedOn == 0 && s.AssignedOn != 0 {
		f.ContactBy = d.contactBy(s, n)
	}
	f.External.Show = d.Policy.External.Mode == "direct" &&
		slices.Contains(d.Policy.External.SignpostIn, "acknowledgement")
	matters := c.Matters() // of a case in which nothing is in scope, what a refusal or a question is about
	for at, i := range c.Issues {
		if slices.Contains(matters, at) {
			f.Issues = append(f.Issues, i.Sentence)
		} else {
			f.OutOfScope = append(f.OutOfScope,
				order.Signpost{Exclusion: i.Exclusion, What: i.Sentence, Route: route(d, i.Exclusion)})
		}
	}
	if c.Review.Matter != "" {
		f.AckBy = c.Review.DecideBy
		f.Proposal = proposal(d, c.Review)
	}
	switch {
	case c.Status == complaint.InformalOpen:
		_, how := d.Calendar.Count(s.Day0, *cmp.Or(d.Policy.Informal.Target,
			&calendar.Period{N: s.Day0.DaysUntil(s.Target), Unit: calendar.CalendarDays}))
		f.Derivation = strings.Join(how, " ")
	case s.Day0 != 0:
		f.Derivation = d.derivation(s, n)
	}
	f.Deadlines = d.lawDates(c)
	if c.Clocks.DataProtection.Runs() {
		report, last := d.dataDates(c)
		f.DataAckBy = last
		f.DataReportBy = report.In(d.Calendar.Zone).Format("15:04") + " on " + d.Calendar.Day(report).Long()
	}
	stands(d, &f)
	return f
}

// stands has the facts say where the case stands now: what has been given is not promised once more, and what has ended
// is not offered.
func stands(d *draft, f *order.Facts) {
	c := d.Case
	s, _ := c.Current()
	if s.Limit != 0 && f.Today > s.Limit {
		f.DaysLate = s.Limit.DaysUntil(f.Today)
	}
	if c.Status == complaint.Closed {
		f.ClosedOn = d.dayOf(c.ClosedAt)
	}
	if !s.RespondedAt.IsZero() {
		f.AnsweredOn = d.dayOf(s.RespondedAt)
	}
}

// asItStands leaves out of the facts an answer that is owed no more, and a last day to ask for a review that has
// passed, or where no review can be asked for.
func asItStands(c complaint.Case, f *order.Facts) {
	if f.AnsweredOn != 0 {
		f.AnswerBy, f.DaysLate = 0, 0
	}
	if c.Status != complaint.Stage1Responded || f.WindowLast < f.Today {
		f.WindowLast = 0
	}
}

// derivation says how the date of a stage's answer was found: by whom it was put off, or how it was counted.
func (p Procedure) derivation(s complaint.Stage, n policy.StageNumber) string {
	if i := len(s.Extensions) - 1; i >= 0 {
		e := s.Extensions[i]
		return fmt.Sprintf("It was put off on %s from %s to %s.", e.On.Long(), cmp.Or(e.Told, e.From).Long(), e.To.Long())
	}
	sp, _ := p.Policy.Stage(n)
	d := sp.Dates(p.Calendar, s.Day0, p.Policy.AckDay(p.Calendar, s.Received, s.AckedAt))
	if d.Target < s.Target {
		return "It was promised before the policy or the calendar changed, and a promised date never moves earlier."
	}
	return strings.Join(d.How(), " ")
}

func handlerRole(stage policy.StageNumber) string {
	if stage == 2 {
		return "the Director"
	}
	return "the investigating manager"
}

// proposal words the question of a review for the team, with the default that follows if nobody decides.
func proposal(d *draft, q complaint.Question) order.Proposal {
	p := order.Proposal{
		Suggest: q.Suggest.String(), Kind: q.Kind, Exclusion: q.Exclusion, Confidence: q.Confidence,
		Evidence: q.Evidence,
		Why:      q.Why, DecideBy: q.DecideBy,
		Default: fmt.Sprintf("If nobody decides by %d:00 on %s, it is opened as a complaint.", d.opensAt(q),
			q.DecideBy.Long()),
	}
	switch q.Matter {
	case complaint.MatterSender:
		p.Question = "Is this a resident's message at all?"
		p.Default = "Nothing was sent to whoever wrote it, and nothing opens by itself. We ask you again until you " +
			"decide."
	case complaint.MatterAge:
		p.Question = "Should we investigate this although it may be too old?"
	case complaint.MatterStage2:
		p.Question = "Should we review this although we do not know who asked?"
		p.Default = fmt.Sprintf("If nobody decides by %d:00 on %s, it goes to stage 2.", d.opensAt(q),
			q.DecideBy.Long())
	case complaint.MatterLateStage2:
		p.Question = "Should we review this although the request came after the last day?"
		p.Default = fmt.Sprintf("If nobody decides by %d:00 on %s, it goes to stage 2.", d.opensAt(q),
			q.DecideBy.Long())
	case complaint.MatterReopen:
		p.Question = "The resident has come back after the case was closed. Should we open it again?"
	default:
		p.Question = "Is this a complaint that we should investigate?"
	}
	if q.Unproved {
		p.Default += " The acknowledgement that goes then repeats none of its words."
	}
	return p
}

// route says who deals with a matter that the policy handles in another way (P2).
func route(d *draft, e policy.Exclusion) string {
	l := d.Landlord
	desk := map[policy.Exclusion]string{
		policy.NewBuildDefect: l.DefectsDesk, policy.ChargeLevel: l.ChargesDesk, policy.NeighbourASB: l.ASBDesk,
		policy.LegalAction: l.LegalDesk, policy.InsuranceClaim: l.InsuranceDesk,
	}[e]
	if e == policy.DataBreach && d.Register.DPO.Email != "" {
		desk = "our data protection officer, " + d.Register.DPO.Email
	}
	return cmp.Or(desk, "our customer service team, "+l.Phone)
}

// timeLimit is the policy's time limit in words: six months (P3).
func timeLimit(d *draft) string {
	words := map[int]string{1: "one month", 2: "two months", 3: "three months", 6: "six months", 9: "nine months",
		12: "twelve months", 24: "two years"}
	m := d.Policy.TimeLimit.Months
	if m == 0 {
		return ""
	}
	return cmp.Or(words[m], calendar.Plural(m, "month"))
}

// history tells the case so far to staff, a line each, in brief.
func history(d *draft) []string {
	lines := historyWith(d, "the resident", calendar.Date.Short)
	if d.Case.Stage2.Day0 == 0 {
		return lines[1:] // when they wrote stands beside it
	}
	return lines
}

// historyWith is the history in which the resident is called so: "you" in a letter to them.
func historyWith(d *draft, resident string, on func(calendar.Date) string) []string {
	c := d.Case
	lines := []string{on(c.Day0) + ": " + resident + " wrote to us."}
	add := func(day calendar.Date, format string, args ...any) {
		if day != 0 {
			lines = append(lines, on(day)+": "+fmt.Sprintf(format, args...))
		}
	}
	for n, s := range []complaint.Stage{c.Stage1, c.Stage2} {
		if s.Day0 == 0 {
			continue
		}
		if n == 1 {
			add(s.Day0, "%s asked for stage 2.", resident)
		}
		add(d.dayOf(s.AckedAt), "we acknowledged it.")
		add(s.AssignedOn, "%s took it on.", s.Handler.Called())
		add(s.ContactedOn, "we spoke with %s.", resident)
		for _, e := range s.Extensions {
			add(e.On, "the answer was put off from %s to %s: %s", on(cmp.Or(e.Told, e.From)), on(e.To), e.Reason)
		}
		add(s.LateTold, "we told %s that we had missed our date.", resident)
		add(d.dayOf(s.RespondedAt), "%s answered at stage %d: %s.", s.Handler.Called(), n+1, s.Decision)
	}
	return lines
}

func (p Procedure) dayOf(t time.Time) calendar.Date {
	if t.IsZero() {
		return 0
	}
	return p.Calendar.Day(t)
}
