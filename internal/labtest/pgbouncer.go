package labtest

import (
	"testing"

	"complaints/internal/lab"
)

// PgBouncer puts up a pooler in front of a PostgreSQL for one test, which pools by "session" or by "transaction". Where
// it is not installed the test is skipped, unless CI_REQUIRE_SERVERS=1 says that none may be.
func PgBouncer(t testing.TB, pg *lab.Postgres, mode string) *lab.PgBouncer {
	t.Helper()
	p, err := lab.StartPgBouncer(t.Context(), socketFolder(t), pg.Dir(), mode)
	skipIfMissing(t, err)
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	return p
}
