package templates

import (
	"strings"
	"testing"

	"complaints/internal/message"
	"complaints/internal/order"
)

// withPassage is the letter that a resident gets when a complaint is settled, with words put before its agreement.
func withPassage(words string) map[string]string {
	return map[string]string{"resolved.txt": strings.Replace(builtIn()["resolved.txt"], "We understand that",
		words+"\n\nWe understand that", 1)}
}

// TestPassagesHoldForSome: a passage is read by those alone for whom it is, and ends with its paragraph.
func TestPassagesHoldForSome(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		words  string
		facts  func(*order.Facts)
		reads  []string
		misses []string
	}{
		"an area": {"[for area repairs] Ring us if it leaks.\nWe come that day.", nil,
			[]string{"Ring us if it leaks.\nWe come that day.\n\nWe understand that"}, []string{"[", "for area"}},
		"another area": {"[for area lettings] Keep the keys.\n- and the fob", nil, []string{"We understand that"},
			[]string{"Keep the keys", "fob"}},
		"one of several": {"[Only for areas: lettings, Repairs] Keep the keys.", nil, []string{"Keep the keys."}, nil},
		"a nation": {"[for nation wales] Croeso.", func(f *order.Facts) { f.Nation = "wales" },
			[]string{"Croeso."}, nil},
		"another nation": {"[for nation wales] Croeso.", nil, nil, []string{"Croeso"}},
		"in two words": {"[for nation northern ireland] Hello there.",
			func(f *order.Facts) { f.Nation = "northern-ireland" }, []string{"Hello there."}, nil},
		"a policy": {"[for policy hastoe-2020] By our policy.", nil, []string{"By our policy."}, nil},
		"a heading": {"[for area repairs] ## After a repair\n\nKeep the receipt.", nil,
			[]string{"After a repair\n\nKeep the receipt."}, []string{"##"}},
		"with a condition in it": {"[for area repairs] {{if .NoCalls}}We write.{{else}}We ring.{{end}}", nil,
			[]string{"We ring."}, []string{"We write."}},
		"ordinary brackets": {"We mend it [for you] soon.", nil, []string{"We mend it [for you] soon."}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := LoadFiles(withPassage(tc.words))
			if err != nil {
				t.Fatal(err)
			}
			if wrong := errorsOf(s.Check(SampleLandlord())); len(wrong) > 0 {
				t.Errorf("the check refuses it: %v", wrong)
			}
			f := Sample("L24")
			if tc.facts != nil {
				tc.facts(&f)
			}
			r, err := s.Render("L24", message.Email, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range tc.reads {
				if !strings.Contains(r.Text, words) {
					t.Errorf("no %q in:\n%s", words, r.Text)
				}
			}
			for _, words := range tc.misses {
				before, _, _ := strings.Cut(r.Text, "How to reach us")
				if strings.Contains(strings.Replace(before, "[HC", "", 1), words) {
					t.Errorf("%q in:\n%s", words, r.Text)
				}
			}
		})
	}
}

func errorsOf(all []Problem) (out []Problem) {
	for _, p := range all {
		if p.Severity == IsError {
			out = append(out, p)
		}
	}
	return out
}

// TestPassagesThatCannotBeRead are named by their line, in an administrator's words.
func TestPassagesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	line := 1 + strings.Count(strings.Split(builtIn()["resolved.txt"], "We understand that")[0], "\n")
	for name, tc := range map[string]struct {
		words, says string
		more        int // lines below the passage's first
	}{
		"no such area":               {"[for area reparis] Ring us.", "did you mean repairs?", 0},
		"no such nation":             {"[for nation france] Bonjour.", "write one of england, wales, scotland", 0},
		"an area that is not said":   {"[for area] Ring us.", "write for example [for area repairs]", 0},
		"a bracket that is left out": {"[for area repairs Ring us.", "write ] after the name", 0},
		"an empty passage":           {"[for area repairs]", "write its words behind", 0},
		"a condition that goes on":   {"[for area repairs] {{if .NoCalls}}Ring us.\n\nNow.{{end}}", "move {{if}} and {{end}}", 0},
		"one within another": {"[for area repairs] Ring us.\n[for area lettings] Now.",
			"put an empty line above it", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wrong []Problem
			s, err := LoadFiles(withPassage(tc.words))
			for _, f := range Faults(err) {
				wrong = append(wrong, Problem{Line: f.Line, Says: f.Says})
			}
			if err == nil {
				wrong = errorsOf(s.Check(SampleLandlord()))
			}
			if len(wrong) == 0 || wrong[0].Line != line+tc.more || !strings.Contains(wrong[0].Says, tc.says) {
				t.Errorf("got %v, want line %d with %q", wrong, line+tc.more, tc.says)
			}
		})
	}
}

// TestWherePartsAreUsed: a part knows the letters that have it, also through another part.
func TestWherePartsAreUsed(t *testing.T) {
	t.Parallel()
	s, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]int{}
	for _, p := range s.Parts() {
		used[p.File] = len(p.UsedIn)
	}
	if n := used["parts/closing.txt"]; n < 30 {
		t.Errorf("parts/closing.txt is used in %d letters, want those to residents", n)
	}
	if n := used["parts/outside-contact.txt"]; n == 0 {
		t.Error("parts/outside-contact.txt is used in no letter, although other parts call it")
	}
	for file, n := range used {
		if n == 0 && file != "parts/post-cover.txt" {
			t.Errorf("%s is used in no letter", file)
		}
	}
}
