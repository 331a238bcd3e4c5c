package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

var kindOrder = []reading.Kind{
	reading.KindComplaint, reading.KindOutOfScope, reading.KindTooOld, reading.KindStage2Request,
	reading.KindFollowUp, reading.KindEnquiry, reading.KindAutomated, reading.KindSpam,
	reading.KindNeedsHuman,
}

// Write prints the report as tables.
func (r *Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d messages, %d owed a case or a person\n", r.Messages, r.Owed)
	fmt.Fprintf(&b, "kind      accuracy %.1f %%, with acceptable readings %.1f %%, macro F1 %.3f\n", 100*r.Accuracy,
		100*r.Acceptable, r.MacroF1)
	fmt.Fprintf(&b, "refusals  %d would act, %d right (%.1f %%), %d wrongful %v; at most %.2f %% of those owed (95 "+
		"%%)\n", r.Refusals.Would, r.Refusals.Right,
		100*r.Refusals.Precision, len(r.Refusals.Wrongful), r.Refusals.Wrongful, 100*r.Refusals.UpperBound)
	fmt.Fprintf(&b, "person    %.1f %% of all, %.1f %% of complaints; %d owed a case read as no complaint without one "+
		"%v\n", 100*r.ToPerson, 100*r.ComplaintsToPerson, len(r.Silent), r.Silent)
	fmt.Fprintf(&b, "areas     first %.1f %%, first or second %.1f %%\n", 100*r.AreaFirst, 100*r.AreaSecond)
	fmt.Fprintf(&b, "intents   managers %.1f %% of %d\n", 100*r.Managers.Recall, r.Managers.Expected)
	r.writeFields(&b)
	if r.Latency.Max > 0 {
		fmt.Fprintf(&b, "time      p50 %v, p95 %v, longest %v\n", r.Latency.P50, r.Latency.P95, r.Latency.Max)
	}
	r.writeConfusion(&b)
	fmt.Fprintf(&b, "\n%-22s %9s %9s %6s %8s\n", "", "precision", "recall", "F1", "expected")
	for _, k := range kindOrder {
		writeScore(&b, string(k), r.Kinds[k])
	}
	for _, e := range policy.Exclusions {
		writeScore(&b, e.Code()+" "+string(e), r.Exclusions[e])
	}
	for _, f := range linear.FlagLabels {
		writeScore(&b, "flag "+f, r.Flags[reading.Flag(f)])
	}
	fmt.Fprintf(&b, "\n%-28s %9s %9s\n", "a person below confidence", "share", "accuracy above")
	for _, t := range r.Thresholds {
		fmt.Fprintf(&b, "%28.1f %8.1f%% %8.1f%%\n", t.Confidence, 100*t.ToPerson, 100*t.Accuracy)
	}
	if err := writeCurves(&b, r.Curves); err != nil {
		return err
	}
	for i, m := range r.Errors {
		if i == 0 {
			b.WriteString("\nRead otherwise than labelled (+ an officer would also accept it):\n")
		}
		mark := " "
		if m.Accepted {
			mark = "+"
		}
		fmt.Fprintf(&b, "%s %-8s %s read as %s: %s\n", mark, m.ID, m.Expected, m.Read,
			cut(strings.Join(strings.Fields(m.Text), " "), 160))
	}
	for i, m := range r.Full.Mistakes {
		if i == 0 {
			b.WriteString("\nRead otherwise than the labels of the full reading say:\n")
		}
		fmt.Fprintf(&b, "  %-8s %s: %q read as %q: %s\n", m.ID, m.Field, m.Expected, m.Read,
			cut(strings.Join(strings.Fields(m.Text), " "), 160))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) writeConfusion(b *strings.Builder) {
	b.WriteString("\nexpected, then as read")
	for _, k := range kindOrder {
		fmt.Fprintf(b, " %7.7s", k)
	}
	b.WriteString("\n")
	for _, want := range kindOrder {
		if len(r.Confusion[want]) == 0 {
			continue
		}
		fmt.Fprintf(b, "%-22s", want)
		for _, got := range kindOrder {
			fmt.Fprintf(b, " %7d", r.Confusion[want][got])
		}
		b.WriteString("\n")
	}
}

func writeScore(b *strings.Builder, name string, s Score) {
	if s.Expected+s.Found > 0 {
		fmt.Fprintf(b, "%-22s %9.2f %9.2f %6.2f %8d\n", name, s.Precision, s.Recall, s.F1, s.Expected)
	}
}

// cut shortens s to at most n runes.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// limits are the figures a report must reach.
type limits struct {
	Accuracy         *float64                 `json:"accuracy"`
	Acceptable       *float64                 `json:"acceptable"`
	MacroF1          *float64                 `json:"macro_f1"`
	Wrongful         *int                     `json:"wrongful"`
	RefusalPrecision *float64                 `json:"refusal_precision"`
	ToPerson         *float64                 `json:"to_person"`
	AreaFirst        *float64                 `json:"area_first"`
	AreaSecond       *float64                 `json:"area_second"`
	FlagRecall       map[reading.Flag]float64 `json:"flag_recall"`
	P95              *float64                 `json:"p95_ms"`
}

// Within compares the report with a file of limits and reports every figure that is worse.
func (r *Report) Within(name string, file []byte) error {
	var l limits
	d := json.NewDecoder(strings.NewReader(string(file)))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var errs []error
	atLeast := func(what string, got float64, want *float64) {
		if want != nil && got < *want {
			errs = append(errs, fmt.Errorf("%s is %.4f, the limit is %.4f", what, got, *want))
		}
	}
	atMost := func(what string, got float64, want *float64) {
		if want != nil && got > *want {
			errs = append(errs, fmt.Errorf("%s is %.4f, the limit is %.4f", what, got, *want))
		}
	}
	atLeast("accuracy", r.Accuracy, l.Accuracy)
	atLeast("acceptable", r.Acceptable, l.Acceptable)
	atLeast("macro_f1", r.MacroF1, l.MacroF1)
	atLeast("area_first", r.AreaFirst, l.AreaFirst)
	atLeast("area_second", r.AreaSecond, l.AreaSecond)
	atMost("to_person", r.ToPerson, l.ToPerson)
	atMost("p95_ms", float64(r.Latency.P95.Microseconds())/1000, l.P95)
	if r.Refusals.Would > 0 {
		atLeast("refusal_precision", r.Refusals.Precision, l.RefusalPrecision)
	}
	if l.Wrongful != nil && len(r.Refusals.Wrongful) > *l.Wrongful {
		errs = append(errs, fmt.Errorf("wrongful refusals: %d, the limit is %d: %v", len(r.Refusals.Wrongful),
			*l.Wrongful, r.Refusals.Wrongful))
	}
	for _, f := range linear.FlagLabels {
		want, ok := l.FlagRecall[reading.Flag(f)]
		if s := r.Flags[reading.Flag(f)]; ok && s.Expected > 0 {
			atLeast("flag_recall of "+f, s.Recall, &want)
		}
	}
	for f := range l.FlagRecall {
		if !slices.Contains(linear.FlagLabels, string(f)) {
			errs = append(errs, fmt.Errorf("%s: there is no flag %q", name, f))
		}
	}
	return errors.Join(errs...)
}
