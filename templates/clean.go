package templates

import (
	"strings"
	"unicode/utf8"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// How much of somebody else's words a letter repeats. The whole message stays in the case's file.
const (
	maxLine    = 400       // runes of a name, an issue, an outcome
	maxSubject = 120       // runes of a subject
	maxText    = 64 * 1024 // bytes of a message or an answer
	maxItems   = 40        // lines of a list
)

const cutMark = " [the rest is in the case's file]"

// clean returns the facts with every string made safe to print: one line where a line is meant,
// no control characters, no marks that turn the direction of writing, no length without end.
// The landlord's own particulars come from the configuration and are left as they are.
func clean(f order.Facts) order.Facts {
	for _, s := range []*string{&f.Ref, &f.Recipient, &f.Conversation, &f.Resident, &f.OutcomeSought, &f.Area,
		&f.HandlerRole,
		&f.DefinedBy, &f.Code,
		&f.Decision, &f.NewRef, &f.EventDay, &f.Withheld, &f.DataReportBy, &f.Reminder, &f.NotProved, &f.Waits,
		&f.TimeLimit,
		&f.Leaves, &f.Meant, &f.SpokenBy, &f.Late, &f.Sender, &f.Gas, &f.GasText,
		&f.Tribunal,
		&f.External.Body, &f.Proposal.Question, &f.Proposal.Suggest, &f.Proposal.Default} {
		*s = line(*s)
	}
	for _, s := range []*string{&f.Derivation, &f.Reason, &f.Answer, &f.Remedy, &f.Agreed, &f.Question, &f.LastStep,
		&f.Words,
		&f.Problem, &f.PostalAddress, &f.Proposal.Why} {
		*s = text(*s)
	}
	if f.Area == string(reading.AreaOther) {
		f.Area = "" // "the team for other" tells nobody anything
	}
	f.Handler, f.Contact = cleanContact(f.Handler), cleanContact(f.Contact)
	f.Deadlines = lines(f.Deadlines)
	f.Issues, f.NewRefs, f.History = lines(f.Issues), lines(f.NewRefs), lines(f.History)
	f.Commands = each(f.Commands, func(a *order.Act) {
		a.Word, a.Then = line(a.Word), line(a.Then)
		a.Buttons = each(a.Buttons, func(b *order.Button) { b.Label, b.Opens = line(b.Label), opened(b.Opens) })
	})
	f.WeWill, f.MustDo, f.Enclosed = lines(f.WeWill), lines(f.MustDo), lines(f.Enclosed)
	f.Helplines, f.HelpText = lines(f.Helplines), lines(f.HelpText)
	f.OutOfScope = each(f.OutOfScope, func(s *order.Signpost) { s.What, s.Route = line(s.What), line(s.Route) })
	f.Points = each(f.Points, func(p *complaint.Point) {
		p.Issue, p.Decision, p.Why = line(p.Issue), line(p.Decision), line(p.Why)
	})
	f.Actions = each(f.Actions, func(a *complaint.Action) { a.What = line(a.What) })
	f.Attachments = each(f.Attachments, func(a *message.Attachment) { a.Name = line(a.Name) })
	f.Proposal.Evidence = each(f.Proposal.Evidence,
		func(e *reading.Evidence) { e.Text, e.Effect = line(e.Text), line(e.Effect) })
	f.Finished = each(f.Finished,
		func(l *order.Finished) { l.To, l.Subject, l.Text = line(l.To), line(l.Subject), text(l.Text) })
	f.Sections = each(f.Sections, func(s *order.Section) {
		s.Title, s.Lines = line(s.Title),
			reportLines(s.Lines)
	})
	return f
}

func cleanContact(c people.Contact) people.Contact {
	return people.Contact{Name: line(c.Name), Title: line(c.Title), Email: line(c.Email), Phone: line(c.Phone)}
}

// each applies fix to a copy of the first items; the caller's slice is shared and stays as it was.
func each[T any](items []T, fix func(*T)) []T {
	if len(items) == 0 {
		return nil
	}
	out := append([]T(nil), items[:min(len(items), maxItems)]...)
	for i := range out {
		fix(&out[i])
	}
	return out
}

// lines cleans a list of lines and leaves out the empty ones.
func lines(items []string) []string {
	var out []string
	for _, s := range items {
		if s = line(s); s != "" && len(out) < maxItems {
			out = append(out, s)
		}
	}
	return out
}

// reportLines is lines for a report, which has as many as it needs.
func reportLines(items []string) []string {
	out := make([]string, 0, len(items))
	for _, s := range items {
		out = append(out, line(s))
	}
	return out
}

// line makes s one line of at most maxLine runes with single spaces.
func line(s string) string {
	if tidy(s) && len(s) <= maxLine {
		return s
	}
	return clip(maxLine, strings.Join(strings.Fields(strings.Map(printable, s)), " "))
}

// text keeps the line breaks of s and drops what cannot be printed.
func text(s string) string {
	if tidy(s) && len(s) <= maxText {
		return s
	}
	cut := len(s) > maxText
	if cut {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	rows := strings.Split(s, "\n")
	kept, blank := rows[:0], true // no blank lines at the head, never two together
	for _, row := range rows {
		row = strings.TrimRight(strings.Map(printable, row), " ")
		if row == "" && blank {
			continue
		}
		blank = row == ""
		kept = append(kept, row)
	}
	s = strings.TrimRight(strings.Join(kept, "\n"), "\n")
	if cut {
		s += cutMark
	}
	return s
}

// opened is what a button opens: text that keeps the blanks at the ends of its lines, behind which its writer goes on.
func opened(s string) string {
	rows := strings.Split(s, "\n")
	for i, row := range rows {
		rows[i] = strings.Map(printable, row)
	}
	return strings.Join(rows, "\n")
}

// tidy reports whether s is plain ASCII on one line with no double spaces: most facts are.
func tidy(s string) bool {
	if s == "" {
		return true
	}
	if s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == ' ' && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

// printable maps a character to what a letter may hold: itself, a space, or nothing (-1).
func printable(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029 ||
		r == 0xa0:
		return ' '
	case r < ' ', r >= 0x7f && r < 0xa0, r == utf8.RuneError:
		return -1
	case r == 0x61c, // these turn the direction
		r >= 0x200e && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x206f:
		return -1
	case r == 0xad, r == 0x200b, r >= 0x2060 && r <= 0x2065, r == 0xfeff, // these cannot be seen
		r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe0fff:
		return -1
	case r >= 0xe000 && r <= 0xf8ff: // private signs: a letter's own marks are among them
		return -1
	}
	return r
}

// clip shortens s to at most n runes, at a space where one is near, and marks the cut.
func clip(n int, s string) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	const mark = "..."
	keep := []rune(s)[:max(n-len(mark), 0)]
	cut := string(keep)
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + mark
}
