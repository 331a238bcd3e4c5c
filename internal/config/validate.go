package config

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"complaints/internal/choice"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/reading"

	"github.com/robfig/cron/v3"
)

// Validate checks what decoding cannot: each finding is a sentence that says what to change.
func (c Config) Validate() error {
	var faults []error
	say := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	c.validateLandlord(say)
	c.validateFace(say)
	c.validatePeople(say)
	c.validateSettings(say)
	c.validateMode(say)
	for name, line := range map[string]string{
		"sweep": c.Schedule.Sweep, "morning_report": c.Schedule.MorningReport, "housekeeping": c.Schedule.Housekeeping,
	} {
		if _, err := ParseCron(line); err != nil {
			say("schedule.%s: %w", name, err)
		}
	}
	c.validateLimits(say)
	c.validateAlerts(say)
	if !slices.Contains([]string{"tell", "take", "leave"}, c.Mailbox.Junk) {
		say("mailbox.junk is %q: use tell, take or leave", c.Mailbox.Junk)
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
	return c.atLines(errors.Join(faults...))
}

func (c Config) validateAlerts(say sayer) {
	who := c.Alerts.Operator
	if who == "" {
		return
	}
	checkAddress(say, "alerts.operator", who)
	if own, ok := c.ownAddress(who); ok {
		say("alerts.operator is %s, which leads to the complaints mailbox itself (%s): write the address of whoever "+
			"looks after the program", who, own)
	}
}

// sayer is told what is wrong. The sentence begins with the key, by which its line is found.
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
	for i, address := range c.Mailbox.Addresses {
		checkAddress(say, fmt.Sprintf("mailbox.addresses[%d]", i+1), address)
	}
}

func (c Config) validatePeople(say sayer) {
	r := c.People
	for key, who := range map[string]people.Contact{
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
		if p.Manager.Email != "" && r.Same(p.Manager, p.Director) {
			say("people.areas.%s has the same person as manager and director: "+
				"stage 2 must be reviewed by somebody else", area)
		}
		if near, ok := choice.Nearest(string(area), reading.AreaNames()); ok && near != string(area) &&
			c.Scope.Folder == "" && r.Areas[reading.Area(near)].Manager.Email == "" {
			say("people.areas.%s is no area that messages are given to: write %s, if that is what you mean", area, near)
		}
	}
	for key, who := range c.contacts() {
		c.validateContact(say, key, who)
	}
	c.validateAliases(say)
}

// contacts yields everybody on the register with their key.
func (c Config) contacts() iter.Seq2[string, people.Contact] {
	r := c.People
	return func(yield func(string, people.Contact) bool) {
		all := []struct {
			key string
			who people.Contact
		}{{"complaints_team", r.Team}, {"complaints_lead", r.Lead}, {"chief_executive", r.ChiefExecutive},
			{"board", r.Board},
			{"data_protection_officer", r.DPO}, {"out_of_hours", r.OutOfHours}}
		for _, area := range slices.Sorted(maps.Keys(r.Areas)) {
			p, part := r.Areas[area], "areas."+string(area)
			all = append(all, []struct {
				key string
				who people.Contact
			}{{part + ".manager", p.Manager}, {part + ".deputy", p.Deputy}, {part + ".director", p.Director}}...)
		}
		for _, one := range all {
			if !yield("people."+one.key, one.who) {
				return
			}
		}
	}
}

// Office is whoever holds an office of the register, as complaints_team or repairs.manager.
func (c Config) Office(name string) (people.Contact, bool) {
	for key, who := range c.contacts() {
		if (key == "people."+name || key == "people.areas."+name) && who.Email != "" {
			return who, true
		}
	}
	return people.Contact{}, false
}

func (c Config) validateContact(say sayer, key string, who people.Contact) {
	if who.Email == "" {
		if who.Name+who.Title+who.Phone != "" && strings.HasSuffix(key, ".deputy") {
			say("%s has no email: nobody can be written to there", key)
		}
	} else {
		checkAddress(say, key+".email", who.Email)
	}
	if own, ok := c.ownAddress(who.Email); ok {
		say("%s.email is %s, which leads to the complaints mailbox itself (%s): its mail counts as our own, so "+
			"no answer "+
			"from there would be heard, and letters to it would come back to us. Give them another address, one that "+
			"leads to people", key, who.Email, own)
	}
	if who.Phone != "" && !e164.MatchString(who.Phone) {
		say("%s.phone: the phone number %q must be quoted and begin with +, as \"+441632960000\"", key, who.Phone)
	}
}

// ownAddress reports whether an address leads to a mailbox of ours, whatever stands after a plus, and names the address
// of ours that it is.
func (c Config) ownAddress(address string) (own string, ok bool) {
	address = withoutPlus(address)
	for _, own := range c.OwnAddresses() {
		if own != "" && withoutPlus(own) == address {
			return own, true
		}
	}
	return "", false
}

func withoutPlus(address string) string {
	local, host, ok := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	if !ok {
		return local
	}
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + host
}

// validateAliases: an alias that leads from the mailbox would make everything that we write a colleague's, and one that
// leads to nobody has no effect.
func (c Config) validateAliases(say sayer) {
	for from, to := range c.People.Aliases {
		if own, ok := c.ownAddress(from); ok {
			say("people.aliases: %s leads to the complaints mailbox itself (%s) and cannot be a colleague's: "+
				"take it out, "+
				"or write another address", from, own)
		}
		if own, ok := c.ownAddress(to); ok {
			say("people.aliases: %s leads to %s, the mailbox's own address (%s): write the address of the "+
				"person as it "+
				"stands under people, another address than the mailbox's", from, to, own)
		} else if _, ok := c.People.Find(to); !ok {
			say("people.aliases: %s leads to %s, who is nobody under people: write the address that stands there",
				from, to)
		}
		checkAddress(say, "people.aliases", from)
	}
}

var e164 = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)

func checkAddress(say sayer, where, address string) {
	a, err := mail.ParseAddress(address)
	switch {
	case err == nil && a.Address == address && !strings.HasSuffix(address, ".") && !strings.Contains(address, ".."):
	case err == nil && a.Address != address:
		say("%s: %q is not an e-mail address alone: write %s", where, address, a.Address)
	default:
		say("%s: %q is not an e-mail address: write one as name@example.org", where, address)
	}
}

// validateLimits checks that numbers and lengths of time are ones with which the daemon can work.
func (c Config) validateLimits(say sayer) {
	for _, n := range []struct {
		key                string
		value, least, most int
	}{
		{"limits.message_bytes", int(c.Limits.MessageBytes), 1 << 20, 1 << 30},
		{"limits.letters_per_sender", c.Limits.LettersPerSender, 1, 1000},
		{"limits.batch", c.Limits.Batch, 1, 10_000}, {"limits.send_connections", c.Limits.SendConnections, 1, 50},
		{"limits.mails_per_minute", c.Limits.MailsPerMinute, 0, 100_000},
		{"mailbox.reports_above", c.Mailbox.ReportsAbove, 0, 100}, {"store.keep_for", c.Store.KeepFor, 1, 1200},
	} {
		if n.value < n.least || n.value > n.most {
			say("%s is %d: it must be %d or more, and no more than %d", n.key, n.value, n.least, n.most)
		}
	}
	for _, d := range []struct {
		key                string
		value, least, most time.Duration
	}{
		{"mailbox.poll", c.Mailbox.Poll, time.Second, 24 * time.Hour},
		{"mailbox.timeout", c.Mailbox.Timeout, time.Second, 10 * time.Minute},
		{"mailbox.silent_for", c.Mailbox.SilentFor, time.Second, 7 * 24 * time.Hour},
		{"smtp.timeout", c.SMTP.Timeout, time.Second, 10 * time.Minute},
		{"sms.timeout", c.SMS.Timeout, time.Second, 10 * time.Minute},
		{"scope.adviser.timeout", c.Scope.Adviser.Timeout, 10 * time.Millisecond, 10 * time.Minute},
		{"alerts.after", c.Alerts.After, time.Minute, 7 * 24 * time.Hour},
		{"letters.old_tokens", c.Letters.OldTokens, time.Minute, 10 * 366 * 24 * time.Hour},
	} {
		if d.value < d.least || d.value > d.most {
			say("%s is %s: it must be between %s and %s", d.key, short(d.value), short(d.least), short(d.most))
		}
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
			say("settings.%s is %d, which is outside the office hours of %d to %d: write an hour from %d to %d",
				key, hour, s.Hours.Open, s.Hours.Close, s.Hours.Open, s.Hours.Close-1)
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

// validateMode: only letters to residents have a mode of their own, and advice to somebody in danger has none.
func (c Config) validateMode(say sayer) {
	for _, id := range slices.Sorted(maps.Keys(c.Mode.Letters)) {
		switch row := letter.Of(id); {
		case row.File == "":
			say("mode.letters names %s, which is no letter: \"complaintsd letters list\" has their ids", id)
		case row.To == letter.Staff:
			say("mode.letters names %s, which goes to staff: only letters to residents, which begin with L, have a "+
				"mode of their own", id)
		case id == letter.Emergency:
			say("mode.letters names %s, the advice to somebody in danger, which waits for nobody: take it out", id)
		}
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
		return nil, fmt.Errorf("%q is not a cron line: use five fields (minute, hour, day, month, weekday), as "+
			"\"0 8 * * *\"", line)
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
