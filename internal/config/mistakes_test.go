package config_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"complaints/internal/config"
)

// hollow is a small landlord's configuration, as somebody writes it by hand.
const hollow = `landlord:
  name: Hollow Hill Housing
  short_name: Hollow Hill
  email: complaints@hollowhill.example
  phone: 0300 000 0700
  emergency_phone: 0300 000 0701
  address: 2 Orchard Row, Exampleton EX7 2ZZ
  how_to_complain:
    - emailing complaints@hollowhill.example
  ombudsman_contact: ["phone: 0300 111 3000"]
  legal_desk: our solicitor, 0300 000 0705
people:
  complaints_team: {name: Resident Voice, email: voice@hollowhill.example}
  chief_executive: {title: Chief Executive, email: chief@hollowhill.example}
  data_protection_officer: {email: privacy@hollowhill.example}
  out_of_hours: {email: night@hollowhill.example}
  areas:
    repairs:
      manager: {title: Repairs Manager, email: repairs@hollowhill.example}
      deputy: {title: Deputy, email: deputy@hollowhill.example}
      director: {title: Director, email: director@hollowhill.example}
    other:
      manager: {title: Homes Manager, email: homes@hollowhill.example}
      director: {title: Director of Homes, email: homes.director@hollowhill.example}
policy:
  profile: ho-code-2024
calendar:
  closures: {2026-12-29: office closed}
settings:
  hours: {open: 9, close: 18}
  tell_moved_dates: true
  wait_minutes: 20
letters:
  secret: a sentence that nobody at Hollow Hill has ever said aloud
mailbox:
  server: imap.hollowhill.example:993
  user: complaints@hollowhill.example
  password: "p#ss: word"
  folders: [INBOX, Website]
  since: 2026-11-01
  poll: 2m
  authserv_id: mx.hollowhill.example
smtp:
  server: smtp.hollowhill.example:587
  user: complaints@hollowhill.example
  password: p4ss
store:
  url: sqlite:hollow.db
limits:
  message_bytes: 20971520
`

// programmers are words that an administrator of a landlord need not know.
var programmers = regexp.MustCompile(`(?i)unmarshal|go struct|time\.Duration|uint64|of type (int|bool|string)|\bnil\b|` +
	`\bsequence\b|mapping|\bEOF\b|cannot start any token|%!`)

// load reads a configuration as run does, to the end of what can be said without dialling.
func load(t *testing.T, text []byte) (config.Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file)
	if err == nil {
		err = c.ValidateServers()
	}
	if err == nil {
		_, err = c.Procedure()
	}
	return c, err
}

func TestAConfigurationWrittenByHand(t *testing.T) {
	t.Parallel()
	utf16le := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(hollow)) {
		utf16le = binary.LittleEndian.AppendUint16(utf16le, unit)
	}
	for name, text := range map[string]string{
		"as it is":                               hollow,
		"byte order mark":                        "\ufeff" + hollow,
		"Windows line ends":                      strings.ReplaceAll(hollow, "\n", "\r\n"),
		"UTF-16":                                 string(utf16le),
		"UTF-16, unmarked":                       string(utf16le[2:]),
		"accents":                                strings.ReplaceAll(hollow, "Hollow", "Høllow"),
		"an empty part":                          hollow + "schedule:\n  # nothing is changed\n",
		"three hyphens":                          "---\n" + hollow,
		"a text in a block":                      strings.Replace(hollow, "address: 2 Orchard Row, Exampleton EX7 2ZZ", "address: |\n    2 Orchard Row\n    Exampleton: EX7", 1),
		"a number as a name":                     strings.Replace(hollow, "user: complaints@hollowhill.example\n  password: p4ss", "user: 4711\n  password: p4ss", 1),
		"a word of its own":                      strings.Replace(hollow, "Website]", "yes]", 1),
		"an address of its own that looks alike": strings.Replace(hollow, "voice@hollow", "complaint@hollow", 1),
		"a plus address that is not ours":        strings.Replace(hollow, "voice@hollow", "voice+team@hollow", 1),
		"the same name at another place":         strings.Replace(hollow, "voice@hollowhill", "complaints@hill", 1),
		"its own rules and so its own areas":     strings.Replace(hollow, "    other:", "    parking:", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := load(t, []byte(text))
			if err != nil || c.Limits.MessageBytes != 20<<20 || c.Settings.Hours.Open != 9 {
				t.Errorf("got %v, want no fault and what stands there", err)
			}
		})
	}
}

// TestMistakes: whoever looks after a landlord's mail makes these, and reads what is said of them.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, from, to, says string }{
		// how it was saved
		{"Windows-1252", "2 Orchard", "2 Orch\xe4rd", "line 7: address has a letter outside A to Z that is not saved as UTF-8"},
		{"a tab", "  legal_desk:", "\tlegal_desk:", "line 11: a tab stands at the beginning"},
		{"hard spaces", "  legal_desk:", "\u00a0\u00a0legal_desk:", "line 11: a hard or invisible space"},
		{"a hard space after the colon", "poll: 2m", "poll:\u00a02m", "line 41: a hard or invisible space"},
		{"a hard space within", "smtp.hollowhill.example:587", "smtp.hollowhill.example:587\u00a0", "hard or invisible space"},
		{"a page", "landlord:", "<html>landlord:", "line 1: this is a web page"},
		{"two files", "people:", "---\npeople:", "a second file begins"},
		{"left by a merge", "policy:", "<<<<<<< HEAD\npolicy:", "keep one version"},
		{"another kind of file", "mailbox:\n", "[mailbox]\n", "write mailbox: and its keys below it"},
		{"an equals sign", "  poll: 2m", "  poll = 2m", "write a colon and a space, as poll:"},
		// values
		{"yes", "moved_dates: true", "moved_dates: yes", `line 31: settings.tell_moved_dates is "yes": write true`},
		{"off", "moved_dates: true", "moved_dates: off", "write false"},
		{"true in quotes", "moved_dates: true", `moved_dates: "true"`, "without quotes"},
		{"maybe", "moved_dates: true", "moved_dates: sometimes", "write true or false"},
		{"a number in words", "open: 9", "open: nine", "write a number in figures: 9"},
		{"an hour", "close: 18", "close: 5pm", "write a number alone: 17"},
		{"a mode that is none", "limits:", "mode: {all: shadows}\nlimits:", "shadow"},
		{"a letter that is none", "limits:", "mode: {letters: {L99: shadow}}\nlimits:", "L99, which is no letter"},
		{"a letter to staff", "limits:", "mode: {letters: {M01: shadow}}\nlimits:", "which goes to staff"},
		{"advice that would wait", "limits:", "mode: {letters: {L37: shadow}}\nlimits:", "which waits for nobody"},
		{"an approver who is none", "limits:", "staff: {approve: manager}\nlimits:", "manager"},
		{"minutes", "minutes: 20", "minutes: 20 minutes", "without its unit: 20"},
		{"a number in quotes", "minutes: 20", `minutes: "20"`, "without quotes: 20"},
		{"half a number", "minutes: 20", "minutes: 2.5", "without a fraction"},
		{"a nought in front", "minutes: 20", "minutes: 020", "write 20"},
		{"below nothing", "minutes: 20", "minutes: -1", "settings.wait_minutes is -1, and must not be less than 0"},
		{"megabytes", "bytes: 20971520", "bytes: 25 MB", "write a number of bytes: 26214400"},
		{"commas", "bytes: 20971520", `bytes: "20,971,520"`, "write a number without commas or spaces: 20971520"},
		{"too small a number", "bytes: 20971520", "bytes: 50", "must be 1048576 or more"},
		{"no unit", "poll: 2m", "poll: 120", "mailbox.poll is 120 without a unit: write 120s for seconds"},
		{"a time in words", "poll: 2m", "poll: 5 minutes", "write 5m"},
		{"days", "poll: 2m", "poll: 1 day", "write 24h"},
		{"no time", "poll: 2m", "poll: soon", "write a number and s, m or h"},
		{"less than no time", "poll: 2m", "poll: -2m", "longer than nothing"},
		{"no value", "poll: 2m", "poll:", "mailbox.poll has no value: write a length of time, as 1m"},
		{"a date as in letters", "since: 2026-11-01", "since: 1/11/2026", "write 2026-11-01 for 1 November 2026"},
		{"a closure in words", "{2026-12-29:", "{29 December 2026:", "write 2026-12-29 for 29 December 2026"},
		{"text for a list", "folders: [INBOX, Website]", "folders: INBOX, Website", "write folders: [INBOX, Website]"},
		{"keys for a list", "folders: [INBOX, Website]", "folders: {INBOX: Website}", "begin each item with a hyphen"},
		{"a list for a text", "poll: 2m", "poll: [2m]", "mailbox.poll is one value and no list"},
		{"keys for a text", "name: Hollow Hill Housing", "name: {Hollow: Hill}", "landlord.name is one value"},
		{"text for a part", "hours: {open: 9, close: 18}", "hours: 9-17", "settings.hours has keys of its own"},
		{"a colon in an item", `["phone: 0300 111 3000"]`, "[phone: 0300 111 3000]", `as "phone: 0300 111 3000"`},
		{"a colon in a text", "our solicitor, 0300", "Legal: 0300", "line 11: legal_desk: a text with a colon"},
		{"a phone without quotes", "email: night@", "phone: +441632960700, email: night@", `as "+441632960700"`},
		{"a phone without its plus", "email: night@", `phone: "01632 960700", email: night@`, "begin with +"},
		{"curly quotes", "name: Hollow Hill Housing", "name: “Hollow Hill Housing”", "curly quotes"},
		{"quotes left open", "name: Hollow Hill Housing", `name: "Hollow Hill Housing`, "line 2: name: the quotes are not closed"},
		{"an apostrophe", "name: Hollow Hill Housing", "name: 'St John's Homes'", "use double quotes"},
		{"a path of Windows", "secret: a sentence", `secret: "C:\secret`, "the quotes are not closed"},
		{"an at sign", "password: p4ss", "password: @p4ss", "that begins with @ has to stand in quotes"},
		{"a star", "password: p4ss", "password: *p4ss", "has to stand in quotes"},
		{"a remark for a password", "password: p4ss", "password: #p4ss", "put the secret in quotes"},
		{"a number for a password", "password: p4ss", "password: 0123", "put it in quotes"},
		{"a brace left open", "{email: privacy@hollowhill.example}", "{email: privacy@hollowhill.example", "bracket"},
		// keys
		{"misspelt", "password: p4ss", "pasword: p4ss", `line 46: smtp has no key "pasword": write password`},
		{"with a hyphen", "authserv_id", "authserv-id", "write authserv_id"},
		{"another program's", "user: complaints@hollowhill.example\n  password: p4ss", "username: x\n  password: p4ss", "write user"},
		{"a part misspelt", "people:\n", "peple:\n", `the configuration has no key "peple": write people`},
		{"in the plural", "letters:\n", "letter:\n", "write letters"},
		{"unlike any", "poll: 2m", "flavour: red", "take it out, or write one of server"},
		{"of another part", "poll: 2m", "profile: ho-code-2024", "that one belongs to policy"},
		{"a part within a part", "smtp:\n  server: smtp.hollowhill.example:587\n  user: complaints@hollowhill.example\n  password: p4ss",
			"  smtp:\n    server: smtp.hollowhill.example:587", "a part of its own: take the spaces before it away"},
		{"too far left", "  poll: 2m", "poll: 2m", "poll in line 41 stands at the far left"},
		{"too far right", "  user: complaints@hollowhill.example\n  password: \"p#", "    user: c@hollowhill.example\n  password: \"p#",
			"line 37: user stands further right than server in line 36"},
		{"between two levels", "  poll: 2m", " poll: 2m", "line 41: poll stands between two levels"},
		{"twice", "  poll: 2m", "  poll: 2m\n  poll: 3m", "mailbox.poll stands twice, in line 41 and in line 42"},
		{"a part twice", "limits:\n", "smtp:\n  hello: x\nlimits:\n", "smtp stands twice, in line 43"},
		{"no space after the colon", "  poll: 2m", "  poll:2m", "line 41: poll: put a space after the colon"},
		{"no colon", "  poll: 2m", "  poll", "poll"},
		{"an item without its space", "    - emailing", "    -emailing", "line 9: landlord.how_to_complain is a list: put a space"},
		{"another sign for an item", "    - emailing", "    * emailing", "line 9: an item of a list begins with a hyphen"},
		{"a hyphen before an area", "    repairs:\n", "    - repairs:\n", "a hyphen stands before repairs in line 18"},
		{"the first part too far right", "landlord:", "  landlord:", "landlord in line 1 stands too far right"},
		{"another name for the hours", "{open: 9, close: 18}", "{from: 9, to: 18}", "write open"},
		{"an area's manager without keys", "manager: {title: Homes Manager, email: homes@hollowhill.example}",
			"manager: homes@hollowhill.example", "line 23: people.areas.other.manager has keys of its own"},
		{"nothing after env", "password: p4ss", "password: env:", "env: needs a name or a path after it"},
		// what it means
		{"a nation for a calendar", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {calendar: england}",
			"write england-and-wales"},
		{"a server's address", "imap.hollowhill.example:993", "imaps://imap.hollowhill.example", "without imaps://"},
		{"a server without a port", "smtp.hollowhill.example:587", "smtp.hollowhill.example", "line 44: smtp.server is"},
		{"a port in words", "example:587", "example:smtp", "between 1 and 65535"},
		{"a name for an address", "voice@hollowhill.example", "Voice <voice@hollowhill.example>", "write voice@hollowhill.example"},
		{"no address", "voice@hollowhill.example", "voice", `people.complaints_team.email: "voice" is not an e-mail address`},
		{"the mailbox's own address", "deputy@hollowhill.example", "Complaints+x@hollowhill.example",
			"people.areas.repairs.deputy.email is Complaints+x@hollowhill.example, which leads to the complaints mailbox itself"},
		{"an alias of the mailbox", "  areas:", "  aliases: {complaints@hollowhill.example: chief@hollowhill.example}\n  areas:",
			"people.aliases: complaints@hollowhill.example leads to the complaints mailbox itself"},
		{"an alias of nobody", "  areas:", "  aliases: {v@hollowhill.example: gone@hollowhill.example}\n  areas:", "who is nobody"},
		{"an area misspelt", "    repairs:", "    repair:", "write repairs"},
		{"two secrets", "password: p4ss", "password: p4ss\n  oauth: {provider: google, client_id: c, client_secret: s, refresh_token: r}",
			"smtp.password stands beside smtp.oauth"},
		{"a provider misspelt", "password: p4ss", "oauth: {provider: mircosoft}", "write microsoft"},
		{"no tenant", "password: p4ss", "oauth: {provider: microsoft, client_id: c, client_secret: s}", "smtp.oauth.tenant is missing"},
		{"a variable as in a shell", "password: p4ss", "password: ${SMTP_PASSWORD}", "variables are written as env:SMTP_PASSWORD"},
		{"env in capitals", "password: p4ss", "password: ENV:SMTP_PASSWORD", "in small letters: env:SMTP_PASSWORD"},
		{"a file as an address", "password: p4ss", "password: file:///etc/p", "without the two strokes: file:/etc/p"},
		{"at home", "password: p4ss", "password: file:~/p", "write the whole path"},
		{"a file that is not there", "password: p4ss", "password: file:/nowhere/p", "smtp.password: there is no file /nowhere/p"},
		{"a credential outside systemd", "password: p4ss", "password: cred:smtp", "LoadCredential=smtp"},
		{"env for what is no secret", "user: complaints@hollowhill.example\n  password: p4ss", "user: env:SMTP_USER\n  password: p4ss",
			"only secrets can stand elsewhere"},
		{"another database", "sqlite:hollow.db", "mysql://hollow", "line 48: store.url begins with neither sqlite: nor postgres:"},
		{"a file for a database", "sqlite:hollow.db", "hollow.db", "write sqlite:complaintsd.db"},
		// the policy
		{"a profile misspelt", "ho-code-2024", "ho-code-24", "write ho-code-2024"},
		{"a key of the policy misspelt", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {extern: {mode: direct}}",
			"policy.overrides has no key \"extern\": write external"},
		{"a word of the policy misspelt", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides:\n    informal: {mode: paralel}",
			"line 28: policy.overrides.informal.mode: \"paralel\" is not known here: write parallel"},
		{"an exclusion in words", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {exclusions: [data breach]}",
			"write data_breach"},
		{"an exclusion of one's own", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {exclusions: [bins]}",
			`policy.overrides.exclusions[1]: "bins" is not known here: use first_request`},
		{"no list of stages", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {stages: {id: 1}}",
			"policy.overrides.stages is a list"},
		{"what cannot be switched off", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {time_limit: {continuing_counts_latest: false}}",
			"time_limit.continuing_counts_latest is false"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(hollow, tc.from, tc.to, 1)
			if text == hollow {
				t.Fatalf("the configuration has no %q", tc.from)
			}
			_, err := load(t, []byte(text))
			switch {
			case err == nil:
				t.Errorf("taken without a word, want %q", tc.says)
			case !strings.Contains(err.Error(), tc.says):
				t.Errorf("got %v, want %q", err, tc.says)
			case programmers.MatchString(err.Error()):
				t.Errorf("a programmer's words: %v", err)
			case strings.Contains(err.Error(), "p#ss"):
				t.Errorf("a secret is shown: %v", err)
			}
		})
	}
}

// TestWarnings: what can be used, and will surprise.
func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, from, to, says string }{
		{"nothing to say", "poll: 2m", "poll: 3m", ""},
		{"texts without an account", "limits:", "sms: {listen: 127.0.0.1:8080}\nlimits:", "sms.listen has no effect without sms.account_sid"},
		{"the usual values of texts", "limits:", "sms: {account_sid: \"\", timeout: 20s}\nlimits:", ""},
		{"no profile", "  profile: ho-code-2024", "  profiles: \"\"", "policy.profile is not set, and so hastoe-2020 is in force"},
		{"an adviser without an address", "limits:", "scope: {adviser: {model: m}}\nlimits:", "scope.adviser.model has no effect"},
		{"a port of another language", ":587", ":465", "line 43: smtp.tls is starttls, and servers at port 465 usually speak implicit"},
		{"notes of SQLite", "url: sqlite:hollow.db", "url: sqlite:hollow.db\n  notes: /tmp/notes", "store.notes has no effect with SQLite"},
		{"a letter that is never written", "minutes: 20", "minutes: 20\n  window_closed_letter: true", "window_closed_letter has no effect"},
		{"a cap beside the policy's own", "minutes: 20", "minutes: 20\n  extension_cap: 20", "extension_cap has no effect"},
		{"a wait for nobody", "  profile: ho-code-2024", "  profile: ho-code-2024\n  overrides: {external: {direct_after: {n: 8, unit: days, from: final_response_sent}}}",
			"policy.overrides.external.direct_after has no effect"},
		{"a deputy who is Director", "deputy@hollowhill", "director@hollowhill", "people.areas.repairs.director may have acted at stage 1"},
		{"a Director who approves, and another to review", "limits:", "staff: {approve: director}\nlimits:", ""},
		{"nobody left to review", "", "", "people.areas.repairs leaves no reviewer for stage 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(hollow, tc.from, tc.to, 1)
			if tc.from == "" { // one Director for all, who is the deputy and the chief executive as well
				text = regexp.MustCompile(`(?:deputy|director|homes\.director|chief)@`).ReplaceAllString(hollow, "boss@")
			}
			c, err := load(t, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(c.Warnings(), "\n")
			if tc.says == "" && got != "" || !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q", got, tc.says)
			}
		})
	}
}

func TestSecretsStandElsewhere(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("box", "\ufeffb0x\r\n")
	write("token", "t0k\n")
	t.Setenv("HOLLOW_STORE", "sqlite:other.db")
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	text := strings.NewReplacer(`password: "p#ss: word"`, "password: file:box", "password: p4ss", "password: cred:token",
		"sqlite:hollow.db", "env:HOLLOW_STORE").Replace(hollow)
	write("config.yaml", text)
	c, err := config.Load(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ValidateServers(); err != nil {
		t.Fatal(err)
	}
	box, _ := c.Mailbox.Password.Reveal()
	smtp, _ := c.SMTP.Password.Reveal()
	db, _ := c.StoreURL()
	if box != "b0x" || smtp != "t0k" || db != "sqlite:"+filepath.Join(dir, "other.db") {
		t.Errorf("got %q, %q and %q, want each from where it stands, beside the file", box, smtp, db)
	}
	t.Setenv("HOLLOW_STORE", "mysql://hollow:secret@host/db")
	if _, err := c.StoreURL(); err == nil || !strings.Contains(err.Error(), "store.url (from env:HOLLOW_STORE)") ||
		strings.Contains(err.Error(), "hollow:secret") {
		t.Errorf("another database: got %v, want the variable's name and not its words", err)
	}
}
