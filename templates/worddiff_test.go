package templates

import "testing"

func TestWordsChanged(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ before, after, want string }{
		"nothing": {"We are sorry.\n", "We are sorry.\r\n", ""},
		"a word": {"Hello,\n\nWe are sorry about it.\n", "Hello,\n\nWe are very sorry about this.\n",
			"    3  We are {+very+} sorry about [-it.-] {+this.+}\n"},
		"a sentence taken out": {"One. Two.\nThree.\n", "One.\nThree.\n", "    1  One. [-Two.-]\n"},
		"a line put in":        {"One.\nThree.\n", "One.\nTwo.\nThree.\n", "    2  {+Two. /+} Three.\n"},
		"all of it":            {"", "New.\n", "    1  {+New.+}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := WordsChanged(tc.before, tc.after); got != tc.want {
				t.Errorf("changed words:\n%swant\n%s", got, tc.want)
			}
		})
	}
}
