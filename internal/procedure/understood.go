package procedure

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"complaints/internal/reading"
)

// What we understood a message to be about, in its writer's words (P8, Code 5.6). The reading marks stretches of it.
// Here they are made whole: a stretch is carried to the ends of its sentence, what it left out of a failure is put
// beside it, and a greeting or a goodbye is cut off. No word is changed.

// understood returns the issues of a message and the outcome that its writer would like, whole. What cannot be found in
// the text stays as it was read.
func understood(text string, issues []reading.Issue, outcome string) ([]reading.Issue, string) {
	t := newProse(text)
	var marks []mark
	for i, issue := range issues {
		at, ok := t.find(issue.Sentence)
		if !ok {
			return issues, outcome
		}
		marks = append(marks, mark{at[0], at[1], i})
	}
	wish, hasWish := t.find(outcome)
	if outcome != "" && !hasWish {
		return issues, outcome
	}
	slices.SortFunc(marks, func(a, b mark) int { return a.from - b.from })
	if hasWish && !asks(t.words[wish[0]:wish[1]]) && slices.ContainsFunc(t.sentences, func(s [2]int) bool {
		return asks(t.words[s[0]:s[1]]) && (s[1] <= wish[0] || wish[1] <= s[0])
	}) {
		wish, hasWish = [2]int{}, false // another sentence says it in plain words
	}
	marks = t.carried(marks, wish, hasWish)
	marks, wish = t.withTheRest(marks, wish, hasWish)
	out := make([]reading.Issue, 0, len(marks))
	for _, m := range marks {
		issue := reading.Issue{Kind: reading.KindComplaint, Area: issues[0].Area, Exclusion: ""}
		if m.issue >= 0 {
			issue = issues[m.issue]
		} else if near := nearest(marks, m); near >= 0 {
			issue = issues[near]
		}
		if issue.Sentence = trimEnds(t.words[m.from:m.to]); issue.Sentence != "" {
			out = append(out, issue)
		}
	}
	if len(out) == 0 {
		return issues, outcome
	}
	if wish[1] > wish[0] {
		outcome = trimEnds(t.words[wish[0]:wish[1]])
	}
	return out, outcome
}

// mark is a stretch of a text, and the issue that it is; -1 is one that the reading did not mark.
type mark struct{ from, to, issue int }

// prose is a text with single blanks between its words, and where its sentences begin and end.
type prose struct {
	words     string
	sentences [][2]int
}

const breaks = "\x1f" // stands for the end of a line that ends a sentence

func newProse(text string) prose {
	var b strings.Builder
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		fields := strings.Join(strings.Fields(line), " ")
		b.WriteString(fields)
		const short = 60 // columns: a shorter line was not broken by a program
		last := i+1 == len(lines)
		if !last && (fields == "" || strings.TrimSpace(lines[i+1]) == "" || utf8.RuneCountInString(line) < short ||
			listed(strings.TrimSpace(lines[i+1]))) {
			b.WriteString(breaks)
		}
		b.WriteByte(' ')
	}
	t := prose{}
	for part := range strings.SplitSeq(b.String(), breaks) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		base := len(t.words)
		t.words += part + " "
		for _, s := range ends(part) {
			t.sentences = append(t.sentences, [2]int{base + s[0], base + s[1]})
		}
	}
	return t
}

// listed reports whether a line is one of a list.
func listed(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return strings.ContainsRune("-*\u2022\u2013", first) || unicode.IsDigit(first)
}

// ends divides a paragraph into its sentences.
func ends(part string) (all [][2]int) {
	from := 0
	for i := 0; i < len(part); i++ {
		if !strings.ContainsRune(".!?", rune(part[i])) || i+1 < len(part) && part[i+1] != ' ' {
			continue
		}
		word := part[strings.LastIndexByte(part[:i], ' ')+1 : i]
		numbers := word != "" && strings.Trim(word, "0123456789(") == "" && i-len(word) <= from // the mark of a list
		if part[i] == '.' && i+1 < len(part) && (abbreviated[strings.ToLower(word)] || numbers) {
			continue
		}
		all = append(all, [2]int{from, i + 1})
		from = min(i+2, len(part))
	}
	if strings.TrimSpace(part[from:]) != "" {
		all = append(all, [2]int{from, len(part)})
	}
	return all
}

// find is where words stand in the text, whatever blanks and lines are between them.
func (t prose) find(words string) (at [2]int, ok bool) {
	words = strings.Join(strings.Fields(words), " ")
	from := strings.Index(t.words, words)
	if words == "" || from < 0 {
		return at, false
	}
	return [2]int{from, from + len(words)}, true
}

// carried carries each mark to the ends of its sentences, as far as no other mark has them, joins what only goes on
// with the one before, and leaves out greetings and thanks.
func (t prose) carried(marks []mark, wish [2]int, hasWish bool) []mark {
	var out []mark
	before := 0
	for i, m := range marks {
		from, to := t.around(m)
		from = max(from, before)
		if i+1 < len(marks) {
			to = min(to, marks[i+1].from)
		}
		if hasWish && wish[0] >= m.to {
			to = min(to, wish[0])
		}
		if hasWish && wish[1] <= m.from {
			from = max(from, wish[1])
		}
		m.from, m.to = min(from, m.from), max(to, m.to)
		m.from = t.sinceNamed(m.from, before)
		before = m.to
		m.from += greeting(t.words[m.from:m.to])
		words := t.words[m.from:m.to]
		switch {
		case len(marks) > 1 && (opens(words) || pleasant(words) && !fails(words)):
			continue
		case len(marks) > 1 && hasWish && m.from <= wish[0] && wish[1] <= m.to && asks(words):
			continue // the same words say what they would like
		case len(out) > 0 && goesOn[firstOf(words)] && m.from-out[len(out)-1].to <= 2:
			out[len(out)-1].to = m.to
			continue
		}
		out = append(out, m)
	}
	return out
}

// sinceNamed goes back from a sentence that begins with "it" or "she" to the one that says what or who that is, as far
// as nothing else has it.
func (t prose) sinceNamed(from, before int) int {
	for i := len(t.sentences) - 1; i > 0; i-- {
		s, last := t.sentences[i], t.sentences[i-1]
		if s[0] == from && pronouns[firstOf(t.words[s[0]:s[1]])] && last[0] >= before &&
			!opens(t.words[last[0]:last[1]]) && !asks(t.words[last[0]:last[1]]) {
			from = last[0]
		}
	}
	return from
}

// around is from where to where the sentences reach that a mark touches.
func (t prose) around(m mark) (from, to int) {
	from, to = m.from, m.to
	for _, s := range t.sentences {
		if s[0] <= m.from && m.from < s[1] {
			from = s[0]
		}
		if s[0] < m.to && m.to <= s[1] {
			to = s[1]
		}
	}
	return from, to
}

// withTheRest adds the sentences that no mark touches and that tell of a failure, and takes as the outcome what asks
// for something. The wish is carried to the ends of its sentence.
func (t prose) withTheRest(marks []mark, wish [2]int, hasWish bool) ([]mark, [2]int) {
	if hasWish {
		from, to := t.around(mark{from: wish[0], to: wish[1]})
		for _, m := range marks {
			if m.from >= wish[1] {
				to = min(to, m.from)
			}
			if m.to <= wish[0] {
				from = max(from, m.to)
			}
		}
		wish = [2]int{from, to}
	}
	// what stands in one list with a matter is a matter
	inList := slices.ContainsFunc(marks, func(m mark) bool { return listed(t.words[m.from:]) })
	for _, s := range t.sentences {
		words := t.words[s[0]:s[1]]
		free := !slices.ContainsFunc(marks, func(m mark) bool { return m.from < s[1] && s[0] < m.to }) &&
			(wish[1] <= s[0] || wish[0] >= s[1])
		switch {
		case !free || opens(words) || pleasant(words) && !fails(words):
		case asks(words) && wish[1] == wish[0]:
			wish = s
		case asks(words) && s[0]-wish[1] >= 0 && s[0]-wish[1] <= 2:
			wish[1] = s[1]
		case (fails(words) || inList && listed(words) || t.leadsTo(s, marks)) && len(strings.Fields(words)) > 1:
			at := mark{s[0] + greeting(words), s[1], -1}
			marks = append(marks, at)
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return a.from - b.from })
	return t.joined(marks), wish
}

// leadsTo reports whether a sentence is one of those before a matter that begins with "and" or "also", up to the
// beginning of the message or to what another matter has: whatever is added is added to a matter.
func (t prose) leadsTo(s [2]int, marks []mark) bool {
	words := t.words[s[0]:s[1]]
	if introduces(words) {
		return false
	}
	for i, m := range marks {
		after := i == 0 || marks[i-1].to <= s[0]
		if s[1] <= m.from && after && adding[firstOf(t.words[m.from:m.to])] {
			return true
		}
	}
	return false
}

// introduces reports whether a sentence says who its writer is, or for how long they have lived there.
func introduces(words string) bool {
	low := strings.ToLower(strings.ReplaceAll(words[greeting(words):], "\u2019", "'"))
	return slices.ContainsFunc(introductions, func(w string) bool {
		return strings.HasPrefix(strings.TrimSpace(low), w)
	})
}

var (
	adding        = wordsSet("and also plus besides another additionally furthermore secondly")
	introductions = strings.Split("i am |i'm |im |my name|it's |its |this is |i live|i've lived|i have lived|"+
		"i've been|i have been|we live|we have lived|we are |we're ", "|")
)

// joined puts what was added to the issue right before it, where there is one.
func (t prose) joined(marks []mark) (out []mark) {
	for _, m := range marks {
		if n := len(out); n > 0 && m.issue < 0 && !listed(t.words[m.from:]) && m.from-out[n-1].to <= 2 &&
			m.to-out[n-1].from < longestIssue {
			out[n-1].to = m.to
			continue
		}
		out = append(out, m)
	}
	return out
}

// longestIssue is how many bytes of a message stand as one issue; what is longer is cut where it is shown.
const longestIssue = 280

// nearest is the issue of the mark that stands closest.
func nearest(marks []mark, m mark) int {
	best, at := -1, -1
	for _, other := range marks {
		if d := max(other.from-m.to, m.from-other.to); other.issue >= 0 && (best < 0 || d < best) {
			best, at = d, other.issue
		}
	}
	return at
}

// trimEnds is a stretch without the mark of a list before it and the goodbye and stop after it.
func trimEnds(words string) string {
	words = strings.TrimSpace(words)
	if first, rest, ok := strings.Cut(words, " "); ok && (strings.Trim(first, "-*\u2022\u2013") == "" ||
		len(first) <= 3 && strings.ContainsAny(first, ".)") && strings.Trim(first, "0123456789abcdefgh.)(") == "") {
		words = rest
	}
	words = strings.TrimRight(strings.TrimLeft(words, " ,;:.-"), " .,;:-(")
	if at := strings.LastIndex(strings.ToLower(words), ", thank"); at > 0 {
		words = words[:at]
	}
	for {
		at := strings.LastIndexByte(words, ' ')
		if at < 0 || !goodbyes[strings.ToLower(strings.Trim(words[at+1:], ".,!"))] {
			return words
		}
		words = strings.TrimRight(words[:at], " .,;:-")
	}
}

const whomConcerned = "to whom it may concern"

// greeting is how many bytes at the beginning of words greet.
func greeting(words string) (at int) {
	for {
		at += len(words[at:]) - len(strings.TrimLeft(words[at:], " "))
		rest := words[at:]
		first, _, _ := strings.Cut(rest, " ")
		second := firstOf(rest[len(first):])
		switch word := firstOf(first); {
		case strings.HasPrefix(strings.ToLower(rest), whomConcerned):
			at += len(whomConcerned)
		case word == "dear", word == "respected", word == "good" && dayParts[second]:
			end := strings.IndexAny(rest, ",.!")
			if end < 0 || len(strings.Fields(rest[:end])) > 5 {
				return at
			}
			at += end + 1
		case greets[word], strings.TrimRight(word, "y") == "he" && word != "he", at > 0 && addressed[word]:
			at += len(first)
		default:
			return at
		}
	}
}

func firstOf(words string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(words), " ")
	return strings.ToLower(strings.Trim(word, ".,!?;:()'\""))
}

// pleasant reports whether a sentence only greets, thanks, wishes or signs.
func pleasant(words string) bool {
	words = words[greeting(words):]
	first := firstOf(words)
	return len(strings.Fields(words)) <= 2 && !ordering[first] || thanks[first] || opens(words)
}

// opens reports whether a sentence is one with which people begin or end a letter, whatever stands in it.
func opens(words string) bool {
	low := strings.ToLower(strings.ReplaceAll(words[greeting(words):], "\u2019", "'"))
	return slices.ContainsFunc(openings, func(begins string) bool { return strings.HasPrefix(low, begins) })
}

var openings = []string{"i hope you", "i hope this", "i hope all", "hope you", "hope this", "hope all", "with best",
	"best wishes", "best regards", "i'm sorry to trouble", "i am sorry to trouble", "i'm sorry to bother",
	"i am sorry to bother", "sorry to trouble", "sorry to bother", "i know you are busy", "i know you're busy",
	"yours ", "sincerely", "me again", "i am writing to complain about the following",
	"i am writing again",
	"thank you for reading", "thanks for reading"}

// fails reports whether a sentence says that something is not as it should be.
func fails(words string) bool {
	low := " " + strings.ToLower(strings.ReplaceAll(words, "\u2019", "'")) + " "
	if slices.ContainsFunc([]string{"no complaint", "never complained", "do not want any fuss"},
		func(w string) bool { return strings.Contains(low, w) }) {
		return false
	}
	for w := range strings.FieldsSeq(low) {
		w = strings.Trim(w, ".,!?;:()\"")
		if strings.HasSuffix(w, "n't") || failing[w] {
			return true
		}
	}
	return false
}

// asks reports whether a sentence says what its writer would like.
func asks(words string) bool {
	low := " " + strings.ToLower(strings.ReplaceAll(words, "\u2019", "'"))
	if slices.ContainsFunc(telling, func(w string) bool { return strings.Contains(low, w) }) {
		return false
	}
	for _, w := range wishing {
		if strings.Contains(low, " "+w) {
			return true
		}
	}
	return ordering[firstOf(words)]
}

// wished reports whether words may stand in a letter as what their writer would like: they speak of something to be
// done, and not of what somebody else will do.
func wished(words string) bool {
	low := " " + strings.ToLower(strings.ReplaceAll(words, "\u2019", "'")) + " "
	if asks(words) {
		return true
	}
	return slices.ContainsFunc(wishful, func(w string) bool { return strings.Contains(low, " "+w) })
}

func wordsSet(list string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		all[w] = true
	}
	return all
}

var (
	abbreviated = wordsSet(
		"mr mrs ms dr st no nos jan feb mar apr jun jul aug sep sept oct nov dec approx e.g i.e ref tel")
	greets    = wordsSet("hi hiya hello hallo hey heya hiyah morning afternoon evening greetings")
	addressed = wordsSet("there all team both everyone folks sir madam sir/madam sirs mate so dear guys again")
	dayParts  = wordsSet("morning afternoon evening day")
	thanks    = wordsSet("thank thanks thx ta cheers regards many kind sincerely congratulations god")
	goodbyes  = wordsSet("thanks thx ta cheers regards x xx xxx pls please \U0001F64F ty lol")
	pronouns  = wordsSet("it they she he this that these those its their her his")
	goesOn    = wordsSet("which who whom whose that where because since while when although so then")
	failing   = wordsSet(`not no never nobody none nothing without still broken wrong refused lost late missing again
		failed fails failing rude cancelled ignored leaking leaks damp mould mouldy rotten blocked stuck stolen
		damaged charged overcharged unsafe dangerous worse hurt fell unpaid unfinished incomplete disgusting filthy
		dirty smells stinks cannot wont cant dont didnt nowt noisy banging twice overflowing flooded afraid delayed
		cut hung unhelpful closed`)
	ordering = wordsSet(`fix mend repair sort book send refund get give pay replace clean put tell stop cut ring move
		take come let make return remove finish check arrange change`)
	wishing = strings.Split("i want|we want|i would like|we would like|i'd like|we'd like|i need you|please |pls |"+
		"i require|we require|i seek|could somebody|could someone|could you|can you|can u |i request|i ask|we ask|"+
		"i am asking|i'm asking|asking for|remedy sought|request:|outcome:|i should like|i just want|want it |"+
		"what would put it right|i expect|need it |i only want|only for somebody|kindly |when will |when are ", "|")
	// what only says that they write
	telling = strings.Split("want to raise|wanted to raise|like to raise|to complain|want to report|like to report|"+
		"want to tell|wanted to tell|like to tell|want to let you|like to let you|want to make a|like to make a|want to mention|"+
		"wanted to mention", "|")
	wishful = strings.Split("want|wish|'d like|would like|need|should |ought |must |hope|expect|ask|prefer|would be |"+
		"so that |compensat|refund|reimburs|apolog|an answer|somebody to |someone to |to be |get it |just |"+
		"fixed|repaired|mended|sorted|replaced|put right|looking for|request|demand|seek|happy if|grateful|appreciate", "|")
)
