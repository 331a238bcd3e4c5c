package classifier

import (
	"complaints/classifier/dates"
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// datesIn are the days a message tells of. The subject of a reply holds the dates of our own letter.
func datesIn(t *words.Text, in *Input, day calendar.Date) []dates.Mention {
	from := t.FirstBody
	if in.Context == "" || in.Context == reading.ContextNone {
		from = 0
	}
	return dates.Of(t, from, day)
}

// factsOf is what the date reader tells the model: how old the newest event is.
func factsOf(e event, day calendar.Date) []string {
	if len(e.mentions) == 0 {
		return []string{"undated"}
	}
	out := make([]string, 0, 3)
	if e.ongoing {
		out = append(out, "lasting")
	}
	if first := e.interval.Earliest; !first.IsZero() {
		switch age := first.DaysUntil(day); {
		case age > 190:
			out = append(out, "oldest-old")
		case age > 31:
			out = append(out, "oldest-half")
		}
	}
	switch age := e.interval.Latest.DaysUntil(day); {
	case age <= 1:
		out = append(out, "newest-today")
	case age <= 31:
		out = append(out, "newest-month")
	case age <= 180:
		out = append(out, "newest-half")
	case age <= 270:
		out = append(out, "newest-nine")
	default:
		out = append(out, "newest-old")
	}
	return out
}
