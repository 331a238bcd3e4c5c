package imap

import (
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

func TestLineLostTwiceOverOneMessageCostsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		drops := 0
		s.odd = func(c *scriptConn, command string) (end string) {
			if c.asks(command, "BODY", 2) {
				c.change(func() {
					// Once in company, twice alone.
					if drops++; drops <= 3 {
						end = "close"
					}
				})
			}
			return end
		}
		run(t, scripted(t, s, l))
		settleFor(10 * time.Minute)
		wantSubjects(t, l, "one", "two", "three")
		wantSound(t, l)
	})
}

func TestLineLostOftenOverOneMessage(t *testing.T) {
	readInSpiteOf(t, 10*time.Minute, func(c *scriptConn, command string) string {
		if c.asks(command, "BODY.PEEK[])", 2) { // but not the part of it that is asked for next
			return "close"
		}
		return ""
	})
}

// The one bad message of a chunk is found in as many steps as halving takes, wherever it lies.
func TestTroubleHalves(t *testing.T) {
	t.Parallel()
	for bad := imap.UID(1); bad <= 100; bad++ {
		var tr trouble
		fetches, quarantined := 0, imap.UID(0)
		for next := imap.UID(1); next <= 100; {
			uids := make([]imap.UID, 0, 100)
			for u := next; u <= 100; u++ {
				uids = append(uids, u)
			}
			ask := uids[:tr.ask(uids, 100)]
			last := ask[len(ask)-1]
			if fetches++; fetches > 30 {
				t.Fatalf("bad message %d is not found", bad)
			}
			if ask[0] <= bad && bad <= last {
				if tr.stepFor(ask) < lastStep {
					tr.failed(ask, false)
					continue
				}
				quarantined = bad
				if len(ask) != 1 {
					t.Fatalf("%d messages quarantined for one", len(ask))
				}
			}
			tr.passed(last)
			next = last + 1
		}
		if quarantined != bad || tr != (trouble{}) {
			t.Errorf("bad message %d: quarantined %d, left %+v", bad, quarantined, tr)
		}
	}
}
