package e2e

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/lab"
)

// hosts are the servers that the guides name.
var hosts = map[string][]string{
	"imap": {"outlook.office365.com:993", "imap.gmail.com:993", "imap.landlord.example:993"},
	"smtp": {"smtp.office365.com:587", "smtp.gmail.com:587", "smtp.landlord.example:587"},
	"web":  {"login.microsoftonline.com:443", "oauth2.googleapis.com:443"}, "graph": {"graph.microsoft.com:443"},
}

// certified makes an authority and a certificate by it for all hosts of the guides, and writes the authority to a file.
func certified(t *testing.T, file string) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority of tests"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	root, err := x509.CreateCertificate(rand.Reader, ca, ca, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, all := range hosts {
		for _, at := range all {
			host, _, _ := net.SplitHostPort(at)
			leaf.DNSNames = append(leaf.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// proxy lets through to a double under the name of each host of the guides, and to nobody else.
func (c *cloud) proxy(t *testing.T, certificate *tls.Config) (address string) {
	t.Helper()
	web := func(h http.HandlerFunc) string {
		s := httptest.NewUnstartedServer(h)
		s.TLS = certificate.Clone()
		s.StartTLS()
		t.Cleanup(s.Close)
		return s.Listener.Addr().String()
	}
	box, out := c.imapServer(), c.smtpServer(certificate)
	behind := map[string]string{"web": web(c.tokens), "graph": web(c.graph),
		"imap": listening(t, func(l net.Listener) error { return box.Serve(tls.NewListener(l, certificate)) }, box.Close),
		"smtp": listening(t, out.Serve, out.Close)}
	doubles := map[string]string{}
	for kind, names := range hosts {
		for _, name := range names {
			doubles[name] = behind[kind]
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there, err := net.Dial("tcp", doubles[r.Host])
		if r.Method != http.MethodConnect || err != nil {
			t.Errorf("the proxy is asked for %s %s", r.Method, r.Host)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		here, sent, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(there, sent); _ = there.Close() }() // some of it may have come already
		_, _ = io.Copy(here, there)
		_ = here.Close()
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// guide is somebody who follows a guide of docs to the letter.
type guide struct {
	t       *testing.T
	dir     string // stands for /etc/complaintsd, /etc/ssl and /var/backups
	here    *strings.Replacer
	text    string
	cloud   *cloud
	program *lab.Program
	runs    bool
	env     []string
	secrets []string
}

func openGuide(t *testing.T, name string, c *cloud) *guide {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	g := &guide{t: t, dir: t.TempDir(), cloud: c}
	proxy := c.proxy(t, certified(t, filepath.Join(g.dir, "landlord-ca.pem")))
	g.here = strings.NewReplacer("/etc/complaintsd", g.dir, "/var/backups", g.dir, "/etc/ssl", g.dir,
		"http://proxy.landlord.example:3128", proxy, "2026-12-01", time.Now().Format(time.DateOnly))
	g.text = g.here.Replace(string(b))
	return g
}

// block is the part of the guide's configuration that begins with a line and has another in it.
func (g *guide) block(begins, holds string) string {
	g.t.Helper()
	for _, f := range regexp.MustCompile(`(?m)^( {4,})(\w+):\n(?:(?: {4}.*)?\n)+`).FindAllStringSubmatch(g.text, -1) {
		part := strings.ReplaceAll("\n"+f[0], "\n"+f[1], "\n")
		if f[2] == begins && strings.Contains(part, holds) {
			return part
		}
	}
	g.t.Fatalf("the guide has no block %s with %q", begins, holds)
	return ""
}

// secret puts a secret where the guide says, by its own line where it has one.
func (g *guide) secret(name, text string) {
	g.t.Helper()
	if len(text) > 4 { // or it stands in other words
		g.secrets = append(g.secrets, text)
	}
	line := regexp.MustCompile(`(?m)^ +(install .*/` + name + `)$`).FindStringSubmatch(g.text)
	if line == nil {
		writePassword(g.t, filepath.Join(g.dir, name), text)
		return
	}
	// the daemon's user is the test's
	cmd := exec.CommandContext(g.t.Context(), "sh", "-c", strings.Replace(line[1], "-o complaintsd ", "", 1))
	cmd.Stdin = strings.NewReader(text + "\n")
	if said, err := cmd.CombinedOutput(); err != nil {
		g.t.Fatalf("%s: %v: %s", line[1], err, said)
	}
}

// configured writes the configuration: the example's, with the guide's blocks over it.
func (g *guide) configured(blocks ...string) {
	g.t.Helper()
	all := make([][]byte, len(blocks))
	for i, b := range blocks {
		all[i] = []byte(b)
	}
	cfg, err := config.ForStories(all...)
	if err != nil {
		g.t.Fatal(err)
	}
	cfg.Letters.Secret = "a long random text for those who follow a guide"
	cfg.Store.URL = "sqlite:complaintsd.db"
	g.program = plain.program(g.t, cfg)
}

// network is the block of the guide for other servers, by which the doubles are reached.
func (g *guide) network() string {
	g.t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "install-imap.md"))
	if err != nil {
		g.t.Fatal(err)
	}
	return (&guide{t: g.t, text: g.here.Replace(string(b))}).block("network", "proxy")
}

// commands are those of the guide, in their order.
func (g *guide) commands() (all [][]string) {
	found := regexp.MustCompile("(?m)(?:^ {4,}|`)complaintsd ((?:[a-z]+ )+--config[^`\n]*)").FindAllStringSubmatch(g.text, -1)
	for _, f := range found {
		line, _, _ := strings.Cut(f[1], "   ")
		all = append(all, strings.Fields(line))
	}
	if len(all) < 5 {
		g.t.Fatalf("the guide has the commands %q", all)
	}
	return all
}

// follow runs every command of the guide, and the daemon when it is time, and a resident writes.
func (g *guide) follow() {
	g.t.Helper()
	began := time.Now()
	for _, args := range g.commands() {
		switch name := args[0]; name {
		case "check", "oauth":
		case "backup", "verify":
			g.run()
		case "restore":
			if err := g.program.Stop(15 * time.Second); err != nil {
				g.t.Error(err)
			}
		default:
			g.t.Fatalf("the guide has a command that nobody has tried: %q", args)
		}
		said := g.does(args)
		for _, want := range map[string][]string{
			"check":   {"ok      mailbox", "ok      mail server", "ok      senders"},
			"backup":  {"holds everything"},
			"verify":  {"Everything fits"},
			"restore": {"Set aside: "},
		}[args[0]] {
			if !strings.Contains(said, want) {
				g.t.Errorf("%q does not say %q:\n%s", args, want, said)
			}
		}
		if strings.Contains(strings.Join(args, " "), "--send") && !strings.Contains(said,
			"the mail server's report on its sender is there and believed") {
			g.t.Errorf("%q:\n%s", args, said)
		}
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(g.program.Config), "complaintsd.seal")); err != nil {
		g.t.Errorf("the key of the guide's last part: %v", err)
	}
	for _, words := range append(strings.Split("residents.example,Resident 1,lift,token-,BEGIN PRIVATE KEY", ","),
		g.secrets...) {
		if strings.Contains(g.program.Said(), words) {
			g.t.Errorf("%q stands in the log", words)
		}
	}
	g.t.Logf("followed from the first command to the last in %v", time.Since(began).Round(100*time.Millisecond))
}

// run starts the daemon, which acknowledges what lies in the mailbox.
func (g *guide) run() {
	g.t.Helper()
	if g.runs {
		return
	}
	g.runs = true
	began := time.Now()
	if err := g.program.Start(g.env...); err != nil {
		g.t.Fatal(err)
	}
	until(g.t, 30*time.Second, "a resident is acknowledged", func() bool {
		return g.cloud.sent("r1@residents.example") == 1
	})
	g.t.Logf("the first acknowledgement %v after the start", time.Since(began).Round(100*time.Millisecond))
}

// does runs a command beside the configuration.
func (g *guide) does(args []string) string {
	g.t.Helper()
	cmd := exec.CommandContext(g.t.Context(), g.program.Path, args...)
	cmd.Dir, cmd.Env = filepath.Dir(g.program.Config), append(os.Environ(), g.env...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		g.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "warning policy") {
			said.WriteString(lines.Text() + "\n")
		}
		if at := regexp.MustCompile(`https://accounts\.google\.com\S+`).FindString(lines.Text()); at != "" {
			g.allows(at)
		}
	}
	if err := cmd.Wait(); err != nil {
		g.t.Errorf("%q: %v\n%s", args, err, said.String())
	}
	return said.String()
}

// allows is the owner of the mailbox at Google's page, whose browser comes back.
func (g *guide) allows(page string) {
	g.t.Helper()
	at, err := url.Parse(page)
	if err != nil {
		g.t.Fatal(err)
	}
	q := at.Query()
	resp, err := http.Get(q.Get("redirect_uri") + "/?" + url.Values{"state": {q.Get("state")},
		"code": {g.cloud.secrets["authorization_code"]}}.Encode())
	if err != nil {
		g.t.Fatal(err)
	}
	resp.Body.Close()
}

// serviceAccount is a key as Google's console makes it.
func serviceAccount(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]string{"type": "service_account", "private_key_id": "1",
		"client_email": "complaintsd@project.iam.gserviceaccount.com",
		"private_key":  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestTheGuides follows each guide of docs to the letter with the built program, over TLS and by the names of the
// servers it has, at doubles that take nothing but access tokens: every command of the guide, in its order.
func TestTheGuides(t *testing.T) {
	t.Parallel()
	const box = "complaints@landlord.example"
	for _, tc := range []struct {
		name, file, report string
		secrets            map[string]string
		password           string
		begin              func(*guide) []string
	}{
		{"Microsoft 365 by SMTP", "install-microsoft365.md", "", map[string]string{"client_id": "CLIENT-ID",
			"client_secret": "the secret's value"}, "", func(g *guide) []string {
			g.secret("client-secret", "the secret's value")
			return []string{g.block("mailbox", "oauth"), g.block("smtp", "office365"), g.block("alerts", "url")}
		}},
		{"Microsoft 365 by Graph", "install-microsoft365.md", "", map[string]string{"client_id": "CLIENT-ID",
			"client_secret": "the secret's value"}, "", func(g *guide) []string {
			g.secret("client-secret", "the secret's value")
			return []string{g.block("mailbox", "oauth"), g.block("smtp", "graph"), g.block("alerts", "url")}
		}},
		{"Google with a refresh token", "install-google.md", "mx.google.com; ", map[string]string{
			"client_id": "123-abc.apps.googleusercontent.com", "client_secret": "s", "refresh_token": "r-1",
			"authorization_code": "4/code"}, "", func(g *guide) []string {
			g.secret("client-secret", "s")
			return []string{g.block("mailbox", "oauth"), g.block("alerts", "url")}
		}},
		{"Google with a service account", "install-google.md", "mx.google.com; ", nil, "", func(g *guide) []string {
			g.secret("service-account.json", serviceAccount(g.t))
			instead := regexp.MustCompile(`(?m)^ +(oauth: \{provider: google, service_account.*)$`).FindStringSubmatch(g.text)
			g.text = regexp.MustCompile(".*complaintsd oauth google.*\n").ReplaceAllString(g.text, "") // of the other way
			part := regexp.MustCompile(`(?m)^  oauth:\n(?:    .*\n)+`).ReplaceAllString(g.block("mailbox", "oauth"),
				"  "+instead[1]+"\n")
			return []string{strings.ReplaceAll(part, "oauth: {provider: google}", instead[1]), g.block("alerts", "url")}
		}},
		{"any other server", "install-imap.md", "mx.landlord.example; ", nil, "right password", func(g *guide) []string {
			g.secret("mailbox-password", "right password")
			return []string{g.block("mailbox", "password"), g.block("alerts", "url")}
		}},
		{"any other server, under systemd", "install-imap.md", "mx.landlord.example; ", nil, "right password",
			func(g *guide) []string {
				g.secret("mailbox-password", "right password")
				g.env = []string{"CREDENTIALS_DIRECTORY=" + g.dir}
				return []string{strings.ReplaceAll(g.block("mailbox", "password"), "file:"+g.dir+"/", "cred:"),
					g.block("alerts", "url")}
			}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, box)
			c.report, c.secrets, c.password = tc.report, tc.secrets, tc.password
			g := openGuide(t, tc.file, c)
			to := newChat(t)
			g.secret("alerts-url", to.URL)
			if err := c.arrives("residents.example", complaintMail(1)); err != nil {
				t.Fatal(err)
			}
			g.configured(append(tc.begin(g), g.network())...)
			g.follow()
			if said := to.String(); said != "" {
				t.Errorf("an alarm was told: %s", said)
			}
		})
	}
}
