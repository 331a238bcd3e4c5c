package reply

import (
	"regexp"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// plain words that leave no doubt, tried in this order.
var (
	plainOut = regexp.MustCompile(`(?i)\b(?:i am|i'm|i will be|i'll be) (?:on (?:annual )?leave|` +
		`out of (?:the )?office|away)\b`)
	plainExtend = regexp.MustCompile(`(?i)\b(?:extend|extension|more time|another (?:week|fortnight|few days|` +
		`couple)|(?:need|have|give me|want|like) (?:until|till)|push (?:it|this) (?:back|to)|` +
		`(?:please )?move (?:it |this )?to|new date|extn|days extra|won't make the date)\b`)
	plainReassign = regexp.MustCompile(`(?i)\b(?:not (?:mine|for me|my area|one of mine)|pass (?:this|` +
		`it) (?:on )?to|reassign|should (?:go|be with)|belongs (?:to|with))\b[\s,.:;-]*(?:this is for |it's for |` +
		`it is for |please )?(.*)`)
	plainRespond = regexp.MustCompile(`(?i)\b(?:please send the (?:attached|following|below)|` +
		`my (?:full )?(?:response|answer) is (?:below|attached)|i (?:do not |don't |partly |partially )?uphold)\b`)
	plainResolved = regexp.MustCompile(`(?i)\b(?:all sorted|(?:is|are|she's|he's|they're) happy (?:to close|` +
		`with that|for (?:us|it) to)|(?:now|been|is|all) (?:resolved|settled)|agreed to close)\b`)
	plainContacted = regexp.MustCompile(`(?i)^\W*(?:i(?:'ve| have)? |just )?(?:spoke(?:n)? (?:to|with)|rang (?:her|` +
		`him|them|the)|called (?:her|him|them|the)|phoned|met (?:with )?|visited)`)
	plainAsk = regexp.MustCompile(`(?i)^\W*(?:please )?(?:can|could|would) (?:she|he|they|the (?:resident|` +
		`tenant)|you ask (?:her|him|them|the (?:resident|tenant)))\b`)
	plainNothing = regexp.MustCompile(`(?i)^\W*(?:ok(?:ay)?|closed?|done|noted|thanks?|thank you|will do|yes|no|` +
		`got it|fine|cheers|received)?\W*(?:thanks?|thank you)?\W*$`)
)

func plainCommand(text string, today calendar.Date) complaint.Command {
	switch {
	case plainNothing.MatchString(text):
		return complaint.Command{Missing: "Your reply did not say what to do. Nothing has changed and nothing was " +
			"sent to the resident."}
	case plainRespond.MatchString(text):
		c := respondCommand(text, "", today)
		c.Text, c.Outcome = text, ""
		c.Missing = "To answer the resident, begin with RESPOND UPHELD, RESPOND PARTLY UPHELD or RESPOND NOT " +
			"UPHELD and put the whole answer into the e-mail below that line. An attached file is not sent on."
		return c
	case plainOut.MatchString(text):
		date, _ := findDate(text, today)
		return complaint.Command{Verb: complaint.VerbOut, Date: date, Text: text}
	case plainExtend.MatchString(text) && !onlyTalk(text, today):
		return plainExtension(text, today)
	case notReached.MatchString(text) && len(text) < 400:
		return complaint.Command{Verb: complaint.VerbAttempted, Text: text}
	case plainResolved.MatchString(text) && len(text) < 600:
		return complaint.Command{Verb: complaint.VerbResolved, Text: text}
	case plainReassign.MatchString(text) && len(text) < 400:
		m := plainReassign.FindStringSubmatch(text)
		return complaint.Command{Verb: complaint.VerbReassign, Name: strings.TrimSpace(strings.TrimRight(m[1], ". ")),
			Text: text}
	case plainContacted.MatchString(text) && len(text) < 1500:
		return complaint.Command{Verb: complaint.VerbContacted, Text: text, Wants: wanted(text)}
	case plainAsk.MatchString(text) && len(text) < 600:
		return complaint.Command{Verb: complaint.VerbAsk, Text: text}
	}
	return complaint.Command{Verb: complaint.VerbUnclear, Text: text,
		Missing: "We have put your words in the file. Nothing was sent to the resident, because the reply does not " +
			"begin with one of the words below."}
}

// Words that speak of more time without asking for it.
var noExtension = regexp.MustCompile(`(?i)\b(?:no extension|(?:don't|do not|not) (?:change|move|extend|need|want|` +
	`ask(?:ing)? for)|(?:may|might) (?:need|have) to (?:extend|ask))\b`)

func onlyTalk(text string, today calendar.Date) bool {
	date, _ := findDate(text, today)
	return date == 0 && noExtension.MatchString(text)
}

var plainReason = regexp.MustCompile(`(?is)\b(?:because|since|due to|(?:a)?waiting|as (?:the|we|our|i)|for (?:the|` +
	`a|an|our|some)|so that)\b.*`)

// plainExtension reads a request for more time in plain words. Its reason is what follows a word that gives one: the
// resident is to read a reason, not half a sentence.
func plainExtension(text string, today calendar.Date) complaint.Command {
	c := extendCommand(text, today)
	if c.Date == 0 {
		return c
	}
	_, at := findDate(text, today)
	c.Text = strings.TrimSpace(plainReason.FindString(text[:at[0]] + text[at[1]:]))
	c.Missing = reasonMissing(c)
	return c
}
