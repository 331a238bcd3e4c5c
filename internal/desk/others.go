package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/people"
)

// Whom else a colleague's words may name. They are looked up by those words, so that no more cases are read than they
// point at.

const (
	othersSince  = 2 * 365 * 24 * time.Hour // whose case is older is seldom named by mistake
	openForHomes = 300                      // cases that are read for a home; the newest
)

// othersNamed are the residents of other cases that a reply's words for somebody outside name, and the homes of open
// cases that it names and that are not its own.
func (d *decider) othersNamed(ctx context.Context, c complaint.Case, cmd complaint.Command) ([]string, error) {
	text := outgoingWords(cmd)
	if text == "" {
		return nil, nil
	}
	clues := people.CluesToNames(text)
	for _, name := range people.TitledNames(text) {
		clues = append(clues, people.CluesToName(name)...)
	}
	alike, err := d.tx.CasesAlike(ctx, d.now.Add(-othersSince), clues...)
	if err != nil {
		return nil, fmt.Errorf("residents that a reply names: %w", err)
	}
	var others []string
	for _, o := range alike {
		if o.Ref != c.Ref && o.Party.Name != "" && !c.MayBe(o.Party.Name) {
			others = append(others, o.Party.Name)
		}
	}
	homes := slices.DeleteFunc(people.HomesIn(text), c.SharesHome)
	if len(homes) == 0 {
		return others, nil
	}
	open, err := d.tx.OpenCases(ctx, openForHomes)
	if err != nil {
		return nil, fmt.Errorf("homes that a reply names: %w", err)
	}
	for _, home := range homes {
		if slices.ContainsFunc(open, func(o complaint.Case) bool { return o.Ref != c.Ref && o.SharesHome(home) }) {
			others = append(others, home)
		}
	}
	return others, nil
}

// possessive is what follows a name to say whose something is.
var possessive = strings.NewReplacer("'s ", " ", "’s ", " ", "'s\n", "\n", "’s\n", "\n", "'s,", ",", "’s,", ",")

// outgoingWords are the words of a command that somebody outside would read, "" if nobody would.
func outgoingWords(cmd complaint.Command) string {
	switch cmd.Verb {
	case complaint.VerbRespond, complaint.VerbExtend, complaint.VerbResolved, complaint.VerbAsk, complaint.VerbRefuse:
	default:
		return ""
	}
	words := []string{cmd.Text, cmd.Remedy}
	for _, a := range cmd.Actions {
		words = append(words, a.What)
	}
	for _, f := range cmd.Findings {
		words = append(words, f.Why)
	}
	return strings.TrimSpace(possessive.Replace(strings.Join(words, "\n")))
}
