package classifier

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/reading"
)

func TestWordsOfDangerInOtherLanguages(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]reading.Danger{
		"W kuchni czuć gaz, proszę o pomoc":                  reading.DangerNow,
		"Tengo un bebé y huele a gas en casa":                reading.DangerNow,
		"guriga waa qabow carruurtu way xanuunsan yihiin":    reading.DangerNow,
		"حريق في المطبخ الرجاء المساعدة":                     reading.DangerNow,
		"রান্নাঘরে গ্যাসের গন্ধ":                             reading.DangerNow,
		"Virtuvėje kvepia dujos prašau padėti":               reading.DangerNow,
		"Proszę o kontakt w sprawie kosza na śmieci":         "",
		"Please empty the bins at Mill Court, they are full": "",
	} {
		if r := c.Read(textMessage(body)); r.Danger != want || want != "" && (!r.Emergency || !r.ToPerson) {
			t.Errorf("%q: danger %q, emergency %v, person %v; want %q", body, r.Danger, r.Emergency, r.ToPerson, want)
		}
	}
}

func TestWishes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"Please send letters in large print.":                   "large_print",
		"I need a Somali interpreter for the visit.":            "interpreter:Somali",
		"Please letter for me in Polish.":                       "letters_in:Polish",
		"I use BSL.":                                            "bsl",
		"The print on the noticeboard has faded.":               "",
		"Could someone come and look at the tap please?":        "",
		"The interpreter at the open day was very good, thanks": "",
	} {
		var got []string
		for _, w := range wishesIn(body, nil) {
			got = append(got, string(w))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%q gives %q, want %q", body, got, want)
		}
	}
}

func TestWhoWrites(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, tc := range []struct {
		from, body string
		want       reading.Writer
		whom       string
		consent    reading.Consent
	}{
		{"a@example.com", "My kitchen tap has been dripping for three weeks and nobody came.", reading.WriterResident,
			"", ""},
		{"jo@parliament.uk", "Please look into the damp at 4 Mill Court for Mrs Amy Rudd.", reading.WriterPolitician,
			"Mrs Amy Rudd", reading.ConsentNone},
		{"x@example.com", "We act for Ms Leila Haddad, whose signed authority is attached, about her windows.",
			reading.WriterRepresentative, "Ms Leila Haddad", reading.ConsentTold},
		{"x@example.com", "I'm writing for my nan, Mrs Edie Marr, she says yes to me doing it. Her back door sticks.",
			reading.WriterRelative, "Mrs Edie Marr", reading.ConsentTold},
	} {
		in := textMessage(tc.body)
		in.From = tc.from
		r := c.Read(in)
		if r.Writer != tc.want || r.For != tc.whom || r.Consent != tc.consent {
			t.Errorf("%q: %s for %q with consent %q, want %s for %q with %q", tc.body, r.Writer, r.For, r.Consent,
				tc.want, tc.whom, tc.consent)
		}
	}
}

func TestLoneWordsAreFound(t *testing.T) {
	t.Parallel()
	if got := alternativesOf("(a (b|c)|d*|~2 e)"); !slices.Equal(got, []string{"a (b|c)", "d*"}) {
		t.Errorf("the alternatives are %q", got)
	}
	if got := alternativesOf("(a|b) (c|d)"); len(got) != 1 {
		t.Errorf("a phrase of two choices is cut into %q", got)
	}
}

// TestWritersByTheirMailbox: a word of the address speaks for somebody; it does not decide against plain words of a
// resident, and a surname is no office.
func TestWritersByTheirMailbox(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	const asked = "Mr Obi of 4 Tern Road has been waiting since May for his gutter, and has been let down twice. " +
		"Please let me know what is being done."
	const own = "My kitchen tap at 9 Elm Court drips. I have reported it three times and nobody has come."
	for _, tc := range []struct {
		from, body string
		want       reading.Writer
	}{
		{"office.lane@parliament.example", asked, reading.WriterPolitician},
		{"cllr.marsh@borough.example", asked, reading.WriterPolitician},
		{"ward5@royal-hospital.example", asked, reading.WriterProfessional},
		{"office@hilltop-school.example", asked, reading.WriterProfessional},
		{"team@hospital.example", own, reading.WriterResident},
		{"sid.ward@example.com", own, reading.WriterResident},
		{"jo.law@example.com", own, reading.WriterResident},
		{"noreply@forms.example", "Form 12. Score 2 of 10. Comment: the gate is not mended.", reading.WriterMachine},
	} {
		in := textMessage(tc.body)
		in.From = tc.from
		if got := c.Read(in).Writer; got != tc.want {
			t.Errorf("%s, %q: %q, want %q", tc.from, tc.body, got, tc.want)
		}
	}
}

// TestResidentsLetSomebodyActForThem: who gives consent is the resident, whoever else is named.
func TestResidentsLetSomebodyActForThem(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]reading.Consent{
		"My sister Lena may act for me: lena@example.org.":                           reading.ConsentGiven,
		"My son Idris can speak for me about the roof, he's on 07700 900611.":        reading.ConsentGiven,
		"I want my daughter to deal with this on my behalf. Her name is Ruth Adeyo.": reading.ConsentGiven,
		"I agree that my neighbour, Mrs Pell, will write for me from now on.":        reading.ConsentGiven,
		"I'd like my husband to talk to you for me, my English is not good.":         reading.ConsentGiven,
		"My aunt Joy is allowed to complain in my name. You can speak with her.":     reading.ConsentGiven,
	} {
		if r := c.Read(textMessage(body)); r.Writer != reading.WriterResident || r.Consent != want {
			t.Errorf("%q: writer %s, consent %q; want the resident's %q", body, r.Writer, r.Consent, want)
		}
	}
	if r := c.Read(textMessage("I don't want my daughter to act for me any more.")); r.Consent == reading.ConsentGiven {
		t.Errorf("a refusal is read as consent")
	}
	for _, body := range []string{
		"I'm writing for my mum, she asked me to. Her tap drips.",
		"My brother can't write, so I do it for him. He's at 12 Oak Row and his heater is broken.",
	} {
		if r := c.Read(textMessage(body)); r.Writer != reading.WriterRelative {
			t.Errorf("%q: writer %s, want a relative", body, r.Writer)
		}
	}
}

// TestDangerThatIsNoSelfHarm: somebody is in danger from somebody else.
func TestDangerThatIsNoSelfHarm(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, body := range []string{
		"he is outside again banging the door",
		"He's at the window shouting that he'll kill me.",
		"My ex has kicked my front door in.",
		"The ceiling has come down on the bed.",
	} {
		if r := c.Read(textMessage(body)); r.Danger != reading.DangerNow || r.SelfHarm != "" {
			t.Errorf("%q: danger %q, self-harm %q", body, r.Danger, r.SelfHarm)
		}
	}
}
