package config

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"complaints/internal/loopback"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure"
)

// Warnings says what in a configuration that can be used will surprise whoever wrote it: settings that have no effect,
// a server that is spoken to in an unusual way, areas in which nobody is left to review.
func (c Config) Warnings() []string {
	var says []string
	say := func(format string, args ...any) {
		f := Fault{Says: fmt.Sprintf(format, args...)}
		says = append(says, c.atLines(f).Error())
	}
	c.idleTexts(say)
	c.idleAdviser(say)
	c.idleMail(say)
	if host, _, err := net.SplitHostPort(c.Monitor.Listen); err == nil && !loopback.Is(host) {
		say("monitor.listen is %s, which others than this machine may reach: what it shows names nobody, and says how "+
			"much waits and what is out of order. Write %s, or let a web server ask who it is", c.Monitor.Listen,
			MonitorListen)
	}
	if address, _ := c.StoreURL(); strings.HasPrefix(address, "sqlite:") && c.set("store.notes") &&
		c.Store.Notes != Default().Store.Notes {
		say("store.notes has no effect with SQLite, which notes beside its own file: take it out")
	}
	if strings.HasPrefix(c.Landlord.Website, "http") {
		if u, err := url.Parse(c.Landlord.Website); err != nil || u.Host == "" {
			say("landlord.website is %q: give the whole address, as https://www.example.org", c.Landlord.Website)
		}
	}
	c.reviewers(say)
	c.approvers(say)
	if c.file != "" && !c.set("policy.profile") {
		say("policy.profile is not set, and so %s is in force: name the profile that your policy follows",
			c.Policy.Profile)
	}
	if p, err := c.Profile(c.Policy.Profile); err == nil {
		c.idlePolicy(say, p)
	}
	return says
}

// approvers: areas whose Director approves answers, and so reviews none, where nobody else is left to.
func (c Config) approvers(say sayer) {
	r := c.People
	if c.Staff.Approve != procedure.ApprovedByDirector {
		return
	}
	for _, area := range slices.Sorted(maps.Keys(r.Areas)) {
		p := r.Areas[area]
		part := []people.Contact{p.Manager, p.Deputy, p.Director, r.Team, r.Lead}
		others := append(r.Directors(), r.ChiefExecutive, r.Board)
		if !slices.ContainsFunc(others, func(who people.Contact) bool {
			return who.Email != "" && !slices.ContainsFunc(part, func(a people.Contact) bool { return r.Same(a, who) })
		}) {
			say("staff.approve is director, and whoever approved an answer does not review it (P15): nobody is left "+
				"to review in %s. Write team, or name another Director or a chief executive", area)
		}
	}
}

// idleTexts: settings of texts where no text can come or go.
func (c Config) idleTexts(say sayer) {
	s := c.SMS
	if s.AccountSID == "" {
		for _, key := range []string{"listen", "auth_token", "from", "messaging_service_sid", "public_url"} {
			if c.given("sms." + key) {
				say("sms.%s has no effect without sms.account_sid: no text is taken in or sent. Give the "+
					"account, or take "+
					"the part sms out", key)
			}
		}
		return
	}
	if s.Listen == "" {
		say("sms.listen is missing: no text and no delivery report can come in. Give an address behind your web " +
			"server, as 127.0.0.1:8080")
	}
	if u, err := url.Parse(s.PublicURL); err == nil && u.Scheme == "http" && !loopback.Is(u.Hostname()) {
		say("sms.public_url begins with http: what residents write would cross the internet for all to read. Give " +
			"the webhook an address that begins with https://")
	}
}

func (c Config) idleAdviser(say sayer) {
	if c.Scope.Adviser.URL != "" {
		if c.Scope.Adviser.Model == "" {
			say("scope.adviser.model is missing: name the language model that scope.adviser.url is to run")
		}
		return
	}
	for _, key := range []string{"model", "key", "timeout", "allow_remote"} {
		if c.given("scope.adviser." + key) {
			say("scope.adviser.%s has no effect without scope.adviser.url: give the address of the language "+
				"model, or take "+
				"scope.adviser out", key)
			return
		}
	}
}

// given reports whether a key stands in the file with another value than the usual one.
func (c Config) given(key string) bool {
	if !c.set(key) {
		return false
	}
	is, usual := valueAt(c, key), valueAt(Default(), key)
	return is != usual
}

// idleMail: ports that speak another language than the one that is set, and reports that nobody believes.
func (c Config) idleMail(say sayer) {
	usual := map[string]string{"993": "implicit", "465": "implicit", "143": "starttls", "587": "starttls",
		"25": "starttls"}
	for _, s := range []struct{ key, server, tls string }{{"mailbox", c.Mailbox.Server, c.Mailbox.TLS},
		{"smtp", c.SMTP.Server, c.SMTP.TLS}} {
		_, port, _ := net.SplitHostPort(s.server)
		if want := usual[port]; want != "" && s.tls != "none" && s.tls != want {
			say("%s.tls is %s, and servers at port %s usually speak %s: if no connection comes about, write "+
				"tls: %s", s.key,
				s.tls, port, want, want)
		}
	}
	if c.Mailbox.AuthservID == "none" && c.Mailbox.ReportsAbove > 0 {
		say("mailbox.reports_above has no effect while mailbox.authserv_id is none")
	}
	for i, address := range c.Mailbox.Addresses {
		if strings.EqualFold(address, c.Landlord.Email) {
			say("mailbox.addresses[%d] is landlord.email, which is known already: take it out", i+1)
		}
	}
}

// reviewers names the areas in which everybody who may review at stage 2 is somebody who may act at stage 1 (P15).
func (c Config) reviewers(say sayer) {
	r := c.People
	acts := func(p []people.Contact, who people.Contact) bool {
		return slices.ContainsFunc(p, func(a people.Contact) bool { return r.Same(a, who) })
	}
	for _, area := range slices.Sorted(maps.Keys(r.Areas)) {
		p := r.Areas[area]
		stage1 := []people.Contact{p.Manager, p.Deputy, r.Team, r.Lead}
		free := func(who people.Contact) bool { return who.Email != "" && !acts(stage1, who) }
		switch {
		case free(p.Director):
		case slices.ContainsFunc(append(r.Directors(), r.ChiefExecutive), free):
			say("people.areas.%s.director may have acted at stage 1 as manager, deputy or team, and then does "+
				"not review "+
				"(P15): another Director or the chief executive will. Name a Director who has no other part in "+
				"this area",
				area)
		default:
			say("people.areas.%s leaves no reviewer for stage 2 (P15): every Director and the chief executive "+
				"may have "+
				"acted at stage 1 as manager, deputy or team. Name a Director, or a chief executive, who has no "+
				"part in it",
				area)
		}
	}
}

// idlePolicy: overrides of the policy that change nothing.
func (c Config) idlePolicy(say sayer, p policy.Policy) {
	idle := func(key string, effect bool, why string) {
		if c.set(overrides+"."+key) && !effect {
			say("%s.%s has no effect: %s", overrides, key, why)
		}
	}
	idle("external.direct_after", p.External.Mode == policy.DesignatedPerson, "it counts only where external.mode is "+
		"designated_person")
	idle("external.superseded_from", false, "it is a remark of the profile")
	idle("informal.target", p.Informal.Mode == policy.Sequential, "it counts only where informal.mode is sequential")
	idle("time_limit.from", p.TimeLimit.Months > 0, "time_limit.months is not set, so no matter is too old")
	windows := p.NextStageWindow != nil
	limits := len(p.Stages) > 0
	for _, s := range p.Stages {
		windows = windows || s.NextStageWindow != nil
		limits = limits && s.Extension.Max != nil
	}
	if c.given("settings.window_closed_letter") && !windows {
		say("settings.window_closed_letter has no effect: the policy sets no time to ask for the next stage")
	}
	if c.given("settings.extension_cap") && limits {
		say("settings.extension_cap has no effect: the policy says itself how far an answer can be put off")
	}
	if c.Policy.Profiles != "" && p.ID != "" && slices.Contains(builtIn(), p.ID) {
		say("policy.profiles names a file of profiles, and policy.profile is %s, which is built in: name one of "+
			"the file's "+
			"own, or take the line out", p.ID)
	}
}
