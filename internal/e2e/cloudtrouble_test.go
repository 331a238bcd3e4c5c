package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"

	"github.com/emersion/go-smtp"
)

// cloudTrouble is a trouble with an account at Microsoft 365 or Google.
type cloudTrouble struct {
	name    string
	way     string // how letters leave
	begin   func(*cloud)
	unread  bool     // the mailbox cannot be read either
	told    []string // what alerts.url says
	through []string // what it says of the reason
}

func graphAnswers(status int, code, why string) func(*cloud) {
	return func(c *cloud) {
		c.answers = func(w http.ResponseWriter) bool {
			w.Header().Set("Retry-After", "40")
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"error": {"code": %q, "message": %q}}`, code, why)
			return true
		}
	}
}

// refusesTokens takes those back that were given out, and gives out no more.
func refusesTokens(code, why string) func(*cloud) {
	return func(c *cloud) {
		clear(c.issued)
		c.refuses = func(url.Values) (string, string) { return code, why }
	}
}

var cloudTroubles = []cloudTrouble{
	{"the app's secret has expired", "smtp", refusesTokens("invalid_client",
		"AADSTS7000222: The provided client secret keys for app are expired."), true,
		[]string{"could not be read since", "cannot leave since"}, []string{"AADSTS7000222", "secret keys for app are expired"}},
	{"the grant was revoked", "smtp", refusesTokens("invalid_grant", "Token has been expired or revoked."), true,
		[]string{"could not be read since", "cannot leave since"}, []string{"Token has been expired or revoked"}},
	{"SMTP AUTH is off", "smtp", func(c *cloud) {
		c.denies = &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 139}, Message: "Authentication " +
			"unsuccessful, SmtpClientAuthentication is disabled for the Mailbox"}
	}, false, []string{"cannot leave since"}, []string{"SmtpClientAuthentication is disabled"}},
	{"the way out is throttled", "graph", graphAnswers(429, "ApplicationThrottled", "over its limit"), false,
		[]string{"cannot leave since"}, []string{"set limits.mails_per_minute to 30 or less"}},
	{"the mailbox has no licence", "graph", graphAnswers(404, "MailboxNotEnabledForRESTAPI", "inactive"), false,
		[]string{"cannot leave since"}, []string{"it has no licence: correct smtp.user, or give it a licence"}},
	{"consent was taken back", "graph", graphAnswers(403, "ErrorAccessDenied", "Access is denied."), false,
		[]string{"cannot leave since"}, []string{"grant it Mail.Send (application) with admin consent"}},
}

// TestTroublesOfTheCloud: each trouble with an account in the cloud ends in a sentence that says what to do, told once
// by the way that needs no mail; nothing is lost, and when it is over everything leaves once.
func TestTroublesOfTheCloud(t *testing.T) {
	t.Parallel()
	for _, tc := range cloudTroubles {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			inTown(t, 10, tc.live)
		})
	}
}

const cloudBox, cloudOut, cloudWeb, cloudChat = "127.0.0.1:1143", "127.0.0.1:1587", "127.0.0.1:8443", "127.0.0.1:9000"

func (tc cloudTrouble) live(t *testing.T, town *town, cfg config.Config) {
	c, to := newCloud(t, "complaints@landlord.example"), &chat{}
	c.report, c.secrets = "mail.landlord.example; ", map[string]string{"client_id": "app", "client_secret": "s3cret"}
	mux := http.NewServeMux()
	mux.HandleFunc("/DIRECTORY-ID/oauth2/v2.0/token", c.tokens)
	mux.HandleFunc("/v1.0/", c.graph)
	web, hears := &http.Server{Handler: mux}, &http.Server{Handler: to}
	box, out := c.imapServer(), c.smtpServer(nil)
	town.serve(t, cloudBox, box.Serve, box.Close)
	town.serve(t, cloudOut, out.Serve, out.Close)
	town.serve(t, cloudWeb, web.Serve, web.Close)
	town.serve(t, cloudChat, hears.Serve, hears.Close)
	cfg.Mailbox.Server, cfg.Mailbox.User, cfg.Mailbox.Password = cloudBox, c.box, ""
	cfg.Mailbox.OAuth = config.OAuth{Provider: "microsoft", Tenant: "DIRECTORY-ID", ClientID: "app",
		ClientSecret: "s3cret", TokenURL: "http://" + cloudWeb + "/DIRECTORY-ID/oauth2/v2.0/token"}
	cfg.Mailbox.Poll, cfg.Schedule.Sweep = time.Minute, "* * * * *"
	cfg.SMTP.By, cfg.SMTP.Server, cfg.SMTP.User, cfg.SMTP.OAuth.Provider = config.BySMTP, cloudOut, c.box, "microsoft"
	if tc.way == "graph" {
		cfg.SMTP.By, cfg.SMTP.Server, cfg.SMTP.User = config.ByGraph, "http://"+cloudWeb+"/v1.0", ""
	}
	cfg.Alerts.URL = "http://" + cloudChat
	stop := runDaemon(t, town, cfg)
	writes := func(n int) {
		if err := c.arrives("residents.example", complaintMail(n)); err != nil {
			t.Error(err)
		}
	}
	writes(1)
	time.Sleep(10 * time.Minute)
	if n := c.sent("r1@residents.example"); n != 1 {
		t.Fatalf("before anything happened the resident has %d letters; tokens were asked for %d times", n, len(c.asked))
	}
	c.with(func() { tc.begin(c) })
	if tc.unread {
		town.cut(cloudBox)
	}
	town.cut(cloudOut)
	writes(2)
	time.Sleep(cfg.Mailbox.SilentFor + cfg.Alerts.After + 30*time.Minute)
	for _, words := range append(tc.told, tc.through...) {
		if !to.says(words) {
			t.Errorf("nobody was told %q, but\n%s", words, to)
		}
	}
	if n := strings.Count(to.String(), "true "); n != len(tc.told) {
		t.Errorf("it was told %d times, want %d:\n%s", n, len(tc.told), to)
	}
	for _, secret := range []string{"s3cret", "token-", "residents.example"} {
		if to.says(secret) {
			t.Errorf("%s was told: %s", secret, to)
		}
	}
	c.with(func() { c.refuses, c.answers, c.denies = nil, nil, nil })
	time.Sleep(time.Hour)
	for _, who := range []string{"r1@residents.example", "r2@residents.example"} {
		if n := c.sent(who); n != 1 {
			t.Errorf("when it is over %s has %d letters", who, n)
		}
	}
	if n := strings.Count(to.String(), "false "); n != len(tc.told) {
		t.Errorf("that it is over was told %d times, want %d:\n%s", n, len(tc.told), to)
	}
	stop()
}
