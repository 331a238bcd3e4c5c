package imap

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"math"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Seen is one message as it lies in the mailbox now, to be compared with what was taken in.
type Seen struct {
	Key         string // what a complaint.Arrival of this message is called
	UIDValidity uint32
	UID         uint32
	MessageID   string    // without angle brackets; "" if it has none that can be read
	Received    time.Time // INTERNALDATE, UTC; zero if the server gave none that can be read
	Marked      bool      // it carries our keyword
}

// Survey lists every message of the folder in order of UID, over connections of its own and without
// changing anything. A message that cannot be looked at is listed by its UID alone.
func (m *Mailbox) Survey(ctx context.Context) ([]Seen, error) {
	seen, err := m.survey(ctx)
	if err != nil {
		return nil, m.named(err)
	}
	return seen, nil
}

func (m *Mailbox) survey(ctx context.Context) ([]Seen, error) {
	v := &surveyor{m: m}
	defer v.close()
	if err := v.connect(ctx); err != nil {
		return nil, err
	}
	for next := imap.UID(1); next != 0; {
		uids, err := v.search(ctx, next, math.MaxUint32, nil)
		if err != nil {
			return nil, err
		}
		if len(uids) == 0 {
			break
		}
		unmarked, err := v.search(ctx, next, uids[len(uids)-1], []imap.Flag{imap.Flag(m.opts.Keyword)})
		if err != nil {
			return nil, err
		}
		v.unmarked = imap.UIDSetNum(unmarked...)
		next = uids[len(uids)-1] + 1
		for len(uids) > 0 {
			n := min(len(uids), m.opts.Chunk)
			if err := v.look(ctx, uids[:n]); err != nil {
				return nil, err
			}
			uids = uids[n:]
		}
	}
	return v.seen, nil
}

// surveyor walks through a folder. Like the reader of mail it halves what the library chokes on.
type surveyor struct {
	m *Mailbox
	*session
	unmarked imap.UIDSet
	seen     []Seen
	losses   int // connections lost one after the other
}

func (v *surveyor) connect(ctx context.Context) error {
	before := uint32(0)
	if v.session != nil {
		before = v.folder.UIDValidity
		v.close()
	}
	s, err := v.m.open(ctx, true)
	if err != nil {
		v.session = nil
		return err
	}
	v.session = s
	if before != 0 && before != s.folder.UIDValidity {
		return errors.New("the folder's UIDVALIDITY changed while it was looked through: try again")
	}
	return nil
}

func (v *surveyor) close() {
	if v.session != nil {
		v.session.close()
	}
}

func (v *surveyor) look(ctx context.Context, uids []imap.UID) error {
	section := imap.FetchItemBodySection{Peek: true, Specifier: imap.PartSpecifierHeader,
		HeaderFields: []string{"Message-ID"}}
	got, err := v.fetch(ctx, uids, imap.FetchOptions{InternalDate: true,
		BodySection: []*imap.FetchItemBodySection{&section}})
	if err == nil {
		v.losses = 0
		for _, uid := range uids {
			if f, there := got[uid]; there {
				v.add(f.listed, messageID(f.raw))
			}
		}
		return nil
	}
	if v.losses++; ctx.Err() != nil || v.conn.lost.Load() && v.losses > mostLosses {
		return err
	}
	var said *imap.Error
	if !errors.As(err, &said) {
		if err := v.connect(ctx); err != nil {
			return err
		}
	}
	if len(uids) == 1 {
		v.losses = 0
		v.add(listed{uid: uids[0]}, "")
		return nil
	}
	half := len(uids) / 2
	if err := v.look(ctx, uids[:half]); err != nil {
		return err
	}
	return v.look(ctx, uids[half:])
}

func (v *surveyor) add(l listed, id string) {
	v.seen = append(v.seen, Seen{
		Key: v.key(l), UIDValidity: v.folder.UIDValidity, UID: uint32(l.uid),
		MessageID: id, Received: l.received, Marked: !v.unmarked.Contains(l.uid),
	})
}

// messageID reads the id from a header of that one field.
func messageID(header []byte) string {
	fields, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(header))).ReadMIMEHeader()
	return strings.Trim(fields.Get("Message-ID"), " \t<>")
}
