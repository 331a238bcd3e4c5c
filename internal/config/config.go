// Package config reads the one file that makes complaintsd a landlord's own: who answers for what, the mailbox
// and the number, the policy, the letters' folder, the hours. It is strict: a key it does not know, a contact
// list that is missing or a line that cannot be right stops the start with a sentence that says what to change.
// Every key stands explained in config.example.yaml, which a test compares with the defaults here.
package config

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/calendar"
	"complaints/internal/choice"
	"complaints/internal/order"
	"complaints/internal/procedure"
	"complaints/internal/register"

	"github.com/goccy/go-yaml"
)

// Example is config.example.yaml, the reference of every key; its register is the one that stories use.
//
//go:embed example.yaml
var Example []byte

// Config is the whole configuration.
type Config struct {
	Landlord order.Landlord     `yaml:"landlord"`
	People   register.Register  `yaml:"people"`
	Policy   PolicyChoice       `yaml:"policy"`
	Calendar CalendarChoice     `yaml:"calendar"`
	Settings procedure.Settings `yaml:"settings"`
	Letters  Letters            `yaml:"letters"`
	Scope    Scope              `yaml:"scope"`
	Mailbox  Mailbox            `yaml:"mailbox"`
	SMTP     SMTP               `yaml:"smtp"`
	SMS      SMS                `yaml:"sms"`
	Store    Store              `yaml:"store"`
	Schedule Schedule           `yaml:"schedule"`
	Limits   Limits             `yaml:"limits"`
	Network  Network            `yaml:"network"`
	Alerts   Alerts             `yaml:"alerts"`
	Monitor  Monitor            `yaml:"monitor"`

	Mode  procedure.Modes      `yaml:"mode"`  // how far the program writes to residents by itself
	Staff procedure.StaffRules `yaml:"staff"` // what the landlord wants of its own people

	dir   string         // relative paths start where the file stands
	file  string         // its name
	lines map[string]int // the keys that stand in it
}

// PolicyChoice names a profile and what the landlord changes in it.
type PolicyChoice struct {
	Profile   string         `yaml:"profile"`
	Profiles  string         `yaml:"profiles"`  // a file with further profiles
	Overrides map[string]any `yaml:"overrides"` // parts of the profile, replaced key by key
}

// CalendarChoice replaces the embedded bank holidays and adds the office's own closures.
type CalendarChoice struct {
	BankHolidays string            `yaml:"bank_holidays"`
	Closures     map[string]string `yaml:"closures"` // 2026-12-29: office closed
}

// Letters says how cases are called and where the administrator's letters stand.
type Letters struct {
	Folder    string `yaml:"folder"`
	RefPrefix string `yaml:"ref_prefix"`
	Secret    Secret `yaml:"secret"` // makes the tokens that replies carry
	// SecondPerson has letters that are published wait until a second person agrees.
	SecondPerson bool `yaml:"second_person"`
	// PDFCommand makes PDF files of letters to post: chromium, or a program with {page} and {pdf}; "" makes none.
	PDFCommand string `yaml:"pdf_command"`
	// OldTokens is how long letters can still be answered that were written under the secret before.
	OldTokens time.Duration `yaml:"old_tokens"`
}

// shortestSecret is how many characters letters.secret must have. Every letter shows a token that was made with it and
// from words that can be guessed, so whoever has a letter can try out short secrets without asking us.
const shortestSecret = 32

// Key returns the secret that the tokens are made from, if it is one.
func (l Letters) Key() ([]byte, error) {
	secret, err := l.Secret.Reveal()
	switch {
	case err != nil:
		return nil, fmt.Errorf("letters.secret: %w", err)
	case secret == "":
		return nil, errors.New("letters.secret is missing: give a long random text, as env:NAME or file:PATH; " +
			"replies are recognised by it")
	case len(secret) < shortestSecret:
		return nil, fmt.Errorf("letters.secret has %d characters, and must have at least %d, or whoever has one of "+
			"our letters can find it by trying: give what \"openssl rand -hex 32\" prints", len(secret), shortestSecret)
	}
	return []byte(secret), nil
}

// Scope configures the classifier.
type Scope struct {
	Refuse  string  `yaml:"refuse"` // suggest; see the README on why there is no automatic
	Folder  string  `yaml:"folder"` // the administrator's rules, flags and areas
	Adviser Adviser `yaml:"adviser"`
}

// Adviser is a second opinion from a language model: it may raise a flag or ask a person, and never refuse.
type Adviser struct {
	URL         string        `yaml:"url"` // "" is none
	Model       string        `yaml:"model"`
	Key         Secret        `yaml:"key"`
	Timeout     time.Duration `yaml:"timeout"`
	AllowRemote bool          `yaml:"allow_remote"` // messages may leave this machine
}

// Mailbox is the mailbox residents write to.
type Mailbox struct {
	Server     string        `yaml:"server"` // host:port
	TLS        string        `yaml:"tls"`    // implicit, starttls, none (loopback only)
	User       string        `yaml:"user"`
	Password   Secret        `yaml:"password"`
	OAuth      OAuth         `yaml:"oauth"`
	Folders    []string      `yaml:"folders"`
	Junk       string        `yaml:"junk"` // tell, take or leave
	Keyword    string        `yaml:"keyword"`
	Since      calendar.Date `yaml:"since"` // mail that arrived earlier is left alone
	Poll       time.Duration `yaml:"poll"`
	Timeout    time.Duration `yaml:"timeout"`
	Addresses  []string      `yaml:"addresses"`   // further addresses that lead to this mailbox
	AuthservID string        `yaml:"authserv_id"` // our mail server's name in Authentication-Results
	// ReportsAbove is the Received line, counted from the top, above which our server's reports stand; 0 is above the
	// first that another server than ours has written.
	ReportsAbove int               `yaml:"reports_above"`
	FormLabels   intake.FormLabels `yaml:"form_labels"` // of web forms, besides the usual ones
	Pdftotext    string            `yaml:"pdftotext"`   // the program by which PDF files are read; "" reads none
	SilentFor    time.Duration     `yaml:"silent_for"`  // an alert when the mailbox could not be read for so long
	Others       []OtherMailbox    `yaml:"others"`
}

// OtherMailbox is one more account that residents write to. Everything it does not say is as for the first.
type OtherMailbox struct {
	Server   string        `yaml:"server"`
	TLS      string        `yaml:"tls"`
	User     string        `yaml:"user"`
	Password Secret        `yaml:"password"`
	OAuth    OAuth         `yaml:"oauth"`
	Folders  []string      `yaml:"folders"`
	Since    calendar.Date `yaml:"since"`
}

// All returns every account that is read, the first one first.
func (m Mailbox) All() []Mailbox {
	all := []Mailbox{m}
	for _, o := range m.Others {
		other := m
		other.Server, other.TLS = cmp.Or(o.Server, m.Server), cmp.Or(o.TLS, m.TLS)
		other.User, other.Password, other.OAuth = o.User, o.Password, o.OAuth
		other.Since = cmp.Or(o.Since, m.Since)
		if len(o.Folders) > 0 {
			other.Folders = o.Folders
		}
		all = append(all, other)
	}
	return all
}

// OAuth replaces the password at Microsoft 365 and Google.
type OAuth struct {
	Provider     string `yaml:"provider"` // microsoft, google, or "" for none
	Tenant       string `yaml:"tenant"`
	ClientID     string `yaml:"client_id"`
	ClientSecret Secret `yaml:"client_secret"`
	RefreshToken Secret `yaml:"refresh_token"`
	// ServiceAccount is the JSON key of a service account at Google that may act for the mailbox
	ServiceAccount Secret `yaml:"service_account"`
	TokenURL       string `yaml:"token_url"` // "" is the provider's own
}

// Way is how letters leave.
type Way string

// The ways by which letters leave.
const (
	BySMTP  Way = "smtp"
	ByGraph Way = "graph" // Microsoft Graph, for mailboxes that may not log in by SMTP
)

// UnmarshalText reads a way.
func (w *Way) UnmarshalText(b []byte) error { return choice.Read(w, b, BySMTP, ByGraph) }

// Network is what stands between this machine and the servers.
type Network struct {
	CABundle string `yaml:"ca_bundle"` // certificate authorities of one's own, beside the system's
	Proxy    Secret `yaml:"proxy"`     // http://proxy.example.org:3128; it may hold a password
}

// SMTP is the server that takes our letters.
type SMTP struct {
	By       Way           `yaml:"by"`
	Server   string        `yaml:"server"`
	TLS      string        `yaml:"tls"`
	User     string        `yaml:"user"`
	Password Secret        `yaml:"password"`
	OAuth    OAuth         `yaml:"oauth"` // instead of a password
	Timeout  time.Duration `yaml:"timeout"`
	Hello    string        `yaml:"hello"`
}

// SMS is the Twilio number. Without an account SID there are no texts.
type SMS struct {
	AccountSID       string        `yaml:"account_sid"`
	AuthToken        Secret        `yaml:"auth_token"`
	From             string        `yaml:"from"`
	MessagingService string        `yaml:"messaging_service_sid"`
	Listen           string        `yaml:"listen"`     // where the webhook is served
	PublicURL        string        `yaml:"public_url"` // the address Twilio calls, exactly as in its console
	Server           string        `yaml:"server"`     // "" is Twilio; another address for tests
	Timeout          time.Duration `yaml:"timeout"`
}

// Alerts say who hears of the program's own trouble beside the complaints team.
type Alerts struct {
	Operator string        `yaml:"operator"` // an address, which need not be on the register
	URL      Secret        `yaml:"url"`      // is told by a POST, by whatever way letters leave
	After    time.Duration `yaml:"after"`    // of letters that cannot leave
}

// Monitor says where the program shows how it fares, to whoever watches it.
type Monitor struct {
	Listen    string `yaml:"listen"`    // health and figures; "" shows them nowhere
	Heartbeat Secret `yaml:"heartbeat"` // is called each minute in which the work was done; "" is none
}

// MonitorListen is where the program shows how it fares unless the configuration says otherwise.
const MonitorListen = "127.0.0.1:9391"

// Store is the database.
type Store struct {
	URL     Secret `yaml:"url"`
	Notes   string `yaml:"notes"`    // what was sent is noted there at once, on this disk; SQLite notes beside itself
	Seal    string `yaml:"seal"`     // the file with the key that seals the database
	KeepFor int    `yaml:"keep_for"` // months after a case was closed until "erase --due" names it
}

// Schedule holds the cron lines, in the policy's zone.
type Schedule struct {
	Sweep         string `yaml:"sweep"`
	MorningReport string `yaml:"morning_report"`
	Housekeeping  string `yaml:"housekeeping"`
}

// Limits guard against floods and loops.
type Limits struct {
	MessageBytes     int64 `yaml:"message_bytes"`      // a larger mail is kept as header and first part
	LettersPerSender int   `yaml:"letters_per_sender"` // automatic letters a day to one address outside any case
	Batch            int   `yaml:"batch"`              // messages decided in one transaction
	SendConnections  int   `yaml:"send_connections"`
	MailsPerMinute   int   `yaml:"mails_per_minute"` // that the mail server takes from each daemon; 0 is any number
}

// Default is a configuration with every default and no landlord.
func Default() Config {
	return Config{
		Policy:   PolicyChoice{Profile: "hastoe-2020"},
		Settings: procedure.DefaultSettings(),
		Mode:     procedure.Modes{All: procedure.Automatic},
		Staff:    procedure.DefaultStaffRules(),
		Letters:  Letters{RefPrefix: "HC", OldTokens: 14 * 24 * time.Hour},
		Scope:    Scope{Refuse: "suggest", Adviser: Adviser{Timeout: 5 * time.Second}},
		Mailbox: Mailbox{
			TLS: "implicit", Folders: []string{"INBOX"}, Junk: "tell", Keyword: "$ComplaintTaken",
			Poll: time.Minute, Timeout: 30 * time.Second, SilentFor: 30 * time.Minute,
		},
		SMTP:     SMTP{By: BySMTP, TLS: "starttls", Timeout: 30 * time.Second},
		SMS:      SMS{Timeout: 20 * time.Second},
		Store:    Store{URL: "sqlite:complaintsd.db", Notes: "complaintsd.sent", Seal: "complaintsd.seal", KeepFor: 72},
		Schedule: Schedule{Sweep: "* * * * *", MorningReport: "0 8 * * *", Housekeeping: "30 3 * * *"},
		Limits:   Limits{MessageBytes: 50 << 20, LettersPerSender: 5, Batch: 200, SendConnections: 2},
		Alerts:   Alerts{After: 15 * time.Minute},
		Monitor:  Monitor{Listen: MonitorListen},
	}
}

// Load reads a configuration file over the defaults and checks it.
func Load(path string) (Config, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, fmt.Errorf("there is no configuration at %s: copy config.example.yaml and fill it in", path)
	}
	if err != nil {
		return Config{}, unreadableFile(path, err)
	}
	c, err := Parse(b)
	if err != nil {
		return Config{}, inFile(path, err)
	}
	c.dir, c.file = filepath.Dir(path), path
	c.besideTheFile()
	return c, c.Validate()
}

// Parse decodes a configuration over the defaults, strictly. The caller validates.
func Parse(b []byte) (Config, error) {
	c := Default()
	t, err := readInto(b, &c)
	if err != nil {
		return Config{}, err
	}
	c.lines = t.lines
	lower := make(map[string]string, len(c.People.Aliases))
	for from, to := range c.People.Aliases {
		lower[strings.ToLower(strings.TrimSpace(from))] = to // as senders' addresses are looked up
	}
	if c.People.Aliases != nil {
		c.People.Aliases = lower
	}
	return c, nil
}

// ForStories is the configuration of config.example.yaml with the parts that a story brings laid over it, key by key:
// a story that names the manager of one area leaves everybody else where they are.
func ForStories(parts ...[]byte) (Config, error) { return laidOver(Example, parts) }

// ForStoriesAt is the configuration of a landlord's own file with the parts that a story brings laid over it. What only
// run needs, servers and secrets, may be missing there.
func ForStoriesAt(path string, parts ...[]byte) (Config, error) {
	if _, err := Load(path); err != nil {
		return Config{}, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Config{}, unreadableFile(path, err)
	}
	text, err := asUTF8(b)
	if err != nil {
		return Config{}, inFile(path, err)
	}
	c, err := laidOver([]byte(text), parts)
	c.dir = filepath.Dir(path)
	return c, err
}

func laidOver(base []byte, parts [][]byte) (Config, error) {
	all := map[string]any{}
	for _, part := range append([][]byte{base}, parts...) {
		more := map[string]any{}
		if err := yaml.UnmarshalWithOptions(part, &more, yaml.Strict()); err != nil {
			return Config{}, fmt.Errorf("the story's configuration cannot be read:\n%s",
				yaml.FormatError(err, false, true))
		}
		all = LaidOver(all, more)
	}
	b, err := yaml.Marshal(all)
	if err != nil {
		return Config{}, fmt.Errorf("the story's configuration: %w", err)
	}
	c, err := Parse(b)
	if err != nil {
		return Config{}, withoutLines(err)
	}
	c.lines = nil
	return c, c.Validate()
}

// SendingOAuth is by whose tokens letters leave: those of smtp.oauth, which need not repeat what mailbox.oauth says.
func (c Config) SendingOAuth() OAuth {
	o := c.SMTP.OAuth
	if o.Provider != "" && o == (OAuth{Provider: o.Provider}) && o.Provider == c.Mailbox.OAuth.Provider {
		return c.Mailbox.OAuth
	}
	return o
}

// Path makes a path of the configuration absolute: relative ones start where the file stands.
func (c Config) Path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

// StoreURL is the database's address, with a SQLite path made absolute.
func (c Config) StoreURL() (string, error) {
	address, err := c.Store.URL.Reveal()
	if err != nil {
		return "", fmt.Errorf("store.url: %w", err)
	}
	where := ""
	if from := c.Store.URL.Elsewhere(); from != "" {
		where = " (from " + from + ")"
	}
	path, sqlite := strings.CutPrefix(address, "sqlite:")
	switch scheme, _, ok := strings.Cut(address, ":"); {
	case sqlite && strings.HasPrefix(path, ":"):
		return address, nil
	case sqlite && strings.Trim(path, "/ ") == "":
		return "", fmt.Errorf("store.url%s names no file: write sqlite:complaintsd.db", where)
	case sqlite:
		return "sqlite:" + c.Path(path), nil
	case !ok || scheme != "postgres" && scheme != "postgresql":
		return "", fmt.Errorf("store.url%s begins with neither sqlite: nor postgres: and is no database that is known "+
			"here: write sqlite:complaintsd.db, or postgres://user@host/name", where)
	}
	return address, nil
}

// NotesPath is the file in which it is noted at once what was sent; "" for a database in memory.
func (c Config) NotesPath() string {
	address, _ := c.StoreURL() // an address that is wrong has no notes
	path, sqlite := strings.CutPrefix(address, "sqlite:")
	switch {
	case !sqlite:
		return c.Path(c.Store.Notes)
	case strings.HasPrefix(path, ":"):
		return ""
	}
	return path + ".sent"
}

// SealPath is the file with the key that seals the database; "" for a database in memory.
func (c Config) SealPath() string {
	if address, _ := c.StoreURL(); strings.HasPrefix(address, "sqlite::") {
		return ""
	}
	return c.Path(c.Store.Seal)
}

// MailServers are the servers by which the landlord's mail comes and goes, without a port: where it is read, where it
// is sent, and who reports on senders.
func (c Config) MailServers() (hosts []string) {
	for _, server := range []string{c.Mailbox.Server, c.SMTP.Server, c.Mailbox.AuthservID} {
		if host, _, err := net.SplitHostPort(server); err == nil {
			server = host
		}
		if strings.Contains(server, ".") && net.ParseIP(server) == nil {
			hosts = append(hosts, strings.ToLower(server))
		}
	}
	return hosts
}

// OwnAddresses lists every address of the mailboxes that are read.
func (c Config) OwnAddresses() []string {
	own := append([]string{c.Landlord.Email}, c.Mailbox.Addresses...)
	for _, o := range c.Mailbox.Others {
		if strings.Contains(o.User, "@") {
			own = append(own, o.User)
		}
	}
	return own
}
