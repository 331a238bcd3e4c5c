package templates

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// sheetOf is the sheet of a letter by post.
func sheetOf(t *testing.T, f order.Facts) Rendered {
	t.Helper()
	r, err := load(t).Render(letter.Stage1Response, message.Post, f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestALetterToPostIsASheet: nothing of what staff have to do stands on it, and both addresses once.
func TestALetterToPostIsASheet(t *testing.T) {
	t.Parallel()
	f := Sample(letter.Stage1Response)
	r := sheetOf(t, f)
	for _, once := range []string{
		">Asha Rahman<br>12 Mill Lane<br>Exampleton<br>EX1 2BB<", ">Meadow Homes<br>Meadow House<br>",
		"Dear Asha Rahman", "Friday 4" + hardSpace + "December" + hardSpace + "2026</p>", `<html lang="en-GB"`} {
		if n := strings.Count(strings.ReplaceAll(r.Sheet, "<br>\nOur reference: HC-2026-000123", ""), once); n != 1 {
			t.Errorf("%q stands %d times on the sheet, want once:\n%s", once, n, r.Sheet)
		}
	}
	for _, never := range []string{"POSTED", "Print", "href", "http://", "https://"} {
		if strings.Contains(r.Sheet, never) {
			t.Errorf("%q stands on the sheet:\n%s", never, r.Sheet)
		}
	}
	if !strings.Contains(r.Text, "Print the letter in the attached file") {
		t.Errorf("staff are not told of the file:\n%s", r.Text)
	}
	if r, err := load(t).Render(letter.Stage1Response, message.Email, f); err != nil || r.Sheet != "" {
		t.Errorf("a letter by email has a sheet (%v)", err)
	}
}

func TestAddressesInTheWindow(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ resident, address, want string }{
		"usual": {"Asha Rahman", "12 Mill Lane\nExampleton\nEX1 2BB",
			"Asha Rahman|12 Mill Lane|Exampleton|EX1 2BB"},
		"with its name":     {"Asha Rahman", "Asha Rahman\n12 Mill Lane\nEX1 2BB", "Asha Rahman|12 Mill Lane|EX1 2BB"},
		"not known":         {"Asha Rahman", "", "Asha Rahman"},
		"nobody":            {"", "", ""},
		"too many for room": {"A", "1\n2\n3\n4\n5\n6\nEX1 2BB", "A|1, 2, 3|4|5|6|EX1 2BB"},
	} {
		got := strings.Join(addressee(&order.Facts{Resident: tc.resident, PostalAddress: tc.address}), "|")
		if got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

// window is what a DL envelope shows, in points from the top left: 24.6 to 120 mm, and 39.5 to 66.3 mm.
const (
	mm                                               = 72 / 25.4
	windowLeft, windowRight, windowTop, windowBottom = 24.6 * mm, 120 * mm, 39.5 * mm, 66.3 * mm
	wordsBegin                                       = 95 * mm
)

var pdfWord = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>`)

// TestTheSheetFitsTheEnvelope prints letters and looks where their words are: the address in the window and nothing
// else there, the words below it, and on each page which one it is.
func TestTheSheetFitsTheEnvelope(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"chromium", "pdftotext", "pdfinfo"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	for name, fix := range map[string]func(*order.Facts){
		"a letter":       func(*order.Facts) {},
		"in large print": func(f *order.Facts) { f.LargePrint = true },
		"a long address": func(f *order.Facts) {
			f.PostalAddress = "Flat 12\nThe Old Maltings Building\n12 to 18 Mill Lane\nLittle Exampleton\n" +
				"Exampleton\nExampleshire\nEX1 2BB"
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := Sample(letter.Stage1Response)
			fix(&f)
			f.Answer = strings.Repeat(f.Answer+"\n\n", 4)
			words, info := printed(t, sheetOf(t, f).Sheet)
			pages := strings.Split(words, "<page ")[1:]
			inWindow := ""
			for _, m := range pdfWord.FindAllStringSubmatch(pages[0], -1) {
				var at [4]float64
				for i := range at {
					at[i], _ = strconv.ParseFloat(m[i+1], 64) // digits, by the expression
				}
				inside := at[0] >= windowLeft && at[2] <= windowRight && at[1] >= windowTop && at[3] <= windowBottom
				touches := at[2] > windowLeft && at[0] < windowRight && at[3] > windowTop && at[1] < windowBottom
				switch {
				case inside:
					inWindow += m[5] + " "
				case touches:
					t.Errorf("%q stands across the edge of the window: %v points", m[5], at)
				case m[5] == "Dear" && at[1] < wordsBegin:
					t.Errorf("the letter begins %.1f mm from the top, want 95 or more", at[1]/mm)
				}
			}
			if !strings.HasPrefix(inWindow, "Asha Rahman ") || !strings.HasSuffix(inWindow, "EX1 2BB ") {
				t.Errorf("in the window stands %q", inWindow)
			}
			plain := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(words, " ")
			for i := range pages {
				foot := "HC-2026-000123, page " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(pages))
				if !strings.Contains(strings.Join(strings.Fields(plain), " "), foot) {
					t.Errorf("no %q on page %d", foot, i+1)
				}
			}
			if len(pages) < 2 || !strings.Contains(info, "A4") ||
				!regexp.MustCompile(`Tagged:\s+yes`).MatchString(info) {
				t.Errorf("%d pages, and pdfinfo says\n%s", len(pages), info)
			}
		})
	}
}

// printed prints a page and returns where its words are, and what is known of the file.
func printed(t *testing.T, page string) (words, info string) {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "letter.html"), filepath.Join(dir, "letter.pdf")
	if err := os.WriteFile(in, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := func(name string, args ...string) string {
		b, err := exec.CommandContext(ctx, name, args...).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return string(b)
	}
	run("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+out, "file://"+in)
	return run("pdftotext", "-bbox", out, "-"), run("pdfinfo", out)
}
