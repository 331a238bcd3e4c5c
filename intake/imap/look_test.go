package imap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"complaints/internal/calendar"
	"complaints/internal/message"
)

func TestTheJunkFolderIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		caps, list string
		want       string
	}{
		"marked, in another language": {
			caps: "SPECIAL-USE LIST-EXTENDED",
			list: `(\HasNoChildren) "/" INBOX|(\HasNoChildren \Junk) "/" "Pourriel"|() "/" Junk`,
			want: "Pourriel",
		},
		"marked though nobody asked": {
			list: `(\Junk) "." "INBOX.Unwanted"|() "." INBOX.Spam`,
			want: "INBOX.Unwanted",
		},
		"by the name Outlook gives it": {list: `() "/" INBOX|() "/" "Junk Email"`, want: "Junk Email"},
		"below another folder":         {list: `(\Noselect) "/" "[Gmail]"|() "/" "[Gmail]/Spam"`, want: "[Gmail]/Spam"},
		"one that cannot be opened":    {list: `(\Noselect) "/" Spam|() "/" INBOX`},
		"one that only sounds alike":   {list: `() "/" "Spam reports 2024"|() "/" INBOX`},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newScript(t, mails("prize")...)
				s.caps = c.caps
				s.odd = func(conn *scriptConn, command string) string {
					if !strings.HasPrefix(command, "LIST") {
						return ""
					}
					if strings.Contains(command, "SPECIAL-USE") != (c.caps != "") {
						return "BAD what?"
					}
					for _, line := range strings.Split(c.list, "|") {
						conn.say("* LIST %s", line)
					}
					return "OK done"
				}
				m := scripted(t, s, &shelf{}, func(c *Options) { c.Folder = JunkFolder })
				seen := 0
				folder, err := m.Look(t.Context(), func(a []message.Arrival) error { seen += len(a); return nil })
				if c.want == "" {
					if !errors.Is(err, ErrNoJunkFolder) {
						t.Errorf("%q, %v", folder, err)
					}
					return
				}
				if err != nil || folder != c.want || seen != 1 || s.commands("EXAMINE") != 1 {
					t.Errorf("%q, %d mails, %v", folder, seen, err)
				}
			})
		})
	}
}

func TestLookingChangesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv := newServer(t)
		if err := srv.user.Create("Spam", nil); err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			raw := testMail(fmt.Sprint("prize ", i))
			if _, err := srv.user.Append("Spam", literal{bytes.NewReader(raw)},
				&imap.AppendOptions{Time: time.Date(2026, 11, 20+i, 9, 0, 0, 0, time.UTC)}); err != nil {
				t.Fatal(err)
			}
		}
		m := testMailbox(t, srv.dial, nil,
			func(c *Options) { c.Folder, c.Chunk, c.Since = JunkFolder, 2, calendar.DateOf(2026, 11, 22) })
		for range 2 {
			seen := &shelf{}
			folder, err := m.Look(t.Context(), func(a []message.Arrival) error {
				return seen.Receive(context.Background(), "", a, message.Cursor{})
			})
			if err != nil || folder != "Spam" {
				t.Fatalf("%q, %v", folder, err)
			}
			wantSubjects(t, seen, "prize 2", "prize 3", "prize 4")
		}
		data, err := srv.user.Status("Spam", &imap.StatusOptions{NumUnseen: true})
		if err != nil || data.NumUnseen == nil || *data.NumUnseen != 5 {
			t.Errorf("status %+v, %v", data, err)
		}
		boom := errors.New("boom")
		if _, err := m.Look(t.Context(), func([]message.Arrival) error { return boom }); !errors.Is(err, boom) {
			t.Errorf("an onlooker's fault: %v", err)
		}
	})
}

func TestLookingGoesOnPastAMailThatCannotBeHad(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newScript(t, mails("one", "two", "three")...)
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "BODY", 2) {
				return "close"
			}
			return ""
		}
		var problems []string
		_, err := scripted(t, s, nil).Look(t.Context(), func(batch []message.Arrival) error {
			for _, a := range batch {
				problems = append(problems, a.Problem)
			}
			return nil
		})
		if err != nil || len(problems) != 3 || problems[0] != "" || problems[1] == "" || problems[2] != "" {
			t.Errorf("%q, %v", problems, err)
		}
	})
}
