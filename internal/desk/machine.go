package desk

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
)

// helpedMark begins the names under which is kept what help a colleague's address has had: when and how often within an
// hour, and for which words.
const helpedMark = "helped:"

// silentAfter is how often a machine is helped in an hour before it is taken for one.
const silentAfter = 2

// helped says what help the sender of a reply has had.
func (d *decider) helped(ctx context.Context, address, words string) (procedure.Helped, error) {
	marks, err := d.tx.Marks(ctx, helpedMark+strings.ToLower(address)+":")
	if err != nil {
		return procedure.Helped{}, fmt.Errorf("help for %s: %w", address, err)
	}
	h := procedure.Helped{SameWords: marks["words:"+likeness(words)] != 0}
	since, n := marks["since"], marks["times"]
	if within := d.now.Sub(time.UnixMilli(since)); within >= 0 && within < time.Hour {
		h.Lately = int(n)
	}
	h.Silent = n >= silentAfter
	return h, nil
}

// noteHelp keeps what a decision on a reply did: it told the sender once more what was wrong, or carried out a command,
// which only a person writes.
func (d *decider) noteHelp(
	ctx context.Context, address, words string, cmd complaint.Command, h procedure.Helped, done procedure.Decision,
) error {
	name := helpedMark + strings.ToLower(address) + ":"
	set := func(what string, value int64) error { return d.tx.SetMark(ctx, name+what, value) }
	typed := cmd.Verb != complaint.VerbUnclear && cmd.Guess == ""
	asNote := cmd.Guess == complaint.VerbNote
	answered := slices.ContainsFunc(done.Letters, func(o complaint.LetterOrder) bool {
		told := letter.Of(o.Letter).Failed || asNote && o.Letter == letter.CommandDone
		return told && strings.EqualFold(o.To.Email, address)
	}) && procedure.MayBeMachine(cmd, words)
	switch {
	case answered && h.Lately == 0:
		if err := set("since", d.now.UnixMilli()); err != nil {
			return err
		}
	case !answered && typed && h.Silent:
		return set("times", 0)
	case !answered:
		return nil
	}
	if err := set("times", int64(h.Lately)+1); err != nil {
		return err
	}
	return set("words:"+likeness(words), d.now.UnixMilli())
}

// likeness is the same for words that differ only in their numbers, as a ticket system's do.
func likeness(words string) string {
	var plain []rune
	for _, r := range strings.ToLower(words) {
		if unicode.IsLetter(r) {
			plain = append(plain, r)
		}
	}
	h := fnv.New64a()
	h.Write([]byte(string(plain)))
	return fmt.Sprintf("%016x", h.Sum64())
}
