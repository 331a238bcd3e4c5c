package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"complaints/internal/choice"
	"complaints/internal/loopback"
)

// ValidateServers checks what run needs and stories do not: mailbox, mail server, number, database, and that every
// secret is where the configuration says.
func (c Config) ValidateServers() error {
	var faults []error
	say := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	c.validateMailboxes(say)
	c.validateSMTP(say)
	if _, err := c.Letters.Key(); err != nil {
		say("%w", err)
	}
	if _, err := c.StoreURL(); err != nil {
		say("%w", err)
	}
	c.checkSecrets(say)
	c.validateSMS(say)
	for key, secret := range map[string]Secret{"alerts.url": c.Alerts.URL, "monitor.heartbeat": c.Monitor.Heartbeat} {
		if address, err := secret.Reveal(); err == nil && address != "" {
			u, err := url.Parse(address)
			if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback.Is(u.Hostname())) {
				say("%s must be an address that begins with https://", key)
			}
		}
	}
	if c.Monitor.Listen != "" {
		checkListen(say, "monitor.listen", c.Monitor.Listen)
		if c.Monitor.Listen == c.SMS.Listen {
			say("monitor.listen is the address of sms.listen, which the internet reaches: choose another port")
		}
	}
	return c.atLines(errors.Join(faults...))
}

func (c Config) validateMailboxes(say sayer) {
	users := map[string]bool{}
	for i, box := range c.Mailbox.All() {
		key := "mailbox"
		if i > 0 {
			key = fmt.Sprintf("mailbox.others[%d]", i)
		}
		checkServer(say, key, box.Server, box.TLS, "mail.example.org:993")
		switch {
		case box.User == "":
			say("%s.user is missing: give the name by which the account logs in", key)
		case users[box.User]:
			say("%s.user reads the account of %s once more: list all its folders in one place", key, box.User)
		case box.Password == "" && box.OAuth.Provider == "":
			say("%s.password is missing: give it as env:NAME or file:PATH, or fill in %s.oauth", key, key)
		case box.Password != "" && box.OAuth.Provider != "":
			say("%s.password stands beside %s.oauth, and only one of them could be used: take one out", key, key)
		}
		users[box.User] = true
		box.OAuth.validate(say, key+".oauth")
	}
	if c.Mailbox.AuthservID == "" {
		say("mailbox.authserv_id is missing: give your mail server's name as it stands in its " +
			"Authentication-Results, so that staff replies can be proved; microsoft365 at Microsoft, mx.google.com " +
			"at Google")
	}
}

func (c Config) validateSMTP(say sayer) {
	s := c.SMTP
	c.SendingOAuth().validate(say, "smtp.oauth")
	if s.By == ByGraph {
		c.validateGraph(say)
		return
	}
	checkServer(say, "smtp", s.Server, s.TLS, "mail.example.org:587")
	switch {
	case s.User == "" && s.Password != "":
		say("smtp.password has no effect without smtp.user: give the name by which to log in, or take the password out")
	case s.User != "" && s.Password == "" && s.OAuth.Provider == "":
		say("smtp.password is missing: give it as env:NAME or file:PATH, or take smtp.user out to send without a login")
	case s.Password != "" && s.OAuth.Provider != "":
		say("smtp.password stands beside smtp.oauth, and only one of them could be used: take one out")
	case s.User == "" && s.OAuth.Provider != "":
		say("smtp.user is missing: give the account as which smtp.oauth logs in")
	}
}

func (c Config) validateGraph(say sayer) {
	s := c.SMTP
	if s.OAuth.Provider != "microsoft" {
		say("smtp.oauth.provider must be microsoft where smtp.by is graph: Microsoft Graph takes letters only with " +
			"its access tokens")
	}
	if s.Password != "" {
		say("smtp.password has no effect where smtp.by is graph: take it out")
	}
	u, err := url.Parse(s.Server)
	if s.Server != "" && (err != nil || u.Host == "" || !strings.HasPrefix(u.Scheme, "http")) {
		say("smtp.server is %q, and smtp.by is graph: leave it out, or give Graph's address, as "+
			"https://graph.microsoft.com/v1.0", s.Server)
	}
}

// providers are the services whose tokens are known here.
var providers = []string{"microsoft", "google"}

// validate says what an OAuth part lacks, and what in it has no effect.
func (o OAuth) validate(say sayer, key string) {
	given := map[string]bool{"tenant": o.Tenant != "", "client_id": o.ClientID != "", "token_url": o.TokenURL != "",
		"client_secret": o.ClientSecret != "", "refresh_token": o.RefreshToken != "",
		"service_account": o.ServiceAccount != ""}
	need := func(name, why string) {
		if !given[name] {
			say("%s.%s is missing: %s", key, name, why)
		}
	}
	switch o.Provider {
	case "":
		for _, name := range []string{"tenant", "client_id", "client_secret", "refresh_token", "token_url",
			"service_account"} {
			if given[name] {
				say("%s.%s has no effect without %s.provider: write provider: microsoft or google", key, name, key)
			}
		}
		return
	case "microsoft":
		if o.TokenURL == "" {
			need("tenant", "give the directory (tenant) ID of the app registration, or the tenant's domain")
		}
		if o.ServiceAccount != "" {
			say("%s.service_account has no effect at Microsoft: take it out", key)
		}
		if o.RefreshToken == "" {
			need("client_secret", "give the secret's value of the app registration, as env:NAME or file:PATH")
		}
	case "google":
		if o.Tenant != "" {
			say("%s.tenant has no effect at Google: take it out", key)
		}
		if o.ServiceAccount != "" {
			for _, name := range []string{"client_id", "client_secret", "refresh_token"} {
				if given[name] {
					say("%s.%s has no effect beside %s.service_account: take one of them out", key, name, key)
				}
			}
			return
		}
		need("client_secret", "give the secret of the OAuth client, as env:NAME or file:PATH")
		need("refresh_token", "give the token that the mailbox's owner has granted, as file:PATH "+
			"(\"complaintsd oauth google\" gets one), or a service_account")
	default:
		say("%s.provider: %w", key, choice.Unknown(o.Provider, providers))
		return
	}
	need("client_id", "give the application (client) ID")
	if u, err := url.Parse(o.TokenURL); o.TokenURL != "" && (err != nil || u.Host == "") {
		say("%s.token_url is %q: give the whole address, as https://login.example.org/token", key, o.TokenURL)
	}
}

func (c Config) validateSMS(say sayer) {
	s := c.SMS
	if s.Listen != "" {
		checkListen(say, "sms.listen", s.Listen)
	}
	if s.AccountSID == "" {
		return
	}
	if s.AuthToken == "" {
		say("sms.auth_token is missing: give it as env:NAME or file:PATH")
	}
	u, err := url.Parse(s.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		say("sms.public_url is %q: give the whole address that Twilio calls, as %s",
			s.PublicURL, "https://complaints.example.org/sms")
	}
	switch {
	case s.From == "" && s.MessagingService == "":
		say("sms.from is missing: give the number as \"+441632960000\", or a messaging_service_sid")
	case s.From != "" && s.MessagingService != "":
		say("sms.messaging_service_sid stands beside sms.from, and texts can only leave by one of them: take one out")
	case s.From != "" && !e164.MatchString(s.From):
		say("sms.from is %q: quote it and begin with +, as \"+441632960000\"", s.From)
	}
}

// checkListen says what is wrong with an address to listen at.
func checkListen(say sayer, key, listen string) {
	_, port, err := net.SplitHostPort(listen)
	number, notANumber := strconv.ParseUint(port, 10, 16)
	if err != nil || notANumber != nil || number == 0 {
		say("%s is %q: give address and port, as 127.0.0.1:8080", key, listen)
	}
}

// checkServer says what is wrong with a server and how it is spoken to.
func checkServer(say sayer, key, server, tls, as string) {
	host, port, err := net.SplitHostPort(server)
	number, notANumber := strconv.ParseUint(port, 10, 16)
	_, rest, isURL := strings.Cut(server, "://")
	switch {
	case server == "":
		say("%s.server is missing: give host and port of the server, as %s", key, as)
		return
	case isURL:
		say("%s.server is %q: write host and port alone, without %s://, as %s", key, server,
			strings.TrimSuffix(server, "://"+rest), as)
		return
	case err != nil || host == "":
		say("%s.server is %q: give host and port, as %s", key, server, as)
		return
	case notANumber != nil || number == 0:
		say("%s.server is %q: the port must be a number between 1 and 65535, as in %s", key, server, as)
		return
	case strings.ContainsAny(host, " /@"):
		say("%s.server is %q: %q is no name of a server; write it as %s", key, server, host, as)
		return
	}
	switch tls {
	case "implicit", "starttls":
	case "none":
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			say("%s.tls is none, which is only allowed on this machine: use implicit or starttls", key)
		}
	default:
		say("%s.tls is %q: use implicit, starttls, or none on this machine", key, tls)
	}
}
