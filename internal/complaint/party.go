package complaint

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Party is the resident.
type Party struct {
	Name      string `json:"name,omitempty"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Address   string `json:"address,omitempty"`
	Tenure    string `json:"tenure,omitempty"`
	Language  string `json:"language,omitempty"`
	TextsOff  bool   `json:"texts_off,omitempty"`  // asked us to stop texting
	MailDead  bool   `json:"mail_dead,omitempty"`  // our last letter by e-mail came back
	PhoneDead bool   `json:"phone_dead,omitempty"` // our last text was not delivered
	NoCalls   bool   `json:"no_calls,omitempty"`   // asked not to be phoned
	OnPaper   bool   `json:"on_paper,omitempty"`   // asked for letters by post

	NoEmails bool `json:"no_emails,omitempty"` // asked not to be written to by e-mail
	// cannot read letters: a person reads each one to them on the phone
	ByPhone     bool   `json:"by_phone,omitempty"`
	LargePrint  bool   `json:"large_print,omitempty"` // needs letters in large print
	Interpreter bool   `json:"interpreter,omitempty"` // needs an interpreter, sign language among them
	Format      string `json:"format,omitempty"`      // needs letters in another form as well: what they said
}

// Channel is how the resident is best written to.
func (c Case) Channel() Channel {
	switch {
	case c.Party.OnPaper || c.Party.ByPhone:
		return Post
	case c.Party.Email != "" && !c.Party.MailDead && !c.Party.NoEmails && c.allows(Email):
		return Email
	case c.Party.Phone != "" && !c.Party.TextsOff && !c.Party.PhoneDead && c.allows(SMS):
		return SMS
	}
	return Post
}

func (c Case) allows(channel Channel) bool {
	_, forbidden := c.Forbids(channel, c.Resident())
	return !forbidden
}

// Needs is what a resident needs, without who they are.
func (p Party) Needs() Party {
	return Party{TextsOff: p.TextsOff, NoCalls: p.NoCalls, NoEmails: p.NoEmails, OnPaper: p.OnPaper,
		ByPhone: p.ByPhone, LargePrint: p.LargePrint, Interpreter: p.Interpreter, Format: p.Format}
}

// WeWill says to the resident what we do about their needs, a sentence each.
func (p Party) WeWill() []string {
	var will []string
	add := func(need bool, sentence string) {
		if need {
			will = append(will, sentence)
		}
	}
	add(p.NoCalls && !p.ByPhone, "We will not phone you.")
	add(p.ByPhone, "We will ring you and read our letters to you.")
	add(p.OnPaper, "We will write to you by post.")
	add(p.NoEmails && !p.OnPaper, "We will not email you.")
	add(p.TextsOff, "We will not text you.")
	add(p.LargePrint, "We will write to you in large print.")
	add(p.Interpreter, "We will have an interpreter with us when we speak with you.")
	add(p.Format != "", "We will send you our letters in the form that you asked for as well.")
	return will
}

// MustDo says to staff what to do about the needs of the resident, a sentence each, before anything else.
func (c Case) MustDo() []string {
	p := c.Party
	var do []string
	add := func(need bool, sentence string) {
		if need {
			do = append(do, sentence)
		}
	}
	for _, r := range c.ContactRules {
		said := ""
		if r.Words != "" {
			said = " They said: \"" + r.Words + "\""
		}
		do = append(do, r.Told()+said)
	}
	do = append(do, c.aboutOthers()...)
	add(p.NoCalls && !p.ByPhone, "Do not phone them. Write instead.")
	add(p.ByPhone, "They cannot read our letters. Ring them and read each one to them.")
	add(p.OnPaper, "They want letters by post.")
	add(p.LargePrint, "They need large print, 18 point or larger. Our letters have it. So must anything else that "+
		"you send.")
	add(p.Interpreter, "Book an interpreter before you speak with them.")
	add(p.Format != "", "They need our letters in another form as well. Please order it.")
	for _, words := range c.Adjustments {
		do = append(do, "They said: \""+words+"\"")
	}
	return do
}

// link is what a mail reader or a phone would make a link of: an address, a host, a number to ring.
var link = regexp.MustCompile(`(?i)://|\bwww\.|@|[\p{L}\d-]{2,}\.(?:[a-z]{2,}/|(?:com|net|org|info|biz|top|xyz|site|` +
	`online|shop|click|link|app|dev|io|me|co|uk|eu|us|ru|cn|de|fr|nl|in|example|invalid)\b)|\d[\d\s()+-]{4,}\d`)

// longestName is of how many characters a name may be that we call anybody by.
const longestName = 60

// WriterName is what we may call a message's writer by, or "". A display name is the sender's own choice, and stands
// after "Dear" in a letter of ours that may go to somebody else: one that is long, or holds an address or a link, is
// not used.
func (m Message) WriterName() string {
	if utf8.RuneCountInString(m.FromName) > longestName || link.MatchString(m.FromName) {
		return ""
	}
	return m.FromName
}

func PartyOf(m Message) Party {
	if m.Channel == SMS {
		return Party{Phone: m.From}
	}
	return Party{Name: m.WriterName(), Email: m.From}
}

// With returns the party with what an earlier case knows of the same resident. Whoever texts us is still texted.
func (p Party) With(earlier Party) Party {
	p.Name = cmp.Or(p.Name, earlier.Name)
	p.Address, p.Tenure = earlier.Address, earlier.Tenure
	if p.Email != "" && !earlier.PhoneDead {
		p.Phone = earlier.Phone
	}
	return p
}

// SpokenFor reports whether the case was begun by somebody who writes for the resident and has no permission yet, and
// we know no way to the resident but them. Files of earlier versions held the writer's address as the resident's.
func (c Case) SpokenFor() bool {
	r := c.Representative
	return !c.Consent && r != (Contact{}) && r.Email == c.Party.Email && r.Phone == c.Party.Phone ||
		!c.Consent && r != (Contact{}) && c.Party.Email == "" && c.Party.Phone == ""
}

var (
	emailInText  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	mobileNumber = regexp.MustCompile(`(?:\+44\s?|\b0)7(?:[\s-]?\d){9}\b`)
)

// ContactIn finds an address or a mobile number in what somebody wrote.
func ContactIn(text string) Contact {
	var c Contact
	if strings.Contains(text, "@") {
		c.Email = strings.ToLower(emailInText.FindString(text))
	}
	if !strings.Contains(text, "07") && !strings.Contains(text, "+44") {
		return c
	}
	if n := mobileNumber.FindString(text); n != "" {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, n)
		c.Phone = "+44" + strings.TrimPrefix(strings.TrimPrefix(digits, "44"), "0")
	}
	return c
}

// Learnt takes over what is newly known. A fresh address makes the channel live again.
func (p Party) Learnt(more Party) Party {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&p.Name, more.Name}, {&p.Address, more.Address}, {&p.Tenure, more.Tenure}, {&p.Language, more.Language},
		{&p.Phone, more.Phone}, {&p.Format, more.Format},
	} {
		*f.to = cmp.Or(f.from, *f.to)
	}
	if more.Email != "" {
		p.Email, p.MailDead = more.Email, false
	}
	if more.Phone != "" {
		p.PhoneDead = false
	}
	p.TextsOff = p.TextsOff || more.TextsOff
	p.NoCalls = p.NoCalls || more.NoCalls
	p.OnPaper = p.OnPaper || more.OnPaper
	p.NoEmails = p.NoEmails || more.NoEmails
	p.ByPhone = p.ByPhone || more.ByPhone
	p.LargePrint = p.LargePrint || more.LargePrint
	p.Interpreter = p.Interpreter || more.Interpreter
	return p
}

// withoutNeeds is the party as one who needs nothing of us but letters.
func (p Party) withoutNeeds() Party {
	p.NoCalls, p.TextsOff, p.NoEmails, p.OnPaper, p.ByPhone = false, false, false, false, false
	p.LargePrint, p.Interpreter, p.Format = false, false, ""
	return p
}
