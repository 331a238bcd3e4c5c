package people

import (
	"cmp"

	"complaints/internal/message"
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

// PartyOf is whoever wrote a message, as a resident.
func PartyOf(m message.Message) Party {
	if m.Channel == message.SMS {
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
func (p Party) WithoutNeeds() Party {
	p.NoCalls, p.TextsOff, p.NoEmails, p.OnPaper, p.ByPhone = false, false, false, false, false
	p.LargePrint, p.Interpreter, p.Format = false, false, ""
	return p
}
