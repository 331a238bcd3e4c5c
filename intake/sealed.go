package intake

import (
	"regexp"
	"strings"

	"complaints/internal/message"
)

// Some mails are only the wrapping of what somebody wrote or said: the words lie behind a link that asks who is there,
// in a sound file, in a picture of a page, under a key. They are nobody's advertising. A person opens them.

var (
	voiceWords = regexp.MustCompile(`(?i)\b(?:voice ?-?mail|voice message|audio message|missed call|answer ?phone|` +
		`answering machine|unity (?:messaging|connection)|left (?:you )?a message|call recording|recorded message)\b`)
	faxWords = regexp.MustCompile(`(?i)\b(?:e-?fax|fax(?:es)?|fax message|telefax|incoming fax|myfax|hellofax)\b`)

	// protectedWords are how programs tell that the message itself is elsewhere.
	protectedWords = regexp.MustCompile(`(?i)(?:has sent you (?:a|an) (?:protected|secure|encrypted|confidential|` +
		`private)|` +
		`sent you an? e-?mail (?:message )?in confidential mode|(?:protected|encrypted|secure|secured|confidential) ` +
		`(?:e-?mail |mail )?(?:message|e-?mail|mail)\b.{0,80}\b(?:waiting|received|sent|from|click|open|read|view|` +
		`attached|` +
		`sign in|portal)|(?:you have|you've) (?:received |got )?(?:a |an |\d+ )?(?:new )?(?:secure|protected|` +
		`encrypted|` +
		`confidential) (?:e-?mail|message|mail|document|file)|read (?:the|your|this) (?:secure |protected |` +
		`encrypted )?` +
		`message\b|purview message encryption|office 365 message encryption|proofpoint (?:secure|encryption)|` +
		`mimecast (?:secure|large)|egress (?:secure|protect|switch)|zivver|securedoc|message\.html|` +
		`cisco secure email|` +
		`tutanota|proton ?mail.{0,40}(?:encrypted|password)|barracuda.{0,30}encrypt|totemomail|virtru|frama|` +
		`(?:open|view|click|use).{0,60}\b(?:to (?:read|view|open|decrypt|unlock)|secure portal|passcode|` +
		`one-?time code)\b)`)

	// protectedFiles are the names of the files in which such programs put the message.
	protectedFiles = regexp.MustCompile(`(?i)^(?:message(?:_v\d)?\.(?:html?|rpmsg)|securedoc.*\.html?|.*\.rpmsg|` +
		`.*\.p7m|` +
		`encrypted.*\.(?:html?|asc|pgp)|.*\.(?:pgp|gpg)|secure.?message.*\.html?|egress.*\.html?)$`)

	longWords = 1200 // letters of a mail that says something itself
)

// seal notes why a mail's words are out of reach, and reports whether they are.
func (c *content) seal(m *message.Message, h header) bool {
	if m.Sealed = c.sealed(m, h); m.Sealed == "" {
		return false
	}
	if wrapperAddress.MatchString(m.From) || noReply.MatchString(m.From) || m.From == "" {
		m.NoAnswer = "It comes from a program, which no answer reaches."
	}
	return true
}

// sealed says why a mail's words are out of reach; "" where they are not.
func (c *content) sealed(m *message.Message, h header) string {
	words := c.words()
	if c.locked || strings.HasPrefix(strings.TrimSpace(words), "-----BEGIN PGP MESSAGE-----") {
		return message.SealedEncrypted
	}
	sound, page, wrapped := 0, 0, false
	for _, f := range c.files {
		switch {
		case strings.HasPrefix(f.Type, "audio/"), strings.HasSuffix(strings.ToLower(f.Name), ".wav"):
			sound++
		case f.Type == "application/pdf", f.Type == "image/tiff":
			page++
		}
		wrapped = wrapped || protectedFiles.MatchString(f.Name)
	}
	own := countLetters(newWords(words, m.Subject))
	if own > longWords {
		return ""
	}
	about := m.Subject + "\n" + m.FromName + "\n" + strings.ReplaceAll(m.From, ".", " ") + "\n" + words
	machine := noReply.MatchString(m.From) || wrapperAddress.MatchString(m.From) || m.FromName == "" ||
		wrapperName.MatchString(m.FromName) || saysAuto(h) || own < 250
	switch {
	case sound > 0 && (own < 60 || machine && voiceWords.MatchString(about)):
		return message.SealedVoice
	case sound == 0 && machine && voiceSubject.MatchString(m.Subject) && voiceWords.MatchString(words):
		return message.SealedVoice
	case page > 0 && machine && faxWords.MatchString(about):
		return message.SealedFax
	case wrapped && own < 500, own < 500 && protectedWords.MatchString(about) && !complaintWords.MatchString(words):
		return message.SealedProtected
	}
	return ""
}

var (
	wrapperAddress = regexp.MustCompile(`^(?:voice ?-?mail|voicemail|vm|unity|cisco|phone|telephony|pbx|fax|efax|` +
		`message[-.]?(?:centre|center)?|` +
		`notifications?|alerts?|secure[-.]?(?:mail|message)?|encrypted|asterisk|8x8|ringcentral|teams)[-.\w]*@`)
	wrapperName  = regexp.MustCompile(`(?i)voice|fax|phone system|secure|encrypt|pbx`)
	voiceSubject = regexp.MustCompile(`(?i)\b(?:voice ?-?mail|voice message|audio message|answer ?phone|missed call)\b`)
)
