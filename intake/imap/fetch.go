package imap

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"complaints/internal/message"
)

const (
	chunkBytes   = 8 << 20 // most bytes of mail asked for at once, beyond the first message
	oversizePart = 1 << 20 // how much is kept of a mail larger than MaxSize
)

// listed is what is known of a message before its body is asked for.
type listed struct {
	uid      imap.UID
	size     int64
	received time.Time // INTERNALDATE; zero if the server gave none that can be read
}

// fetched is a body as it came. Raw is nil when none came.
type fetched struct {
	listed
	raw  []byte
	full int64 // how long the server said it is; more than len(raw) when it was cut
	over bool  // it came and was let go, for there was too much already
}

var (
	wholeMail  = imap.FetchItemBodySection{Peek: true}
	headerOnly = imap.FetchItemBodySection{Peek: true, Specifier: imap.PartSpecifierHeader}
)

func firstPart(n int64) imap.FetchItemBodySection {
	return imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: n}}
}

// fetch asks for the messages of uids and returns them by UID. Only what is asked for is ever sent
// by a sound server; anything else would be one more thing the library may fail to read.
func (s *session) fetch(ctx context.Context, uids []imap.UID, options imap.FetchOptions) (map[imap.UID]fetched, error) {
	options.UID = true
	got := make(map[imap.UID]fetched, len(uids))
	asked := imap.UIDSetNum(uids...)
	room := chunkBytes + s.m.opts.MaxSize // for servers that make little of their messages' sizes
	err := s.do(ctx, fmt.Sprintf("fetch of %d messages from UID %d", len(uids), uids[0]), func() error {
		cmd := s.client.Fetch(imap.UIDSetNum(uids...), &options)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			f, err := readFetched(msg, s.m.opts.MaxSize)
			if err != nil {
				return err // and the session ends: its library must not read a broken literal again
			}
			if room -= int64(len(f.raw)); room < 0 {
				f.raw, f.over = nil, true
			}
			if asked.Contains(f.uid) { // and no more than was asked for, however much comes
				got[f.uid] = f
			}
		}
		return cmd.Close()
	})
	return got, err
}

// list asks for size and arrival date.
func (s *session) list(ctx context.Context, uids []imap.UID) (map[imap.UID]fetched, error) {
	return s.fetch(ctx, uids, imap.FetchOptions{RFC822Size: true, InternalDate: true})
}

func (s *session) bodies(ctx context.Context, uids []imap.UID,
	section imap.FetchItemBodySection) (map[imap.UID]fetched, error) {
	return s.fetch(ctx, uids, imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{&section}})
}

// readFetched reads one FETCH response to its end. No more than limit bytes of a body are kept,
// whatever size the server announced.
func readFetched(msg *imapclient.FetchMessageData, limit int64) (f fetched, err error) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			f.uid = item.UID
		case imapclient.FetchItemDataRFC822Size:
			f.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			f.received = item.Time.UTC()
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if f.raw, f.full, err = readLiteral(item.Literal, limit); err != nil {
				return f, fmt.Errorf("read the mail with UID %d: %w", f.uid, err)
			}
		}
	}
	return f, nil
}

// readLiteral returns the literal's first bytes, up to limit, and its announced size. The error says that it did not
// come to its end.
func readLiteral(literal imap.LiteralReader, limit int64) (raw []byte, full int64, err error) {
	full = literal.Size()
	raw = make([]byte, min(full, limit))
	if _, err := io.ReadFull(literal, raw); err != nil {
		return nil, full, err
	}
	if _, err := io.Copy(io.Discard, literal); err != nil {
		return nil, full, err
	}
	return raw, full, nil
}

// arrival is the message as the ledger gets it.
func (s *session) arrival(l listed, f fetched, problem string) message.Arrival {
	s.m.note(func(st *Status) {
		if l.received.After(st.Newest) {
			st.Newest = l.received
		}
	})
	received, why := believed(l.received, s.m.withheld.lookBefore(l.uid, s.m.lastLook), s.m.now().UTC(), f.raw)
	return message.Arrival{
		Key:       s.key(l),
		Source:    s.m.opts.Name,
		Channel:   message.Email,
		Received:  received,
		Raw:       f.raw,
		Size:      max(l.size, f.full),
		Truncated: int64(len(f.raw)) < f.full,
		Problem:   cmp.Or(problem, why),
	}
}

// key names the message for good. A UID alone would not do: a mailbox restored from a backup keeps
// its UIDVALIDITY and gives UIDs that were used after the backup to new mail, so the arrival date
// belongs to the key too.
func (s *session) key(l listed) string {
	key := fmt.Sprintf("imap:%s;%d;%d", s.m.opts.Name, s.folder.UIDValidity, l.uid)
	if !l.received.IsZero() {
		key += ";" + strconv.FormatInt(l.received.Unix(), 10)
	}
	return key
}
