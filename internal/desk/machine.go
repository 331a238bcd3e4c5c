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
	"complaints/internal/order"
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
	answered := slices.ContainsFunc(done.Letters, func(o order.Order) bool {
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

// receiptsMark begins the names under which is kept for a colleague's address which receipt they had last, when, and
// how many within an hour.
const receiptsMark = "receipts:"

// mostReceipts is how many receipts an address has in an hour. A person with so many replies to write has other signs
// that they were read.
const mostReceipts = 30

// receipts leaves out of the letters of a reply the receipt that a machine would answer again: the same as the last
// within the hour, or one too many. A receipt that shows a letter about to go is never left out.
func (d *decider) receipts(ctx context.Context, address, ref, words string, letters []order.Order) (
	[]order.Order, error,
) {
	theirs := func(o order.Order) bool {
		return o.Letter == letter.CommandDone && strings.EqualFold(o.To.Email, address)
	}
	shows := func(o order.Order) bool { return letter.Of(o.Letter).To == letter.Resident }
	if !slices.ContainsFunc(letters, theirs) || slices.ContainsFunc(letters, shows) {
		return letters, nil
	}
	name := receiptsMark + strings.ToLower(address) + ":"
	marks, err := d.tx.Marks(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("receipts for %s: %w", address, err)
	}
	within := func(millis int64) bool {
		ago := d.now.Sub(time.UnixMilli(millis))
		return ago >= 0 && ago < time.Hour
	}
	last := int64(likenessSum(ref, words) >> 1)
	if within(marks["at"]) && marks["last"] == last || within(marks["since"]) && marks["times"] >= mostReceipts {
		d.desk.log.Warn("a colleague's mailbox seems to answer receipts, so it has none", "case", ref)
		return slices.DeleteFunc(letters, theirs), nil
	}
	since, times := marks["since"], marks["times"]
	if !within(since) {
		since, times = d.now.UnixMilli(), 0
	}
	now := map[string]int64{"last": last, "at": d.now.UnixMilli(), "since": since, "times": times + 1}
	for what, value := range now {
		if err := d.tx.SetMark(ctx, name+what, value); err != nil {
			return nil, err
		}
	}
	return letters, nil
}

// likeness is the same for words that differ only in their numbers, as a ticket system's do.
func likeness(words string) string { return fmt.Sprintf("%016x", likenessSum("", words)) }

func likenessSum(exactly, words string) uint64 {
	var plain []rune
	for _, r := range strings.ToLower(words) {
		if unicode.IsLetter(r) {
			plain = append(plain, r)
		}
	}
	h := fnv.New64a()
	h.Write([]byte(exactly + " " + string(plain)))
	return h.Sum64()
}
