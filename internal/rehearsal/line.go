package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/procedure"
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

// MarshalJSON writes the line flat, as architecture.md section 4 has it.
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

func (t *narrator) clock(at time.Time) string {
	return at.In(t.rules().Calendar.Zone).Format("Mon 2 Jan 2006 15:04")
}

func (t *narrator) line(at time.Time, kind, ref string, data map[string]any, words string) {
	t.tell(Line{At: at, Kind: kind, Case: ref, Data: data, Words: t.clock(at) + "  " + words,
		stamp: at.In(t.rules().Calendar.Zone).Format("Monday 2 January 2006, 15:04")})
}

// say tells of something that happened to no case: an outage, a changed calendar.
func (t *narrator) say(at time.Time, event, words string) {
	t.line(at, "event", "", map[string]any{"event": event, "by": procedure.ByMachine, "data": map[string]any{}, "why": words}, words)
}

func (t *narrator) observe(done []desk.Activity) {
	last, why := map[string]complaint.Case{}, map[string]string{}
	var order []string
	var at time.Time
	for _, h := range done {
		at = h.At
		switch {
		case h.Message != nil:
			t.message(h)
		case h.Event != nil:
			t.event(h)
		case h.Letter != nil:
			t.letter(h)
		}
		if h.Case.Ref != "" {
			if h.Event != nil {
				why[h.Case.Ref] = h.Why
			}
			if _, seen := last[h.Case.Ref]; !seen {
				order = append(order, h.Case.Ref)
			}
			if h.Case.Version >= last[h.Case.Ref].Version {
				last[h.Case.Ref] = *h.Case
			}
		}
	}
	for _, ref := range order {
		t.state(at, last[ref], why[ref])
	}
}

func (t *narrator) message(h desk.Activity) {
	m, r := h.Message.Message, h.Message.Reading
	who := m.FromName
	if who == "" {
		who = m.From
	}
	how := map[complaint.Channel]string{complaint.Email: "an e-mail", complaint.SMS: "a text"}[m.Channel]
	words := fmt.Sprintf("%s: %s arrives from %s", orNone(h.Message.Outcome.Case), how, who)
	if m.Subject != "" {
		words += fmt.Sprintf(", %q", m.Subject)
	}
	words += fmt.Sprintf(". Read as %s; %s: %s", readAs(r), h.Message.Outcome.Kind, h.Why)
	t.line(h.At, "message", h.Message.Outcome.Case, map[string]any{
		"channel": m.Channel, "from": m.From, "from_name": m.FromName, "excerpt": excerpt(m), "subject": m.Subject, "received": m.Received.UTC().Format(time.RFC3339), "nature": m.Nature,
		"reading": r, "outcome": h.Message.Outcome.Kind, "why": h.Why,
	}, words)
}

// excerpt is the beginning of a message, on one line.
func excerpt(m complaint.Message) string {
	const most = 90
	words := strings.Join(strings.Fields(m.NewText), " ")
	if r := []rune(words); len(r) > most {
		words = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", words)
}

func orNone(ref string) string {
	if ref == "" {
		return "no case"
	}
	return ref
}

func readAs(r complaint.Reading) string {
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

func (t *narrator) event(h desk.Activity) {
	t.line(h.At, "event", h.Case.Ref, map[string]any{"event": h.Event.Kind(), "by": h.Event.By, "data": h.Event.Fact, "why": h.Why},
		fmt.Sprintf("%s:   %s - %s", h.Case.Ref, spaced(h.Event.Kind()), h.Why))
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

func (t *narrator) letter(h desk.Activity) {
	l := h.Letter
	name, _, _ := strings.Cut(l.Template, "@")
	t.line(h.At, "letter", l.Case, map[string]any{
		"letter": l.Letter, "name": strings.ReplaceAll(name, "-", " "), "to": l.To, "role": l.Role, "channel": l.Channel, "subject": l.Subject, "text": l.Text, "cause": l.Cause, "why": l.Why,
	}, fmt.Sprintf("%s:   letter %s %s by %s to %s", orNone(l.Case), l.Letter, strings.ReplaceAll(name, "-", " "), l.Channel, l.To))
}

// state tells where a case stands and what is owed on it, if that has changed.
func (t *narrator) state(at time.Time, c complaint.Case, why string) {
	if t.states == nil {
		t.states, t.duties = map[string]string{}, map[string][]string{}
	}
	s, n := c.Current()
	due := map[string]any{}
	words := fmt.Sprintf("%s:   now %s", c.Ref, c.Status)
	add := func(name, label string, d calendar.Date, told bool) {
		if d != 0 {
			due[name] = d
			if told {
				words += fmt.Sprintf("; %s %s", label, d.Long())
			}
		}
	}
	if c.Status == complaint.Closed {
		words += " (" + string(c.Reason) + ")"
	}
	add("decide_by", "decide by", c.Review.DecideBy, true)
	add("ack_due", "acknowledge by", s.AckDue, c.InHand() && s.AckedAt.IsZero())
	add("limit", "answer by", s.Limit, c.Open())
	if c.Status == complaint.InformalOpen {
		n = 0
		add("settle_by", "put right by", s.Target, true)
	} else {
		add("target", "aim for", s.Target, c.Open() && s.Target != s.Limit)
	}
	add("window_last_day", "stage 2 until", c.Stage1.WindowLast, c.Status == complaint.Stage1Responded)
	add("settlement_reply_by", "settled unless the resident objects by", c.Settlement.ReplyBy, true)
	data := map[string]any{"stage": n, "status": c.Status, "reason": c.Reason, "resident": c.Party.Name, "due": due, "area": c.Area, "handler": s.Handler.Email, "acknowledged": !s.AckedAt.IsZero(), "flags": c.Flags}
	key, _ := json.Marshal(data) // strings and dates only
	if t.states[c.Ref] != string(key) {
		t.states[c.Ref] = string(key)
		data["why"] = why
		t.line(at, "state", c.Ref, data, words)
	}
	t.tellDuties(at, c)
}

func (t *narrator) tellDuties(at time.Time, c complaint.Case) {
	var now []string
	for _, d := range t.rules().Duties(c, at) {
		key := d.Name + "|" + d.Owner + "|" + d.By.String() + "|" + d.Why
		now = append(now, key)
		if slices.Contains(t.duties[c.Ref], key) {
			continue
		}
		data := map[string]any{"duty": d.Name, "owner": d.Owner, "by": d.By, "why": d.Why}
		if !d.At.IsZero() {
			data["at_next"] = d.At.UTC().Format(time.RFC3339)
		}
		t.line(at, "duty", c.Ref, data, fmt.Sprintf("%s:   owed by %s: %s, by %s", c.Ref, d.Owner, strings.ReplaceAll(d.Name, "_", " "), d.By.Long()))
	}
	t.duties[c.Ref] = now
}

// holidays changes the calendar from now on and recalculates every case.
func (r *Runner) holidays(ctx context.Context, h Holidays) error {
	days := make(map[calendar.Date]string, len(h.Add))
	for _, day := range h.Add {
		d, err := calendar.ParseDate(day)
		if err != nil {
			return fmt.Errorf("holidays: %w", err)
		}
		days[d] = "new bank holiday"
	}
	rules := r.Desk.Rules()
	rules.Calendar = rules.Calendar.With(days)
	r.Desk.Change(rules)
	r.narrator.say(r.now, "CalendarChanged", "New days off: "+strings.Join(h.Add, ", ")+".")
	moved, err := r.Desk.Recalculate(ctx, "The calendar has new days off.")
	if err == nil {
		r.narrator.say(r.now, "CalendarChanged", fmt.Sprintf("%d cases have a new date.", len(moved)))
	}
	return err
}

// people changes the register from now on. Cases whose handler has left it pass on.
func (r *Runner) people(ctx context.Context, parts map[string]any) error {
	changed := r.story
	changed.People = config.LaidOver(r.story.People, parts)
	cfg, err := changed.Config()
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	fresh, err := cfg.Procedure()
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	r.story = changed
	rules := r.Desk.Rules()
	rules.Register = fresh.Register
	r.Desk.Change(rules)
	r.narrator.say(r.now, "", "The register of people changes.")
	_, err = r.Desk.Follow(ctx, "The register of people has changed.")
	return err
}
