package intake

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

func TestForwarded(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 11, 27, 23, 4, 0, 0, time.UTC)
	asha := Forward{From: "asha@example.com", FromName: "Asha Rahman", Sent: sent, Subject: "Leak again",
		Text: "Third time I have reported this leak."}
	with := func(change func(*Forward)) Forward {
		f := asha
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		subject, text string
		want          Forward // zero: no forward
	}{
		"Gmail": {
			subject: "Fwd: Leak again",
			text: "Please log this.\n\n---------- Forwarded message ---------\n" +
				"From: Asha Rahman <asha@example.com>\nDate: Fri, 27 Nov 2026 at 23:04\nSubject: Leak again\n" +
				"To: <housing@landlord.example>\n\n\nThird time I have reported this leak.\n",
			want: with(func(f *Forward) { f.Note = "Please log this." }),
		},
		"Gmail without a changed subject": {
			subject: "Leak again",
			text: "---------- Forwarded message ----------\nFrom: Asha Rahman <asha@example.com>\n" +
				"Date: 27 November 2026 at 23:04\nSubject: Leak again\n\nThird time I have reported this leak.",
			want: asha,
		},
		"Outlook": {
			subject: "FW: Leak again",
			text: "One for you\n\n________________________________\nFrom: Asha Rahman <asha@example.com>\n" +
				"Sent: 27 November 2026 23:04\nTo: Housing <housing@landlord.example>\nSubject: Leak again\n\n" +
				"Third time I have reported this leak.",
			want: with(func(f *Forward) { f.Note = "One for you" }),
		},
		"Outlook with bold type and an American date": {
			subject: "Fw: Leak again",
			text: "*From:* Asha Rahman [mailto:asha@example.com]\n*Sent:* Friday, November 27, 2026 11:04 PM\n" +
				"*To:* Housing; Repairs;\n  Front Desk\n*Subject:* Leak again\n\nThird time I have reported this leak.",
			want: asha,
		},
		"Apple, quoted": {
			subject: "Fwd: Leak again",
			text: "Begin forwarded message:\n\n> From: Asha Rahman <asha@example.com>\n> Subject: Leak again\n" +
				"> Date: 27 November 2026 at 23:04:00 GMT\n> To: housing@landlord.example\n> \n" +
				"> Third time I have reported this leak.",
			want: asha,
		},
		"in summer time": {
			subject: "FW: Leak again",
			text: "From: Asha Rahman <asha@example.com>\nSent: 12 June 2026 09:00\nSubject: Leak again\n\n" +
				"Third time I have reported this leak.",
			want: with(func(f *Forward) { f.Sent = time.Date(2026, 6, 12, 8, 0, 0, 0, time.UTC) }),
		},
		"with an offset": {
			subject: "FW: Leak again",
			text: "From: Asha Rahman <asha@example.com>\nDate: Sat, 28 Nov 2026 01:04:00 +0200 (EET)\n" +
				"Subject: Leak again\n\nThird time I have reported this leak.",
			want: asha,
		},
		"German": {
			subject: "WG: Leck",
			text: "Von: Asha Rahman <asha@example.com>\nGesendet: 27.11.2026 23:04\nBetreff: Leak again\n\n" +
				"Third time I have reported this leak.",
			want: asha,
		},
		"a name only": {
			subject: "FW: Leak again",
			text: "From: Asha Rahman\nSent: 27/11/2026 23:04\nSubject: Leak again\n\n" +
				"Third time I have reported this leak.",
			want: with(func(f *Forward) { f.From = "" }),
		},
		"an address only, twice": {
			subject: "FW: Leak again",
			text: "From: Asha@Example.com<mailto:asha@example.com>\nSent: 27/11/2026 23:04\n" +
				"Subject: Leak again\n\nThird time I have reported this leak.",
			want: with(func(f *Forward) { f.FromName = "" }),
		},
		"a date that cannot be read": {
			subject: "FW: Leak again",
			text: "From: Asha Rahman <asha@example.com>\nSent: last Friday\nSubject: Leak again\n\n" +
				"Third time I have reported this leak.",
			want: with(func(f *Forward) { f.Sent = time.Time{} }),
		},
		"a date that has not come": {
			subject: "FW: Leak again",
			text: "From: Asha Rahman <asha@example.com>\nSent: 27/11/2036 23:04\nSubject: Leak again\n\n" +
				"Third time I have reported this leak.",
			want: with(func(f *Forward) { f.Sent = time.Time{} }),
		},
		"an answer": {
			subject: "RE: Leak again",
			text: "Thanks.\n\nFrom: Asha Rahman <asha@example.com>\nSent: 27 November 2026 23:04\n" +
				"Subject: Leak again\n\nThird time.",
			want: Forward{},
		},
		"an answer to a forward": {
			subject: "Re: Fwd: Leak again",
			text: "Thanks.\n\n---------- Forwarded message ----------\nFrom: Asha Rahman <asha@example.com>\n" +
				"Date: 27 November 2026 23:04\nSubject: x\n\nThird time.",
			want: Forward{},
		},
		"a plain complaint": {
			subject: "Leak again",
			text:    "From: March to June no heating.\nSubject: the leak\n\nThird time.",
			want:    Forward{},
		},
		"a plain complaint headed FW": {subject: "FW: leak", text: "From March to June no heating.", want: Forward{}},
		"a header without a date": {
			subject: "FW: leak",
			text:    "From: Asha Rahman <asha@example.com>\nTo: me\n\nThird time.",
			want:    Forward{},
		},
		"a mark and nothing": {
			subject: "leak",
			text:    "---------- Forwarded message ----------",
			want:    Forward{},
		},
		"nothing": {want: Forward{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := Forwarded(message.Message{Subject: c.subject, Text: c.text, Received: sent.AddDate(0, 0, 3)},
				london(t))
			if ok != (c.want != Forward{}) || !got.Sent.Equal(c.want.Sent) {
				t.Fatalf("%v, %+v", ok, got)
			}
			got.Sent = c.want.Sent
			if got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestForwardedTwice(t *testing.T) {
	t.Parallel()
	const text = "For the complaints team.\n\nFrom: Front Desk <desk@landlord.example>\n" +
		"Sent: 30 November 2026 09:00\nTo: Priya\nSubject: FW: Leak again\n\nPriya, yours?\n\n" +
		"From: Asha Rahman <asha@example.com>\nSent: 27 November 2026 23:04\nSubject: Leak again\n\n" +
		"Third time I have reported this leak."
	m := message.Message{Subject: "FW: Leak again", Text: text,
		Received: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}
	outer, ok := Forwarded(m, london(t))
	if !ok || outer.From != "desk@landlord.example" || outer.Subject != "FW: Leak again" {
		t.Fatalf("%v %+v", ok, outer)
	}
	m.Subject, m.Text = outer.Subject, outer.Text
	inner, ok := Forwarded(m, london(t))
	if !ok || inner.From != "asha@example.com" || inner.Note != "Priya, yours?" ||
		inner.Text != "Third time I have reported this leak." {
		t.Errorf("%v %+v", ok, inner)
	}
}

func TestCopiedDates(t *testing.T) {
	t.Parallel()
	const want = "2026-11-27T23:04:00Z"
	for _, s := range []string{"Fri, 27 Nov 2026 at 23:04", "Fri, Nov 27, 2026 at 11:04\u202fPM",
		"Friday 27 November 2026 23:04", "27 November 2026 at 23:04:00 GMT",
		"Fri, 27 Nov 2026 23:04:00 +0000", "27/11/2026 23:04", "11/27/2026 11:04 PM", "2026-11-27 23:04",
		"2026-11-27T23:04:00Z", "November 27, 2026 at 11:04:00 PM GMT", "27/11/2026 11:04pm"} {
		if got := readCopiedDate(s, london(t)).Format(time.RFC3339); got != want {
			t.Errorf("%q: %s", s, got)
		}
	}
	for _, s := range []string{"", "soon", "32 Nov 2026 23:04", "27 Nov 0026 23:04", strings.Repeat("27 Nov 2026 ", 20),
		"am", "pm", "1am"} {
		if got := readCopiedDate(s, london(t)); !got.IsZero() {
			t.Errorf("%q: %s", s, got)
		}
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add("Fwd: Leak", "---------- Forwarded message ---------\nFrom: Asha <asha@example.com>\n"+
		"Date: Fri, 27 Nov 2026 at 23:04\nSubject: Leak\n\nIt leaks.")
	f.Add("FW: Leak", "> > From: a@\n> Sent: 1/1/2026 1am\n\n@")
	f.Add("wg:", "von: @@\nbetreff:\n")
	f.Fuzz(func(t *testing.T, subject, text string) {
		got, ok := Forwarded(message.Message{Subject: subject, Text: text,
			Received: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}, time.UTC)
		if !ok {
			if got != (Forward{}) {
				t.Errorf("no forward, yet %+v", got)
			}
			return
		}
		if got.From == "" && got.FromName == "" || got.From != strings.ToLower(got.From) ||
			strings.ContainsAny(got.From, "<> \n") {
			t.Errorf("from %q %q", got.From, got.FromName)
		}
		if len(got.Text)+len(got.Note) > len(text) {
			t.Error("more words than there were")
		}
	})
}
