package templates

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

func TestDefaultsAreGood(t *testing.T) {
	t.Parallel()
	for _, p := range load(t).Check(SampleLandlord()) {
		t.Error(p)
	}
}

// TestDefaultsAreGoodForASmallLandlord leaves out everything a landlord need not have.
func TestDefaultsAreGoodForASmallLandlord(t *testing.T) {
	t.Parallel()
	small := order.Landlord{Name: "Mill Lane Housing Co-operative", Email: "help@co-op.example",
		OmbudsmanList: []string{"Phone: 0300 111 3000"}}
	for _, p := range load(t).Check(small) {
		t.Error(p)
	}
}

func TestEveryLetterOfTheProcedureIsThere(t *testing.T) {
	t.Parallel()
	have := map[complaint.LetterID]Info{}
	for _, info := range load(t).List() {
		have[info.ID] = info
	}
	for _, id := range strings.Fields(`
		L01 L02 L03 L04 L05 L06 L07 L08 L09 L10 L11 L12 L13 L14 L15 L16 L17 L18 L19 L21 L22 L23 L24 L25 L26 L27
		L28 L29 L30 L31 L32 L33 L35 L36 L37 L38 L39 L40 L42 L43 L44 L45 L46 L47 L48
		L51 L52 L53 L60 L61 L62 L63 L64 L65 L70 L71 L72 L73 L74 L75 L76 L77 L80 M01 M02 M03 M04 M05 M06 M07 M08 M09 M10
		M11 M12 M13 M14 M15 M16 M17 M18 M19 M20 M21 M22 M23 M24 M24b M25 M26 M27 M28 M30 M31 M32 M33
		M34 M35 M36 M37 M38 M39 M40 M41 M42 M50 M51 M60 M70 M61 M62 M63 M65 M85`) {
		info, ok := have[complaint.LetterID(id)]
		if !ok {
			t.Errorf("there is no letter %s", id)
		}
		if resident := id[0] == 'L'; (info.Audience == ForResident) != resident || resident && !info.SMS {
			t.Errorf("%s goes to a %s, text message %v", id, info.Audience, info.SMS)
		}
		delete(have, complaint.LetterID(id))
	}
	for id := range have { // a newer one; when it has been released, its id belongs to the list above for good
		if letter.Of(id).File == "" {
			t.Errorf("nothing sends the letter %s", id)
		}
	}
}

// checkOwn checks the landlord and the few letters that the tests change: all of them are checked above.
func checkOwn(s *Set, landlord order.Landlord) []Problem {
	c := &inspection{set: s, landlord: landlord, seen: map[string]bool{}}
	c.checkLandlord()
	for _, id := range []complaint.LetterID{letter.Stage1Extension, letter.Stage1Response, letter.Withdrawn,
		letter.Stage2FinalResponse} {
		c.checkLetter(s.letters[key{id, ""}])
	}
	return c.problems
}

func TestCheckFindsWhatAReaderWouldMiss(t *testing.T) {
	t.Parallel()
	s := load(t)
	source := func(name string) string { return s.sources[name].text }
	without := func(name, words string) string {
		if !strings.Contains(source(name), words) {
			t.Fatalf("%s does not hold %q", name, words)
		}
		return strings.ReplaceAll(source(name), words, "")
	}
	for _, tt := range []struct {
		name, file, text string
		severity         Severity
		want             string
	}{
		{
			name:     "no last day to ask for stage 2",
			file:     "parts/review.txt",
			text:     without("parts/review.txt", "{{long .}}"),
			severity: IsError,
			want:     "must show WindowLast",
		},
		{
			name:     "no decision",
			file:     "stage1-response.txt",
			text:     without("stage1-response.txt", `{{template "decision" .}}`),
			severity: IsError,
			want:     "must show Decision",
		},
		{
			name:     "no reasons",
			file:     "stage1-response.txt",
			text:     without("stage1-response.txt", "{{.Answer}}"),
			severity: IsError,
			want:     "must show Answer",
		},
		{
			name:     "no remedy",
			file:     "stage1-response.txt",
			text:     strings.Replace(source("stage1-response.txt"), "{{with .Remedy}}{{.}}", "{{with .Remedy}}", 1),
			severity: IsError,
			want:     "must show Remedy",
		},
		{
			name:     "no promises",
			file:     "stage1-response.txt",
			text:     without("stage1-response.txt", "{{.What}}"),
			severity: IsError,
			want:     "must show Actions",
		},
		{
			name:     "no right to a review",
			file:     "stage1-response.txt",
			text:     without("stage1-response.txt", `{{template "review" .}}`),
			severity: IsError,
			want:     "must show WindowLast",
		},
		{
			name:     "no word of stage 2",
			file:     "parts/review.txt",
			text:     without("parts/review.txt", "stage 2"),
			severity: IsError,
			want:     `"stage 2" are missing: they tell the right to a review`,
		},
		{
			name:     "no way outside after the final answer",
			file:     "stage2-final-response.txt",
			text:     without("stage2-final-response.txt", `{{template "outside-final" .}}`),
			severity: IsError,
			want:     "must show External",
		},
		{
			name:     "no new date",
			file:     "stage1-extension.txt",
			text:     without("stage1-extension.txt", "{{long .NewDate}}"),
			severity: IsError,
			want:     "must show NewDate",
		},
		{
			name:     "no reason for the delay",
			file:     "stage1-extension.txt",
			text:     without("stage1-extension.txt", "{{.Reason}}"),
			severity: IsError,
			want:     "must show Reason",
		},
		{
			name: "a letter nobody signs",
			file: "withdrawn.txt",
			text: strings.NewReplacer(`{{template "opening" .}}`, "Hello", `{{template "closing" .}}`,
				"").Replace(own),
			severity: IsError,
			want:     `"Meadow Homes" is missing`,
		},
		{
			name:     "a text too long",
			file:     "withdrawn.txt",
			text:     own + strings.Repeat("We are sorry about this. ", 14),
			severity: IsError,
			want:     "is too long: two parts hold 306",
		},
		{
			name:     "a text without reference",
			file:     "withdrawn.txt",
			text:     strings.Replace(own, `{{template "sms-from" .}} closed`, "closed", 1),
			severity: IsError,
			want:     "add {{.Ref}}",
		},
		{
			name:     "a sign that texts do not have",
			file:     "withdrawn.txt",
			text:     own + "Zażółć ŁŁ",
			severity: IsError,
			want:     "is not in the alphabet of text messages",
		},
		{
			name:     "a missing fact in one branch",
			file:     "withdrawn.txt",
			text:     strings.Replace(own, "You asked", "{{index .NewRefs 0}} you asked", 1),
			severity: IsError,
			want:     "index out of range",
		},
		{
			name: "long sentences",
			file: "withdrawn.txt",
			text: strings.Replace(own, "You asked us to close your complaint, so we have.",
				strings.Repeat("we write and you read and ", 60)+".", 1),
			severity: IsWarning,
			want:     "words on average",
		},
		{
			name: "long words",
			file: "withdrawn.txt",
			text: strings.Replace(own, "You asked us to close your complaint, so we have.",
				strings.Repeat("Notwithstanding organisational responsibilities. ", 30), 1),
			severity: IsWarning,
			want:     "have ten letters or more",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mine, err := Load(folder(tt.file, tt.text))
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, p := range checkOwn(mine, SampleLandlord()) {
				if p.Severity == tt.severity && strings.Contains(p.Says, tt.want) {
					return
				}
				said = append(said, p.String())
			}
			t.Errorf("no %s with %q, but: %s", tt.severity, tt.want, strings.Join(said, "\n"))
		})
	}
}

func TestCheckReadsTheLandlord(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct {
		name     string
		change   func(*order.Landlord)
		severity Severity
		want     string
	}{
		{
			name: "an email address of the ombudsman",
			change: func(l *order.Landlord) {
				l.OmbudsmanList = append(l.OmbudsmanList, "Email: info@ombudsman.example")
			},
			severity: IsWarning,
			want:     "no new complaints by email",
		},
		{
			name:     "no way to reach the ombudsman",
			change:   func(l *order.Landlord) { l.OmbudsmanList = nil },
			severity: IsError,
			want:     "write at least the form",
		},
		{
			name:     "no name",
			change:   func(l *order.Landlord) { l.Name = "" },
			severity: IsError,
			want:     "name and email must be set",
		},
		{
			name:     "a name too long for texts",
			change:   func(l *order.Landlord) { l.ShortName = strings.Repeat("Very Long Name ", 10) },
			severity: IsError,
			want:     "is too long",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := SampleLandlord()
			tt.change(&l)
			problems := checkOwn(s, l)
			for _, p := range problems {
				if p.Severity == tt.severity && strings.Contains(p.Says, tt.want) {
					return
				}
			}
			t.Errorf("no %s with %q in %v", tt.severity, tt.want, problems)
		})
	}
}

// TestAStartLooksAtWhatMayDiffer holds what a start does not write again to what cannot differ.
func TestAStartLooksAtWhatMayDiffer(t *testing.T) {
	t.Parallel()
	closing := load(t).sources["parts/closing.txt"].text
	long := SampleLandlord()
	long.ShortName = strings.Repeat("Very Long Name ", 10)
	// only where something was asked for and there is no new case
	const oneForm = `{{with .OutcomeSought}}{{index $.NewRefs 0}}{{end}}`
	for _, tt := range []struct {
		name     string
		set      *Set
		landlord order.Landlord
		want     string
	}{
		{name: "all ours", set: load(t), landlord: SampleLandlord()},
		{name: "a landlord's name too long for texts", set: load(t), landlord: long, want: "is too long"},
		{
			name:     "a letter of theirs, wrong in one form only",
			set:      load(t, "withdrawn.txt", strings.Replace(own, "You asked", oneForm+"You asked", 1)),
			landlord: SampleLandlord(),
			want:     "index out of range",
		},
		{
			name:     "a part of theirs, wrong in one form only",
			set:      load(t, "parts/closing.txt", oneForm+closing),
			landlord: SampleLandlord(),
			want:     "index out of range",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := false
			problems := tt.set.CheckOwn(tt.landlord)
			for _, p := range problems {
				found = found || p.Severity == IsError && strings.Contains(p.Says, tt.want)
			}
			if found != (tt.want != "") {
				t.Errorf("%v, want %q", problems, tt.want)
			}
		})
	}
}

func BenchmarkCheckOwn(b *testing.B) {
	s, err := Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if problems := s.CheckOwn(SampleLandlord()); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func TestTheOmbudsmansEmailIsNeverPrinted(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, info := range s.List() {
		f := Sample(info.ID)
		f.External.Show = true
		f.Landlord.OmbudsmanList = append(f.Landlord.OmbudsmanList, "Email: info@ombudsman.example")
		for _, mode := range []string{"direct", "designated_person"} {
			f.External.Mode = mode
			for _, ch := range s.letters[key{info.ID, ""}].channels() {
				if r, err := s.Render(info.ID, ch, f); err != nil || strings.Contains(r.Text+r.HTML, "@ombudsman") {
					t.Errorf("%s by %s, %s: error %v, or the address is in it", info.ID, ch, mode, err)
				}
			}
		}
	}
}

func TestWaysOutside(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct {
		name     string
		letter   complaint.LetterID
		mode     string
		has, not []string
	}{
		{
			name:   "final answer, direct",
			letter: letter.Stage2FinalResponse,
			mode:   "direct",
			has:    []string{"free and independent", "by Friday 24 December 2027", "0300 111 3000", "PO Box 1484"},
			not:    []string{"MP", "councillor", "18 February"},
		},
		{
			name:   "final answer, designated person",
			letter: letter.Stage2FinalResponse,
			mode:   "designated_person",
			has:    []string{"MP", "councillor", "from Thursday 18 February 2027", "0300 111 3000"},
			not:    []string{"24 December 2027"},
		},
		{
			name:   "afterwards, direct",
			letter: letter.OutsideHelp,
			mode:   "direct",
			has:    []string{"by Friday 24 December 2027", "You can do this now"},
			not:    []string{"councillor"},
		},
		{
			name:   "before the end, direct",
			letter: letter.Stage1Late,
			mode:   "direct",
			has:    []string{"Housing Ombudsman Service", "advice at any time"},
			not:    []string{"final answer, you can"},
		},
		{
			name:   "before the end, designated person",
			letter: letter.Stage1Late,
			mode:   "designated_person",
			has:    []string{"MP or a local councillor"},
			not:    []string{"You can now"},
		},
		{
			name:   "a refusal, direct",
			letter: letter.ScopeNeighbours,
			mode:   "direct",
			has:    []string{"ask the Housing Ombudsman Service to look at our decision"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := Sample(tt.letter)
			external(&f)
			f.External.Mode = tt.mode
			r, err := s.Render(tt.letter, message.Email, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range tt.has {
				if !strings.Contains(r.Text, words) {
					t.Errorf("%q is missing:\n%s", words, r.Text)
				}
			}
			for _, words := range tt.not {
				if strings.Contains(r.Text, words) {
					t.Errorf("%q does not belong here:\n%s", words, r.Text)
				}
			}
		})
	}
}

func TestReadingEase(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       ease
	}{
		{"nothing", "", ease{}},
		{"two sentences", "We are here. You can ring us now.", ease{4, 0}},
		{"a line without a full stop is a sentence", "Who is here\n\n- you", ease{2, 0}},
		{"addresses and figures are no words", "Write to a@b.example on 4 12 HC-2026-000123.", ease{3, 0}},
		{"long words", "Our procedures matter", ease{3, 1.0 / 3}},
	} {
		if got := measure(tt.text); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	if got := load(t).Diff(); len(got) != 0 {
		t.Errorf("the defaults differ from themselves: %v", got)
	}
	s := load(t)
	mine := strings.Replace(s.sources["withdrawn.txt"].text, "=== subject ===\nWe have", "=== subject ===\n"+
		"Today we have", 1)
	got := load(t, "withdrawn.txt", mine, "parts/closing.txt", s.sources["parts/closing.txt"].text).Diff()
	if len(got) != 2 || got[0].File != "parts/closing.txt" || got[0].Text != "" {
		t.Fatalf("differences %+v, want two, and the first without lines", got)
	}
	want := ` ---
 === subject ===
-We have closed your complaint, as you asked
+Today we have closed your complaint, as you asked
 
 === body ===
`
	head := "--- built-in/withdrawn.txt\n+++ own/withdrawn.txt\n@@ "
	if got[1].ID != letter.Withdrawn || !strings.Contains(got[1].Text, head) || !strings.Contains(got[1].Text, want) {
		t.Errorf("the difference of %s is:\n%s\nwant %q with\n%s", got[1].ID, got[1].Text, head, want)
	}
}

// TestDifferencesIgnoreHowLinesEnd: a file from a Windows editor differs only where its words do.
func TestDifferencesIgnoreHowLinesEnd(t *testing.T) {
	t.Parallel()
	mine := strings.ReplaceAll(load(t).sources["withdrawn.txt"].text, "\n", "\r\n") + "\r\n"
	if got := load(t, "withdrawn.txt", mine).Diff(); len(got) != 1 || got[0].Text != "" {
		t.Errorf("differences %+v, want one without lines", got)
	}
}
