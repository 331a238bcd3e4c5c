package config

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"complaints/internal/reading"

	"github.com/goccy/go-yaml"
)

// Beginning is what it takes to make a first configuration.
type Beginning struct {
	Name, Email, Phone, EmergencyPhone string
	MailboxServer, MailboxTLS, User    string
	SMTPServer, SMTPTLS                string
	NoLogin                            bool   // the mail server asks for none
	Team, Manager, Director            string // addresses
	AuthservID                         string
	Since                              string // a day, or ""
	Password, Secret                   string // where they stand, as file:PATH
	Letters                            string // the folder
	State                              string // the folder that the daemon may write in, with a slash at its end, or ""
}

// File writes the configuration: what was answered, and beside each guess what to put right. Everything that it leaves
// out has its default.
func (b Beginning) File() ([]byte, error) {
	var out bytes.Buffer
	err := beginning.Execute(&out, struct {
		Beginning
		Areas []string
	}{b, reading.AreaNames()})
	if err != nil {
		return nil, fmt.Errorf("write the configuration: %w", err)
	}
	return out.Bytes(), nil
}

// beginning is the first configuration. The functions write values as YAML has them.
var beginning = template.Must(template.New("config.yaml").Funcs(template.FuncMap{
	"q": func(v any) (string, error) {
		b, err := yaml.MarshalWithOptions(fmt.Sprint(v), yaml.JSON()) // quoted, whatever stands in it
		return strings.TrimSpace(string(b)), err
	},
	"words": func(area string) string { return strings.ReplaceAll(area, "_", " ") },
}).Parse(`# Written by "complaintsd init". Every key that may stand here is explained in config.example.yaml; what is left out has
# the value that stands there. Lines with PUT RIGHT are guesses. Then: complaintsd check

landlord:
  name: {{q .Name}}
  short_name: {{q .Name}}  # PUT RIGHT: short, for text messages
  email: {{q .Email}}
  phone: {{q .Phone}}
  emergency_phone: {{q .EmergencyPhone}}  # answered day and night
  how_to_complain:  # PUT RIGHT: the ways that your policy names
    - {{q (print "emailing " .Email)}}
    - {{q (print "ringing " .Phone)}}
  ombudsman_contact:  # PUT RIGHT outside England
    - "online form: www.housing-ombudsman.org.uk"
    - "phone: 0300 111 3000"
    - "post: PO Box 1484, Unit D, Preston PR2 0ET"

people:
  complaints_team: {title: Complaints Team, email: {{q .Team}}}
  chief_executive: {title: Chief Executive, email: {{q .Director}}}  # PUT RIGHT
  data_protection_officer: {title: Data Protection Officer, email: {{q .Team}}}  # PUT RIGHT
  out_of_hours: {title: Out of hours desk, email: {{q .Team}}}  # PUT RIGHT: who takes emergencies at night
  areas:  # PUT RIGHT: who answers for each; a deputy may be added
{{- range .Areas}}
    {{.}}: {name: {{words .}}, manager: {title: Manager, email: {{q $.Manager}}}, director: {title: Director, email: {{q $.Director}}}}
{{- end}}

policy:
  profile: ho-code-2024  # PUT RIGHT: the policy that you have adopted; "complaintsd policy show" says what it promises

letters:
  folder: {{q .Letters}}  # your own letters
  secret: {{q .Secret}}

mailbox:
  server: {{q .MailboxServer}}
  tls: {{.MailboxTLS}}
  user: {{q .User}}
  password: {{q .Password}}
  authserv_id: {{q .AuthservID}}
{{- if .Since}}
  since: {{.Since}}  # what came before that day is left alone
{{- end}}

smtp:
  server: {{q .SMTPServer}}
  tls: {{.SMTPTLS}}
{{- if not .NoLogin}}
  user: {{q .User}}
  password: {{q .Password}}
{{- end}}

store:
  url: {{q (print "sqlite:" .State "complaintsd.db")}}
  notes: {{q (print .State "complaintsd.sent")}}
  seal: {{q (print .State "complaintsd.seal")}}
`))
