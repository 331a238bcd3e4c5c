package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// posting is a desk with one complaint whose acknowledgement is about to leave.
type posting struct {
	*Desk
	t   *testing.T
	now time.Time
	ack outbox.Letter
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
func (p *posting) claim() outbox.Letter {
	p.t.Helper()
	letters, err := p.store.Claim(p.t.Context(), message.Email, p.now, 100, time.Minute)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, l := range letters {
		if l.Letter == letter.Stage1Acknowledgement {
			return l
		}
	}
	p.t.Fatal("no acknowledgement is due")
	return outbox.Letter{}
}

// record is what the sender says of the acknowledgement.
func record(state outbox.SendState) func(*posting) {
	return func(p *posting) {
		result := outbox.SendResult{Letter: p.ack.ID, State: state, At: p.now, NextTry: p.now.Add(time.Hour)}
		if err := p.Record(p.t.Context(), []outbox.SendResult{result}); err != nil {
			p.t.Fatal(err)
		}
	}
}

// dsn is a mail server's report on the acknowledgement (RFC 3464).
func dsn(action, status string) func(*posting) {
	return func(p *posting) { p.reportArrives(action, status) }
}

// callback is a report of Twilio, or of whoever knows the letter by its id.
func callback(delivery outbox.Delivery) func(*posting) {
	return func(p *posting) {
		p.now = p.now.Add(time.Minute)
		report := store.Report{Letter: p.ack.ID, Provider: "SM1", Delivery: delivery, At: p.now, Detail: "reported"}
		if err := p.Report(p.t.Context(), report); err != nil {
			p.t.Fatal(err)
		}
	}
}

// reportArrives lets a mail server's report on the acknowledgement arrive.
func (p *posting) reportArrives(action, status string) {
	p.t.Helper()
	p.now = p.now.Add(10 * time.Minute)
	raw := strings.ReplaceAll(fmt.Sprintf(`Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.landlord.example>
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
	take(p.t, p.Desk, arrival(p.now.String(), p.now, raw))
}

func TestAnAcknowledgementCountsWhenItWasAcceptedAndNotWhenItCameBack(t *testing.T) {
	t.Parallel()
	type steps []func(*posting)
	accepted, refused, inDoubt := record(outbox.Sent), record(outbox.Failed), record(outbox.Unknown)
	delivered, delayed, cameBack := dsn("delivered", "2.0.0"), dsn("delayed", "4.4.1"), dsn("failed", "5.1.1")
	saysSent, saysDelivered := callback(""), callback(outbox.Delivered)
	saysUndelivered := callback(outbox.Undelivered)
	for _, tc := range []struct {
		name     string
		happens  steps
		counts   bool
		delivery outbox.Delivery
		paper    int // acknowledgements that go another way
	}{
		{"on its way", nil, false, "", 0},
		{"accepted", steps{accepted}, true, "", 0},
		{"refused for good", steps{refused}, false, "", 1},
		{"in doubt", steps{inDoubt}, false, "", 0},
		{"accepted, then delivered", steps{accepted, delivered}, true, outbox.Delivered, 0},
		{"accepted, then delayed", steps{accepted, delayed}, true, outbox.Delayed, 0},
		{"accepted, then it came back", steps{accepted, cameBack}, false, outbox.Undelivered, 1},
		{"it came back twice", steps{accepted, cameBack, cameBack}, false, outbox.Undelivered, 1},
		{"in doubt, then delivered", steps{inDoubt, delivered}, true, outbox.Delivered, 0},
		{"in doubt, then delayed", steps{inDoubt, delayed}, true, outbox.Delayed, 0},
		{"in doubt, then it came back", steps{inDoubt, cameBack}, false, outbox.Undelivered, 1},
		{"reported on before it was recorded", steps{saysSent, accepted}, true, "", 0},
		{"sent is reported after delivered", steps{accepted, saysDelivered, saysSent}, true, outbox.Delivered, 0},
		{"undelivered, and then sent", steps{saysUndelivered, saysSent, accepted}, false, outbox.Undelivered, 1},
		{"delivered before it was recorded", steps{saysDelivered, inDoubt}, true, outbox.Delivered, 0},
		{"reported as not delivered by callback", steps{accepted, saysUndelivered}, false, outbox.Undelivered, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPosting(t)
			for _, step := range tc.happens {
				step(p)
			}
			p.wantAcknowledgement(tc.counts, tc.delivery, tc.paper)
			if tc.counts && p.isDue() {
				t.Error("the acknowledgement goes again although it was accepted")
			}
			if faults, err := p.store.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
				t.Errorf("faults of the store: got %v, %v, want none", faults, err)
			}
		})
	}
}

// wantAcknowledgement checks whether the acknowledgement counts, what became of it, and how many went another way, of
// each of which the team is told.
func (p *posting) wantAcknowledgement(counts bool, delivery outbox.Delivery, paper int) {
	p.t.Helper()
	c, err := p.store.Case(p.t.Context(), p.ack.Case)
	if err != nil {
		p.t.Fatal(err)
	}
	if got := !c.Stage1.AckedAt.IsZero(); got != counts {
		p.t.Errorf("the acknowledgement counts: got %v, want %v", got, counts)
	}
	acks := ordered(p.t, p.Desk, p.ack.Case, letter.Stage1Acknowledgement)
	if got := acks[0].Delivery; got != delivery {
		p.t.Errorf("its delivery: got %q, want %q", got, delivery)
	}
	if got := len(acks) - 1; got != paper {
		p.t.Errorf("acknowledgements that go another way: got %d, want %d", got, paper)
	}
	if got := len(ordered(p.t, p.Desk, p.ack.Case, letter.DeliveryFailed)); got != paper {
		p.t.Errorf("letters to the team that one did not arrive: got %d, want %d", got, paper)
	}
}

// isDue reports whether a sender would be given the acknowledgement now.
func (p *posting) isDue() bool {
	p.t.Helper()
	due, err := p.store.Claim(p.t.Context(), message.Email, p.now, 100, time.Minute)
	if err != nil {
		p.t.Fatal(err)
	}
	return slices.ContainsFunc(due, func(l outbox.Letter) bool { return l.ID == p.ack.ID })
}
