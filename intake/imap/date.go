package imap

import (
	"bufio"
	"bytes"
	"io"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

const (
	aheadMost    = 5 * time.Minute     // how far a mail server's clock may be ahead of ours
	behindMost   = 10 * time.Minute    // how long a mail may be on its way into the folder after it arrived
	agreeWithin  = 24 * time.Hour      // how near to the mail server's date what stands in the mail has to be
	unprovedMost = 31 * 24 * time.Hour // how old a mail without any date of its own may be at our first look
)

// believed is when a mail reached the mail server, and a problem if that is not what the server says (INTERNALDATE).
// All dates that are promised count from it, so it has to be one that can be: none that is still to come, and none
// before our last look, when the mail was not there, unless the servers that it came through wrote the same day into
// it, as on one that somebody has taken out of the junk folder.
func believed(said, look, now time.Time, raw []byte) (received time.Time, problem string) {
	switch {
	case said.IsZero():
		return now, "the mail server did not say when this mail arrived: the time it was read is used"
	case said.After(now.Add(aheadMost)):
		return now, "the mail server says that this mail arrived on " + said.Format(time.DateTime) +
			", which is still to come: the time it was read is used"
	case !look.IsZero() && said.After(look.Add(-behindMost)):
		return said, ""
	}
	stamps, written := datesIn(raw)
	if look.IsZero() && len(stamps) == 0 { // nothing is known but what its writer says
		stamps = written
	}
	for _, t := range stamps {
		if d := t.Sub(said); d.Abs() <= agreeWithin {
			return said, ""
		}
	}
	if look.IsZero() && len(stamps) == 0 && now.Sub(said) < unprovedMost {
		return said, ""
	}
	return now, "the mail server says that this mail arrived on " + said.Format(time.DateTime) +
		", and it was not there then: the time it was read is used"
}

// headerMost is how much of a mail is searched for dates.
const headerMost = 64 << 10

// datesIn returns the dates of a mail's Received lines, and its own.
func datesIn(raw []byte) (received, written []time.Time) {
	r := textproto.NewReader(bufio.NewReader(io.LimitReader(bytes.NewReader(raw), headerMost)))
	header, _ := r.ReadMIMEHeader() // of a broken one as much as can be read
	for _, line := range header.Values("Received") {
		if t, err := mail.ParseDate(strings.TrimSpace(line[strings.LastIndexByte(line, ';')+1:])); err == nil {
			received = append(received, t)
		}
	}
	if t, err := mail.ParseDate(header.Get("Date")); err == nil {
		written = append(written, t)
	}
	return received, written
}
