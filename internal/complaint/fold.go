package complaint

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fold returns the case that the events make.
func Fold(events []Event) Case {
	var c Case
	for _, e := range events {
		c = c.Apply(e)
	}
	return c
}

// After returns the case after one more event. The receiver is left as it was: nothing is shared that an
// event could change.
func (c Case) Apply(e Event) Case {
	c.Version++
	if strings.Contains(e.By, "@") {
		c.Replies = Tally{utcDay(e.At), c.Replies.On(e.At) + 1}
		c.Unclear = ""
		if n, ok := e.Fact.(Noted); ok && n.Unclear {
			c.Unclear = e.By
		}
	}
	switch f := e.Fact.(type) {
	case Registered:
		c = registered(c, f)
	case ReviewAsked:
		c.Review = f.Question
		c.Review.Was = c.Status
		c.Status = Review
	case InformalBegun:
		c.Status, c.Review = InformalOpen, Question{}
		c.Stage1 = Stage{OpenedAt: e.At, Received: f.Received, Day0: f.Day0, AckDue: f.AckDue, Target: f.Target,
			StandIns: c.Stage1.StandIns}
	case StageOpened:
		c = opened(c, e.At, f)
	case Assigned:
		c = c.onStage(f.Stage, func(s *Stage) {
			s.Handler, s.AssignedOn = f.To, f.On
			if !slices.Contains(s.StandIns, f.To.Email) {
				s.StandIns = append(slices.Clip(s.StandIns), f.To.Email)
			}
		})
		if f.Area != "" {
			c.Area = f.Area
		}
	case Acknowledged:
		c = c.onStage(f.Stage, func(s *Stage) {
			s.AckedAt = f.SentAt
			if f.Limit != 0 {
				s.Limit, s.Target = f.Limit, f.Target
				if s.Dates == 0 {
					s.FirstLimit = f.Limit
				}
			}
		})
	case AcknowledgementLost:
		c = c.onStage(f.Stage, func(s *Stage) { s.AckedAt = time.Time{} })
	case MessageJoined:
		c = joined(c, f)
	case Contacted:
		if !f.Attempt {
			c = c.onStage(f.Stage, func(s *Stage) { s.ContactedOn = f.On })
		}
		if f.Wants != "" {
			c.OutcomeSought = f.Wants
		}
		c.Contacts = append(slices.Clip(c.Contacts), f.On.String()+" "+e.By+": "+f.Summary)
	case Extended:
		c = c.onStage(f.Stage, func(s *Stage) {
			s.Extensions = append(slices.Clip(s.Extensions), Extension{f.From, f.Limit, f.Reason, f.Class, e.By, f.On})
			s.Limit, s.Target = f.Limit, f.Target
			s.Dates++
		})
		c.Reminded = without(c.Reminded, schedules(f.Stage)...)
		c.Reminded = with(c.Reminded, ManagerSchedule(f.Stage), e.At)
	case Responded:
		c = responded(c, e, f)
	case AnswerSent:
		c = c.onStage(f.Stage, func(s *Stage) {
			s.SentAt, s.WindowLast = f.SentAt, f.WindowLast
			if s.FirstSentAt.IsZero() {
				s.FirstSentAt = f.SentAt
			}
		})
	case AnswerLost:
		c = c.onStage(f.Stage, func(s *Stage) {
			if s.FirstSentAt.Equal(s.SentAt) {
				s.FirstSentAt = time.Time{}
			}
			s.SentAt, s.WindowLast = time.Time{}, 0
		})
	case SettlementOffered:
		c.Settlement = f.Settlement
	case SettlementDenied:
		c.Settlement = Settlement{}
	case CaseClosed:
		c.Status, c.Reason, c.ClosedAt = Closed, f.Reason, e.At
		c.Settlement, c.Review = Settlement{}, Question{}
	case Reminded:
		c.Reminded = with(c.Reminded, f.Ladder, f.Until)
	case Flagged:
		c.Flags = union(c.Flags, f.Flags)
		if f.Emergency {
			c.Emergency, c.EmergencyAt = true, e.At
			c.Reminded = without(c.Reminded, "alert")
		}
	case Erased:
		c.Erased = e.At
	case ToldLate:
		c = c.onStage(f.Stage, func(s *Stage) { s.LateTold = f.On })
	default:
		c = circumstances(c, f)
	}
	return c
}

// circumstances folds the facts about people, letters and the file that do not move the case along.
func circumstances(c Case, fact Fact) Case {
	switch f := fact.(type) {
	case PartyLearnt:
		c.Party = Learnt(c.Party, f.Party)
	case AdjustmentRecorded:
		c.Adjustments = append(slices.Clip(c.Adjustments), f.Words)
	case NeedsWithdrawn:
		c.Adjustments = nil
		p := &c.Party
		p.NoCalls, p.TextsOff, p.NoEmails, p.OnPaper, p.ByPhone, p.LargePrint, p.Interpreter, p.Format = false, false,
			false, false, false, false, false, ""
	case TextsAllowed:
		c.Party.TextsOff, c.Party.PhoneDead = false, false
	case RepresentativeNamed:
		c.Representative, c.Consent = f.Representative, f.Consent
	case IssueAdded:
		c.Issues = append(slices.Clip(c.Issues), f.Issue)
	case Linked:
		c.Links = union(c.Links, []string{f.Ref})
	case DeliveryFailed:
		c.Undelivered = append(slices.Clip(c.Undelivered), f.Undeliverable)
		switch f.Undeliverable.Channel {
		case Email:
			c.Party.MailDead = true
		case SMS:
			c.Party.PhoneDead = true
		}
	case DeliveryMended:
		c.Undelivered = slices.DeleteFunc(slices.Clone(c.Undelivered), func(u Undeliverable) bool {
			return u.Letter == f.Letter
		})
	case Conflict:
		c.Conflicted = union(c.Conflicted, []string{f.Address})
	case OmbudsmanInvolved:
		c.Ombudsman = true
		c.Hold = "the ombudsman is involved"
	case Held:
		c.Hold = f.Why
	case Said:
		c.Said = with(c.Said, f.Letter, f.On)
	case Recalculated:
		c = c.onStage(f.Stage, func(s *Stage) {
			s.AckDue, s.Limit, s.Target = f.AckDue, f.Limit, f.Target
			if f.WindowLast != 0 {
				s.WindowLast = f.WindowLast
			}
		})
	case DecisionPutOff:
		c.Review.DecideBy = f.DecideBy
	case WentAway:
		c.Away = with(c.Away, strings.ToLower(f.Address), f.Until)
	case ActionDone:
		c = c.onStage(f.Stage, func(s *Stage) {
			s.Actions = slices.Clone(s.Actions)
			s.Actions[f.Index].Done = f.On
		})
	}
	return c
}

func registered(c Case, f Registered) Case {
	return Case{
		Ref: f.Ref, Version: c.Version, Status: Triage, Profile: f.Profile, Received: f.Received, Day0: f.Day0,
		Party: f.Party, Subject: f.Subject, Words: f.Words, Thread: nonEmpty(f.MessageID), Issues: f.Issues,
		Attachments: f.Attachments, Heard: f.Received, Area: f.Area, AreaSecond: f.AreaSecond,
		OutcomeSought: f.OutcomeSought,
	}
}

// opened begins a stage. Who handled an earlier round of it stays known, so that nobody reviews their own work.
func opened(c Case, at time.Time, f StageOpened) Case {
	before := c.Stage1
	if f.Stage == 2 {
		before = c.Stage2
	}
	s := Stage{OpenedAt: at, StandIns: before.StandIns, Received: f.Received, Day0: f.Day0, AckDue: f.AckDue,
		Limit: f.Limit, Target: f.Target, FirstLimit: f.Limit, Words: f.Words}
	// the same message, which is acknowledged already
	if c.Status == InformalOpen && f.Received.Equal(before.Received) {
		s.AckedAt, s.ContactedOn = before.AckedAt, before.ContactedOn
	}
	c.Review, c.Reason, c.ClosedAt, c.Settlement, c.Chases = Question{}, "", time.Time{}, Settlement{}, 0
	c.Reminded = without(c.Reminded, schedules(f.Stage)...)
	if f.Stage == 2 {
		c.Status, c.Stage2 = Stage2Open, s
	} else {
		c.Status, c.Stage1, c.Stage2 = Stage1Open, s, Stage{}
	}
	return c
}

func responded(c Case, e Event, f Responded) Case {
	c = c.onStage(f.Stage, func(s *Stage) {
		s.RespondedAt, s.Decision, s.Answer, s.Remedy, s.Actions = e.At, f.Decision, f.Answer, f.Remedy, f.Actions
		s.RootCause, s.Learning, s.Improvement, s.Findings = f.RootCause, f.Learning, f.Improvement, f.Findings
		s.SentAt, s.WindowLast = time.Time{}, 0
	})
	c.Chases, c.Settlement = 0, Settlement{}
	c.Status = Stage1Responded
	if f.Stage == 2 {
		c.Status = Stage2Responded
	}
	return c
}

func joined(c Case, f MessageJoined) Case {
	const keep = 20 // a mail reader needs no more of a thread
	c.Heard = f.Received
	c.Thread = append(slices.Clip(c.Thread), nonEmpty(f.MessageID)...)
	c.Thread = c.Thread[max(0, len(c.Thread)-keep):]
	c.Attachments = append(slices.Clip(c.Attachments), f.Attachments...)
	if f.Intent == IntentChase || f.Intent == IntentUnhappy {
		c.Chases++
	}
	return c
}

// learnt takes over what is newly known. A fresh address makes the channel live again.
func Learnt(p, more Party) Party {
	for _, f := range []struct {
		to   *string
		from string
	}{{&p.Name, more.Name}, {&p.Address, more.Address}, {&p.Tenure, more.Tenure}, {&p.Language, more.Language},
		{&p.Phone, more.Phone}, {&p.Format, more.Format}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if more.Email != "" {
		p.Email, p.MailDead = more.Email, false
	}
	if more.Phone != "" {
		p.PhoneDead = false
	}
	p.TextsOff = p.TextsOff || more.TextsOff
	p.NoCalls = p.NoCalls || more.NoCalls
	p.OnPaper = p.OnPaper || more.OnPaper
	p.NoEmails = p.NoEmails || more.NoEmails
	p.ByPhone = p.ByPhone || more.ByPhone
	p.LargePrint = p.LargePrint || more.LargePrint
	p.Interpreter = p.Interpreter || more.Interpreter
	return p
}

func (c Case) onStage(n int, change func(*Stage)) Case {
	if n == 2 {
		change(&c.Stage2)
	} else {
		change(&c.Stage1)
	}
	return c
}

func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = make(map[K]V)
	}
	m[k] = v
	return m
}

func without[K comparable, V any](m map[K]V, keys ...K) map[K]V {
	m = maps.Clone(m)
	for _, k := range keys {
		delete(m, k)
	}
	return m
}

func union[T comparable](a, b []T) []T {
	a = slices.Clip(a)
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}

func nonEmpty(ss ...string) []string {
	return slices.DeleteFunc(ss, func(s string) bool { return s == "" })
}

// farFuture ends a schedule for good.
var FarFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func ManagerSchedule(stage int) string { return "manager" + strconv.Itoa(stage) }

// schedules names the schedules of a stage's dates, which begin anew when the dates move.
func schedules(stage int) []string {
	n := strconv.Itoa(stage)
	return []string{"manager" + n, "director" + n, "late" + n}
}
