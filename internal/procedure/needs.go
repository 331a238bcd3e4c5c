package procedure

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// What a resident needs of us in how we deal with them (Equality Act; Code 5.10): it is recorded in their words
// whenever they say it, in the first message as in any other, and what the procedure can obey by itself it obeys. The
// rest is for people, who find it at the head of every letter about the case.

// need is one thing that residents ask for.
type need struct {
	about []string       // no way to say it does without one of these, in small letters
	says  *regexp.Regexp // what says it in any message, a sentence at a time
	// what says it as well in a message that is all about how to deal with them; nil is nothing more
	means *regexp.Regexp
	note  func(p *complaint.Party, sentence string)
}

var needs = []need{
	{
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
		note: func(p *complaint.Party, _ string) { p.NoCalls = true },
	},
	{
		about: []string{"only", "text"},
		says: wholeWords(`by e-?mail only`, `only by e-?mail`,
			`e-?mails? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:please|pls|plz) (?:do not|don't|dont|stop) text(?:ing)?`,
			`^(?:do not|don't|dont|stop) text(?:ing)? me`),
		means: wholeWords(`e-?mails? only`, `only (?:by )?e-?mail`,
			`(?:do not|don't|dont|no more|no|stop) text(?:s|ing)?`),
		note: func(p *complaint.Party, _ string) { p.TextsOff = true },
	},
	{
		about: []string{"only", "mail"},
		says: wholeWords(`by text only`, `only by text`,
			`texts? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:please|pls|plz) (?:do not|don't|dont|no more) e-?mails?`,
			`^(?:do not|don't|dont|stop) e-?mail(?:ing)? me`, `^no (?:more )?e-?mails(?: please)?$`),
		means: wholeWords(`texts? only`, `only (?:by )?text`,
			`(?:do not|don't|dont|no more|no|stop) e-?mail(?:s|ing)?`),
		note: func(p *complaint.Party, _ string) { p.NoEmails = true },
	},
	{
		about: []string{"only", "post", "mail", "internet", "computer"},
		says: wholeWords(`by (?:post|letter) only`, `only by (?:post|letter)`,
			`(?:letters?|post) only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:by|in the) post (?:please|from now on|instead)`,
			`(?:i|we) (?:do not|don't|dont) have (?:the |an? )?(?:e-?mail|internet|computer)`),
		means: wholeWords(`(?:letters?|post) only`, `only (?:by )?(?:post|letter)`,
			`(?:no|do not have|don't have|not on) (?:the )?(?:e-?mail|internet|computer)`),
		note: func(p *complaint.Party, _ string) { p.OnPaper = true },
	},
	{
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
		note: func(p *complaint.Party, _ string) { p.ByPhone = true },
	},
	{
		about: []string{"print", "font", "letter", "size", "blind", "sight", "type", "larger", "bigger", "small"},
		says: wholeWords(`(?:large|larger|big|bigger)[ -](?:print|font|letters)`,
			`(?:print|font|type|letters?)\b.{0,30}\bsize (?:1[4-9]|2\d)`,
			`size (?:1[4-9]|2\d) (?:print|font|type|letters?)`, `registered blind`, `partially sighted`),
		means: wholeWords(`(?:large|larger|big|bigger) type`, `made (?:larger|bigger)`, `size (?:1[4-9]|2\d)`,
			`(?:too small to read|cannot see small)`),
		note: func(p *complaint.Party, _ string) { p.LargePrint = true },
	},
	{
		about: []string{"interpret", "translat", "bsl", "sign", "english", "speak"},
		says: wholeWords(`interpreter`, `(?:a|an|need|want) translator`,
			`(?:use|uses|sign in|my language is) (?:bsl|british sign language)`,
			`(?:i|she|he|we|they|my \w+) (?:do not|don't|doesn't|dont|does not|can't|cannot) speak (?:much |any |`+
				`good |very good )?english`, `my english is (?:not|bad|poor|very bad|very poor)`),
		means: wholeWords(`bsl`, `sign language`, `translat(?:or|ion)`, `speaks? (?:only \w+|\w+ only)`),
		note:  func(p *complaint.Party, sentence string) { p.Interpreter = true },
	},
	{
		about: []string{"braille", "audio", "easy", "recording", "paper", "picture"},
		says: wholeWords(`(?:in|on|as) (?:braille|audio|easy[- ]?read|a recording)`, `braille`, `easy[- ]?read`,
			`audio (?:letters?|version|copy|format)`, `(?:yellow|coloured|blue|cream|green|pink) paper`),
		means: wholeWords(`with pictures`),
		note:  func(p *complaint.Party, sentence string) { p.Format = complaint.Excerpt(sentence, 120) },
	},
}

// wholeWords joins expressions into one that finds any of them as whole words, in capitals or not.
func wholeWords(any ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|\b)(?:` + strings.Join(any, `|`) + `)(?:$|\b|[^\w])`)
}

// needsIn finds what a message says of how to deal with its writer, and the sentences that say it. A message that is
// all about that needs fewer words.
func needsIn(text string, allAboutIt bool) (found complaint.Party, said []string) {
	text = strings.NewReplacer("\u2019", "'", "\u2018", "'").Replace(text)
	for sentence := range sentences(text) {
		small := strings.ToLower(sentence)
		for _, n := range needs {
			if !containsAny(small, n.about) {
				continue // most sentences, and the expressions are slow
			}
			if n.says.MatchString(sentence) || allAboutIt && n.means != nil && n.means.MatchString(sentence) {
				n.note(&found, sentence)
				if s := complaint.Excerpt(sentence, 200); !slices.Contains(said, s) {
					said = append(said, s)
				}
			}
		}
	}
	return found, said
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

// learnNeeds records what a message says of how to deal with its writer. It reports whether there was anything new.
func (d *draft) learnNeeds(by complaint.Actor, text string, allAboutIt bool) bool {
	found, said := needsIn(text, allAboutIt)
	if allAboutIt {
		said = []string{complaint.Excerpt(text, 300)} // what no rule knows is for people to obey
	}
	said = slices.DeleteFunc(said, func(s string) bool { return slices.Contains(d.Case.Adjustments, s) })
	for _, s := range said {
		d.record(by, "The resident asked us to do something differently.", complaint.AdjustmentRecorded{Words: s})
	}
	if d.Case.Party.Learnt(found) != d.Case.Party {
		d.record(by, "The resident said how to reach them.", complaint.PartyLearnt{Party: found})
	}
	return len(said) > 0
}

// inheritNeeds takes over what another case of the same resident knows of how to deal with them.
func (d *draft) inheritNeeds(other complaint.Case) {
	for _, words := range other.Adjustments {
		d.record(complaint.ByMachine, "What the resident needs is known from "+other.Ref+".",
			complaint.AdjustmentRecorded{Words: words})
	}
	if p := other.Party.Needs(); p != (complaint.Party{}) {
		d.record(complaint.ByMachine, "How to reach the resident is known from "+other.Ref+".",
			complaint.PartyLearnt{Party: p})
	}
}

// circumstance handles what a resident says about how to deal with them. It reports whether that was all.
func (d *draft) circumstance(m complaint.Message, r complaint.Reading) bool {
	switch r.Intent {
	case complaint.IntentOptOut:
		d.record(complaint.ByResident, "The resident asked us not to text them.",
			complaint.PartyLearnt{Party: complaint.Party{TextsOff: true}})
		d.toTeam(letter.DeliveryFailed, func(f *complaint.Facts) {
			f.Reminder = "The resident wants no more texts"
			f.Problem = "The resident asked us to stop texting. Letters that would have been texts now come to you " +
				"to post. Please find another way to reach them."
		})
	case complaint.IntentOptIn:
		d.record(complaint.ByResident, "The resident lets us text them again.", complaint.TextsAllowed{})
		d.tellHandler(letter.ManagerNewEvidence, m)
	case complaint.IntentAdjustment:
		d.adjust(m)
	case complaint.IntentRepresentative:
		d.learnNeeds(complaint.ByResident, m.NewText, false)
		d.representativeNamed(m)
	default:
		return d.needsBeside(m, r)
	}
	return true
}

// adjust records what the resident needs, in a message that is about that, and obeys what can be obeyed (Equality Act;
// Code 5.10).
func (d *draft) adjust(m complaint.Message) {
	d.learnNeeds(complaint.ByResident, m.NewText, true)
	d.confirmNeeds(m)
	d.tellHandler(letter.ManagerNewEvidence, m)
}

// confirmNeeds tells the resident what was noted and what we do about it (L40).
func (d *draft) confirmNeeds(m complaint.Message) {
	d.onceADay(letter.AdjustmentConfirmed, "The resident is told what was noted.", func() {
		d.toResident(letter.AdjustmentConfirmed, func(f *complaint.Facts) {
			f.Reason, f.Agreed = complaint.Excerpt(m.NewText, 300), strings.Join(f.WeWill, " ")
		})
	})
}

// needsBeside records what a message that is about something else says of the resident's needs. It reports whether that
// was all that the message wanted.
func (d *draft) needsBeside(m complaint.Message, r complaint.Reading) bool {
	if !d.learnNeeds(complaint.ByResident, m.NewText, false) {
		return false
	}
	d.confirmNeeds(m)
	if r.Kind != complaint.KindFollowUp || r.Intent != "" && r.Intent != complaint.IntentQuery &&
		r.Intent != complaint.IntentEvidence {
		return false
	}
	d.tellHandler(letter.ManagerNewEvidence, m)
	return true
}
