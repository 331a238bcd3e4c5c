package classifier

import (
	"iter"
	"slices"
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// need is one thing that residents ask for, of how we deal with them (Equality Act; Code 5.10).
type need struct {
	kind  reading.NeedKind
	about []string            // no way to say it does without one of these, in small letters
	says  *wording.Expression // what says it in any message, a sentence at a time
	// what says it as well in a message that is all about how to deal with them; nil is nothing more
	means *wording.Expression
}

var needs = []need{
	{
		kind:  reading.NeedNoCalls,
		about: []string{"only", "phone", "ring", "call", "rung", "deaf", "hear"},
		says: wholeWords(`by (?:e-?mail|text|post|letter) only|only by (?:e-?mail|text|post|letter)|(?:e-?mail|`+
			`text|post)s? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`^(?:please |pls |plz )?(?:do not|don't|dont|never) (?:phone|ring|call|telephone)(?: (?:me|us))?(?:$|`+
				` (?:please|pls|in|at|during|because|as|since|i|only|but|just)\b|[,;(])`,
			`(?:please|pls|plz) (?:do not|don't|dont|never) (?:phone|ring|call|telephone)`,
			`(?:no|not by|without) (?:phone|telephone) ?calls?`,
			`rather (?:not be (?:phoned|rung|called)|you (?:did not|didn't) (?:phone|ring|call))`,
			`(?:i am|i'm|im)(?: \w+)? (?:deaf|hard of hearing)`,
			`i (?:can't|cannot|cant|can not|can no longer|am unable to) (?:hear (?:on|over) the phone|use (?:the|`+
				`a) (?:tele)?phone|talk on the phone|hear (?:well|properly|you))`),
		means: wholeWords(`(?:e-?mails?|texts?|letters?|post|writing) only`, `only (?:e-?mail|text|write)`,
			`(?:do not|don't|dont|never|no more|no) (?:phone|ring|call|calls|phone calls)`,
			`can(?:not|'t|no|t) (?:hear|use the phone|talk on the phone)`, `(?:deaf|hard of hearing)`),
	},
	{
		kind:  reading.NeedNoTexts,
		about: []string{"only", "text"},
		says: wholeWords(`by e-?mail only`, `only by e-?mail`,
			`e-?mails? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:please|pls|plz) (?:do not|don't|dont|stop) text(?:ing)?`,
			`^(?:do not|don't|dont|stop) text(?:ing)? me`),
		means: wholeWords(`e-?mails? only`, `only (?:by )?e-?mail`,
			`(?:do not|don't|dont|no more|no|stop) text(?:s|ing)?`),
	},
	{
		kind:  reading.NeedNoEmails,
		about: []string{"only", "mail"},
		says: wholeWords(`by text only`, `only by text`,
			`texts? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:please|pls|plz) (?:do not|don't|dont|no more) e-?mails?`,
			`^(?:do not|don't|dont|stop) e-?mail(?:ing)? me`, `^no (?:more )?e-?mails(?: please)?$`),
		means: wholeWords(`texts? only`, `only (?:by )?text`,
			`(?:do not|don't|dont|no more|no|stop) e-?mail(?:s|ing)?`),
	},
	{
		kind:  reading.NeedPaper,
		about: []string{"only", "post", "mail", "internet", "computer"},
		says: wholeWords(`by (?:post|letter) only`, `only by (?:post|letter)`,
			`(?:letters?|post) only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:by|in the) post (?:please|from now on|instead)`,
			`(?:everything|anything|it all|the lot|all (?:letters|answers|replies)) (?:to me )?(?:by|in the|through the) post`,
			`(?:i|we) (?:do not|don't|dont) have (?:the |an? )?(?:e-?mail|internet|computer)`),
		means: wholeWords(`(?:letters?|post) only`, `only (?:by )?(?:post|letter)`,
			`(?:no|do not have|don't have|not on) (?:the )?(?:e-?mail|internet|computer)`),
	},
	{
		kind:  reading.NeedByPhone,
		about: []string{"only", "read", "phone", "ring", "call"},
		says: wholeWords(`i (?:can't|cannot|cant|can not|am unable to|am not able to|never learnt to|`+
			`never learned to) read(?: (?:and|or) write)?(?:$|[,;]| (?:well|properly|letters?|your letters?|`+
			`long letters?)$| and )`,
			`^(?:please |pls |plz )?(?:phone|ring|call|telephone) me\b.*\b(?:don't|do not|dont|not|instead of|`+
				`rather than) (?:write|writing|letters?|e-?mails?|send)`,
			`by (?:tele)?phone only`, `only by (?:tele)?phone`,
			`(?:phone|phone calls|calls) only(?: (?:please|pls|thanks|as|because|since|from now on))?$`),
		means: wholeWords(`(?:can't|cannot|cant|can not) read (?:it|them|this|that|letters?|your)`,
			`(?:ring|call|phone) me (?:not|dont|don't) write`,
			`read (?:it|them|(?:me )?(?:the|your) letters?)(?: to me| out)* (?:over|on) the phone`,
			`(?:phone|ring|call) only`),
	},
	{
		kind:  reading.NeedLargePrint,
		about: []string{"print", "font", "letter", "size", "blind", "sight", "type", "larger", "bigger", "small"},
		says: wholeWords(`(?:large|larger|big|bigger)[ -](?:print|font|letters)`,
			`(?:print|font|type|letters?)\b.{0,30}\bsize (?:1[4-9]|2\d)`,
			`size (?:1[4-9]|2\d) (?:print|font|type|letters?)`, `registered blind`, `partially sighted`),
		means: wholeWords(`(?:large|larger|big|bigger) type`, `made (?:larger|bigger)`, `size (?:1[4-9]|2\d)`,
			`(?:too small to read|cannot see small)`),
	},
	{
		kind:  reading.NeedInterpreter,
		about: []string{"interpret", "translat", "bsl", "sign", "english", "speak"},
		says: wholeWords(`interpreter`, `(?:a|an|need|want) translator`,
			`(?:use|uses|sign in|my language is) (?:bsl|british sign language)`,
			`(?:i|she|he|we|they|my \w+) (?:do not|don't|doesn't|dont|does not|can't|cannot) speak (?:much |any |`+
				`good |very good )?english`, `my english is (?:not|bad|poor|very bad|very poor)`),
		means: wholeWords(`bsl`, `sign language`, `translat(?:or|ion)`, `speaks? (?:only \w+|\w+ only)`),
	},
	{
		kind:  reading.NeedFormat,
		about: []string{"braille", "audio", "easy", "recording", "paper", "picture"},
		says: wholeWords(`(?:in|on|as) (?:braille|audio|easy[- ]?read|a recording)`, `braille`, `easy[- ]?read`,
			`audio (?:letters?|version|copy|format)`, `(?:yellow|coloured|blue|cream|green|pink) paper`),
		means: wholeWords(`with pictures`),
	},
}

// wholeWords joins expressions into one that finds any of them as whole words, in capitals or not.
func wholeWords(any ...string) *wording.Expression { return wording.Words(any...) }

var straightQuotes = strings.NewReplacer("\u2019", "'", "\u2018", "'")

// NeedsIn finds what somebody says of how to deal with its writer, and the sentences that say it.
func NeedsIn(text string) []reading.Need {
	var found []reading.Need
	text = straightQuotes.Replace(text)
	if whole := strings.ToLower(text); !slices.ContainsFunc(needs, func(n need) bool {
		return containsAny(whole, n.about)
	}) {
		return nil
	}
	for sentence := range sentences(text) {
		small := strings.ToLower(sentence)
		for _, n := range needs {
			if !containsAny(small, n.about) {
				continue // most sentences, and the expressions are slow
			}
			said := n.says.MatchString(sentence)
			if said || n.means != nil && n.means.MatchString(sentence) {
				found = append(found, reading.Need{
					Need: n.kind, Words: message.Excerpt(sentence, 200), Brief: !said,
				})
			}
		}
	}
	return found
}

// sentences yields a text's sentences without the marks that end them. A line is a sentence at the most.
func sentences(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			for line != "" {
				end := sentenceEnd(line)
				sentence := strings.TrimSpace(line[:end])
				line = strings.TrimLeft(line[end:], ".!?")
				if sentence != "" && !yield(sentence) {
					return
				}
			}
		}
	}
}

// sentenceEnd is where the first sentence of a line ends: at a full stop, a question or an exclamation mark before a
// space or the end of the line.
func sentenceEnd(line string) int {
	for i := 0; i < len(line); i++ {
		if !strings.ContainsRune(".!?", rune(line[i])) {
			continue
		}
		after := strings.TrimLeft(line[i:], ".!?")
		if after == "" || after[0] == ' ' || after[0] == '\n' || after[0] == '\r' || after[0] == '\t' {
			return i
		}
		i = len(line) - len(after) - 1
	}
	return len(line)
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
