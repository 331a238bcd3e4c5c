package notifier

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"complaints/internal/outbox"
)

// findLimit is how many of the newest texts to one number are looked through.
const findLimit = 200

// clockSlack allows for Twilio's clock and ours to differ, even where ours was set wrong by a day when the letter was
// decided. Who had the same words within that time has been told.
const clockSlack = 26 * time.Hour

// Find looks in Twilio's list for a text we may have sent at or after since. A letter's words carry the case
// reference and are unique, so the same words to the same number are that letter. The list is asked without
// a date, since a text still waiting in Twilio's queue has none; and without our number, since a messaging
// service chooses it.
func (t *Twilio) Find(ctx context.Context, l outbox.Letter, since time.Time) (sid string, found bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	call := &call{ctx: ctx, twilio: t}
	params := new(api.ListMessageParams).SetTo(l.To).SetPageSize(100).SetLimit(findLimit)
	messages, err := call.service().ListMessage(params)
	if err != nil {
		if barred(int(call.status.Load())) {
			return "", false, fmt.Errorf("%w: twilio's list of texts: %s", ErrAccount, hideNumbers(err.Error()))
		}
		return "", false, fmt.Errorf("twilio's list of texts: %s", hideNumbers(err.Error()))
	}
	want := bodyOf(l)
	for _, m := range messages {
		if m.Sid == nil || m.Body == nil || m.Direction != nil && strings.HasPrefix(*m.Direction, "inbound") {
			continue
		}
		if strings.TrimSpace(Fold(*m.Body)) == want && !before(m.DateCreated, since.Add(-clockSlack)) {
			return *m.Sid, true, nil
		}
	}
	return "", false, nil
}

// Text is a text of a resident as Twilio's list has it.
type Text struct {
	SID, From, To, Body string
	Media               int // pictures and other files that came with it
	At                  time.Time
}

// Received lists the texts that came since an instant, the oldest first.
func (t *Twilio) Received(ctx context.Context, since time.Time) ([]Text, error) {
	call := &call{ctx: ctx, twilio: t}
	const most, day = 1000, 24 * time.Hour
	params := new(api.ListMessageParams).SetDateSentAfter(since.Add(-day)).SetPageSize(most)
	if t.cfg.From != "" {
		params.SetTo(t.cfg.From)
	}
	messages, err := call.service().ListMessage(params)
	if err != nil {
		return nil, fmt.Errorf("twilio's list of texts: %s", hideNumbers(err.Error()))
	}
	var all []Text
	for _, m := range messages {
		if m.Direction == nil || *m.Direction != "inbound" || before(m.DateCreated, since) ||
			m.Sid == nil || m.From == nil || m.To == nil || m.DateCreated == nil {
			continue
		}
		one := Text{SID: *m.Sid, From: *m.From, To: *m.To}
		if m.Body != nil {
			one.Body = *m.Body
		}
		if m.NumMedia != nil {
			one.Media, _ = strconv.Atoi(*m.NumMedia) // none that can be counted is none
		}
		one.At, err = time.Parse(time.RFC1123Z, *m.DateCreated)
		if err != nil {
			return nil, fmt.Errorf("twilio's list of texts: the date of %s cannot be read: %w", one.SID, err)
		}
		all = append(all, one)
	}
	slices.Reverse(all)
	return all, nil
}

// before reports whether a date of Twilio's is certainly earlier than t.
func before(date *string, t time.Time) bool {
	if date == nil {
		return false
	}
	at, err := time.Parse(time.RFC1123Z, *date)
	return err == nil && at.Before(t)
}
