package classifier

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
)

// Lint runs the examples of every rule and reports what is wrong, all at once.
func (c *Classifier) Lint() error {
	var errs []error
	var m matcher
	for i := range c.book.rules {
		r := &c.book.rules[i]
		if !knownSignal(r.Signal) {
			errs = append(errs, fmt.Errorf("rule %s: no part of the decision table asks for the signal %q", r.ID,
				r.Signal))
		}
		try := func(s string, want bool) {
			hits := c.book.match(words.NewText("", s, s), &m)
			got := slices.ContainsFunc(hits, func(h hit) bool { return h.rule == int32(i) })
			if got && !want {
				errs = append(errs, fmt.Errorf(
					"rule %s: it must not find %q; add words under unless or make a phrase narrower", r.ID, s))
			}
			if !got && want {
				errs = append(errs, fmt.Errorf("rule %s: it must find %q; add a phrase or look at its unless", r.ID, s))
			}
		}
		for _, s := range r.Hits {
			try(s, true)
		}
		for _, s := range r.Misses {
			try(s, false)
		}
	}
	return errors.Join(errs...)
}

func knownSignal(s string) bool {
	if slices.Contains(linear.FlagLabels, s) || slices.Contains(linear.ResidentLabels, s) ||
		slices.Contains(otherSignals, s) {
		return true
	}
	if strings.HasPrefix(s, conceptSignal) {
		return true
	}
	if writer, is := strings.CutPrefix(s, writerSignal); is {
		return slices.Contains(linear.WriterLabels, writer)
	}
	if len(s) > 5 && s[:5] == "area:" {
		return slices.Contains(linear.AreaLabels, s[5:])
	}
	return len(s) > 2 && s[:2] == "m_" && slices.Contains(linear.ManagerLabels, s[2:])
}

var otherSignals = []string{
	"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "failure", "repeat", "ongoing", "finished", "late_reason",
	"late_told", "leak", "legal_letter", "official", "relative", "threat", "safeguarding",
	"wrong_landlord", "injection", "spam", "enquiry", "compliment", "danger", "gas_now", "airways", "paperwork",
	"machine",
	"abroad", "answer_yes", "answer_no", "answer_complaint", "texts_stop", "texts_start", "takes_back", "condition",
	"gives_up", "ends_plainly", "disclosed",
	"plain_danger", "plain_cold", "plain_self_harm",
	"plain_threat", "plain_death", "plain_safety",
	"stage2_name", "formally", "asks_for_data", "for_somebody", "other_matter", "about_the_answer",
}

// Lone is a way of saying something in the rules that one labelled message has and no other.
type Lone struct {
	Rule    string // its id
	Words   string // the alternative of a phrase
	Message string // the id of the message
}

// LoneWords lists what was fitted to a single message: the alternatives of the embedded rules, and of an overlay's,
// that match one of the labelled messages only. Concepts are classes of words and are left out.
func LoneWords(overlay string, examples []Example) ([]Lone, error) {
	files, err := loadRules(overlay)
	if err != nil {
		return nil, err
	}
	var split []ruleFile
	var whole []Lone // by the number of the rule in the split book
	for _, f := range files {
		one := ruleFile{Version: f.Version, Macros: f.Macros}
		for _, r := range f.Rules {
			if strings.HasPrefix(r.Signal, conceptSignal) {
				continue
			}
			for _, phrase := range r.Any {
				for _, words := range alternativesOf(phrase) {
					id := fmt.Sprintf("%s#%d", r.ID, len(whole))
					one.Rules = append(one.Rules, Rule{ID: id, Signal: r.Signal, Any: []string{words}, Unless: r.Unless})
					whole = append(whole, Lone{Rule: r.ID, Words: words})
				}
			}
		}
		split = append(split, one)
	}
	book, err := compileRules(split...)
	if err != nil {
		return nil, err
	}
	return lonely(book, whole, examples), nil
}

// lonely counts in how many messages each rule of a book has a match.
func lonely(book *rulebook, whole []Lone, examples []Example) (out []Lone) {
	seen := make([]int, len(whole))
	var m matcher
	for i := range examples {
		in := examples[i].Input()
		met := map[int32]bool{}
		for _, h := range book.match(prepare(&in), &m) {
			if !met[h.rule] {
				met[h.rule] = true
				seen[h.rule]++
				whole[h.rule].Message = examples[i].ID
			}
		}
	}
	for i, n := range seen {
		if n == 1 {
			out = append(out, whole[i])
		}
	}
	return out
}

// alternativesOf are the alternatives of a phrase that is nothing but a choice: (a|b c|d*).
func alternativesOf(phrase string) []string {
	inner, opens := strings.CutPrefix(phrase, "(")
	inner, closes := strings.CutSuffix(inner, ")")
	if !opens || !closes {
		return []string{phrase}
	}
	var out []string
	depth, from := 0, 0
	for i := range len(inner) {
		switch inner[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return []string{phrase} // the first bracket closes before the end
			}
		case '|':
			if depth == 0 {
				out, from = append(out, inner[from:i]), i+1
			}
		}
	}
	out = append(out, inner[from:])
	return slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" || s[0] == '~' })
}
