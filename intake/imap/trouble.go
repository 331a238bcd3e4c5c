package imap

import "github.com/emersion/go-imap/v2"

// One message that the library cannot read takes the connection and the rest of its chunk with it.
// trouble finds that message by halving, over as many connections as it takes, and then asks for
// less and less of it, so that it ends in quarantine and the mail behind it flows.
//
// A connection that merely broke is also answered by asking for less, but a single message is not
// given up for it until that has happened mostLosses times on each step.
type trouble struct {
	until imap.UID // last of the messages among which the trouble is; 0 for none
	size  int      // how many of them to ask for
	uid   imap.UID // the one that is known to be the trouble
	step  int      // the step of [session.salvage] it has come to
	lost  int      // connections lost on this step
	known listed   // what the list said of the one message, if it got that far
}

const (
	lastStep   = 3
	mostLosses = 3
)

// ask returns how many of uids to ask for next, at least one.
func (t *trouble) ask(uids []imap.UID, chunk int) int {
	n := min(chunk, len(uids))
	if t.until != 0 && uids[0] <= t.until {
		n = min(n, t.size)
	}
	return max(n, 1)
}

// listed keeps what is known of the only one of uids, for a time when that cannot be asked any more.
func (t *trouble) listed(uids []imap.UID, l listed) {
	if len(uids) == 1 {
		t.known = l
	}
}

// stepFor returns how far the only one of uids has come on the way to quarantine; 0 for not at all.
func (t *trouble) stepFor(uids []imap.UID) int {
	if len(uids) != 1 || uids[0] != t.uid {
		return 0
	}
	return t.step
}

// failed records that a fetch of uids came to nothing.
func (t *trouble) failed(uids []imap.UID, lost bool) {
	t.until, t.size = uids[len(uids)-1], max(len(uids)/2, 1)
	if len(uids) > 1 {
		return
	}
	if t.uid != uids[0] {
		t.uid, t.step, t.lost = uids[0], 0, 0
	}
	if t.lost++; lost && t.lost < mostLosses {
		return
	}
	t.step, t.lost = min(t.step+1, lastStep), 0
}

// passed records that everything up to uid was fetched.
func (t *trouble) passed(uid imap.UID) {
	if uid >= t.until {
		*t = trouble{}
	}
}
