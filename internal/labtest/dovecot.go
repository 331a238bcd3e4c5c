package labtest

import (
	"testing"

	"complaints/internal/lab"
)

// Dovecot puts up a mail server for one test, with TLS if it gets a certificate. Where it is not installed the test is
// skipped, unless CI_REQUIRE_SERVERS=1 says that none may be.
func Dovecot(t testing.TB, certificates ...lab.Certificate) *lab.Dovecot {
	t.Helper()
	var d *lab.Dovecot
	var err error
	if len(certificates) > 0 {
		d, err = lab.StartSecureDovecot(t.TempDir(), certificates[0])
	} else {
		d, err = lab.StartDovecot(t.TempDir())
	}
	skipIfMissing(t, err)
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Error(err)
		}
	})
	return d
}
