package classifier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word of a message as the rules and the model see it.
type token struct {
	word     string // lower case, apostrophes off, text-speak written out
	from, to int    // byte offsets in the field it stands in
	sentence int32
	subject  bool // stands in the subject, not in the body
	capital  bool // written with a capital first letter
}

// text is a message cut into words and sentences. Subject words come first.
type text struct {
	body      string // as it was given; offsets refer to it
	tokens    []token
	sentences []span // of the body, by sentence number less the subject's
	firstBody int    // index of the first body token
	subjects  int32  // how many sentence numbers the subject takes
}

// span is a range of bytes.
type span struct{ from, to int }

// maxTokens bounds the work one message can cause; what lies beyond is kept but not read.
const maxTokens = 6000

// newText cuts a subject and a body (of the same length as the original, parts not to be read
// blanked out) into words.
func newText(subject, readable, body string) *text {
	t := &text{body: body, tokens: make([]token, 0, (len(subject)+len(readable))/5+8)}
	if subject != "" {
		t.scan(subject, true)
		t.subjects = 1
	}
	t.firstBody = len(t.tokens)
	t.scan(readable, false)
	return t
}

// scan appends the words of one field.
func (t *text) scan(s string, subject bool) {
	low := lower(s)
	sentence := t.subjects
	start := -1 // of the sentence
	words := 0  // in the sentence
	end := func(at int) {
		if start >= 0 && words > 0 {
			if !subject {
				t.sentences = append(t.sentences, span{start, at})
			}
			sentence++
			start, words = -1, 0
		}
	}
	for i := 0; i < len(low) && len(t.tokens) < maxTokens; {
		c := low[i]
		if n := wordLen(low[i:]); n > 0 {
			if start < 0 {
				start = i
			}
			first, _ := utf8.DecodeRuneInString(s[i:])
			t.tokens = append(t.tokens, token{word: spell(low[i : i+n]), from: i, to: i + n,
				sentence: sentence, subject: subject, capital: unicode.IsUpper(first)})
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
			if c == '.' && words == 1 && isNumber(t.tokens[len(t.tokens)-1].word) {
				break // a list number
			}
			if c == '.' && words > 0 && !stops(t.tokens[len(t.tokens)-1].word, low[i+1:]) {
				break
			}
			end(i + 1)
		}
		_, n := utf8.DecodeRuneInString(low[i:])
		i += n
	}
	end(len(low))
	if subject {
		for i := range t.tokens {
			t.tokens[i].sentence = 0
		}
	}
}

// sentenceOf returns the words of the body sentence with number n, trimmed.
func (t *text) sentenceOf(n int32) string {
	i := int(n - t.subjects)
	if i < 0 || i >= len(t.sentences) {
		return ""
	}
	s := t.sentences[i]
	return strings.TrimSpace(t.body[s.from:s.to])
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

// lower returns s in lower case with the same number of bytes, so that offsets stay true.
// Letters whose lower case has another length are left as they are.
func lower(s string) string {
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

// wordLen returns how many bytes at the start of s form one word: letters and digits with
// apostrophes inside, or a money sign with its figure.
func wordLen(s string) int {
	i, letters := 0, false
	for i < len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', 'A' <= c && c <= 'Z':
			i++
			letters = true
		case c == '\'' && letters && i+1 < len(s) && isLetter(s[i+1]):
			i++
		case (c == '.' || c == ',' || c == ':' || c == '/') && i > 0 && isDigit(s[i-1]) && i+1 < len(s) && isDigit(s[i+1]):
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
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// spell writes a word as the rules expect it: no apostrophes, text-speak written out.
func spell(w string) string {
	if strings.IndexByte(w, '\'') >= 0 || strings.Contains(w, "’") || strings.Contains(w, "‘") {
		w = apostrophes.Replace(w)
	}
	if len(w) <= maxTextSpeak {
		if full, ok := textSpeak[w]; ok {
			return full
		}
	}
	return w
}

var apostrophes = strings.NewReplacer("'", "", "’", "", "‘", "", "ʼ", "")

const maxTextSpeak = 10

// textSpeak is the spelling of text messages, and a few common slips, written out.
var textSpeak = map[string]string{
	"u": "you", "ur": "your", "yr": "your", "r": "are", "n": "and", "nd": "and", "w": "with", "bc": "because", "coz": "because", "cos": "because", "cuz": "because",
	"pls": "please", "plz": "please", "plse": "please", "thx": "thanks", "thnx": "thanks", "ta": "thanks", "cheers": "thanks", "thanku": "thanks", "thankyou": "thanks",
	"tmrw": "tomorrow", "tmw": "tomorrow", "tomoz": "tomorrow", "2moro": "tomorrow", "2day": "today", "2nite": "tonight", "tonite": "tonight", "nite": "night",
	"wk": "week", "wks": "weeks", "mth": "month", "mths": "months", "mnth": "month", "mnths": "months", "yrs": "years", "hr": "hour", "hrs": "hours", "mins": "minutes",
	"b4": "before", "gr8": "great", "msg": "message", "msgs": "messages", "txt": "text", "ppl": "people", "sum1": "someone", "some1": "someone", "no1": "nobody", "noone": "nobody",
	"wot": "what", "wat": "what", "wiv": "with", "dat": "that", "da": "the", "ov": "of", "av": "have", "hav": "have",
	"appt": "appointment", "appts": "appointments", "apt": "appointment", "appointmnt": "appointment", "abt": "about", "bout": "about", "thru": "through", "tho": "though",
	"nxt": "next", "lst": "last", "agen": "again", "agn": "again", "stil": "still", "sed": "said", "rly": "really", "def": "definitely", "ne1": "anyone", "any1": "anyone",
	"every1": "everyone", "evry": "every", "gonna": "going", "wanna": "want", "dunno": "unsure", "gotta": "must", "aint": "isnt",
	"neighbor": "neighbour", "neighbors": "neighbours", "mold": "mould", "mouldy": "mould", "neibour": "neighbour", "naybor": "neighbour", "nxtdoor": "nextdoor",
	"complane": "complain", "complant": "complaint", "compaint": "complaint", "recieved": "received", "recieve": "receive", "fone": "phone",
	"fon": "phone", "repare": "repair", "leek": "leak", "leeking": "leaking", "apointment": "appointment", "cum": "come", "wud": "would", "shud": "should", "cud": "could",
	"ansered": "answered", "ansa": "answer", "reponse": "response", "tel": "phone", "comp": "compensation", "eng": "engineer", "engr": "engineer", "hv": "have",
	"nowt": "nothing", "owt": "anything", "summat": "something", "nuffin": "nothing", "nuthin": "nothing", "nothin": "nothing", "sommat": "something",
	"nowbody": "nobody", "nobdy": "nobody", "heatin": "heating", "sin": "since", "sen": "since", "wether": "whether", "cieling": "ceiling", "celing": "ceiling", "cealing": "ceiling", "wos": "was", "woz": "was", "iz": "is", "doin": "doing", "gettin": "getting", "waitin": "waiting", "leakin": "leaking", "fixin": "fixing", "comin": "coming", "askin": "asking",
	"ceilin": "ceiling", "kitchin": "kitchen", "nt": "not", "4eva": "forever", "asap": "asap", "bday": "birthday", "xmas": "christmas", "chrimbo": "christmas",
	"crimbo": "christmas", "mornin": "morning", "doc": "doctor", "docs": "doctors", "hosp": "hospital", "leccy": "electric", "lecky": "electric",
}
