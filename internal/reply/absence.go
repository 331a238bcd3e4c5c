package reply

import (
	"regexp"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
)

// Whether somebody says that they are gone: themselves, from work, now, and not for an afternoon.

var (
	// at work and hard to reach is no absence
	absentState = regexp.MustCompile(`(?i)\b(?:on|starting) (?:\w+ )?(?:(?:annual|sick|maternity|paternity` +
		`|parental|` +
		`compassionate|special|unpaid|extended|adoption|bereavement|study) )?(?:leave|holidays?|vacation` +
		`|sabbatical|jury (?:service|duty)|secondment)\b|` +
		`\bout of (?:the )?office\b|\boff (?:work|sick|ill)\b|\bsigned off (?:work|sick|until|till|for|by|with` +
		`|from)\b|\baway\b|\boff (?:until|till` +
		`|from|for|this|next|all)\b|` +
		`\bin hospital\b|\bnot (?:in (?:the office|work)|at work)\b`)
	leftState = regexp.MustCompile(`(?i:have|has|'ve|having|i) (?i:now |recently ` +
		`|since )?(?i:left)(?: (?i:the (?:company|` +
		`organisation|organization|business|firm|council|association|trust|team)|my (?:post|role|job)` +
		`|employment|us)\b|` +
		`(?: \p{Lu}[\p{L}&]*)+\s*(?:[.,!]|$|and\b|on\b|so\b)|\s*(?:[.,!]|$))|` +
		`(?i:\bno longer (?:work|employed|with\b|at\b|here\b)|\b(?:have|has|'ve) (?:now )?retired|` +
		`\bmy last (?:working )?day (?:is|was)|\bceased to work)`)
	justToday = regexp.MustCompile(`(?i)\b(?:today|this (?:morning|afternoon)|for (?:an|the) (?:hour` +
		`|afternoon|morning))\b`)
	fromToday = regexp.MustCompile(`(?i)\b(?:from|as of|since|starting) (?:today|this)\b`)
	notAbsent = regexp.MustCompile(`(?i)\baway from (?:my|the) (?:desk|phone|screen|computer)\b` +
		`|\bout on site\b|\bin (?:meetings?|training)\b|` +
		`\bpart[- ]time\b|\baim to (?:reply|respond|answer)\b|\bworking days?\b.{0,20}\b(?:are|reply)\b`)
	laterWords = regexp.MustCompile(`(?i)\b(?:from|starting|as of|over|during|after|in)\s+(?:the\s+)?(.{0,30})`)
	seasons    = regexp.MustCompile(`(?i)\b(?:over|during|at|for) (?:christmas|easter|new year|the (?:summer` +
		`|festive|break|holidays)|half[- ]term)\b|` +
		`\b(?:next (?:week|month|year|spring|summer|autumn|winter)|tomorrow|later this|soon)\b`)
	returnWords = regexp.MustCompile(`(?i)\b(?:until|till|til|to|back(?: in(?: the office)?)?(?: on)?` +
		`|return(?:ing|s)?(?: on)?|through)\b`)
)

// ReadAbsence says what a text tells of its writer's absence. ok is false where it tells of none, or of somebody
// else's.
// automatic is whether a machine wrote it in their name, which is what such texts are for.
func ReadAbsence(text string, automatic bool, today calendar.Date) (a complaint.Absence, ok bool) {
	for _, s := range sentences(text) {
		if strings.Contains(s, "?") {
			continue
		}
		switch {
		case leftState.MatchString(s) && ofOneself(s, automatic, leftState):
			return complaint.Absence{Left: true}, true
		case notAbsent.MatchString(s) || !absentState.MatchString(s) || !ofOneself(s, automatic, absentState):
			continue
		}
		a.Back = returnDay(text, today)
		a.From = laterDay(s, today)
		if a.Back == 0 && justToday.MatchString(s) && !fromToday.MatchString(s) {
			continue
		}
		return a, a.Back == 0 || a.Back > today
	}
	return a, false
}

// ofOneself reports whether the writer is who is gone: I am, or nobody is named, and nothing denies it.
func ofOneself(s string, automatic bool, state *regexp.Regexp) bool {
	before := wordsOf(s[:state.FindStringIndex(s)[0]])
	if anyOf(before, isNegation) || anyOf(before, setOf("if when unless would could should might may was were "+
		"had").has) {
		return false
	}
	own := setOf("i i'm i'll i've am")
	for i := len(before) - 1; i >= 0; i-- {
		if own[before[i]] {
			return true
		}
	}
	small := setOf("currently now the is be will on from away of out please note hi hello sorry afraid today " +
		"until and also this mailbox as we are")
	return !anyOf(before, func(w string) bool { return !small[w] && !weekdays[w] }) || automatic &&
		len(before) <= 8 && !aboutThem[at(before, 0)]
}

// returnDay is the day after "until", "back" or "return".
func returnDay(text string, today calendar.Date) calendar.Date {
	for _, at := range returnWords.FindAllStringIndex(text, 20) {
		tail := text[at[1]:min(len(text), at[1]+60)]
		if d, where := findDate(tail, today); d != 0 && where[0] < 30 {
			return d
		}
	}
	return 0
}

// laterDay is a day to come on which the absence begins, 0 if it has begun.
func laterDay(s string, today calendar.Date) calendar.Date {
	at := laterWords.FindStringSubmatchIndex(s)
	if at != nil {
		if d, where := findDate(s[at[2]:min(len(s), at[3]+30)], today); d > today && where[0] < 12 {
			return d
		}
	}
	if seasons.MatchString(s) {
		return today.AddDays(1)
	}
	return 0
}

// outCommand reads OUT and what follows.
func (k Known) outCommand(arg string) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbOut, Text: arg, Sure: complaint.Unmistakable}
	c.Date, _ = findDate(arg, k.Today)
	c.Away.Back = c.Date
	return c
}

// ReadAutomatic reads what a colleague's mailbox answers by itself: that they are gone, or nothing.
func ReadAutomatic(m message.Message, k Known) complaint.Command {
	text := m.NewText
	a, ok := ReadAbsence(text, true, k.Today)
	if !ok {
		if a, ok = ReadAbsence(m.Subject, true, k.Today); !ok || notAbsent.MatchString(text) {
			return complaint.Command{Verb: complaint.VerbNote, Guess: complaint.VerbNote, Text: text}
		}
	}
	if m.Away != nil && m.Away.Until != 0 && a.Back == 0 {
		a.Back = m.Away.Until
	}
	if a.From > k.Today || a.Back != 0 && a.Back <= k.Today {
		return complaint.Command{Verb: complaint.VerbNote, Guess: complaint.VerbNote, Text: text}
	}
	return complaint.Command{Verb: complaint.VerbOut, Text: text, Date: a.Back, Away: a, Sure: complaint.Unmistakable}
}

// plainAbsence reads a colleague's own words: I'm off sick from today, back on 14 December.
func (k Known) plainAbsence(text string) (complaint.Command, bool) {
	a, ok := ReadAbsence(text, false, k.Today)
	if !ok {
		return complaint.Command{}, false
	}
	c := complaint.Command{Verb: complaint.VerbOut, Text: text, Date: a.Back, Away: a, Sure: complaint.Unmistakable}
	// whoever is told of a danger may be telling of somebody at it: the resident is away, a neighbour is
	ofDanger := letter.Of(k.Answers).Offers == letter.OfferTaking
	if a.From != 0 || a.Left || ofDanger {
		c.Sure = complaint.Likely
	}
	return c, true
}
