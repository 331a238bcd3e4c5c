package templates

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"+443001113000": "0300 111 3000", "+447700900123": "07700 900123", "+442079460000": "020 7946 0000",
		"+441632960110": "01632 960110",
		"+441214960000": "0121 496 0000", "+441914980000": "0191 498 0000", "+448001234567": "0800 123 4567",
		"+33123456789": "+33123456789",
		"01632 960100": "01632 960100", "+44abcdefghij": "+44abcdefghij", "": "",
	} {
		if got := phone(in); got != want {
			t.Errorf("phone(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestContactLines(t *testing.T) {
	t.Parallel()
	lines := []string{"Online: www.housing-ombudsman.org.uk/form2024", "Email: info@ombudsman.example",
		"Phone: 0300 111 3000, weekdays", "Post: PO Box 1484, PR2 0ET"}
	if got, want := phonesIn(lines), "0300 111 3000"; got != want {
		t.Errorf("number %q, want %q", got, want)
	}
	if got := strings.Join(public(lines), "|"); strings.Contains(got, "@") || !strings.Contains(got, "PO Box") {
		t.Errorf("lines without the address of email: %q", got)
	}
	if got := phonesIn([]string{"PO Box 0123", "form 20260101020", "x/0300111300"}); got != "" {
		t.Errorf("found the number %q where none is", got)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	d := calendar.MustDate("2026-12-04")
	for _, tt := range []struct{ language, long, short string }{
		{long: "Friday 4 December 2026", short: "4 Dec"}, {
			language: "cy",
			long:     "dydd Gwener 4 Rhagfyr 2026",
			short:    "4 Rhagfyr",
		}, {
			language: "ar",
			long:     "4/12/2026",
			short:    "4/12",
		},
	} {
		w, known := spoken[tt.language]
		if w.long(d, known) != tt.long || w.short(d, known) != tt.short {
			t.Errorf("%q: %q and %q, want %q and %q", tt.language, w.long(d, known), w.short(d, known), tt.long,
				tt.short)
		}
		if w.long(0, known) != "" || w.short(0, known) != "" {
			t.Errorf("%q: no date is %q and %q", tt.language, w.long(0, known), w.short(0, known))
		}
	}
	for m := 1; m <= 12; m++ {
		d := calendar.DateOf(2026, 1, 1).AddMonths(m - 1)
		if w := spoken[""]; w.long(d, true) != d.Long() {
			t.Errorf("%q, but the procedure says %q", w.long(d, true), d.Long())
		}
	}
}

func TestSmallWords(t *testing.T) {
	t.Parallel()
	w := spoken[""]
	for _, tt := range []struct{ got, want string }{
		{got: w.list(nil)}, {got: w.list([]string{"a"}), want: "a"}, {got: w.list([]string{"a", "b"}), want: "a and b"},
		{
			got:  w.list([]string{"a", "b", "c"}),
			want: "a, b and c",
		},
		{got: words{}.list([]string{"a", "b"}), want: "a + b"},
		{got: plural(1, "day", "days"), want: "1 day"}, {got: plural(0, "day", "days"), want: "0 days"}, {
			got:  plural(2, "day", "days"),
			want: "2 days",
		},
		{got: quote("a\n\nb"), want: "> a\n> \n> b"}, {got: quote("")},
		{got: oneline("1 Mill Lane\n\nExampleton "), want: "1 Mill Lane, Exampleton"},
		{got: size(999), want: "999 bytes"}, {got: size(284_112), want: "284 KB"},
		{got: size(3_200_000), want: "3.2 MB"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

// TestSampleDaysFollowThePolicy keeps the samples honest: an administrator learns the procedure from them.
func TestSampleDaysFollowThePolicy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		what      string
		got, want calendar.Date
	}{
		{"14 days", day(sampleReceived).AddDays(14), day(sampleLimit)},
		{"21 days, then the first working day after Christmas", day(sampleTarget).AddDays(21 + 4), day(sampleWindow)},
		{"21 days of stage 2", day(sampleReview).AddDays(21), day(sampleLimit2)},
		{"eight weeks", day(sampleTarget2).AddDays(56), day(sampleDirect)},
		{"twelve months", day(sampleTarget2).AddMonths(12), day(sampleBefore)},
		{"six months before", day(sampleReceived).AddMonths(-6), day(sampleCutoff)},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, the sample says %s", tt.what, tt.got.Long(), tt.want.Long())
		}
	}
	if got := day(sampleReceived).Long(); got != "Sunday 22 November 2026" {
		t.Errorf("received on %s", got)
	}
}
