package config

import (
	"strings"
	"testing"
)

// TestABeginningIsAConfiguration: what init writes can be used as it is, whatever was answered, but for the secrets.
func TestABeginningIsAConfiguration(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Example Homes", `St Mary's "Homes": a trust # 1`, "Tai Cymru – Ŵyn"} {
		b := Beginning{Name: name, Email: "complaints@landlord.example", Phone: "0300 000 0100", EmergencyPhone: "+44 300",
			MailboxServer: "imap.landlord.example:993", MailboxTLS: "implicit", User: "complaints@landlord.example",
			SMTPServer: "smtp.landlord.example:587", SMTPTLS: "starttls", Team: "team@landlord.example",
			Manager: "manager@landlord.example", Director: "director@landlord.example", AuthservID: "mx.landlord.example",
			Since: "2026-12-01", Password: "a password", Secret: strings.Repeat("s", 64), Letters: "letters",
			State: "/var/lib/complaintsd/"}
		text, err := b.File()
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
		if err := c.ValidateServers(); err != nil {
			t.Error(err)
		}
		if c.Landlord.Name != name || c.Landlord.EmergencyPhone != "+44 300" || c.Mailbox.Since.String() != "2026-12-01" {
			t.Errorf("got %q, %q, %s", c.Landlord.Name, c.Landlord.EmergencyPhone, c.Mailbox.Since)
		}
	}
}
