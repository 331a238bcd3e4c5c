package rehearsal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/internal/reading"
)

// Line is one thing that happened in a rehearsal. Words is the line for people; the rest is for programs.
type Line struct {
	At    time.Time
	Kind  string // message, event, letter, state, duty
	Case  string
	Data  map[string]any
	Words string
	stamp string
}

// Stamp is the line's day and time as people read them: "Friday 27 November 2026, 23:00".
func (l Line) Stamp() string { return l.stamp }

// MarshalJSON writes the line flat: what is told beside where and when.
func (l Line) MarshalJSON() ([]byte, error) {
	out := make(map[string]any, len(l.Data)+3)
	for k, v := range l.Data {
		out[k] = v
	}
	out["at"], out["kind"], out["case"] = l.At.UTC().Format(time.RFC3339), l.Kind, l.Case
	return json.Marshal(out)
}

// narrator turns activities into lines, and tells a case's state and duties when they have changed.
type narrator struct {
	tell   func(Line)
	rules  func() procedure.Procedure
	states map[string]string
	duties map[string][]string
}

func (n *narrator) clock(at time.Time) string {
	return at.In(n.rules().Calendar.Zone).Format("Mon 2 Jan 2006 15:04")
}

func (n *narrator) line(at time.Time, kind, ref string, data map[string]any, words string) {
	n.tell(Line{At: at, Kind: kind, Case: ref, Data: data, Words: n.clock(at) + "  " + words,
		stamp: at.In(n.rules().Calendar.Zone).Format("Monday 2 January 2006, 15:04")})
}

// say tells of something that happened to no case: an outage, a changed calendar.
func (n *narrator) say(at time.Time, event, words string) {
	data := map[string]any{"event": event, "by": actor.ByMachine, "data": map[string]any{}, "why": words}
	n.line(at, "event", "", data, words)
}

// observe tells of what was committed together, and then where its cases stand.
func (n *narrator) observe(done []desk.Activity) {
	last, why := map[string]complaint.Case{}, map[string]string{}
	var order []string
	var at time.Time
	for _, a := range done {
		at = a.At
		n.activity(a)
		ref := a.Case.Ref
		if ref == "" {
			continue
		}
		if a.Event != nil {
			why[ref] = a.Why
		}
		if _, seen := last[ref]; !seen {
			order = append(order, ref)
		}
		if a.Case.Version >= last[ref].Version {
			last[ref] = *a.Case
		}
	}
	for _, ref := range order {
		n.state(at, last[ref], why[ref])
	}
}

func (n *narrator) activity(a desk.Activity) {
	switch {
	case a.Message != nil:
		n.message(a)
	case a.Event != nil:
		n.event(a)
	case a.Letter != nil:
		n.letter(a)
	}
}

func (n *narrator) message(a desk.Activity) {
	m, outcome := a.Message.Message, a.Message.Outcome
	who := cmp.Or(m.FromName, m.From)
	how := map[message.Channel]string{message.Email: "an e-mail", message.SMS: "a text"}[m.Channel]
	words := fmt.Sprintf("%s: %s arrives from %s", orNone(outcome.Case), how, who)
	if m.Subject != "" {
		words += fmt.Sprintf(", %q", m.Subject)
	}
	words += fmt.Sprintf(". Read as %s; %s: %s", readAs(a.Message.Reading), outcome.Kind, a.Why)
	data := map[string]any{
		"channel": m.Channel, "from": m.From, "from_name": m.FromName, "subject": m.Subject, "excerpt": excerpt(m),
		"received": m.Received.UTC().Format(time.RFC3339), "nature": m.Nature,
		"reading": a.Message.Reading, "outcome": outcome.Kind, "why": a.Why,
	}
	if a.Message.Input != nil {
		data["input"] = a.Message.Input // a line that "classify" reads alike
	}
	n.line(a.At, "message", outcome.Case, data, words)
}

// excerpt is the beginning of a message, on one line.
func excerpt(m message.Message) string {
	const most = 90
	words := strings.Join(strings.Fields(m.NewText), " ")
	if r := []rune(words); len(r) > most {
		words = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", words)
}

func orNone(ref string) string { return cmp.Or(ref, "no case") }

func readAs(r reading.Reading) string {
	words := strings.ReplaceAll(string(r.Kind), "_", " ")
	if r.Exclusion != "" {
		words += " (" + r.Exclusion.Code() + ")"
	}
	if r.Intent != "" {
		words += ", " + strings.ReplaceAll(string(r.Intent), "_", " ")
	}
	if r.Emergency {
		words += ", DANGER"
	}
	if words == "" {
		return "nothing a person wrote"
	}
	return words
}

func (n *narrator) event(a desk.Activity) {
	kind := a.Event.Kind()
	data := map[string]any{"event": kind, "by": a.Event.By, "data": a.Event.Fact, "why": a.Why}
	if a.Event.Clause != "" {
		data["clause"] = a.Event.Clause
	}
	n.line(a.At, "event", a.Case.Ref, data, fmt.Sprintf("%s:   %s - %s", a.Case.Ref, spaced(kind), a.Why))
}

// spaced turns StageOpened into "stage opened".
func spaced(kind string) string {
	var b strings.Builder
	for i, r := range kind {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

func (n *narrator) letter(a desk.Activity) {
	l := a.Letter
	name, _, _ := strings.Cut(l.Template, "@")
	name = strings.ReplaceAll(name, "-", " ")
	words := fmt.Sprintf("%s:   letter %s %s by %s to %s", orNone(l.Case), l.Letter, name, l.Channel, l.To)
	n.line(a.At, "letter", l.Case, map[string]any{
		"letter": l.Letter, "name": name, "to": l.To, "role": l.Role, "channel": l.Channel,
		"subject": l.Subject, "text": l.Text, "cause": l.Cause, "why": l.Why,
	}, words)
}

// state tells where a case stands and what is owed on it, if that has changed.
func (n *narrator) state(at time.Time, c complaint.Case, why string) {
	if n.states == nil {
		n.states, n.duties = map[string]string{}, map[string][]string{}
	}
	s, stage := c.Current()
	if c.Status == complaint.InformalOpen {
		stage = 0
	}
	due, words := dueDates(c, s)
	data := map[string]any{
		"stage": stage, "status": c.Status, "reason": c.Reason, "resident": c.Party.Name, "due": due, "area": c.Area,
		"handler": s.Handler.Email, "acknowledged": !s.AckedAt.IsZero(), "flags": c.Flags,
	}
	key, _ := json.Marshal(data) // strings and dates only
	if n.states[c.Ref] != string(key) {
		n.states[c.Ref] = string(key)
		data["why"] = why
		n.line(at, "state", c.Ref, data, words)
	}
	n.tellDuties(at, c)
}

// dueDates are the dates that a case has, by name, and those that matter where it stands, in words.
func dueDates(c complaint.Case, s complaint.Stage) (due map[string]any, words string) {
	due = map[string]any{}
	words = fmt.Sprintf("%s:   now %s", c.Ref, c.Status)
	add := func(name, label string, d calendar.Date, matters bool) {
		if d == 0 {
			return
		}
		due[name] = d
		if matters {
			words += fmt.Sprintf("; %s %s", label, d.Long())
		}
	}
	if c.Status == complaint.Closed {
		words += " (" + c.Reason.String() + ")"
	}
	add("decide_by", "decide by", c.Review.DecideBy, true)
	add("ack_due", "acknowledge by", s.AckDue, c.InHand() && s.AckedAt.IsZero())
	add("limit", "answer by", s.Limit, c.Open())
	if c.Status == complaint.InformalOpen {
		add("settle_by", "put right by", s.Target, true)
	} else {
		add("target", "aim for", s.Target, c.Open() && s.Target != s.Limit)
	}
	add("window_last_day", "stage 2 until", c.Stage1.WindowLast, c.Status == complaint.Stage1Responded)
	add("settlement_reply_by", "settled unless the resident objects by", c.Settlement.ReplyBy, true)
	return due, words
}

func (n *narrator) tellDuties(at time.Time, c complaint.Case) {
	var now []string
	for _, d := range n.rules().Duties(c, at) {
		key := d.Name + "|" + d.Owner + "|" + d.By.String() + "|" + d.Why
		now = append(now, key)
		if slices.Contains(n.duties[c.Ref], key) {
			continue
		}
		data := map[string]any{"duty": d.Name, "owner": d.Owner, "by": d.By, "why": d.Why}
		if !d.At.IsZero() {
			data["at_next"] = d.At.UTC().Format(time.RFC3339)
		}
		what := strings.ReplaceAll(d.Name, "_", " ")
		words := fmt.Sprintf("%s:   owed by %s: %s", c.Ref, d.Owner, what)
		if d.By != 0 {
			words += ", by " + d.By.Long()
		}
		n.line(at, "duty", c.Ref, data, words)
	}
	n.duties[c.Ref] = now
}
