package logbook_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"complaints/internal/logbook"
)

// TestEachLineSaysWhatHappened: in both forms, beside what else is told; what has a name keeps it.
func TestEachLineSaysWhatHappened(t *testing.T) {
	t.Parallel()
	var lines, objects bytes.Buffer
	for _, log := range []*slog.Logger{logbook.New(&lines, logbook.Text, slog.LevelInfo),
		logbook.New(&objects, logbook.JSON, slog.LevelInfo)} {
		log.With("mailbox", "u/INBOX").Warn("mailbox cannot be read", "err", "no route")
		log.Info("case", "case", "HC-2026-000001", "event", "Opened")
		log.Debug("letters leave again")
	}
	for _, want := range []string{`msg="mailbox cannot be read" mailbox=u/INBOX err="no route" event=mailbox_failing`,
		"event=Opened"} {
		if !strings.Contains(lines.String(), want) {
			t.Errorf("got %s, want %s", &lines, want)
		}
	}
	if strings.Count(lines.String(), "event=") != 2 {
		t.Errorf("got %s, want two lines with one event each", &lines)
	}
	var first struct{ Level, Msg, Event, Mailbox, Err string }
	if err := json.NewDecoder(&objects).Decode(&first); err != nil {
		t.Fatal(err)
	}
	if first.Event != "mailbox_failing" || first.Mailbox != "u/INBOX" || first.Err != "no route" ||
		first.Level != "WARN" {
		t.Errorf("got %+v", first)
	}
}
