package intake

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"complaints/internal/message"
)

func TestNormalPhone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		e164   string
		mobile bool
	}{
		// One number, as people write it.
		"07700900123":                 {"+447700900123", true},
		"07700 900 123":               {"+447700900123", true},
		"07700-900-123":               {"+447700900123", true},
		"+447700900123":               {"+447700900123", true},
		"+44 (0)7700 900123":          {"+447700900123", true},
		"0044 7700 900123":            {"+447700900123", true},
		"447700900123":                {"+447700900123", true},
		"+4407700900123":              {"+447700900123", true},
		"(07700) 900123":              {"+447700900123", true},
		"٠٧٧٠٠٩٠٠١٢٣":                 {"+447700900123", true},
		"\u202a+44 7700 900123\u202c": {"+447700900123", true},
		" 07700\u00a0900123 ":         {"+447700900123", true},
		// Other numbers.
		"07911 123456":     {"+447911123456", true}, // Guernsey
		"07624 300000":     {"+447624300000", true}, // Isle of Man
		"07612 345678":     {"+447612345678", false},
		"07012 345678":     {"+447012345678", false},
		"020 7946 0000":    {"+442079460000", false},
		"01632 960123":     {"+441632960123", false},
		"0300 000 0000":    {"+443000000000", false},
		"+353 87 123 4567": {"+353871234567", true},
		"+1 212 555 0123":  {"+12125550123", true}, // cannot be told from a landline there
		// Nothing that names one person's telephone.
		"":                             {},
		"HASTOE":                       {},
		"0800 HASTOE":                  {},
		"60777":                        {},
		"07123":                        {},
		"010000000":                    {},
		"999":                          {},
		"anonymous":                    {},
		"+44":                          {},
		"whatsapp:+447700900123":       {},
		"07700 900123 or 07700 900124": {},
		"0770090012307700900124":       {},
		strings.Repeat("0", 5000):      {},
	} {
		e164, mobile, ok := NormalPhone(in)
		if e164 != want.e164 || mobile != want.mobile || ok != (want.e164 != "") {
			t.Errorf("%.60q: %q, mobile %v, ok %v; want %+v", in, e164, mobile, ok, want)
		}
	}
}

func smsArrival(pairs ...string) message.Arrival {
	form := url.Values{"MessageSid": {"SM00000000000000000000000000000001"}, "From": {"+447700900123"},
		"To": {"+447700900999"}, "Body": {"still waiting"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return message.Arrival{Channel: message.SMS, Received: time.Date(2026, 12, 21, 9, 0, 0, 0, time.UTC),
		Raw: []byte(form.Encode())}
}

func TestParseSMS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pairs []string
		from  string
		text  string
		files int
		says  string // a problem
	}{
		"plain": {from: "+447700900123", text: "still waiting"},
		"several lines and a pound": {
			pairs: []string{"Body", "no heat\r\n£40 spent\rcold \u2019"},
			from:  "+447700900123",
			text:  "no heat\n£40 spent\ncold \u2019",
		},
		"sender is a name":       {pairs: []string{"From", "HASTOE"}, from: "HASTOE", text: "still waiting"},
		"sender is a short code": {pairs: []string{"From", "60777"}, from: "60777", text: "still waiting"},
		"no sender":              {pairs: []string{"From", ""}, text: "still waiting", says: "no sender"},
		"one picture and no words": {
			pairs: []string{"Body", "", "NumMedia", "1", "MediaContentType0", "image/JPEG", "MediaUrl0",
				"https://api.twilio.com/x"},
			from:  "+447700900123",
			files: 1,
			says:  "a picture or file that cannot be fetched",
		},
		"a picture that can be fetched": {
			pairs: []string{"Body", "", "NumMedia", "1", "MediaContentType0", "image/jpeg", "MediaUrl0",
				"https://evil.example/Media/ME00000000000000000000000000000002"},
			from:  "+447700900123",
			files: 1,
		},
		"the same picture twice": {
			pairs: []string{"NumMedia", "2", "MediaUrl0", "https://x/ME00000000000000000000000000000002", "MediaUrl1",
				"https://x/ME00000000000000000000000000000002"},
			from:  "+447700900123",
			text:  "still waiting",
			files: 2,
			says:  "a picture or file that cannot be fetched",
		},
		"three pictures": {
			pairs: []string{"NumMedia", "3", "MediaContentType0", "image/jpeg"},
			from:  "+447700900123",
			text:  "still waiting",
			files: 3,
			says:  "3 pictures",
		},
		"a million pictures": {
			pairs: []string{"NumMedia", "1000000"},
			from:  "+447700900123",
			text:  "still waiting",
			files: smsMedia,
			says:  "1000000 pictures",
		},
		"a number of pictures, not": {
			pairs: []string{"NumMedia", "-1"},
			from:  "+447700900123",
			text:  "still waiting",
		},
		"control characters": {
			pairs: []string{"Body", "a\x00b\x1b[31mc\td"},
			from:  "+447700900123",
			text:  "ab[31mc\td",
		},
		"bytes that are not UTF-8": {pairs: []string{"Body", "caf\xe9"}, from: "+447700900123", text: "caf\uFFFD"},
		"longer than any text can be": {
			pairs: []string{"Body", strings.Repeat("é", 20_000)},
			from:  "+447700900123",
			text:  strings.Repeat("é", smsText),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := parseSMS(smsArrival(c.pairs...))
			problems := strings.Join(m.Problems, "; ")
			if m.From != c.from || m.Text != c.text || m.NewText != c.text || len(m.Attachments) != c.files ||
				(c.says == "") != (problems == "") || !strings.Contains(problems, c.says) {
				t.Errorf("from %q, text %.80q, %d files, problems %q", m.From, m.Text, len(m.Attachments), problems)
			}
			if m.Channel != message.SMS || m.Nature != message.FromPerson || m.Proof.Proved() ||
				m.Received.IsZero() ||
				m.MessageID != "SM00000000000000000000000000000001" || len(m.To) != 1 || m.To[0] != "+447700900999" {
				t.Errorf("message %+v", m)
			}
		})
	}
	if m := parseSMS(smsArrival("NumMedia", "1", "MediaContentType0",
		"image/JPEG")); m.Attachments[0].Type != "image/jpeg" {
		t.Errorf("attachment %+v", m.Attachments[0])
	}
}

func TestParseSMSOfAnUnreadableForm(t *testing.T) {
	t.Parallel()
	m := parseSMS(message.Arrival{Raw: []byte("From=%2B447700900123&Body=leak&x=%zz;")})
	if m.From != "+447700900123" || m.Text != "leak" || len(m.Problems) == 0 {
		t.Errorf("message %+v", m)
	}
}

func FuzzParseSMS(f *testing.F) {
	f.Add("From=%2B447700900123&To=%2B447700900999&Body=still+waiting&MessageSid=SM00000000000000000000000000000001")
	f.Add("NumMedia=2&MediaContentType0=image%2Fjpeg&From=HASTOE")
	f.Add("Body=%ff%00&From=%E2%80%AA%2B447700900123&x=%zz;")
	f.Fuzz(func(t *testing.T, raw string) {
		m := parseSMS(message.Arrival{Raw: []byte(raw)})
		for _, s := range []string{m.From, m.Text, m.NewText, m.MessageID} {
			if !utf8.ValidString(s) && s != m.MessageID || strings.ContainsRune(s, 0) && s != m.MessageID {
				t.Errorf("%q", s)
			}
		}
		if e164, _, ok := NormalPhone(m.From); ok && e164 != m.From {
			t.Errorf("a number read twice: %q, then %q", m.From, e164)
		}
		if len(m.Attachments) > smsMedia || utf8.RuneCountInString(m.Text) > smsText {
			t.Error("no limit")
		}
	})
}

func BenchmarkNormalPhone(b *testing.B) {
	for b.Loop() {
		NormalPhone("07700 900123")
	}
}
