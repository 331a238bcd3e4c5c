package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"

	"github.com/robfig/cron/v3"
)

// Validate checks what decoding cannot: each finding is a sentence that says what to change.
func (c Config) Validate() error {
	var faults []error
	say := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	c.validateLandlord(say)
	c.validatePeople(say)
	c.validateSettings(say)
	for name, line := range map[string]string{
		"sweep": c.Schedule.Sweep, "morning_report": c.Schedule.MorningReport, "housekeeping": c.Schedule.Housekeeping,
	} {
		if _, err := ParseCron(line); err != nil {
			say("schedule.%s: %w", name, err)
		}
	}
	if c.Letters.OldTokens <= 0 {
		say("letters.old_tokens is %s: give how long letters of a replaced secret can be answered, as 336h",
			c.Letters.OldTokens)
	}
	if c.Mailbox.ReportsAbove < 0 {
		say("mailbox.reports_above is %d: 1 is the topmost Received line", c.Mailbox.ReportsAbove)
	}
	if !slices.Contains([]string{"tell", "take", "leave"}, c.Mailbox.Junk) {
		say("mailbox.junk is %q: use tell, take or leave", c.Mailbox.Junk)
	}
	if c.Store.KeepFor <= 0 {
		say("store.keep_for is %d: give the months that a closed case is kept, as 72", c.Store.KeepFor)
	}
	if c.Store.Notes == "" {
		say("store.notes is empty: name a file that the daemon's user may write, as complaintsd.sent")
	}
	if c.Scope.Refuse != "suggest" {
		say("scope.refuse is %q: the only value is suggest, because only a person may refuse a complaint",
			c.Scope.Refuse)
	}
	if !regexp.MustCompile(`^[A-Z]{1,6}$`).MatchString(c.Letters.RefPrefix) {
		say("letters.ref_prefix is %q: use one to six capital letters, as HC", c.Letters.RefPrefix)
	}
	return errors.Join(faults...)
}

type sayer func(format string, args ...any)

func (c Config) validateLandlord(say sayer) {
	l := c.Landlord
	for key, value := range map[string]string{
		"name": l.Name, "short_name": l.ShortName, "email": l.Email,
		"phone": l.Phone, "emergency_phone": l.EmergencyPhone,
	} {
		if strings.TrimSpace(value) == "" {
			say("landlord.%s is missing: letters cannot be written without it", key)
		}
	}
	if len(l.HowToComplain) == 0 {
		say("landlord.how_to_complain is empty: list the ways in which a resident can complain")
	}
	if len(l.OmbudsmanList) == 0 {
		say("landlord.ombudsman_contact is empty: list how the ombudsman can be reached (phone, post, website)")
	}
	if l.Email != "" {
		checkAddress(say, "landlord.email", l.Email)
	}
}

func (c Config) validatePeople(say sayer) {
	r := c.People
	for key, who := range map[string]complaint.Contact{
		"complaints_team": r.Team, "chief_executive": r.ChiefExecutive,
		"data_protection_officer": r.DPO, "out_of_hours": r.OutOfHours,
	} {
		if who.Email == "" {
			say("people.%s has no email: somebody must be there", key)
		}
	}
	if len(r.Areas) == 0 {
		say("people.areas is empty: name at least one area with its manager, deputy and director")
	}
	for area, p := range r.Areas {
		if p.Manager.Email == "" || p.Director.Email == "" {
			say("people.areas.%s needs a manager and a director, each with an email", area)
		}
		if p.Manager.Email != "" && strings.EqualFold(p.Manager.Email, p.Director.Email) {
			say("people.areas.%s has the same person as manager and director: "+
				"stage 2 must be reviewed by somebody else", area)
		}
	}
	for _, who := range r.Everyone() {
		checkAddress(say, "people", who.Email)
		if who.Phone != "" && !e164.MatchString(who.Phone) {
			say("people: the phone number %q must be quoted and begin with +, as \"+441632960000\"", who.Phone)
		}
	}
}

var e164 = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)

func checkAddress(say sayer, where, address string) {
	if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
		say("%s: %q is not an e-mail address", where, address)
	}
}

func (c Config) validateSettings(say sayer) {
	s := c.Settings
	if s.Hours.Open < 0 || s.Hours.Close > 24 || s.Hours.Open >= s.Hours.Close {
		say("settings.hours: open (%d) must come before close (%d), both between 0 and 24", s.Hours.Open, s.Hours.Close)
	}
	for key, hour := range map[string]int{
		"page_hour": s.PageHour, "default_hour": s.DefaultHour,
		"reminder_hour": s.ReminderHour, "late_hour": s.LateHour,
	} {
		if hour < s.Hours.Open || hour >= s.Hours.Close {
			say("settings.%s is %d, which is outside the office hours of %d to %d",
				key, hour, s.Hours.Open, s.Hours.Close)
		}
	}
	if s.WaitMinutes < 0 || s.WaitMinutes > 12*60 {
		say("settings.wait_minutes is %d: it must be between 0 and 720", s.WaitMinutes)
	}
	for key, n := range map[string]int{
		"update_every": s.UpdateEvery, "extension_cap": s.ExtensionCap, "settle_days": s.SettleDays,
		"answer_min_length": s.AnswerMinLength, "keep_answered_for": s.KeepAnsweredFor,
		"reopen_settled_for": s.ReopenSettledFor, "alert_again_minutes": s.AlertAgainMinutes,
	} {
		if n <= 0 {
			say("settings.%s is %d: it must be more than 0", key, n)
		}
	}
}

// ValidateServers checks what run needs and stories do not: mailbox, mail server, number, database.
func (c Config) ValidateServers() error {
	var faults []error
	say := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	users := map[string]bool{}
	for i, box := range c.Mailbox.All() {
		key := "mailbox"
		if i > 0 {
			key = fmt.Sprintf("mailbox.others[%d]", i)
		}
		checkServer(say, key, box.Server, box.TLS)
		switch {
		case i > 0 && box.User == "":
			say("%s has no user: give the account's name", key)
		case users[box.User]:
			say("%s reads the account of %s once more: list all its folders in one place", key, box.User)
		}
		users[box.User] = true
	}
	checkServer(say, "smtp", c.SMTP.Server, c.SMTP.TLS)
	if _, err := c.Letters.Key(); err != nil {
		say("%w", err)
	}
	if c.Mailbox.AuthservID == "" {
		say("mailbox.authserv_id is missing: give your mail server's name as it stands in its " +
			"Authentication-Results, so that staff replies can be proved")
	}
	if c.SMS.AccountSID != "" {
		if u, err := url.Parse(c.SMS.PublicURL); err != nil || u.Host == "" {
			say("sms.public_url is %q: give the whole address that Twilio calls, as %s",
				c.SMS.PublicURL, "https://complaints.example.org/sms")
		}
		if c.SMS.From == "" && c.SMS.MessagingService == "" {
			say("sms.from is missing: give the number as \"+441632960000\", or a messaging_service_sid")
		}
		if c.SMS.From != "" && !e164.MatchString(c.SMS.From) {
			say("sms.from is %q: quote it and begin with +, as \"+441632960000\"", c.SMS.From)
		}
	}
	return errors.Join(faults...)
}

func checkServer(say sayer, key, server, tls string) {
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		say("%s.server is %q: give host and port, as mail.example.org:993", key, server)
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

// ParseCron reads a cron line and refuses one that can never run. Lines that run between one and two at night
// are refused too: twice a year that hour is missing or comes twice.
func ParseCron(line string) (s cron.Schedule, err error) {
	defer func() { // the parser panics on some lines with a zone and nothing else
		if r := recover(); r != nil {
			err = fmt.Errorf("%q is not a cron line: use five fields, as \"0 8 * * *\"", line)
		}
	}()
	if strings.Contains(line, "TZ=") {
		return nil, fmt.Errorf("%q names a time zone: leave it out, the policy's zone is used", line)
	}
	s, err = cron.ParseStandard(line)
	if err != nil {
		return nil, fmt.Errorf("%q is not a cron line (%v): use five fields, as \"0 8 * * *\"", line, err)
	}
	if s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("%q can never come: correct the day or month", line)
	}
	if fields := strings.Fields(line); len(fields) == 5 && fields[1] == "1" {
		return nil, fmt.Errorf("%q runs between one and two at night, an hour that is missing or comes twice when "+
			"the clocks change: choose another hour", line)
	}
	return s, nil
}
