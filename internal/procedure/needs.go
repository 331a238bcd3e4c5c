package procedure

import (
	"slices"
	"strings"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// What a resident needs of us in how we deal with them (Equality Act; Code 5.10): it is recorded in their words
// whenever they say it, in the first message as in any other, and what the procedure can obey by itself it obeys. The
// rest is for people, who find it at the head of every letter about the case.

// plainly are the needs that a message says in so many words, or in few which the reading of wishes takes for the same.
func plainly(r reading.Reading) []reading.Need {
	return slices.DeleteFunc(slices.Clone(r.Says.Needs), func(n reading.Need) bool {
		return n.Brief && !slices.ContainsFunc(r.Needs, n.Need.Wished)
	})
}

// learnNeeds records needs, each in the words that say it. It reports whether there was anything new.
func learnNeeds(d *draft, by actor.Actor, needs []reading.Need) bool {
	var said []string
	for _, n := range needs {
		if !slices.Contains(said, n.Words) {
			said = append(said, n.Words)
		}
	}
	return learnNeedsSaid(d, by, needs, said...)
}

// learnNeedsSaid records needs in words of which they may be only a part: what no rule knows is for people to obey.
func learnNeedsSaid(d *draft, by actor.Actor, needs []reading.Need, said ...string) bool {
	said = slices.DeleteFunc(said, func(s string) bool { return slices.Contains(d.Case.Adjustments, s) })
	for _, s := range said {
		d.record(by, "The resident asked us to do something differently.", complaint.AdjustmentRecorded{Words: s})
	}
	if found := partyOf(needs); d.Case.Party.Learnt(found) != d.Case.Party {
		d.record(by, "The resident said how to reach them.", complaint.PartyLearnt{Party: found})
	}
	return len(said) > 0
}

// partyOf is what the procedure can obey by itself.
func partyOf(needs []reading.Need) (p people.Party) {
	for _, n := range needs {
		switch n.Need {
		case reading.NeedNoCalls:
			p.NoCalls = true
		case reading.NeedNoTexts:
			p.TextsOff = true
		case reading.NeedNoEmails:
			p.NoEmails = true
		case reading.NeedPaper:
			p.OnPaper = true
		case reading.NeedByPhone:
			p.ByPhone = true
		case reading.NeedLargePrint:
			p.LargePrint = true
		case reading.NeedInterpreter:
			p.Interpreter = true
		case reading.NeedFormat:
			p.Format = message.Excerpt(n.Words, 120)
		}
	}
	return p
}

// inheritNeeds takes over what another case of the same resident knows of how to deal with them.
func inheritNeeds(d *draft, other complaint.Case) {
	for _, words := range other.Adjustments {
		d.record(actor.ByMachine, "What the resident needs is known from "+other.Ref+".",
			complaint.AdjustmentRecorded{Words: words})
	}
	if p := other.Party.Needs(); p != (people.Party{}) {
		d.record(actor.ByMachine, "How to reach the resident is known from "+other.Ref+".",
			complaint.PartyLearnt{Party: p})
	}
	for _, rule := range other.ContactRules {
		d.record(actor.ByMachine, "How the resident may be reached is known from "+other.Ref+".",
			complaint.ContactRuled{Rule: rule})
	}
	for _, why := range []complaint.HoldReason{complaint.HoldUnsafe, complaint.HoldDeath} {
		if other.Safety.Has(why) && !d.Case.Safety.Has(why) {
			d.record(actor.ByMachine, "Letters of "+other.Ref+" are held. "+holdNotices[why].why,
				complaint.SafetyHeld{Reason: why})
		}
	}
}

// circumstance handles what a resident says about how to deal with them. It reports whether that was all.
func circumstance(d *draft, m message.Message, r reading.Reading) bool {
	texts := r.Says.Texts == reading.TextsStop || r.Intent == reading.IntentOptOut ||
		r.Says.Texts == reading.TextsStart || r.Intent == reading.IntentOptIn
	switch {
	case texts && !permits(d, m, toRedirect), r.Intent == reading.IntentAdjustment && !permits(d, m, toChange):
		tellHandler(d, letter.ManagerNewEvidence, m)
		return true
	}
	switch {
	case r.Says.Texts == reading.TextsStop || r.Intent == reading.IntentOptOut:
		d.record(actor.ByResident, "The resident asked us not to text them.",
			complaint.PartyLearnt{Party: people.Party{TextsOff: true}})
		d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
			f.Reminder = "The resident wants no more texts"
			f.Problem = "The resident asked us to stop texting. Letters that would have been texts now come to you " +
				"to post. Please find another way to reach them."
		})
	case r.Says.Texts == reading.TextsStart || r.Intent == reading.IntentOptIn:
		d.record(actor.ByResident, "The resident lets us text them again.", complaint.TextsAllowed{})
		tellHandler(d, letter.ManagerNewEvidence, m)
	case r.Intent == reading.IntentAdjustment:
		adjust(d, m, r)
	case r.Consent == reading.ConsentNone && r.Intent == reading.IntentRepresentative: // heard already
	case r.Consent == reading.ConsentGiven || r.Intent == reading.IntentRepresentative:
		if permits(d, m, toChange) {
			learnNeeds(d, actor.ByResident, plainly(r))
		}
		representativeNamed(d, m, r)
		return !wantsMore(r)
	default:
		return needsBeside(d, m, r)
	}
	return true
}

// wantsMore reports whether a message in which the resident agrees to somebody asks for something else as well.
func wantsMore(r reading.Reading) bool {
	switch r.Intent {
	case reading.IntentChase, reading.IntentStage2, reading.IntentWithdraw, reading.IntentAccepts,
		reading.IntentNewIssue, reading.IntentDisputeScope:
		return true
	}
	return wantsStage2(r)
}

// adjust records what the resident needs, in a message that is about that, and obeys what can be obeyed (Equality Act;
// Code 5.10).
func adjust(d *draft, m message.Message, r reading.Reading) {
	learnNeedsSaid(d, actor.ByResident, r.Says.Needs, message.Excerpt(m.NewText, 300))
	confirmNeeds(d, m)
	tellHandler(d, letter.ManagerNewEvidence, m)
}

// confirmNeeds tells the resident what was noted and what we do about it (L40).
func confirmNeeds(d *draft, m message.Message) {
	d.onceADay(letter.AdjustmentConfirmed, "The resident is told what was noted.", func() {
		d.toResident(letter.AdjustmentConfirmed, func(f *order.Facts) {
			f.Reason, f.Agreed = message.Excerpt(m.NewText, 300), strings.Join(f.WeWill, " ")
		})
	})
}

// needsBeside records what a message that is about something else says of the resident's needs. It reports whether that
// was all that the message wanted.
func needsBeside(d *draft, m message.Message, r reading.Reading) bool {
	needs := plainly(r)
	if len(needs) > 0 && !permits(d, m, toChange) || !learnNeeds(d, actor.ByResident, needs) {
		return false
	}
	confirmNeeds(d, m)
	if r.Kind != reading.KindFollowUp || r.Intent != "" && r.Intent != reading.IntentQuery &&
		r.Intent != reading.IntentEvidence {
		return false
	}
	tellHandler(d, letter.ManagerNewEvidence, m)
	return true
}
