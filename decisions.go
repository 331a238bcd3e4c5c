package complaints

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// What only the complaints team may decide (domain.md 3.2, rows of REVIEW; 1.5).

// accept opens what the team was asked about; the clock runs from the original receipt (3.2).
func (r *staffReply) accept() {
	q := r.d.Case.Review
	if was, turnedAway := r.d.Case.closedAs(); turnedAway {
		r.takeUp(was)
		return
	}
	if r.d.Case.Status != Review {
		r.help("There is nothing left to decide: the case stands at " + r.d.Case.standing() + ".")
		return
	}
	r.settle(q, r.by(), cmp.Or(r.cmd.Text, "The complaints team accepted it."))
	r.judged(q, Label{Kind: KindComplaint})
	r.receipt("It is opened and " + r.orTeam(r.handler()).Called() + " has it.")
}

// refuse declines what the team was asked about, with a person's reason (3.2). The resident is told the
// reason, who deals with it, and how to have it looked at again.
func (r *staffReply) refuse() {
	c := r.d.Case
	if c.Status != Review {
		r.help("There is nothing left to refuse: the case stands at " + c.standing() + ". An open complaint can only be answered or withdrawn.")
		return
	}
	reason, letter, e := r.refusal(c)
	if letter == "" {
		r.help("Say which part of the policy it falls under, E1 to E8, AGE or OTHER, and then why: for example REFUSE E4 this is about your neighbour's music.")
		return
	}
	r.happen(r.by(), "The complaints team declined it: "+r.cmd.Text, CaseClosed{reason})
	said, _ := r.d.Case.closedAs()
	r.judged(c.Review, said)
	r.toResident(letter, inHours, func(f *Facts) {
		f.External.Show = true // whatever the policy: a refusal can always be taken further (Code 2.4)
		f.Reason = r.cmd.Text
		what := ""
		if len(f.Issues) > 0 {
			what = f.Issues[0]
		}
		f.OutOfScope = []Signpost{{Exclusion: e, What: what, Route: r.route(e)}}
		f.EventDay = c.Review.eventDay()
		f.Limit = r.Policy.EventCutoff(c.Day0)
	})
	r.receipt("The resident is told the reason and how to have it looked at again.")
}

// refusal says how a refusal closes the case and which letter tells it; no letter if the code is missing.
func (r *staffReply) refusal(c Case) (CloseReason, LetterID, Exclusion) {
	e := ExclusionByCode(r.cmd.Code)
	switch {
	case c.Review.Matter == MatterLateStage2 || c.Review.Matter == MatterStage2:
		return ClosedLapsed, "L27", ""
	case r.cmd.Code == "AGE" || r.cmd.Code == "" && c.Review.Matter == MatterAge:
		return ClosedOutOfTime, "L12", ""
	case r.cmd.Code == "OTHER": // the policy's list is open, and only a person may use that (P1)
		return ClosedOutOfScope + ":other", "L42", ""
	case e != "":
		return ClosedOutOfScope + ":" + CloseReason(e.Code()), scopeLetter(e), e
	case c.Review.Matter == MatterReopen && c.Reason == ClosedOutOfTime:
		return c.Reason, "L12", ""
	case c.Review.Matter == MatterReopen:
		_, code, _ := strings.Cut(string(c.Reason), ":")
		if code == "other" {
			return c.Reason, "L42", ""
		}
		if e = ExclusionByCode(code); e != "" {
			return c.Reason, scopeLetter(e), e
		}
		return c.Reason, "L27", "" // what was closed stays closed: the reason, and where the resident can go
	}
	return "", "", ""
}

// eventDay is when the matter happened, in the resident's words, as far as they were understood.
func (q Question) eventDay() string {
	for _, e := range q.Evidence {
		if e.Clause == "P3" {
			return e.Text
		}
	}
	return ""
}

// request passes the message on as a first request for service (E1).
func (r *staffReply) request() {
	if r.d.Case.Status != Review {
		r.help("There is nothing left to decide: the case stands at " + r.d.Case.standing() + ".")
		return
	}
	q := r.d.Case.Review
	r.passOn(ClosedServiceRequest, "L03", cmp.Or(r.cmd.Text, "The complaints team passed it on as a request for service."))
	r.judged(q, Label{Kind: KindOutOfScope, Exclusion: FirstRequest})
	r.receipt("It is passed to " + r.Register.AreaName(r.d.Case.Area) + ", and the resident is told how to complain.")
}

// escalate moves a case up to stage 2 (1.5): one whose stage 1 answer is late, or whose resident asked in words that
// the machine did not take for a request. The clock runs from the resident's latest message.
func (r *staffReply) escalate() {
	c := r.d.Case
	if c.Status == InformalOpen {
		r.escalateInformal()
		return
	}
	sp, has := r.Policy.Stage(2)
	first := c.Status == Review && (c.Review.Matter == MatterScope || c.Review.Matter == MatterAge) && sp.DirectEntry
	if !has || c.Status != Stage1Open && c.Status != Stage1Responded && !first {
		r.help("This case cannot go to stage 2: it stands at " + c.standing() + ".")
		return
	}
	received := c.Heard
	if first { // it never was at stage 1, so its clock runs from the receipt (2.6, the Scottish model)
		received = c.Review.Received
	}
	r.openStage2(received, r.by(), cmp.Or(r.cmd.Text, "The complaints team moved it up to stage 2."), "", nil)
	if first {
		r.judged(c.Review, Label{Kind: KindComplaint})
	} else {
		r.askedForStage2(c)
	}
	r.stage = 2
	r.receipt("It is at stage 2 and " + r.orTeam(r.handler()).Called() + " has it.")
}

// Duplicate decides what follows when the team says that two cases are one (DUPLICATE and a reference): the one
// received first goes on, so that the earliest receipt counts (1.5), and the other is closed with a letter that says
// so (L17). ok is false if they cannot be joined; the reply is then for [Procedure.Command] to answer.
func (p Procedure) Duplicate(c, other Case, from Contact, m Message, cmd Command, now time.Time) (joined, closed Decision, ok bool) {
	r := &staffReply{working: p.decide(c, now, m.ID), from: from, m: m, cmd: cmd}
	keep, gone := c, other
	if other.Received.Before(c.Received) {
		keep, gone = other, c
	}
	joinable := gone.Status == Review || gone.Status == InformalOpen || gone.Status == Stage1Open
	if !r.team() || c.Ref == other.Ref || !joinable || keep.Status == Closed {
		return joined, closed, false
	}
	why := cmp.Or(cmd.Text, "The complaints team says that both are about the same matter.")
	k, g := p.decide(keep, now, m.ID), p.decide(gone, now, m.ID)
	k.happen(from.Email, why, Linked{gone.Ref, "the same matter"})
	k.happen(from.Email, "What the resident told us there belongs here too.", PartyLearnt{Party: waysBeside(keep.Party, gone.Party)})
	k.toHandler("M11", func(f *Facts) { f.Words, f.Attachments = gone.Words, gone.Attachments })
	g.happen(from.Email, why, Linked{keep.Ref, "the same matter"})
	g.happen(from.Email, why, CaseClosed{ClosedDuplicate})
	s, _ := keep.Current()
	g.toResident("L17", inHours, func(f *Facts) {
		f.NewRef, f.Received, f.AnswerBy, f.Handler = keep.Ref, keep.Day0, s.Target, s.Handler
	})
	answering := &staffReply{working: k, from: from, m: m, cmd: cmd}
	answering.receipt("Both are one case now: " + keep.Ref + ". The resident is told.")
	return k.d, g.d, true
}

// waysBeside are the ways to reach the resident that one case knows and the other does not.
func waysBeside(keep, gone Party) (more Party) {
	if keep.Email == "" {
		more.Email = gone.Email
	}
	if keep.Phone == "" {
		more.Phone = gone.Phone
	}
	return more
}

// posted marks the letters that only paper could bring as delivered by hand (3.6). A posted answer is announced by a
// text where the resident has a phone.
func (r *staffReply) posted() {
	c := r.d.Case
	var mended []LetterID
	for _, u := range c.Undelivered {
		if slices.Contains(mended, u.Letter) {
			continue
		}
		mended = append(mended, u.Letter)
		if s := c.Settlement; u.Letter == "L24" && s.Agreed != "" { // the days begin when the resident has it
			s.ReplyBy = r.settledBy(r.Calendar.byPost(r.now))
			r.happen(r.by(), "The resident now knows what was agreed, and has until "+s.ReplyBy.Long()+" to deny it.", SettlementOffered{s})
		}
		r.happen(r.by(), "The complaints team brought the letter to the resident.", DeliveryMended{u.Letter})
	}
	s, n := c.Current()
	if c.answered() && s.SentAt.IsZero() {
		r.answerSent(n, r.now, true)
		if c.Party.Phone != "" && !c.Party.TextsOff && !c.Party.PhoneDead {
			facts := r.facts()
			facts.FullLetter = Post
			facts.External.Show = r.final()
			letter := LetterID("L23")
			if r.final() {
				letter = "L32"
			}
			r.order(letter, SMS, RoleResident, r.d.Case.Resident(), inHours, facts)
		}
	}
	if c.InHand() && s.AckedAt.IsZero() {
		r.acknowledged(n, r.now)
	}
	r.receipt("We have noted that the resident has it.")
}
