package complaint

import (
	"complaints/internal/message"
	"complaints/internal/people"
)

// Channel is how the resident is best written to.
func (c Case) Channel() message.Channel {
	switch {
	case c.Party.OnPaper || c.Party.ByPhone:
		return message.Post
	case c.Party.Email != "" && !c.Party.MailDead && !c.Party.NoEmails && c.allows(message.Email):
		return message.Email
	case c.Party.Phone != "" && !c.Party.TextsOff && !c.Party.PhoneDead && c.allows(message.SMS):
		return message.SMS
	}
	return message.Post
}

func (c Case) allows(channel message.Channel) bool {
	_, forbidden := c.Forbids(channel, c.Resident())
	return !forbidden
}

// SpokenFor reports whether the case was begun by somebody who writes for the resident and has no permission yet, and
// we know no way to the resident but them. Files of earlier versions held the writer's address as the resident's.
func (c Case) SpokenFor() bool {
	r := c.Representative
	return !c.Consent && r != (people.Contact{}) && r.Email == c.Party.Email && r.Phone == c.Party.Phone ||
		!c.Consent && r != (people.Contact{}) && c.Party.Email == "" && c.Party.Phone == ""
}
