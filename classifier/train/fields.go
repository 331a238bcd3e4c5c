package train

import (
	"fmt"
	"io"
	"slices"
)

// field is a figure of the full reading: of those that hold it, how many are found, and of the others, how many are
// raised in vain; or only how many are right.
type field struct {
	name, short  string
	right, of    int
	false, other int // 0 where nothing can be raised in vain
}

// alarms are the fields that are raised or not.
func (r *Report) alarms() (out []field) {
	f := &r.Full
	for _, a := range []struct {
		name, short string
		Alarm
	}{
		{"danger, as now", "now", f.DangerNow}, {"danger, of either grade", "danger", f.Danger},
		{"self-harm", "self-harm", f.SelfHarm}, {"self-harm, strong", "strong", f.Strong},
		{"threats to staff or property", "threat", f.Violence}, {"death", "death", f.Death},
		{"contact rules for safety", "safety", f.Safety},
	} {
		out = append(out, field{a.name, a.short, a.Found, a.Expected, a.False, a.Of - a.Expected})
	}
	return out
}

// shares are the fields that are right or not.
func (r *Report) shares() (out []field) {
	f := &r.Full
	for _, s := range []struct {
		name, short string
		Share
	}{
		{"writer", "writer", f.Writer}, {"writer, if not the resident", "others", f.Others},
		{"for whom", "for", f.For}, {"consent", "consent", f.Consent},
		{"contact rules, exactly", "contact", f.Contact}, {"needs, exactly", "needs", f.Needs},
		{"matters found", "matters", f.Matters}, {"set out and a matter", "set out", f.SetOut},
		{"outcome", "outcome", f.Outcome}, {"set out and an outcome", "wanted", f.Wanted},
		{"event within three days", "event", f.Event},
		{"intents of residents", "intents", Share{r.Intents.Expected, r.Intents.Right}},
	} {
		out = append(out, field{s.name, s.short, s.Right, s.Of, 0, 0})
	}
	return out
}

// writeFields prints what is labelled of the full reading.
func (r *Report) writeFields(w io.Writer) {
	for _, a := range r.alarms() {
		if a.of > 0 {
			fmt.Fprintf(w, "full      %-30s found %4d of %4d (%5.1f %%), false on %4d of %5d (%4.1f %%)\n", a.name,
				a.right, a.of, 100*ratio(a.right, a.of), a.false, a.other, 100*ratio(a.false, a.other))
		}
	}
	for _, s := range r.shares() {
		if s.of > 0 {
			fmt.Fprintf(w, "full      %-30s right %4d of %4d (%5.1f %%)\n", s.name, s.right, s.of,
				100*ratio(s.right, s.of))
		}
	}
}

// writeByAuthor prints the full reading by author: what is raised, as found of those labelled and raised in vain of the
// others; then what is right of what is labelled.
func writeByAuthor(w io.Writer, kept []Kept) {
	writeTable(w, "found+false", kept, (*Report).alarms, func(f field) string {
		return fmt.Sprintf("%d/%d+%d", f.right, f.of, f.false)
	})
	writeTable(w, "right", kept, (*Report).shares, func(f field) string { return fmt.Sprintf("%d/%d", f.right, f.of) })
}

// writeTable prints a row for each author who wrote something that is labelled.
func writeTable(w io.Writer, title string, kept []Kept, of func(*Report) []field, cell func(field) string) {
	row := func(name string, fields []field, cell func(field) string) {
		fmt.Fprintf(w, "%-12s", name)
		for _, f := range fields {
			fmt.Fprintf(w, " %12s", cell(f))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	row(title, of(&Report{}), func(f field) string { return f.short })
	for i := range kept {
		fields := of(&kept[i].Report)
		if slices.ContainsFunc(fields, func(f field) bool { return f.of+f.other > 0 }) {
			row(kept[i].Name, fields, cell)
		}
	}
}

// writeGrowth prints the curve over the number of authors: each field with so many of the others to learn from.
func writeGrowth(w io.Writer, grown []Kept) {
	if len(grown) < 2 {
		return
	}
	fmt.Fprintf(w, "\n%-36s", "authors to learn from")
	for _, k := range grown {
		fmt.Fprintf(w, " %15d", k.Authors)
	}
	fmt.Fprintln(w)
	row := func(name string, cell func(*Report) string) {
		fmt.Fprintf(w, "%-36s", name)
		for i := range grown {
			fmt.Fprintf(w, " %15s", cell(&grown[i].Report))
		}
		fmt.Fprintln(w)
	}
	share := func(v float64) string { return fmt.Sprintf("%.1f%%", 100*v) }
	row("kind", func(r *Report) string { return share(r.Accuracy) })
	row("kind, macro F1", func(r *Report) string { return fmt.Sprintf("%.3f", r.MacroF1) })
	row("to a person", func(r *Report) string { return share(r.ToPerson) })
	for i, f := range grown[0].Report.alarms() {
		row(f.name+", found (false)", func(r *Report) string {
			a := r.alarms()[i]
			return share(ratio(a.right, a.of)) + " (" + share(ratio(a.false, a.other)) + ")"
		})
	}
	for i, f := range grown[0].Report.shares() {
		row(f.name, func(r *Report) string { s := r.shares()[i]; return share(ratio(s.right, s.of)) })
	}
}
