package templates

import (
	"reflect"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// checkContents looks for what the letter has to tell, in its own form: a text only announces and
// carries the reference.
func (c *inspection) checkContents(l *parsed, ch message.Channel, f order.Facts, r Rendered) {
	f = clean(f)
	if f.Ref != "" && !strings.Contains(r.Subject+r.Text, f.Ref) &&
		!(ch == message.SMS && l.front.ID == letter.Emergency) {
		c.say(IsError, l, ch, "the case's reference is missing: add {{.Ref}}")
	}
	if ch == message.SMS {
		return
	}
	for _, name := range []string{f.Landlord.Name, f.Landlord.Email} {
		if ch == message.Email && name == f.Landlord.Email {
			continue // the reader replies
		}
		if !strings.Contains(r.Text, name) {
			c.say(IsError, l, ch, "%q is missing: a resident must see who writes and how to answer", name)
		}
	}
	for _, name := range letter.Of(l.front.ID).Shows {
		for _, want := range shown(reflect.ValueOf(f).FieldByName(name), l) {
			if !strings.Contains(r.Text, want) {
				c.say(
					IsError,
					l,
					ch,
					"it must show %s wherever the case has it: write %s, or the part that holds it, and type "+
						"nothing in its place",
					name,
					howToShow(name),
				)
				break
			}
		}
	}
	if l.language != "" {
		return
	}
	for _, p := range letter.Of(l.front.ID).Says {
		if !strings.Contains(r.Text, p.Words) {
			c.say(IsError, l, ch, "the words %q are missing: they tell %s", p.Words, p.For)
		}
	}
}

// howToShow says how a letter shows a fact.
func howToShow(name string) string {
	switch name {
	case "Issues", "Points", "Decision":
		return `{{template "` + strings.ToLower(name) + `" .}}`
	case "OutOfScope":
		return `{{template "signposts" .}}`
	case "External":
		return `{{template "outside-now" .}}`
	case "SayOurs":
		return `{{template "ours" .}}`
	case "Handler":
		return "{{.Handler.Name}}"
	case "Actions":
		return "{{range .Actions}}- {{.What}}: by {{long .By}}{{end}}"
	case "NewRefs":
		return "{{list .NewRefs}}"
	}
	return inBraces(name)
}

// shown returns the words by which a fact can be seen in a letter; none if the case lacks it.
func shown(v reflect.Value, l *parsed) (out []string) {
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
	case people.Contact:
		out = []string{x.Name}
	case []order.Signpost:
		for _, s := range x {
			out = append(out, s.Route)
		}
	case []complaint.Action:
		for _, a := range x {
			out = append(out, a.What, w.long(max(a.By, a.Done), known))
		}
	case order.External:
		if x.Show {
			out = []string{x.Body}
		}
		if final := l.front.ID == letter.Stage2FinalResponse || l.front.ID == letter.OutsideHelp; x.Show && final {
			day := x.Before
			if x.Mode == "designated_person" {
				day = x.DirectFrom
			}
			out = append(out, w.long(day, known))
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}
