// Package disclosure finds whom else the files of a person speak of, so that somebody can take out what is not the
// person's own before an export is sent. It cannot find them all, and says so.
package disclosure

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/people"
)

// Review gathers whom else an export speaks of.
type Review struct {
	own      []string                              // the resident's own names, addresses and numbers, in lower case
	found    map[string]map[string]map[string]bool // by kind, what was found, and where
	staff    []people.Contact
	spokeFor []string // cases in which the person speaks for somebody else
}

const (
	ofStaff   = "People of the landlord"
	addresses = "E-mail addresses"
	numbers   = "Phone numbers"
	names     = "What may be names"
)

// NewReview begins a review of the export for a person, known by an address or a number. The person's own cases tell
// their name; landlord are the landlord's own addresses, and staff its people.
func NewReview(person string, own []complaint.Case, landlord []string, staff []people.Contact) *Review {
	r := &Review{found: map[string]map[string]map[string]bool{}, staff: staff}
	for _, s := range append([]string{person}, landlord...) {
		r.own = append(r.own, strings.ToLower(s))
	}
	for _, c := range own {
		for _, s := range []string{c.Party.Name, c.Party.Email, c.Party.Phone} {
			if s != "" {
				r.own = append(r.own, strings.ToLower(s))
			}
		}
	}
	return r
}

// LeftOut notes a case in which the person only speaks for somebody else.
func (r *Review) LeftOut(ref string) { r.spokeFor = append(r.spokeFor, ref) }

var (
	anAddress = regexp.MustCompile(`[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+`)
	aNumber   = regexp.MustCompile(`(?:\+44|\b0)[\d ]{9,12}\d\b`)
	// A title and a name, or two words with capitals in the middle of a sentence.
	aTitled = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Rev|Sir|Lady|Nurse|PC)\.? ` +
		`[A-Z][\p{L}'-]+(?: [A-Z][\p{L}'-]+)?`)
	aPair = regexp.MustCompile(`[a-z,;:] ([A-Z][\p{L}'-]+(?: [A-Z][\p{L}'-]+)+)`)
)

// Titled are the names in a text that stand with a title.
func Titled(text string) []string { return aTitled.FindAllString(text, -1) }

// Look searches a text.
func (r *Review) Look(where, text string) {
	for _, s := range anAddress.FindAllString(text, -1) {
		r.Sender(where, "", s)
	}
	for _, s := range aNumber.FindAllString(text, -1) {
		r.add(numbers, strings.Join(strings.Fields(s), ""), where)
	}
	for _, s := range Titled(text) {
		r.add(names, s, where)
	}
	for _, s := range aPair.FindAllStringSubmatch(text, -1) {
		r.add(names, s[1], where)
	}
	for _, c := range r.staff {
		if c.Name != "" && strings.Contains(text, c.Name) {
			r.add(ofStaff, c.Name, where)
		}
	}
}

// Sender notes somebody who wrote or was written to.
func (r *Review) Sender(where, name, address string) {
	for _, c := range r.staff {
		if strings.EqualFold(c.Email, address) {
			r.add(ofStaff, c.Called(), where)
			return
		}
	}
	if strings.Contains(address, "@") {
		r.add(addresses, strings.ToLower(address), where)
	} else if address != "" {
		r.add(numbers, address, where)
	}
	if name != "" && !slices.Contains(r.own, strings.ToLower(address)) {
		r.add(names, name, where)
	}
}

func (r *Review) add(kind, what, where string) {
	if slices.Contains(r.own, strings.ToLower(what)) {
		return
	}
	if r.found[kind] == nil {
		r.found[kind] = map[string]map[string]bool{}
	}
	if r.found[kind][what] == nil {
		r.found[kind][what] = map[string]bool{}
	}
	r.found[kind][what][where] = true
}

// foreword begins the list, for the person who reads it.
const foreword = "Read this before you send anything. " +
	`It lists whom else the files speak of, as far as a program can tell. It has not
found them all: neighbours, relatives and children are often named without a title. Take out what is not the
person's own, or ask the people concerned. Nothing has been taken out for you.
`

// Text writes the list.
func (r *Review) Text() string {
	var b strings.Builder
	b.WriteString(foreword)
	for _, kind := range []string{addresses, numbers, names, ofStaff} {
		if len(r.found[kind]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", kind)
		for _, what := range slices.Sorted(maps.Keys(r.found[kind])) {
			fmt.Fprintf(&b, "  %s\n", what)
			for _, where := range slices.Sorted(maps.Keys(r.found[kind][what])) {
				fmt.Fprintf(&b, "    %s\n", where)
			}
		}
	}
	if len(r.spokeFor) > 0 {
		fmt.Fprintf(&b, "\nLeft out: cases in which the person speaks for somebody else. "+
			"They are the files of those residents.\n  %s\n", strings.Join(r.spokeFor, "\n  "))
	}
	return b.String()
}
