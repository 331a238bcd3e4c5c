package imap

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestConditionOfAMailbox: what can be said before it is read: whether our keyword is kept, which folders there are,
// and how full it is.
func TestConditionOfAMailbox(t *testing.T) {
	for name, c := range map[string]struct {
		caps, flags, quota string
		want               Condition
		full               int
	}{
		"a sound one": {"IDLE QUOTA", `\Seen \*`, "(STORAGE 9216 10240)",
			Condition{Keyword: true, Folders: []string{"INBOX", "Junk E-mail"}, Used: 9216, Limit: 10240}, 90},
		"it keeps our keyword and no other": {"IDLE QUOTA", `\Seen Complaintsd`, "(MESSAGE 5 100 STORAGE 1 4)",
			Condition{Keyword: true, Folders: []string{"INBOX", "Junk E-mail"}, Used: 1, Limit: 4}, 25},
		"it keeps no keywords": {"IDLE", `\Seen \Deleted`, "",
			Condition{Folders: []string{"INBOX", "Junk E-mail"}}, 0},
		"no limit": {"IDLE QUOTA", `\Seen \*`, "()", Condition{Keyword: true, Folders: []string{"INBOX", "Junk E-mail"}}, 0},
		"it says that it can and cannot": {"IDLE QUOTA", `\Seen \*`, "NO",
			Condition{Keyword: true, Folders: []string{"INBOX", "Junk E-mail"}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := conditionScript(t, c.quota)
				s.caps, s.flags = c.caps, c.flags
				m := testMailbox(t, s.dial, &shelf{}, func(o *Options) { o.Keyword = "Complaintsd" })
				got, err := m.Check(t.Context())
				if err != nil || got.Keyword != c.want.Keyword || !slices.Equal(got.Folders, c.want.Folders) ||
					got.Used != c.want.Used || got.Limit != c.want.Limit || got.Full() != c.full {
					t.Errorf("condition: got %+v, %d %% full, %v; want %+v, %d %%", got, got.Full(), err, c.want, c.full)
				}
				if n := s.taken(); n > 0 {
					t.Errorf("%d mails were marked", n)
				}
			})
		})
	}
}

func TestConditionNamesTheFoldersThatThereAre(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := conditionScript(t, "()")
		m := testMailbox(t, s.dial, &shelf{}, func(o *Options) { o.Folder = "Inbux" })
		got, err := m.Check(t.Context())
		if want := []string{"INBOX", "Junk E-mail"}; !errors.Is(err, ErrFolder) || !slices.Equal(got.Folders, want) {
			t.Errorf("a folder that is not there: got %v, %v; want %v, %v", got.Folders, err, want, ErrFolder)
		}
	})
}

// conditionScript is a server with two folders that can be opened and one that cannot; quota is what it says of that,
// or NO.
func conditionScript(t *testing.T, quota string) *script {
	s := newScript(t, mails("one")...)
	s.odd = func(c *scriptConn, command string) string {
		switch verb, rest, _ := strings.Cut(command, " "); {
		case verb == "LIST":
			c.say(`* LIST (\HasNoChildren) "/" INBOX`)
			c.say(`* LIST (\Noselect) "/" Shared`)
			c.say(`* LIST (\Junk) "/" "Junk E-mail"`)
			return "OK done"
		case verb == "GETQUOTAROOT" && quota == "NO":
			return "NO not for you"
		case verb == "GETQUOTAROOT":
			c.say("* QUOTAROOT INBOX \"\"")
			c.say("* QUOTA \"\" %s", quota)
			return "OK done"
		case (verb == "SELECT" || verb == "EXAMINE") && strings.Contains(rest, "Inbux"):
			return "NO [NONEXISTENT] no such folder"
		}
		return ""
	}
	return s
}
