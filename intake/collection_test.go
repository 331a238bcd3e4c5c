package intake

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"complaints/internal/message"
)

// The collections in testdata are mails in the forms that real programs write, with what they should be read as beside
// them. The words and people in them are invented.

// collected runs check on each row of a collection's table; its first column names the mail. Every mail must have a
// row.
func collected(t *testing.T, dir, table string, columns, least int, check func(t *testing.T, p Parsed, row []string)) {
	t.Helper()
	dir = filepath.Join("testdata", dir)
	rows := readTable(t, filepath.Join(dir, table), columns)
	for _, row := range rows {
		t.Run(strings.TrimSuffix(row[0], ".eml"), func(t *testing.T) {
			t.Parallel()
			check(t, readMail(t, filepath.Join(dir, row[0])), row)
		})
	}
	if mails := len(glob(t, filepath.Join(dir, "*.eml"))); mails != len(rows) || mails < least {
		t.Errorf("%d mails and %d rows, want as many of each and at least %d", mails, len(rows), least)
	}
}

// TestNotices reads what mail servers and services send back: failures, delays, complaints and receipts. In the table
// "*" stands for whatever the reader makes of it.
func TestNotices(t *testing.T) {
	t.Parallel()
	collected(t, "notices", "notices.tsv", 6, 100, func(t *testing.T, p Parsed, row []string) {
		m := p.Message
		if string(m.Nature) != row[1] {
			t.Fatalf("read as %s, want %s", m.Nature, row[1])
		}
		if m.Nature != message.FromBounce {
			return
		}
		b := m.Bounce
		hard := map[bool]string{true: "true", false: "false"}[b.Hard]
		for _, x := range [...]struct{ what, got, want string }{{what: "recipient", got: b.Recipient, want: row[2]}, {
			what: "status",
			got:  b.Status,
			want: row[3],
		},
			{what: "hard", got: hard, want: row[4]}, {what: "letter", got: b.OriginalMessageID, want: row[5]}} {
			if x.got != x.want && x.want != "*" {
				t.Errorf("%s %q, want %q", x.what, x.got, x.want)
			}
		}
	})
}

// TestAutomaticMail reads out-of-office notes, acknowledgements of other programs, and people's mail that looks like
// them.
func TestAutomaticMail(t *testing.T) {
	t.Parallel()
	collected(t, "away", "away.tsv", 4, 50, func(t *testing.T, p Parsed, row []string) {
		m := p.Message
		if string(m.Nature) != row[1] {
			t.Fatalf("read as %s, want %s", m.Nature, row[1])
		}
		until, standIn := "", ""
		if m.Away != nil {
			standIn = m.Away.StandIn
			if !m.Away.Until.IsZero() {
				until = m.Away.Until.String()
			}
		}
		if until != row[2] || standIn != row[3] {
			t.Errorf("away until %q, ask %q; want %q, %q", until, standIn, row[2], row[3])
		}
	})
}

// TestReplies reads answers as mail programs send them, in many languages and with the words above, below and between
// the old ones. What the writer wrote must be there to the line, and nothing else.
func TestReplies(t *testing.T) {
	t.Parallel()
	files := glob(t, filepath.Join("testdata", "replies", "*.eml"))
	if len(files) < 75 {
		t.Errorf("%d replies", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".eml"), func(t *testing.T) {
			t.Parallel()
			m := readMail(t, file).Message
			want := foldedLines(readText(t, strings.TrimSuffix(file, ".eml")+".wanted"))
			if got := foldedLines(m.NewText); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if m.Nature != message.FromPerson {
				t.Errorf("read as %s", m.Nature)
			}
		})
	}
}

// TestOddMail reads mail that is broken, exotic or hostile. None is lost, the words are found where there are any, and
// what was wrong is said.
func TestOddMail(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("testdata", "odd")
	rows := strings.Split(strings.TrimSpace(readText(t, filepath.Join(dir, "odd.jsonl"))), "\n")
	if mails := len(glob(t, filepath.Join(dir, "*.eml"))); mails != len(rows) || mails < 80 {
		t.Errorf("%d mails and %d rows, want as many of each and at least 80", mails, len(rows))
	}
	for _, row := range rows {
		var want struct {
			File, From, Subject, Text string
			Files, Problems           []string
		}
		if err := json.Unmarshal([]byte(row), &want); err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(want.File, ".eml"), func(t *testing.T) {
			t.Parallel()
			m := readMail(t, filepath.Join(dir, want.File)).Message
			files := []string{}
			for _, a := range m.Attachments {
				files = append(files, a.Name+" "+a.Type)
			}
			for _, x := range [...]struct{ what, got, want string }{{what: "from", got: m.From, want: want.From}, {
				what: "subject",
				got:  m.Subject,
				want: want.Subject,
			}, {
				what: "text",
				got:  m.Text,
				want: want.Text,
			},
				{what: "files", got: strings.Join(files, ", "), want: strings.Join(want.Files, ", ")}, {
					what: "problems",
					got:  strings.Join(m.Problems, " "),
					want: strings.Join(want.Problems, " "),
				}} {
				if x.got != x.want {
					t.Errorf("%s %q, want %q", x.what, x.got, x.want)
				}
			}
		})
	}
}
