// Package register is the landlord's people: who answers for which area, and who somebody means by what they wrote.
package register

import (
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"

	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// Named returns the people who fit best what somebody wrote: "Priya in estates", an address, a title. More than one
// is a question to the writer.
func (r Register) Named(contacts []people.Contact, words string) []people.Contact {
	best, found := 0, []people.Contact(nil)
	for _, c := range contacts {
		score := r.fits(c, strings.ToLower(strings.TrimSpace(words)))
		if score > best {
			best, found = score, nil
		}
		if score == best && score > 0 && !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	return found
}

// fits says how well a person fits the words: an address most, then a name or title the more of it stands there, then
// the area they answer for.
func (r Register) fits(c people.Contact, words string) int {
	address := strings.ToLower(c.Email)
	switch {
	case words == "" || address == "":
		return 0
	case strings.Contains(words, address) || r.Canonical(words) == address:
		return 1000
	case strings.Contains(words, "@"):
		return 0
	}
	score := 0
	for _, title := range []string{c.Name, c.Title} {
		if title != "" && strings.Contains(words, strings.ToLower(title)) {
			score += 10 + len(title)
		}
	}
	if score == 0 && c.Name != "" && strings.EqualFold(message.FirstWord(c.Name),
		strings.Trim(message.FirstWord(words), ".,;:")) {
		score += 10
	}
	if r.answersFor(c, strings.Fields(words)) {
		score++
	}
	return score
}

// answersFor reports whether one of the words names an area of which the person is the manager.
func (r Register) answersFor(c people.Contact, words []string) bool {
	for area, p := range r.Areas {
		if !people.SameAddress(c, p.Manager) {
			continue
		}
		for _, part := range append(strings.Fields(strings.ToLower(p.Name)), strings.Split(string(area), "_")...) {
			if len(part) > 3 && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, part) }) {
				return true
			}
		}
	}
	return false
}

func ListNames(people []people.Contact) string {
	names := make([]string, len(people))
	for i, c := range people {
		names[i] = c.Called()
		if c.Email != names[i] {
			names[i] += " <" + c.Email + ">"
		}
	}
	return strings.Join(names, ", ")
}

// Register is who answers for what at the landlord (4.1).
type Register struct {
	Team people.Contact `yaml:"complaints_team"` // decides what a machine must not
	// hears of answers three working days late; the team if empty
	Lead           people.Contact              `yaml:"complaints_lead"`
	ChiefExecutive people.Contact              `yaml:"chief_executive"`
	Board          people.Contact              `yaml:"board"` // of whoever decides about the chief executive
	DPO            people.Contact              `yaml:"data_protection_officer"`
	OutOfHours     people.Contact              `yaml:"out_of_hours"` // takes emergencies day and night
	Areas          map[reading.Area]AreaPeople `yaml:"areas"`
	// another address a person writes from -> the one on the register
	Aliases map[string]string `yaml:"aliases"`
}

// AreaPeople are the people of one service area.
type AreaPeople struct {
	Name     string         `yaml:"name"`     // in plain words, as a letter says it: repairs
	Manager  people.Contact `yaml:"manager"`  // investigates at stage 1 (P6)
	Deputy   people.Contact `yaml:"deputy"`   // stands in
	Director people.Contact `yaml:"director"` // reviews at stage 2 (P15)
}

// AreaName returns the area in plain words.
func (r Register) AreaName(a reading.Area) string {
	if p, ok := r.Areas[a]; ok && p.Name != "" {
		return p.Name
	}
	return strings.ReplaceAll(string(a), "_", " ")
}

// Canonical returns the address of the register that a sender's address stands for.
func (r Register) Canonical(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	if to, ok := r.Aliases[address]; ok {
		return strings.ToLower(to)
	}
	return address
}

// Everyone lists each person and desk of the register once, ordered by address.
func (r Register) Everyone() []people.Contact {
	seen := map[string]people.Contact{}
	for c := range r.entries() {
		key := strings.ToLower(c.Email)
		if key != "" && (seen[key].Email == "" || seen[key].Name == "") {
			seen[key] = c
		}
	}
	all := make([]people.Contact, 0, len(seen))
	for _, c := range seen {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Email < all[j].Email })
	return all
}

// entries yields every entry of the register; one person may have several.
func (r Register) entries() iter.Seq[people.Contact] {
	return func(yield func(people.Contact) bool) {
		for _, c := range [...]people.Contact{r.Team, r.Lead, r.ChiefExecutive, r.Board, r.DPO, r.OutOfHours} {
			if !yield(c) {
				return
			}
		}
		for _, p := range r.Areas {
			if !yield(p.Manager) || !yield(p.Deputy) || !yield(p.Director) {
				return
			}
		}
	}
}

// Find returns the person or desk with this address, aliases included.
func (r Register) Find(address string) (found people.Contact, ok bool) {
	address = r.Canonical(address)
	for c := range r.entries() {
		if address != "" && found.Name == "" && strings.EqualFold(c.Email, address) {
			found, ok = c, true
		}
	}
	return found, ok
}

// Managers lists everybody who may investigate at stage 1.
func (r Register) Managers() []people.Contact {
	var all []people.Contact
	for _, c := range r.Everyone() {
		for _, p := range r.Areas {
			if people.SameAddress(c, p.Manager) || people.SameAddress(c, p.Deputy) {
				all = append(all, c)
				break
			}
		}
	}
	return all
}

// Directors lists everybody who may review at stage 2.
func (r Register) Directors() []people.Contact {
	var all []people.Contact
	for _, c := range r.Everyone() {
		for _, p := range r.Areas {
			if people.SameAddress(c, p.Director) {
				all = append(all, c)
				break
			}
		}
	}
	return all
}

// Above lists who is over somebody of the register, the nearest first: over a deputy the manager, over a manager the
// Director of their area, over the complaints team any Director, then the chief executive and the board (4.3). It is
// empty where the register puts nobody over them, as over the board.
func (r Register) Above(who people.Contact) []people.Contact {
	if r.Same(who, r.Board) {
		return nil
	}
	over := []people.Contact{r.ChiefExecutive, r.Board}
	switch {
	case r.Same(who, r.ChiefExecutive):
		over = over[1:]
	case r.IsDirector(who):
	case r.Same(who, r.Team), r.Same(who, r.Lead):
		over = append(r.Directors(), over...)
	default:
		over = append(r.overInAreas(who), over...)
	}
	return slices.DeleteFunc(over, func(c people.Contact) bool { return c.Email == "" })
}

// overInAreas lists who is over somebody in the areas that they manage or stand in for.
func (r Register) overInAreas(who people.Contact) (over []people.Contact) {
	for _, area := range slices.Sorted(maps.Keys(r.Areas)) {
		switch p := r.Areas[area]; {
		case r.Same(who, p.Manager):
			over = append(over, p.Director)
		case r.Same(who, p.Deputy):
			over = append(over, p.Manager, p.Director)
		}
	}
	return over
}

// IsDirector reports whether somebody is the Director of an area.
func (r Register) IsDirector(who people.Contact) bool {
	return slices.ContainsFunc(r.Directors(), func(d people.Contact) bool { return r.Same(who, d) })
}

// Same reports whether two entries are one person: by their address, whichever of theirs it is, or by their full name.
func (r Register) Same(a, b people.Contact) bool {
	return a.Email != "" && r.Canonical(a.Email) == r.Canonical(b.Email) || SameFullName(a.Name, b.Name)
}

// SameFullName reports whether two names are one, of more than one word.
func SameFullName(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	return len(x) > 1 && strings.EqualFold(strings.Join(x, " "), strings.Join(y, " "))
}
