package intake

import (
	"regexp"
	"strings"

	"complaints/internal/message"
)

// Form is what people typed into the fields of a web form, a ticket system or the like, as the mail shows it.
type Form struct {
	Name, Email, Phone, Home, Words string
}

// The kinds of fields.
const (
	fieldWho = iota
	fieldEmail
	fieldPhone
	fieldHome
	fieldWords
	fieldKinds
)

// FormLabels are labels of a form's fields that a landlord adds to those that are known.
type FormLabels struct {
	Name  []string `yaml:"name"`
	Email []string `yaml:"email"`
	Phone []string `yaml:"phone"`
	Home  []string `yaml:"home"`
	Words []string `yaml:"words"`
}

// formLabels are the labels that forms, plug-ins and ticket systems give their fields, by kind.
var formLabels = [fieldKinds]string{
	fieldWho: "name|your name|full name|your full name|first name|forename|given name|last name|surname|family name|" +
		"contact name|customer name|customer|tenant|tenant name|tenant's name|resident|resident name|name of tenant|" +
		"name of resident|complainant|complainant name|enquirer|requester|requested by|requestor|reported by|" +
		"submitted by|raised by|sender|from name|person|who are you",
	fieldEmail: "email|e-mail|email address|e-mail address|your email|your e-mail|your email address|contact email|" +
		"reply to|reply-to|from email|sender email|customer email|requester email|email (required)|mail",
	fieldPhone: "phone|telephone|tel|tel no|mobile|mobile number|mobile phone|phone number|phone no|telephone number|" +
		"telephone no|contact number|contact phone|daytime phone|daytime telephone|contact tel|number|your phone|" +
		"your phone number|caller|caller id|callback number",
	fieldHome: "address|your address|home address|property|property address|postal address|address line 1|postcode|" +
		"post code|your postcode|street|flat|house number|town|city|estate|scheme|location|where do you live",
	fieldWords: "message|your message|comment|comments|your comments|details|description|complaint|your complaint|" +
		"complaint details|details of complaint|details of your complaint|nature of complaint|enquiry|your enquiry|" +
		"query|your query|question|feedback|your feedback|issue|problem|the problem|what happened|what went wrong|" +
		"how can we help|how can we help you|tell us what happened|tell us more|additional information|notes|" +
		"reason for contact|reason|body|content|text|transcript|request|what is your complaint about|summary",
}

// labelsOf makes the table by which a label is known.
func labelsOf(more FormLabels) map[string]int {
	table := map[string]int{}
	for kind, list := range formLabels {
		for _, l := range strings.Split(list, "|") {
			table[l] = kind
		}
	}
	for kind, list := range [fieldKinds][]string{more.Name, more.Email, more.Phone, more.Home, more.Words} {
		for _, l := range list {
			table[plainLabel(l)] = kind
		}
	}
	return table
}

// plainLabel is a label without what forms put around it.
func plainLabel(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	s = strings.TrimSuffix(strings.TrimSpace(s), "(required)")
	return strings.Trim(s, " \t*_#-–•:=>|?.[]()\u00a0")
}

// maxLabel is how long a label is at most: what is longer is a sentence.
const maxLabel = 60

// readForm finds the fields of a form in words. ok is false where there are too few to be one.
func (r *Reader) readForm(words string) (f Form, ok bool) {
	lines := strings.Split(words[:min(len(words), 64<<10)], "\n")
	var values [fieldKinds][]string
	kinds, open := 0, -1
	for _, line := range lines {
		kind, value, labelled := r.fieldIn(line)
		switch {
		case labelled && (kind < 0 || open != fieldWords || kind != fieldWords):
			if open = kind; kind >= 0 && len(values[kind]) == 0 {
				kinds++
			}
		case open >= 0:
			value = strings.TrimSpace(line)
			kind = open
		}
		if kind >= 0 && value != "" {
			values[kind] = append(values[kind], value)
		}
	}
	if kinds < 2 || len(values[fieldWords]) == 0 && kinds < 3 {
		return Form{}, false
	}
	f.Name = message.Excerpt(strings.Join(values[fieldWho], " "), 100)
	f.Home = message.Excerpt(strings.Join(values[fieldHome], ", "), 200)
	f.Phone = message.Excerpt(strings.Join(values[fieldPhone], " "), 40)
	f.Words = strings.Join(values[fieldWords], "\n")
	for _, v := range values[fieldEmail] {
		if list := looseAddresses(v); len(list) > 0 && f.Email == "" {
			f.Email = plainAddress(list[0].Address)
		}
	}
	return f, true
}

// fieldIn reads "Label: value", or a label alone whose value follows. kind is -1 for a label that is none of ours.
func (r *Reader) fieldIn(line string) (kind int, value string, ok bool) {
	line = strings.TrimSpace(line)
	if line == "" {
		return -1, "", false
	}
	label, value, colon := strings.Cut(line, ":")
	if !colon {
		if label, value, colon = strings.Cut(line, " = "); !colon {
			label, value, colon = strings.Cut(line, "\t")
		}
	}
	kind, known := r.labels[plainLabel(label)]
	if known && len(label) <= maxLabel && (colon || plainLabel(line) == plainLabel(label)) {
		return kind, strings.Trim(value, " \t*_"), true
	}
	if colon && len(label) <= maxLabel && len(strings.Fields(label)) <= 6 && !strings.ContainsAny(label, ".,!") &&
		!strings.HasPrefix(value, "//") {
		return -1, "", true
	}
	if f := strings.Fields(line); len(f) > 1 && len(f) < 6 { // a row of a table: the label, a blank, and the value
		for n := min(3, len(f)-1); n > 0; n-- {
			kind, known := r.labels[plainLabel(strings.Join(f[:n], " "))]
			rest := strings.Join(f[n:], " ")
			if known && (kind == fieldEmail && strings.Contains(rest, "@") || kind == fieldPhone && isPhone(rest)) {
				return kind, rest, true
			}
		}
	}
	return -1, "", false
}

func isPhone(s string) bool {
	_, _, ok := NormalPhone(s)
	return ok
}

// writtenThrough finds out whether a program mailed what a person typed or said elsewhere: the web form of the house,
// a ticket system, a group that hands mail on, a printer. The program stands in From, often with the very address
// that the mail goes to. writer is the person: whom answers are to reach, or who is named in the fields; "" if nobody
// is.
func (r *Reader) writtenThrough(h header, m *message.Message, words string) (form Form, writer string, through bool) {
	form, isForm := r.readForm(words)
	usable := func(a string) bool {
		return a != "" && a != m.From && !r.own[a] && !r.isOurs(a) && !isDaemon(a) && !noReply.MatchString(a)
	}
	to := m.ReplyTo
	if !usable(to) {
		to = ""
	}
	program := r.own[m.From] || noReply.MatchString(m.From) || formAddress.MatchString(m.From) || madeByWebPage(h) ||
		saysAuto(h) || hintsAuto(h) || formSubject.MatchString(m.Subject)
	switch {
	case len(m.InReplyTo) > 0 && !isForm, m.From != "" && m.From == form.Email:
		return Form{}, "", false
	case isForm && program && (to != "" || !readsLikeAway(words)):
		if to == "" && usable(form.Email) {
			to = form.Email
		}
		return form, to, true
	}
	if by := handedOnFor(h, m); usable(by) {
		return Form{}, by, true
	}
	return Form{}, "", false
}

// WriterName is the name of who wrote through a form, or for whom a group handed a mail on; "" if it is not given.
func (p Parsed) WriterName() string {
	if p.Form.Name != "" {
		return p.Form.Name
	}
	if at := viaGroup.FindStringIndex(p.Message.FromName); at != nil {
		return strings.Trim(p.Message.FromName[:at[0]+1], " '\"")
	}
	return ""
}

// handedOnFor is the writer of a mail that a group hands on in its own name, so that it passes DMARC.
func handedOnFor(h header, m *message.Message) string {
	for _, f := range [...]string{"x-original-from", "x-original-sender", "x-google-original-from",
		"x-original-reply-to"} {
		if list := looseAddresses(h.get(f)); len(list) > 0 {
			return plainAddress(list[0].Address)
		}
	}
	if viaGroup.MatchString(m.FromName) {
		return m.ReplyTo
	}
	return ""
}

// viaGroup is how groups write whom they hand mail on for.
var viaGroup = regexp.MustCompile(`(?i)\S (?:via|through|by way of|über|par|vía) \S`)

// formWriter returns who wrote through a program that mails what people type or scan, and answers to whom it asks
// for. It is "" where a person's own mail program wrote.
func (r *Reader) formWriter(h header, m *message.Message) string {
	to := m.ReplyTo
	if m.Nature != message.FromPerson || to == "" || len(m.InReplyTo) > 0 || r.isOurs(to) || isDaemon(to) ||
		noReply.MatchString(to) {
		return ""
	}
	if r.own[m.From] || noReply.MatchString(m.From) || formAddress.MatchString(m.From) ||
		fieldValue(h.get("auto-submitted")) == "auto-generated" || madeByWebPage(h) {
		return to
	}
	return ""
}

// formAddress are the names under which such programs write.
var formAddress = regexp.MustCompile(`^(?:wordpress|www-?data|apache|nginx|nobody|web-?(?:site|forms?|master|admin|` +
	`mail-?form)?|(?:contact|online|complaints?|enquiry|enquiries)-?forms?|forms?|submissions?|notifications?|` +
	`printer|scan(?:ner)?|mfp|copier|help-?desk|service-?desk|tickets?|support|crm|portal|my-?account)@`)

// formSubject is what forms and ticket systems write above what somebody typed.
var formSubject = regexp.MustCompile(`(?i)\b(?:(?:web|contact|online|website|complaints?|enquiry|feedback|` +
	`report)[- ]?forms?|` +
	`form (?:submission|entry|response|reply|data|results?)|new (?:submission|entry|response|form|ticket|case|` +
	`request|enquiry)|` +
	`(?:submission|entry|message|enquiry) (?:from|via|through) (?:your|the|our) (?:web ?site|form|portal|app)|` +
	`submitted (?:via|through|on)|ticket (?:#|no|received|created)|\[ticket)`)

// madeByWebPage knows the marks of the programs with which web pages send mail.
func madeByWebPage(h header) bool {
	return h.has("x-php-originating-script") || h.has("x-php-script") || h.has("x-wpforms") ||
		h.has("x-contact-form") ||
		h.has("x-jotform") || h.has("x-typeform") ||
		strings.HasPrefix(strings.ToLower(h.get("x-mailer")), "phpmailer") ||
		strings.Contains(strings.ToLower(h.get("x-mailer")), "form")
}
