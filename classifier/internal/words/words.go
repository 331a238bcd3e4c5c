// Package words cuts a message into the words and sentences that the rules, the dates and the model of the classifier
// work on: lower case, without apostrophes, text-speak written out, each with its place in the original.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one word of a message as the rules and the model see it.
type Token struct {
	Word     string // lower case, apostrophes off, text-speak written out
	From, To int    // byte offsets in the field it stands in
	Sentence int32
	Subject  bool // stands in the subject, not in the body
	Capital  bool // written with a capital first letter
}

// Text is a message cut into words and sentences. Subject words come first.
type Text struct {
	Body      string // as it was given; offsets refer to it
	Tokens    []Token
	Sentences []Span // of the body, by sentence number less the subject's
	FirstBody int    // index of the first body token
	Subjects  int32  // how many sentence numbers the subject takes
}

// Span is a range of bytes.
type Span struct{ From, To int }

// maxTokens bounds the work one message can cause; what lies beyond is kept but not read.
const maxTokens = 6000

// NewText cuts a subject and a body (of the same length as the original, parts not to be read
// blanked out) into words.
func NewText(subject, readable, body string) *Text {
	t := &Text{Body: body, Tokens: make([]Token, 0, (len(subject)+len(readable))/5+8)}
	if subject != "" {
		t.scan(subject, true)
		t.Subjects = 1
	}
	t.FirstBody = len(t.Tokens)
	t.scan(readable, false)
	return t
}

// scan appends the words of one field.
func (t *Text) scan(s string, subject bool) {
	low := Lower(s)
	sentence := t.Subjects
	start := -1 // of the sentence
	words := 0  // in the sentence
	end := func(at int) {
		if start >= 0 && words > 0 {
			if !subject {
				t.Sentences = append(t.Sentences, Span{start, at})
			}
			sentence++
			start, words = -1, 0
		}
	}
	for i := 0; i < len(low) && len(t.Tokens) < maxTokens; {
		c := low[i]
		if n := WordLen(low[i:]); n > 0 {
			if start < 0 {
				start = i
			}
			first, _ := utf8.DecodeRuneInString(s[i:])
			t.Tokens = append(t.Tokens, Token{
				Word: Spell(low[i : i+n]), From: i, To: i + n, Sentence: sentence, Subject: subject,
				Capital: unicode.IsUpper(first),
			})
			words++
			i += n
			continue
		}
		switch {
		case c == '\n':
			if blankLineOrBullet(low[i+1:]) {
				end(i)
			}
		case c == '.' || c == '!' || c == '?' || c == ';':
			if c == '.' && words == 1 && IsNumber(t.Tokens[len(t.Tokens)-1].Word) {
				break // a list number
			}
			if c == '.' && words > 0 && !stops(t.Tokens[len(t.Tokens)-1].Word, low[i+1:]) {
				break
			}
			end(i + 1)
		}
		_, n := utf8.DecodeRuneInString(low[i:])
		i += n
	}
	end(len(low))
	if subject {
		for i := range t.Tokens {
			t.Tokens[i].Sentence = 0
		}
	}
}

// SentenceOf returns the words of the body sentence with number n, trimmed.
func (t *Text) SentenceOf(n int32) string {
	i := int(n - t.Subjects)
	if i < 0 || i >= len(t.Sentences) {
		return ""
	}
	s := t.Sentences[i]
	return strings.TrimSpace(t.Body[s.From:s.To])
}

// stops reports whether a full stop after the word ends a sentence, given what follows.
func stops(word, rest string) bool {
	switch word {
	case "mr", "mrs", "ms", "dr", "st", "no", "nos", "ref", "approx", "rd", "ave", "etc", "prof", "rev", "cllr":
		return false
	}
	return rest == "" || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\t' || rest[0] == '\r' ||
		rest[0] == '.' || rest[0] == '"' || rest[0] == ')' || rest[0] >= utf8.RuneSelf
}

// blankLineOrBullet reports whether a line that starts here begins a new thought whatever the
// punctuation: an empty line, a bullet or a list number.
func blankLineOrBullet(s string) bool {
	s = strings.TrimLeft(s, " \t\r")
	if s == "" || s[0] == '\n' || s[0] == '-' || s[0] == '*' || strings.HasPrefix(s, "•") {
		return true
	}
	i := 0
	for i < len(s) && i < 3 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i > 0 && i < len(s) && (s[i] == '.' || s[i] == ')')
}

// Lower returns s in lower case with the same number of bytes, so that offsets stay true.
// Letters whose lower case has another length are left as they are.
func Lower(s string) string {
	b := []byte(s)
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				b[i] = c + 'a' - 'A'
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if l := unicode.ToLower(r); l != r && utf8.RuneLen(l) == n {
			utf8.EncodeRune(b[i:], l)
		}
		i += n
	}
	return string(b)
}

// WordLen returns how many bytes at the start of s form one word: letters and digits with
// apostrophes inside, or a money sign with its figure.
func WordLen(s string) int {
	i, letters := 0, false
	for i < len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', 'A' <= c && c <= 'Z':
			i++
			letters = true
		case c == '\'' && letters && i+1 < len(s) && isLetter(s[i+1]):
			i++
		case strings.IndexByte(".,:/", c) >= 0 && i > 0 && IsDigit(s[i-1]) && i+1 < len(s) && IsDigit(s[i+1]):
			i++
		case c < utf8.RuneSelf:
			return i
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == '’' || r == '‘' || r == 'ʼ':
				if !letters || i+n >= len(s) || !isLetter(s[i+n]) {
					return i
				}
			case r == '£' || r == '€':
				if i > 0 {
					return i
				}
			case !unicode.IsLetter(r) && !unicode.IsMark(r):
				return i
			default:
				letters = true
			}
			i += n
		}
	}
	return i
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// Spell writes a word as the rules expect it: no apostrophes, text-speak written out.
func Spell(w string) string {
	if strings.IndexByte(w, '\'') >= 0 || strings.Contains(w, "’") || strings.Contains(w, "‘") {
		w = Apostrophes.Replace(w)
	}
	if len(w) <= maxTextSpeak {
		if full, ok := textSpeak[w]; ok {
			return full
		}
	}
	return w
}

var Apostrophes = strings.NewReplacer("'", "", "’", "", "‘", "", "ʼ", "")

const maxTextSpeak = 10

// textSpeak is the spelling of text messages, and a few common slips, written out.
var textSpeak = map[string]string{
	"u": "you", "ur": "your", "yr": "your", "r": "are", "n": "and", "nd": "and", "w": "with", "bc": "because",
	"coz": "because", "cos": "because", "cuz": "because", "pls": "please", "plz": "please", "plse": "please",
	"thx": "thanks", "thnx": "thanks", "ta": "thanks", "cheers": "thanks", "thanku": "thanks", "thankyou": "thanks",
	"tmrw": "tomorrow", "tmw": "tomorrow", "tomoz": "tomorrow", "2moro": "tomorrow", "2day": "today",
	"2nite": "tonight", "tonite": "tonight", "nite": "night", "wk": "week", "wks": "weeks", "mth": "month",
	"mths": "months", "mnth": "month", "mnths": "months", "yrs": "years", "hr": "hour", "hrs": "hours",
	"mins": "minutes", "b4": "before", "gr8": "great", "msg": "message", "msgs": "messages", "txt": "text",
	"ppl": "people", "sum1": "someone", "some1": "someone", "no1": "nobody", "noone": "nobody", "wot": "what",
	"wat": "what", "wiv": "with", "dat": "that", "da": "the", "ov": "of", "av": "have", "hav": "have",
	"appt": "appointment", "appts": "appointments", "apt": "appointment", "appointmnt": "appointment",
	"abt": "about", "bout": "about", "thru": "through", "tho": "though", "nxt": "next", "lst": "last",
	"agen": "again", "agn": "again", "stil": "still", "sed": "said", "rly": "really", "def": "definitely",
	"ne1": "anyone", "any1": "anyone", "every1": "everyone", "evry": "every", "gonna": "going", "wanna": "want",
	"dunno": "unsure", "gotta": "must", "aint": "isnt", "neighbor": "neighbour", "neighbors": "neighbours",
	"mold": "mould", "mouldy": "mould", "neibour": "neighbour", "naybor": "neighbour", "nxtdoor": "nextdoor",
	"complane": "complain", "complant": "complaint", "compaint": "complaint", "recieved": "received",
	"recieve": "receive", "fone": "phone", "fon": "phone", "repare": "repair", "leek": "leak", "leeking": "leaking",
	"apointment": "appointment", "cum": "come", "wud": "would", "shud": "should", "cud": "could",
	"ansered": "answered", "ansa": "answer", "reponse": "response", "tel": "phone", "comp": "compensation",
	"eng": "engineer", "engr": "engineer", "hv": "have", "nowt": "nothing", "owt": "anything",
	"summat": "something", "nuffin": "nothing", "nuthin": "nothing", "nothin": "nothing", "sommat": "something",
	"nowbody": "nobody", "nobdy": "nobody", "heatin": "heating", "sin": "since", "sen": "since",
	"wether": "whether", "cieling": "ceiling", "celing": "ceiling", "cealing": "ceiling", "wos": "was",
	"woz": "was", "iz": "is", "doin": "doing", "gettin": "getting", "waitin": "waiting", "leakin": "leaking",
	"fixin": "fixing", "comin": "coming", "askin": "asking", "ceilin": "ceiling", "kitchin": "kitchen", "nt": "not",
	"4eva": "forever", "asap": "asap", "bday": "birthday", "xmas": "christmas", "chrimbo": "christmas",
	"crimbo": "christmas", "mornin": "morning", "doc": "doctor", "docs": "doctors", "hosp": "hospital",
	"leccy": "electric", "lecky": "electric",
}

func IsNumber(w string) bool {
	for i := 0; i < len(w); i++ {
		if !IsDigit(w[i]) {
			return false
		}
	}
	return w != "" && len(w) <= 9
}
