package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"complaints/internal/desk"
	"complaints/internal/message"
)

// TestListShowsWhatWaitsForAPerson: one list of everything, and of one person's.
func TestListShowsWhatWaitsForAPerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := time.Now()
	office := o.openAt(&clock)
	o.printsNothing("list")
	broken := message.Arrival{Key: "imap:inbox;1;1", Channel: message.Email, Received: clock.AddDate(0, 0, -2),
		Problem: "the server gave no bytes"}
	if err := office.Desk.Receive(t.Context(), "inbox", []message.Arrival{broken}, message.Cursor{}); err != nil {
		t.Fatal(err)
	}
	refs := o.arrive(aLeak(anHourAgo()), noise(anHourAgo().Add(time.Minute)))
	all := o.ok("list")
	for _, want := range []string{refs[0], refs[1], "respond", "first contact", "decide", "quarantine",
		"the server gave no bytes"} {
		if !strings.Contains(all, want) {
			t.Errorf("the list has no %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "  machine  ") || strings.Contains(all, "  resident  ") {
		t.Errorf("it lists what no person owes:\n%s", all)
	}
	mine := o.ok("list", "--mine", "repairs.manager@landlord.example")
	if !strings.Contains(mine, refs[0]) || strings.Contains(mine, refs[1]) || strings.Contains(mine, "quarantine") {
		t.Errorf("the manager's list:\n%s", mine)
	}
	var late desk.Waiting
	if err := json.Unmarshal([]byte(o.ok("list", "--late", "--json")), &late); err != nil ||
		late.What != "quarantine" ||
		!late.Late {
		t.Errorf("late: %+v, %v, want the message in quarantine alone", late, err)
	}
}
