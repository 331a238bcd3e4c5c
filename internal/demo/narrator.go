package demo

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"complaints/internal/message"
	"complaints/internal/rehearsal"
)

// narrator tells the demonstration in plain words, day by day.
type narrator struct {
	w      io.Writer
	day    string
	names  map[string]string // case -> who
	states map[string]string // case -> where it stands, in words
	order  []string
}

func newNarrator(w io.Writer) *narrator {
	return &narrator{w: w, names: map[string]string{}, states: map[string]string{}}
}

func (n *narrator) begin(s rehearsal.Story) {
	fmt.Fprintf(n.w, "%s\n%s\n\n", s.Title, s.About)
	fmt.Fprintln(n.w, "A mailbox, a mail server and a text service run on this machine. The clock runs fast.")
}

// tell is given every line. The reminders' bookkeeping and the duties are left out; rehearse shows them.
func (n *narrator) tell(l rehearsal.Line) {
	switch l.Kind {
	case "message":
		n.say(l, n.message(l))
	case "letter":
		n.say(l, n.letter(l))
	case "event":
		n.event(l)
	case "state":
		n.state(l)
	}
}

func (n *narrator) say(l rehearsal.Line, words string) {
	if words == "" {
		return
	}
	day, clock, _ := strings.Cut(l.Stamp(), ", ")
	if day != n.day {
		n.day = day
		fmt.Fprintf(n.w, "\n%s\n", day)
	}
	fmt.Fprintf(n.w, "  %s  %s\n", clock, words)
}

func (n *narrator) message(l rehearsal.Line) string {
	from, _ := l.Data["from"].(string)
	if name, _ := l.Data["from_name"].(string); name != "" {
		from = name
	}
	ref := ""
	if l.Case != "" {
		ref = " [" + l.Case + "]"
	}
	how := "writes"
	if l.Data["channel"] == message.SMS {
		how = "texts"
	}
	return fmt.Sprintf("%s %s: %s%s", from, how, l.Data["excerpt"], ref)
}

func (n *narrator) letter(l rehearsal.Line) string {
	name, _ := l.Data["name"].(string)
	return fmt.Sprintf("    -> %s gets %s (%s, by %s)", l.Data["to"], name, l.Data["letter"], l.Data["channel"])
}

// worthTelling are the events with a sentence of their own.
var worthTelling = []string{
	"StageOpened", "ReviewAsked", "Extended", "Contacted", "Responded", "AnswerSent", "CaseClosed", "Flagged",
	"AcknowledgementLost", "Assigned",
}

func (n *narrator) event(l rehearsal.Line) {
	if kind, _ := l.Data["event"].(string); slices.Contains(worthTelling, kind) {
		n.say(l, fmt.Sprintf("    %s: %s", l.Case, l.Data["why"]))
	}
}

func (n *narrator) state(l rehearsal.Line) {
	if _, known := n.states[l.Case]; !known {
		n.order = append(n.order, l.Case)
	}
	_, words, _ := strings.Cut(l.Words, "now ")
	n.states[l.Case] = words
	if name, _ := l.Data["resident"].(string); name != "" {
		n.names[l.Case] = name
	}
}

func (n *narrator) end(a *album) {
	fmt.Fprintf(n.w, "\nWhere every case stands\n")
	for _, ref := range n.order {
		fmt.Fprintf(n.w, "  %s  %-14s %s\n", ref, n.names[ref], n.states[ref])
	}
	index := filepath.Join(a.folder, "index.html")
	fmt.Fprintf(n.w, "\n%d letters left the house. They are in %s: open %s to read them.\n",
		len(a.pages), a.folder, index)
}
