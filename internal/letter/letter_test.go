package letter

import (
	"strings"
	"testing"
)

// TestTable holds what must be true of any row.
func TestTable(t *testing.T) {
	t.Parallel()
	files := map[string]ID{}
	for _, id := range All() {
		row := Of(id)
		if other, twice := files[row.File]; twice || row.File == "" {
			t.Errorf("%s: file %q is also that of %q", id, row.File, other)
		}
		files[row.File] = id
		if toStaff := strings.HasPrefix(string(id), "M"); toStaff != (row.To == Staff) {
			t.Errorf("%s: for %s, which its id does not say", id, row.To)
		}
		if row.To == Staff && (row.MustArrive || row.Answers || row.Acknowledges > 0 || row.OfTheCase ||
			len(row.Shows) > 0) {
			t.Errorf("%s: a letter to staff counts as a resident's", id)
		}
		if row.To == Resident && (row.ForHandler || row.Failed || row.Offers != OfferAllowed) {
			t.Errorf("%s: a letter to a resident offers what staff do", id)
		}
		if counts := row.Acknowledges > 0 || row.Answers || row.Extends || row.SaysLate; counts && !row.MustArrive {
			t.Errorf("%s: it counts as %s and need not arrive", id, row.CountsAs())
		}
	}
}
