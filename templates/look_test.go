package templates

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
)

// TestTheLandlordsFace: letters to residents have it, those to staff and those on paper do without.
func TestTheLandlordsFace(t *testing.T) {
	t.Parallel()
	s := load(t)
	page := func(id complaint.LetterID, ch message.Channel, colour, logo string) string {
		t.Helper()
		f := Sample(id)
		f.Landlord.Colour, f.Landlord.LogoID = colour, logo
		r, err := s.Render(id, ch, f)
		if err != nil {
			t.Fatal(err)
		}
		return r.HTML
	}
	for name, tc := range map[string]struct{ page, has, lacks string }{
		"the name stands in the head": {page("L01", message.Email, "", ""),
			`color:#ffffff">Meadow Homes</header>`, "<img"},
		"and not once more in the letter": {page("L01", message.Email, "", ""), "<main>\n" +
			`<p style="margin:0 0 14px">Monday`, `14px">Meadow Homes<br>`},
		"a sober colour":      {page("L01", message.Email, "", ""), `bgcolor="#0b4f8a"`, "bgcolor=\"\""},
		"a colour of its own": {page("L01", message.Email, "#00703C", ""), `bgcolor="#00703C"`, "#0b4f8a"},
		"no colour": {page("L01", message.Email, `red"><script>`, ""),
			`bgcolor="#0b4f8a"`, "script"},
		"a logo goes with the mail": {page("L01", message.Email, "", "logo-1@landlord.example"),
			`<img src="cid:logo-1@landlord.example" alt="Meadow Homes"`, "http"},
		"the address at the foot": {page("L01", message.Email, "", ""),
			"Meadow Homes, Meadow House, 1 Mill Lane, Exampleton, EX1" + hardSpace + "1AA</footer>", ""},
		"staff": {page("M01", message.Email, "", "logo-1@landlord.example"), "<main>", "<header"},
		"paper": {page("L01", message.Post, "", "logo-1@landlord.example"), "<main>", "<header"},
		"the promised day stands out": {page("L01", message.Email, "", ""),
			"<strong>Friday 4" + hardSpace + "December" + hardSpace + "2026</strong>", ""},
		"and so does what happens next": {page("L23", message.Email, "", ""),
			`<div class="next" style="margin:0 0 14px;padding:12px 14px;border:2px solid #0b4f8a">`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(tc.page, tc.has) || tc.lacks != "" && strings.Contains(tc.page, tc.lacks) {
				t.Errorf("want %q and no %q in\n%s", tc.has, tc.lacks, tc.page)
			}
		})
	}
}

// TestWhoSigns: a letter ends with the landlord, and before it with whom the landlord has it.
func TestWhoSigns(t *testing.T) {
	t.Parallel()
	s := load(t)
	for sign, want := range map[string]string{"": "need.\n\nMeadow Homes\n", "landlord": "need.\n\nMeadow Homes\n",
		"person": "need.\n\nJaya Patel, Repairs Manager\nMeadow Homes\n",
		"area":   "need.\n\nOur team for repairs\nMeadow Homes\n"} {
		f := Sample(letter.Stage1Acknowledgement)
		f.Landlord.Sign = sign
		r, err := s.Render(letter.Stage1Acknowledgement, message.Email, f)
		if err != nil || !strings.HasSuffix(r.Text, want) {
			t.Errorf("signed by %q: %v, want %q at the end of\n%s", sign, err, want, r.Text)
		}
	}
}

// mostOfAPage is where Gmail cuts a mail off.
const mostOfAPage = 102 << 10

// TestNoLetterIsCutOff: with an answer of three pages a letter is shown whole.
func TestNoLetterIsCutOff(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, info := range s.List() {
		f := Sample(info.ID)
		f.LargePrint = true
		if f.Answer != "" {
			f.Answer = strings.Repeat("We went to see the pipe on 3 December, and this is what we found.\n\n", 150)
		}
		r, err := s.Render(info.ID, message.Email, f)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.HTML) > mostOfAPage*2/3 {
			t.Errorf("%s is %d bytes long, and is cut off at %d", info.ID, len(r.HTML), mostOfAPage)
		}
	}
}

func TestDaysAndNumbersStayWhole(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"by Friday 4 December 2026.":      "by Friday 4_December_2026.",
		"ring 0300 111 3000 or 01632 960": "ring 0300_111_3000 or 01632_960",
		"Preston PR2 0ET, 3 rooms":        "Preston PR2_0ET, 3 rooms",
		"no figures here":                 "no figures here",
		"after 12 months":                 "after 12_months",
	} {
		if got := strings.ReplaceAll(unbroken(words), hardSpace, "_"); got != want {
			t.Errorf("%q is %q, want %q", words, got, want)
		}
	}
}
