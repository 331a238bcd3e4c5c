package templates

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/order"
)

// A letter to post is a sheet by itself: A4, its address where the window of a DL envelope shows it (24.6 to 120 mm
// from the left, 39.5 to 66.3 mm from the top, as GOV.UK Notify prints), its words from 95 mm on. What staff have to do
// stands apart from it.

// paper is what the sheet gets.
type paper struct {
	Lang, Dir, Title string
	Ref              template.CSS
	Large            bool
	Sender, Address  []string
	Body             template.HTML
}

// maxAddress is how many lines the window shows.
const maxAddress = 6

// plainRef is a reference as it may stand at the foot of a page.
var plainRef = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// onSheet writes the sheet of a letter, with the same letter in a second language on a page of its own.
func (s *Set) onSheet(l, also *parsed, f *order.Facts, subject, marked string) (string, error) {
	k := look{"#000000", f.LargePrint}
	p := paper{Lang: "en-GB", Dir: direction(l.language), Title: subject, Large: k.large, Sender: sender(&f.Landlord),
		Address: addressee(f)}
	if l.language != "" {
		p.Lang = l.language
	}
	if plainRef.MatchString(f.Ref) {
		p.Ref = template.CSS(f.Ref)
	}
	p.Body = toHTML(subject, spelledOut(withoutAddresses(marked, l.language, f)), nil, f, k)
	if also != nil {
		subject, err := also.execute(also.subject, f)
		if err != nil {
			return "", err
		}
		marked, err := also.marked(f)
		if err != nil {
			return "", err
		}
		words := toHTML(clip(maxSubject, line(unmarked(subject))),
			spelledOut(withoutAddresses(marked, also.language, f)), nil, f, k)
		p.Body += template.HTML(`<div class="second" lang="`+also.language+`" dir="`+direction(also.language)+"\">\n") +
			words + "</div>\n" // a language's code, as folders have it
	}
	var out strings.Builder
	if err := s.paper.Execute(&out, p); err != nil {
		return "", fmt.Errorf("letter %s (%s): %w", l.front.ID, l.front.Name, err)
	}
	return out.String(), nil
}

// sender is who writes, for the head of the sheet.
func sender(l *order.Landlord) []string {
	rows := append([]string{l.Name}, lines(strings.Split(l.Address, "\n"))...)
	for _, row := range []string{l.Phone, l.Email, l.Website} {
		if row = line(row); row != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// addressee is whom the letter goes to, as the window of the envelope shows it. An address of more lines than it has
// room for keeps its end, where the postcode stands.
func addressee(f *order.Facts) []string {
	if f.PostalAddress == "" {
		return lines([]string{f.Resident})
	}
	rows := lines(strings.Split(f.PostalAddress, "\n"))
	if f.Resident != "" && !slices.Contains(rows, f.Resident) {
		rows = append([]string{f.Resident}, rows...)
	}
	for len(rows) > maxAddress {
		rows = append([]string{rows[0], rows[1] + ", " + rows[2]}, rows[3:]...)
	}
	return rows
}

// withoutAddresses leaves out what a letter has above its date: the sheet has both addresses in their own places.
func withoutAddresses(marked, language string, f *order.Facts) string {
	w, known := spoken[language]
	day := calendar.Date(f.Today)
	above, _, ok := strings.Cut(marked, "\n"+titleMark+"\n")
	at := strings.LastIndex(above, "\n"+w.long(day, known)+"\n")
	if !ok || at < 0 {
		return marked
	}
	return marked[at+1:]
}
