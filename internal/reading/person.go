package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A prohibition may be about somebody: "do not talk to my brother about this". It takes no way to the resident away.

// Person is whom a rule forbids to tell or to talk to, as written: "my brother", "him"; "" where it forbids a way to
// the resident.
func (r ContactRule) Person() string {
	if r.Rule != ContactNever || strings.ContainsAny(r.Value, "@0123456789") {
		return ""
	}
	if kin, ok := strings.CutPrefix(strings.ToLower(r.Value), "my "); ok {
		if relatives[kin] {
			return r.Value
		}
		return ""
	}
	if r.Value != "" {
		return ""
	}
	words := strings.Fields(strings.ReplaceAll(r.Words, "\u2019", "'"))
	for i, w := range words {
		if toTell[plain(w)] && forbiddenBefore(words[:i]) {
			return object(words[i+1:])
		}
	}
	return ""
}

// AtPeace reports whether a rule about a person speaks of a relative or friend and of nothing to be afraid of. Whoever
// is watched by a partner or a father, or is not to be found by somebody, may be harmed by any letter.
func (r ContactRule) AtPeace() bool {
	words := strings.Fields(strings.ToLower(r.Words + " " + r.Value))
	named := slices.ContainsFunc(words, func(w string) bool { return relatives[plain(w)] && !partners[plain(w)] })
	afraid := slices.ContainsFunc(words, func(w string) bool { return partners[plain(w)] || ofFear[plain(w)] })
	return r.Person() != "" && named && !afraid
}

// object is whom the words after a verb of telling name, "" if nobody or the writer.
func object(words []string) string {
	for i, w := range words[:min(len(words), 5)] {
		low := plain(w)
		switch {
		case slices.Contains([]string{"me", "us", "i", "here", "back"}, low):
			return ""
		case slices.Contains([]string{"him", "her", "them", "anyone", "anybody", "nobody"}, low):
			return low
		case relatives[low] && i > 0:
			return strings.ToLower(words[i-1]) + " " + low
		}
		if first, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(first) && low != "i" {
			name := plain(w)
			if i+1 < len(words) {
				if next, _ := utf8.DecodeRuneInString(words[i+1]); unicode.IsUpper(next) {
					return trimmed(w) + " " + trimmed(words[i+1])
				}
			}
			if name != "" {
				return trimmed(w)
			}
		}
	}
	return ""
}

// forbiddenBefore reports whether a verb is forbidden by the words close before it.
func forbiddenBefore(words []string) bool {
	for _, w := range words[max(0, len(words)-4):] {
		switch plain(w) {
		case "not", "don't", "dont", "never", "nobody":
			return true
		}
	}
	return false
}

func trimmed(w string) string { return strings.Trim(w, ".,;:!?()'\"") }

func plain(w string) string { return strings.TrimSuffix(strings.ToLower(trimmed(w)), "'s") }

func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}

var (
	toTell = set("tell talk speak discuss deal let mention give share talking speaking telling")
	// of whom those are most often afraid who are
	partners = set("husband wife partner ex boyfriend girlfriend bf gf fella family parents father dad uncle " +
		"stepfather landlord lodger carer")
	relatives = set("brother sister son daughter mother mum mam dad father uncle aunt auntie cousin nephew niece nan " +
		"gran grandson granddaughter friend neighbour stepson stepdaughter stepfather stepmother husband wife partner ex " +
		"boyfriend girlfriend bf gf fella carer family parents landlord lodger")
	ofFear = set("afraid scared frightened fear hurt hit beat beats kill violent violence abuse abusive abused " +
		"threatened threatens injunction refuge police safe danger hiding found find finds where live lives address " +
		"watches watching reads checks secret fled stalking stalks followed")
)
