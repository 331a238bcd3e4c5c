package procedure

import (
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// What a resident writes when they only ask how it stands, and the words that our texts offer them (3.4).

// statusWords are messages that ask how it stands and say nothing else.
var statusWords = []string{"status", "update", "progress", "news", "any news", "any update", "any updates",
	"where is my complaint", "wheres my complaint", "case status", "status please", "update please", "info"}

// AsksStatus reports whether a message is nothing but the wish to know how a complaint stands: a word for it, our
// reference, or both.
func AsksStatus(text, prefix string) bool {
	words, named := wordsWithoutRef(text, prefix)
	if len(words) == 0 {
		return named || strings.TrimSpace(text) == "?"
	}
	return slices.Contains(statusWords, strings.Join(words, " "))
}

// wordsWithoutRef are the words of a message in small letters, without a reference of ours. It reports whether one
// stood there.
func wordsWithoutRef(text, prefix string) (words []string, named bool) {
	prefix = strings.ToLower(prefix) + "-"
	for _, w := range strings.Fields(strings.ToLower(strings.ReplaceAll(text, "'", ""))) {
		w = strings.Trim(w, ".,;:!?()#\"")
		switch {
		case w == "" || w == "ref" || w == "reference":
		case strings.HasPrefix(w, prefix):
			named = true
		default:
			words = append(words, w)
		}
	}
	return words, named
}

// sayMore are words with which a short message that asks for news says that something went wrong.
var sayMore = strings.Fields(`nobody noone none never nothing still again weeks days months yesterday ignored wrong
	broken not isnt hasnt havent didnt wasnt cant wont complain complaint unacceptable disgraceful`)

// onlyAsks reports whether a message asks how it stands and says nothing that could be a complaint of its own.
func onlyAsks(h heard) bool {
	if h.r.Intent != reading.IntentChase || h.r.Kind == reading.KindComplaint {
		return false
	}
	const short = 16
	words, _ := wordsWithoutRef(h.m.NewText, "hc")
	return len(words) <= short && !slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains(sayMore, w)
	}) && !strings.Contains(strings.ToLower(h.m.NewText), "no one")
}

// inAWord is what a message is taken for that is one of the words that our texts offer, whatever it was read as.
func inAWord(c complaint.Case, m message.Message, r reading.Reading) reading.Reading {
	word, _ := wordsWithoutRef(m.NewText, prefixOf(c.Ref))
	if c.Said[letter.ReviewOffered] != 0 && c.Status == complaint.Stage1Responded && len(word) > 0 &&
		len(word) <= 2 && (word[0] == "review" || word[0] == "yes" || word[len(word)-1] == "review") {
		r.Kind, r.Intent, r.ToPerson = reading.KindStage2Request, reading.IntentStage2, false
		return r
	}
	if r.Intent == reading.IntentNeutral && r.Says.Answer == "" && AsksStatus(m.NewText, prefixOf(c.Ref)) {
		r.Intent, r.ToPerson = reading.IntentChase, false
	}
	return r
}

// deniesToBe reports whether a short text says in so many words that its writer is not the resident: "this is not Joe",
// by the name in the file or the one with which the first message was signed. Whoever writes for the resident says the
// same, and speaks of them.
func deniesToBe(c complaint.Case, m message.Message) bool {
	const short = 20
	parts := people.NameParts(m.NewText)
	text := " " + strings.Join(parts, " ") + " "
	if m.Channel != message.SMS || len(parts) > short || slices.ContainsFunc(parts, func(word string) bool {
		return slices.Contains(whoeverHelps, word)
	}) {
		return false
	}
	const signature = 8
	names := people.NameParts(c.Words)
	names = append(names[max(0, len(names)-signature):], people.NameParts(c.Party.Name)...)
	denials := []string{"this is not ", "this isn't ", "i'm not ", "im not ", "i am not ", "not for ",
		"don't know any ", "dont know any ", "don't know ", "dont know ", "never heard of ", "who is ", "who's ",
		"whos "}
	return slices.ContainsFunc(names, func(name string) bool {
		return len(name) > 2 && (strings.HasPrefix(text, " not "+name+" ") || strings.HasPrefix(text, " no "+name+" ") ||
			strings.Contains(text, " who "+name+" is ") ||
			slices.ContainsFunc(denials, func(denies string) bool { return strings.Contains(text, " "+denies+name+" ") }))
	})
}

// whoeverHelps are words of somebody who writes for another.
var whoeverHelps = strings.Fields("wife husband partner mum dad mother father son daughter sister brother carer behalf " +
	"helping friend neighbour nan grandson granddaughter")

// prefixOf is the letters before the first hyphen of a reference.
func prefixOf(ref string) string {
	prefix, _, _ := strings.Cut(ref, "-")
	return prefix
}

// asksToRing are words with which somebody asks to be rung.
var asksToRing = []string{"ring me", "call me", "phone me", "give me a ring", "give me a call", "give me a bell",
	"ring him", "ring her", "telephone me", "could you ring", "can you ring", "please ring", "could you call",
	"can you call", "please call", "phone instead"}

// asksForARing reports whether a message asks to be rung and for nothing else, by what it says of how its writer may be
// reached. A need to be rung always is another thing: that is obeyed in each letter.
func asksForARing(r reading.Reading) bool {
	switch r.Intent {
	case reading.IntentQuery, reading.IntentAdjustment, reading.IntentContactChange, reading.IntentEvidence:
	default:
		return false
	}
	if slices.ContainsFunc(r.Says.Needs, func(n reading.Need) bool { return n.Need == reading.NeedByPhone }) {
		return false
	}
	return slices.ContainsFunc(r.Contact, func(c reading.ContactRule) bool {
		return c.Channel == reading.ByPhone && c.Allows() && c.Why == reading.ForWish && wantsToBeRung(c.Words)
	})
}

// noCalls are words that turn a wish to be rung around.
var noCalls = []string{"don't ", "dont ", "do not ", "never ", "stop ", "not ", "no "}

// wantsToBeRung reports whether words ask for a call, in a part of the sentence that says nothing against it.
func wantsToBeRung(words string) bool {
	parts := strings.FieldsFunc(strings.NewReplacer(" and ", ",", " but ", ",").Replace(strings.ToLower(words)),
		func(r rune) bool { return strings.ContainsRune(",.;:!?\n", r) })
	return slices.ContainsFunc(parts, func(part string) bool {
		return slices.ContainsFunc(asksToRing, func(w string) bool { return strings.Contains(part, w) }) &&
			!slices.ContainsFunc(noCalls, func(no string) bool { return strings.Contains(" "+part, " "+no) })
	})
}
