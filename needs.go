package complaints

import (
	"iter"
	"regexp"
	"slices"
	"strings"
)

// What a resident needs of us in how we deal with them (Equality Act; Code 5.10): it is recorded in their words whenever
// they say it, in the first message as in any other, and what the procedure can obey by itself it obeys. The rest is for
// people, who find it at the head of every letter about the case.

// need is one thing that residents ask for.
type need struct {
	about []string       // no way to say it does without one of these, in small letters
	says  *regexp.Regexp // what says it in any message, a sentence at a time
	means *regexp.Regexp // what says it as well in a message that is all about how to deal with them; nil is nothing more
	note  func(p *Party, sentence string)
}

var needs = []need{
	{
		about: []string{"only", "phone", "ring", "call", "rung", "deaf", "hear"},
		says: wholeWords(`by (?:e-?mail|text|post|letter) only|only by (?:e-?mail|text|post|letter)|(?:e-?mail|text|post)s? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`^(?:please |pls |plz )?(?:do not|don't|dont|never) (?:phone|ring|call|telephone)(?: (?:me|us))?(?:$| (?:please|pls|in|at|during|because|as|since|i|only|but|just)\b|[,;(])`,
			`(?:please|pls|plz) (?:do not|don't|dont|never) (?:phone|ring|call|telephone)`, `(?:no|not by|without) (?:phone|telephone) ?calls?`,
			`rather (?:not be (?:phoned|rung|called)|you (?:did not|didn't) (?:phone|ring|call))`, `(?:i am|i'm|im)(?: \w+)? (?:deaf|hard of hearing)`,
			`i (?:can't|cannot|cant|can not|can no longer|am unable to) (?:hear (?:on|over) the phone|use (?:the|a) (?:tele)?phone|talk on the phone|hear (?:well|properly|you))`),
		means: wholeWords(`(?:e-?mails?|texts?|letters?|post|writing) only`, `only (?:e-?mail|text|write)`, `(?:do not|don't|dont|never|no more|no) (?:phone|ring|call|calls|phone calls)`, `can(?:not|'t|no|t) (?:hear|use the phone|talk on the phone)`, `(?:deaf|hard of hearing)`),
		note:  func(p *Party, _ string) { p.NoCalls = true },
	},
	{
		about: []string{"only", "text"},
		says:  wholeWords(`by e-?mail only`, `only by e-?mail`, `e-?mails? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`, `(?:please|pls|plz) (?:do not|don't|dont|stop) text(?:ing)?`, `^(?:do not|don't|dont|stop) text(?:ing)? me`),
		means: wholeWords(`e-?mails? only`, `only (?:by )?e-?mail`, `(?:do not|don't|dont|no more|no|stop) text(?:s|ing)?`),
		note:  func(p *Party, _ string) { p.TextsOff = true },
	},
	{
		about: []string{"only", "mail"},
		says:  wholeWords(`by text only`, `only by text`, `texts? only(?: (?:please|pls|thanks|as|because|since|from now on))?$`, `(?:please|pls|plz) (?:do not|don't|dont|no more) e-?mails?`, `^(?:do not|don't|dont|stop) e-?mail(?:ing)? me`, `^no (?:more )?e-?mails(?: please)?$`),
		means: wholeWords(`texts? only`, `only (?:by )?text`, `(?:do not|don't|dont|no more|no|stop) e-?mail(?:s|ing)?`),
		note:  func(p *Party, _ string) { p.NoEmails = true },
	},
	{
		about: []string{"only", "post", "mail", "internet", "computer"},
		says: wholeWords(`by (?:post|letter) only`, `only by (?:post|letter)`, `(?:letters?|post) only(?: (?:please|pls|thanks|as|because|since|from now on))?$`,
			`(?:by|in the) post (?:please|from now on|instead)`, `(?:i|we) (?:do not|don't|dont) have (?:the |an? )?(?:e-?mail|internet|computer)`),
		means: wholeWords(`(?:letters?|post) only`, `only (?:by )?(?:post|letter)`, `(?:no|do not have|don't have|not on) (?:the )?(?:e-?mail|internet|computer)`),
		note:  func(p *Party, _ string) { p.OnPaper = true },
	},
	{
		about: []string{"only", "read", "phone", "ring", "call"},
		says: wholeWords(`i (?:can't|cannot|cant|can not|am unable to|am not able to|never learnt to|never learned to) read(?: (?:and|or) write)?(?:$|[,;]| (?:well|properly|letters?|your letters?|long letters?)$| and )`,
			`^(?:please |pls |plz )?(?:phone|ring|call|telephone) me\b.*\b(?:don't|do not|dont|not|instead of|rather than) (?:write|writing|letters?|e-?mails?|send)`,
			`by (?:tele)?phone only`, `only by (?:tele)?phone`, `(?:phone|phone calls|calls) only(?: (?:please|pls|thanks|as|because|since|from now on))?$`),
		means: wholeWords(`(?:can't|cannot|cant|can not) read (?:it|them|this|that|letters?|your)`, `(?:ring|call|phone) me (?:not|dont|don't) write`, `read (?:it|them|(?:me )?(?:the|your) letters?)(?: to me| out)* (?:over|on) the phone`, `(?:phone|ring|call) only`),
		note:  func(p *Party, _ string) { p.ByPhone = true },
	},
	{
		about: []string{"print", "font", "letter", "size", "blind", "sight", "type", "larger", "bigger", "small"},
		says:  wholeWords(`(?:large|larger|big|bigger)[ -](?:print|font|letters)`, `(?:print|font|type|letters?)\b.{0,30}\bsize (?:1[4-9]|2\d)`, `size (?:1[4-9]|2\d) (?:print|font|type|letters?)`, `registered blind`, `partially sighted`),
		means: wholeWords(`(?:large|larger|big|bigger) type`, `made (?:larger|bigger)`, `size (?:1[4-9]|2\d)`, `(?:too small to read|cannot see small)`),
		note:  func(p *Party, _ string) { p.LargePrint = true },
	},
	{
		about: []string{"interpret", "translat", "bsl", "sign", "english", "speak"},
		says:  wholeWords(`interpreter`, `(?:a|an|need|want) translator`, `(?:use|uses|sign in|my language is) (?:bsl|british sign language)`, `(?:i|she|he|we|they|my \w+) (?:do not|don't|doesn't|dont|does not|can't|cannot) speak (?:much |any |good |very good )?english`, `my english is (?:not|bad|poor|very bad|very poor)`),
		means: wholeWords(`bsl`, `sign language`, `translat(?:or|ion)`, `speaks? (?:only \w+|\w+ only)`),
		note:  func(p *Party, sentence string) { p.Interpreter = true },
	},
	{
		about: []string{"braille", "audio", "easy", "recording", "paper", "picture"},
		says:  wholeWords(`(?:in|on|as) (?:braille|audio|easy[- ]?read|a recording)`, `braille`, `easy[- ]?read`, `audio (?:letters?|version|copy|format)`, `(?:yellow|coloured|blue|cream|green|pink) paper`),
		means: wholeWords(`with pictures`),
		note:  func(p *Party, sentence string) { p.Format = excerpt(sentence, 120) },
	},
}

// wholeWords joins expressions into one that finds any of them as whole words, in capitals or not.
func wholeWords(any ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|\b)(?:` + strings.Join(any, `|`) + `)(?:$|\b|[^\w])`)
}

// needsIn finds what a message says of how to deal with its writer, and the sentences that say it. A message that is all
// about that needs fewer words.
func needsIn(text string, allAboutIt bool) (found Party, said []string) {
	text = strings.NewReplacer("\u2019", "'", "\u2018", "'").Replace(text)
	for sentence := range sentences(text) {
		small := strings.ToLower(sentence)
		for _, n := range needs {
			if !containsAny(small, n.about) {
				continue // most sentences, and the expressions are slow
			}
			if n.says.MatchString(sentence) || allAboutIt && n.means != nil && n.means.MatchString(sentence) {
				n.note(&found, sentence)
				if s := excerpt(sentence, 200); !slices.Contains(said, s) {
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

// sentenceEnd is where the first sentence of a line ends: at a full stop, a question or an exclamation mark before a space
// or the end of the line.
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
func (w *working) learnNeeds(by string, text string, allAboutIt bool) bool {
	found, said := needsIn(text, allAboutIt)
	if allAboutIt {
		said = []string{excerpt(text, 300)} // what no rule knows is for people to obey
	}
	said = slices.DeleteFunc(said, func(s string) bool { return slices.Contains(w.d.Case.Adjustments, s) })
	for _, s := range said {
		w.happen(by, "The resident asked us to do something differently.", AdjustmentRecorded{s})
	}
	if learnt(w.d.Case.Party, found) != w.d.Case.Party {
		w.happen(by, "The resident said how to reach them.", PartyLearnt{found})
	}
	return len(said) > 0
}

// inheritNeeds takes over what another case of the same resident knows of how to deal with them.
func (w *working) inheritNeeds(other Case) {
	for _, words := range other.Adjustments {
		w.happen(ByMachine, "What the resident needs is known from "+other.Ref+".", AdjustmentRecorded{words})
	}
	if p := other.Party.needs(); p != (Party{}) {
		w.happen(ByMachine, "How to reach the resident is known from "+other.Ref+".", PartyLearnt{p})
	}
}

// needs is what a resident needs, without who they are.
func (p Party) needs() Party {
	return Party{TextsOff: p.TextsOff, NoCalls: p.NoCalls, NoEmails: p.NoEmails, OnPaper: p.OnPaper, ByPhone: p.ByPhone, LargePrint: p.LargePrint, Interpreter: p.Interpreter, Format: p.Format}
}

// weWill says to the resident what we do about their needs, a sentence each.
func (p Party) weWill() []string {
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

// mustDo says to staff what to do about the needs of the resident, a sentence each, before anything else.
func (c Case) mustDo() []string {
	p := c.Party
	var do []string
	add := func(need bool, sentence string) {
		if need {
			do = append(do, sentence)
		}
	}
	add(!c.Consent && c.Representative != (Contact{}), c.Representative.Called()+" would like to speak for the resident and has no permission yet. Tell them nothing about the case. When the resident has agreed, the complaints team replies CONSENT.")
	add(p.NoCalls && !p.ByPhone, "Do not phone them. Write instead.")
	add(p.ByPhone, "They cannot read our letters. Ring them and read each one to them.")
	add(p.OnPaper, "They want letters by post.")
	add(p.LargePrint, "They need large print, 18 point or larger. Our letters have it. So must anything else that you send.")
	add(p.Interpreter, "Book an interpreter before you speak with them.")
	add(p.Format != "", "They need our letters in another form as well. Please order it.")
	for _, words := range c.Adjustments {
		do = append(do, "They said: \""+words+"\"")
	}
	return do
}
