package main

import (
	"strings"
	"testing"
)

// TestSendMeSendsASample: it goes to a colleague by the mail server, in both forms, with the reference of no case.
func TestSendMeSendsASample(t *testing.T) {
	t.Parallel()
	for name, to := range map[string]string{
		"somebody of the mail domain": "jo@landlord.example", "the operator": "operator@it.example",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, got := newOutside(t), ""
			*out.took = func(raw []byte) { got = string(raw) }
			o := newOffice(t, out.settings("alerts.operator", "operator@it.example")...)
			printed, errs, code := o.run("letters send-me", "L01", "--to", to)
			if code != 0 || !strings.Contains(printed, "Sent: L01 to "+to) {
				t.Fatalf("ended with %d and %q:\n%s", code, errs, printed)
			}
			for _, want := range []string{"Subject: Sample: [HC-", "-000000]", "text/html",
				"We are sorry that things"} {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in the mail:\n%s", want, got)
				}
			}
		})
	}
}
