package templates

import (
	"reflect"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// must lists the facts that a letter to a resident has to show wherever the case has them.
// The landlord, the reference and how to reply are asked of every letter and not repeated here.
var must = map[complaint.LetterID][]string{
	"L01": {"Received", "Issues", "OutcomeSought", "Handler", "AnswerBy", "OutOfScope", "SayOurs"},
	"L02": {"Received", "AckBy", "Issues"},
	"L03": {"Issues", "Area", "OutOfScope"},
	"L04": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L05": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L06": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L07": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L08": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L09": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L10": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L11": {"Received", "Issues", "Reason", "External"},
	"L12": {"Received", "Issues", "Reason", "EventDay", "TimeLimit", "External"},
	"L13": {"Received", "Issues", "OutcomeSought", "Handler", "AnswerBy", "OutOfScope", "SayOurs"},
	"L14": {"Question", "AnswerBy"},
	"L17": {"NewRef", "AnswerBy"},
	"L19": {"Handler", "AnswerBy", "LastStep", "Issues"},
	"L21": {"Reason", "OldDate", "NewDate", "Issues", "Handler", "External"},
	"L22": {"OldDate", "NewDate", "Issues", "Handler", "External"},
	"L23": {"Issues", "OutcomeSought", "Decision", "Points", "Answer", "Remedy", "Actions", "WindowLast", "External"},
	"L24": {"Agreed", "ReplyBy", "AnswerBy", "Issues"},
	"L25": {"ReplyBy", "Issues"},
	"L26": {"Received", "Issues", "OutcomeSought", "Handler", "NewRefs", "AnswerBy", "OutOfScope", "SayOurs"},
	"L27": {"Reason", "Issues", "WindowLast", "External"},
	"L28": {"ReviewDate", "Issues"},
	"L29": {"NewRef", "AnswerBy", "Issues"},
	"L30": {"Reason", "OldDate", "NewDate", "Issues", "Handler", "External"},
	"L31": {"OldDate", "NewDate", "Issues", "Handler", "External"},
	"L32": {"Issues", "OutcomeSought", "Decision", "Points", "Answer", "Remedy", "Actions", "External"},
	"L33": {"External"},
	"L35": {"WindowLast", "External"},
	"L36": {"Received", "Issues", "OutcomeSought", "Handler", "AnswerBy", "OutOfScope", "SayOurs"},
	"L40": {"Reason", "Agreed"},
	"L42": {"Received", "Issues", "Reason", "OutOfScope", "External"},
	"L45": {"Received", "Issues", "OutcomeSought", "Handler", "SettleBy", "OutOfScope", "SayOurs"},
	"L44": {"OldDate", "NewDate", "Issues", "External"},
}

// mustSay lists words that an English letter has to hold, each with what they are for.
var mustSay = map[complaint.LetterID][]phrase{
	"L01": {{"stage 1", "which stage this is"}, {"need longer", "what happens if it takes longer"}},
	"L03": {{"COMPLAINT", "how to make it a complaint"}},
	"L23": {{"stage 1", "which stage this is"}, {"stage 2", "the right to a review"}, {"review", "how to ask for stage 2"}},
	"L24": {{"NO", "the word that keeps it open"}},
	"L26": {{"stage 2", "which stage this is"}},
	"L32": {{"stage 2", "which stage this is"}, {"final answer", "that this is our last word"}},
	"L45": {{"stage 1", "what comes if it is not put right"}, {"FORMAL", "how to have the formal stage at once"}},
	"L37": {{"999", "the emergency number"}, {"0800 111 999", "the gas emergency number"}},
}

type phrase struct{ words, what string }

// checkContents looks for what the letter has to tell, in its own form: a text only announces and
// carries the reference.
func (c *inspection) checkContents(l *letter, ch complaint.Channel, f complaint.Facts, r Rendered) {
	f = clean(f)
	if f.Ref != "" && !strings.Contains(r.Subject+r.Text, f.Ref) && !(ch == complaint.SMS && l.front.ID == "L37") {
		c.say(IsError, l, ch, "the case's reference is missing: add {{.Ref}}")
	}
	if ch == complaint.SMS {
		return
	}
	for _, name := range []string{f.Landlord.Name, f.Landlord.Email} {
		if ch == complaint.Email && name == f.Landlord.Email {
			continue // the reader replies
		}
		if !strings.Contains(r.Text, name) {
			c.say(IsError, l, ch, "%q is missing: a resident must see who writes and how to answer", name)
		}
	}
	for _, name := range must[l.front.ID] {
		for _, want := range shown(reflect.ValueOf(f).FieldByName(name), l) {
			if !strings.Contains(r.Text, want) {
				c.say(IsError, l, ch, "it must show %s where the case has it (%q in the sample): add {{.%s}} or the part that holds it", name, clip(40, want), name)
			}
		}
	}
	if l.language != "" {
		return
	}
	for _, p := range mustSay[l.front.ID] {
		if !strings.Contains(r.Text, p.words) {
			c.say(IsError, l, ch, "the words %q are missing: they tell %s", p.words, p.what)
		}
	}
}

// shown returns the words by which a fact can be seen in a letter; none if the case lacks it.
func shown(v reflect.Value, l *letter) (out []string) {
	w, known := spoken[l.language]
	switch x := v.Interface().(type) {
	case calendar.Date:
		out = []string{w.long(x, known)}
	case string:
		out = strings.Split(x, "\n")
	case []string:
		out = slices.Clone(x)
	case bool: // SayOurs
		if x && l.language == "" {
			out = []string{"responsible for"}
		}
	case complaint.Contact:
		out = []string{x.Name}
	case []complaint.Signpost:
		for _, s := range x {
			out = append(out, s.Route)
		}
	case []complaint.Action:
		for _, a := range x {
			out = append(out, a.What, w.long(max(a.By, a.Done), known))
		}
	case complaint.External:
		if x.Show {
			out = []string{x.Body}
		}
		if final := l.front.ID == "L32" || l.front.ID == "L33"; x.Show && final {
			day := x.Before
			if x.Mode == "designated_person" {
				day = x.DirectFrom
			}
			out = append(out, w.long(day, known))
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}
