package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/store"
)

// posting is a desk with one complaint whose acknowledgement is about to leave.
type posting struct {
	*Desk
	t   *testing.T
	now time.Time
	ack complaint.Letter
}

func newPosting(t *testing.T) *posting {
	t.Helper()
	p := &posting{t: t, now: time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)}
	p.Desk = newDesk(t, func(o *Options) { o.Clock = func() time.Time { return p.now } })
	complain(t, p.Desk, p.now)
	p.ack = p.claim()
	return p
}

// claim takes the acknowledgement as a sender does.
func (p *posting) claim() complaint.Letter {
	p.t.Helper()
	letters, err := p.store.Claim(p.t.Context(), complaint.Email, p.now, 100, time.Minute)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, l := range letters {
		if l.Letter == letter.Stage1Acknowledgement {
			return l
		}
	}
	p.t.Fatal("no acknowledgement is due")
	return complaint.Letter{}
}

func (p *posting) record(state complaint.SendState) {
	p.t.Helper()
	err := p.Record(p.t.Context(), []complaint.SendResult{{Letter: p.ack.ID, State: state, At: p.now,
		NextTry: p.now.Add(time.Hour)}})
	if err != nil {
		p.t.Fatal(err)
	}
}

// dsn lets a mail server's report on the acknowledgement arrive (RFC 3464).
func (p *posting) dsn(action, status string) {
	p.t.Helper()
	p.now = p.now.Add(10 * time.Minute)
	raw := strings.ReplaceAll(fmt.Sprintf(`From: Mail Delivery System <mailer-daemon@mx.example>
To: complaints@landlord.example
Subject: Delivery report
Message-ID: <%d@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

What became of your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; asha@residents.example
Action: %s
Status: %s

--b
Content-Type: text/rfc822-headers

Message-ID: <%s>
Subject: We have your complaint

--b--
`, p.now.UnixNano(), action, status, p.ack.MessageID), "\n", "\r\n")
	a := complaint.Arrival{Key: "imap:" + p.now.String(), Source: "test", Channel: complaint.Email, Received: p.now,
		Raw: []byte(raw), Size: int64(len(raw))}
	if err := p.Receive(p.t.Context(), "test", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
		p.t.Fatal(err)
	}
}

// callback lets Twilio, or whoever knows the letter by its id, report.
func (p *posting) callback(delivery complaint.Delivery) {
	p.t.Helper()
	p.now = p.now.Add(time.Minute)
	err := p.Report(p.t.Context(), store.Report{Letter: p.ack.ID, Provider: "SM1", Delivery: delivery, At: p.now,
		Detail: "reported"})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestAnAcknowledgementCountsWhenItWasAcceptedAndNotWhenItCameBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		happens  func(*posting)
		counts   bool
		delivery complaint.Delivery
		paper    int // acknowledgements that go another way
	}{
		"on its way":       {func(*posting) {}, false, "", 0},
		"accepted":         {func(p *posting) { p.record(complaint.Sent) }, true, "", 0},
		"refused for good": {func(p *posting) { p.record(complaint.Failed) }, false, "", 1},
		"in doubt":         {func(p *posting) { p.record(complaint.Unknown) }, false, "", 0},
		"accepted, then delivered": {func(p *posting) {
			p.record(complaint.Sent)
			p.dsn("delivered", "2.0.0")
		}, true, complaint.Delivered, 0},
		"accepted, then delayed": {func(p *posting) {
			p.record(complaint.Sent)
			p.dsn("delayed", "4.4.1")
		}, true, complaint.Delayed, 0},
		"accepted, then it came back": {func(p *posting) {
			p.record(complaint.Sent)
			p.dsn("failed", "5.1.1")
		}, false, complaint.Undelivered, 1},
		"it came back twice": {func(p *posting) {
			p.record(complaint.Sent)
			p.dsn("failed", "5.1.1")
			p.dsn("failed", "5.1.1")
		}, false, complaint.Undelivered, 1},
		"in doubt, then delivered": {func(p *posting) {
			p.record(complaint.Unknown)
			p.dsn("delivered", "2.0.0")
		}, true, complaint.Delivered, 0},
		"in doubt, then delayed": {func(p *posting) {
			p.record(complaint.Unknown)
			p.dsn("delayed", "4.4.1")
		}, true, complaint.Delayed, 0},
		"in doubt, then it came back": {func(p *posting) {
			p.record(complaint.Unknown)
			p.dsn("failed", "5.1.1")
		}, false, complaint.Undelivered, 1},
		"reported on before it was recorded": {func(p *posting) {
			p.callback("")
			p.record(complaint.Sent)
		}, true, "", 0},
		"sent is reported after delivered": {func(p *posting) {
			p.record(complaint.Sent)
			p.callback(complaint.Delivered)
			p.callback("")
		}, true, complaint.Delivered, 0},
		"undelivered, and then sent": {func(p *posting) {
			p.callback(complaint.Undelivered)
			p.callback("")
			p.record(complaint.Sent)
		}, false, complaint.Undelivered, 1},
		"delivered before it was recorded": {func(p *posting) {
			p.callback(complaint.Delivered)
			p.record(complaint.Unknown)
		}, true, complaint.Delivered, 0},
		"reported as not delivered by callback": {func(p *posting) {
			p.record(complaint.Sent)
			p.callback(complaint.Undelivered)
		}, false, complaint.Undelivered, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPosting(t)
			tc.happens(p)
			c, err := p.store.Case(t.Context(), p.ack.Case)
			if err != nil {
				t.Fatal(err)
			}
			if counts := !c.Stage1.AckedAt.IsZero(); counts != tc.counts {
				t.Errorf("it counts: %v", counts)
			}
			acks := ordered(t, p.Desk, p.ack.Case, letter.Stage1Acknowledgement)
			if acks[0].Delivery != tc.delivery || len(acks)-1 != tc.paper {
				t.Errorf("its delivery is %q, and %d acknowledgements go another way", acks[0].Delivery, len(acks)-1)
			}
			if team := ordered(t, p.Desk, p.ack.Case, letter.DeliveryFailed); len(team) != tc.paper {
				t.Errorf("the team is told %d times that a letter did not arrive", len(team))
			}
			if again, err := p.store.Claim(t.Context(), complaint.Email, p.now, 100, time.Minute); err != nil {
				t.Error(err)
			} else if tc.counts {
				for _, l := range again {
					if l.ID == p.ack.ID {
						t.Error("it goes again although it was accepted")
					}
				}
			}
			if faults, err := p.store.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
				t.Errorf("verify: %v, %v", faults, err)
			}
		})
	}
}
