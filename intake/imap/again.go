package imap

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"

	"complaints/internal/message"
)

// ErrGone says that a mail does not lie in the folder any more.
var ErrGone = errors.New("the mail is not in the folder any more")

// KeyOfText is the key of a mail whose bytes came after an arrival of that key had been stored without them.
func KeyOfText(key string) string { return key + ";text" }

// Again asks for the mail that an arrival of a key was, over a connection of its own and without changing anything. It
// is for one that was stored without its bytes. What comes has the key that [KeyOfText] says.
func (m *Mailbox) Again(ctx context.Context, key string) (message.Arrival, error) {
	a, err := m.again(ctx, key)
	if err != nil {
		return message.Arrival{}, m.named(err)
	}
	return a, nil
}

func (m *Mailbox) again(ctx context.Context, key string) (a message.Arrival, err error) {
	numbers, ours := strings.CutPrefix(key, "imap:"+m.opts.Name+";")
	validity, rest, _ := strings.Cut(numbers, ";")
	uid, err := strconv.ParseUint(strings.Split(rest, ";")[0], 10, 32)
	if !ours || err != nil || uid == 0 {
		return a, fmt.Errorf("the message %s is not of this folder", key)
	}
	s, err := m.open(ctx, true)
	if err != nil {
		return a, err
	}
	defer s.close()
	if validity != strconv.FormatUint(uint64(s.folder.UIDValidity), 10) {
		return a, fmt.Errorf("%w: its mails have been numbered anew", ErrGone)
	}
	one := []imap.UID{imap.UID(uid)}
	list, err := s.list(ctx, one)
	if err != nil {
		return a, err
	}
	l := list[one[0]].listed
	l.uid = one[0]
	if a, err = s.again(ctx, l, fetched{}); err != nil {
		return a, err
	}
	if len(a.Raw) == 0 || !strings.HasPrefix(a.Key, key) {
		return a, ErrGone
	}
	a.Key = KeyOfText(key)
	return a, nil
}
