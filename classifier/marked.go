package classifier

import (
	"regexp"
	"slices"
	"strings"

	"complaints/internal/reading"
)

// What programs send, too, speaks of complaints and of gas: newsletters, digests, out-of-office notes. Here is what
// tells their words from a person's.

// Personal reports whether a mail that came through a list is one person's: they write in their own name, or speak of
// themselves and their home.
func Personal(fromName, from, words string) bool {
	return firstPerson.MatchString(words) || len(strings.Fields(fromName)) > 1 && !sendsToMany.MatchString(from)
}

var (
	firstPerson = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:i|i['’](?:m|ve|d|ll)|my (?:flat|home|house|boiler|kitchen|` +
		`bathroom|heating|landlord|constituent|client|tenant|mother|father|son|daughter|children|neighbou?rs?|` +
		`ceiling|` +
		`roof|front door|rent|complaint)|on behalf of|we live)(?:[^\pL]|$)`)
	sendsToMany = regexp.MustCompile(`(?i)^(?:news|newsletter|digest|no[-_.]?reply|do[-_.]?not[-_.]?reply|info|hello|` +
		`marketing|mailer|updates?|events?|bulletin|alerts?|announce\w*|list|lists|admin|subscriptions?|team|editor|` +
		`press|training|webinars?|offers?|sales)\b`)
	digest = regexp.MustCompile(`(?i)\bdigest\b|\bvol(?:ume)?\.? ?\d|newsletter|bulletin|(?:^|\n)topics:|` +
		`in this (?:issue|month)|today['’]s topics|webinar`)
)

// IsDigest recognises what is written for many at once, by its title or how it begins.
func IsDigest(subject, words string) bool {
	const beginning = 400
	return digest.MatchString(subject + "\n" + words[:min(len(words), beginning)])
}

// advice is in a sentence that says what to do if something happens, and does not say that it has.
var advice = regexp.MustCompile(`(?i)\b(?:if (?:you|there|anybody|anyone|somebody|someone|your|it is|this is)|` +
	`in (?:an|case of an?|the event of an?) (?:emergency|fire|gas)|what to do|should you|in an emergency|` +
	`for (?:emergencies|urgent|gas leaks?|emergency)|out[- ]of[- ]hours|please (?:ring|call|phone|contact|dial)|` +
	`(?:ring|call|dial|phone) (?:us|the|999|0800|111|112)|national gas|safety week|how to|tips?|never use|` +
	`make sure|remember to)\b`)

// WithoutAdvice takes the sentences of advice out of words.
func WithoutAdvice(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		for _, s := range strings.SplitAfter(line, ". ") {
			if !advice.MatchString(s) {
				b.WriteString(s)
			}
		}
		if !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// WithDanger is a reading with the danger of which something that came with the message tells.
func WithDanger(own reading.Reading, beside ...reading.Reading) reading.Reading {
	for _, b := range beside {
		if b.Emergency {
			own.Emergency, own.Danger = true, b.Danger
		}
		if b.SelfHarm == reading.SelfHarmStrong {
			own.SelfHarm = b.SelfHarm
		}
		for _, f := range b.Flags {
			if !slices.Contains(own.Flags, f) {
				own.Flags = append(slices.Clone(own.Flags), f)
			}
		}
	}
	return own
}
