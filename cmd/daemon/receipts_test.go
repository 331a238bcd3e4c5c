package daemon

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"complaints"
)

func sent(letter string) complaints.SendResult {
	return complaints.SendResult{Letter: letter, State: complaints.Sent, At: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC), Provider: "queued as " + letter}
}

func TestReceiptsOutliveTheProgram(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	r, err := openReceipts("sqlite:" + path)
	if err != nil {
		t.Fatal(err)
	}
	for _, letter := range []string{"a", "b", "c"} {
		if err := r.note(sent(letter)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.drop([]complaints.SendResult{sent("a"), sent("never noted")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.file.WriteString(`{"Letter":"torn","Sta`); err != nil { // and then it is killed
		t.Fatal(err)
	}
	again, err := openReceipts("sqlite:" + path)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(again.left); n != 3 || again.left[2] != sent("c") {
		t.Errorf("%d letters are known to have been sent: %+v", n, again.left)
	}
}

func TestReceiptsAreDroppedOnceTheDatabaseHasThem(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	r, err := openReceipts("sqlite:" + path)
	if err != nil {
		t.Fatal(err)
	}
	length := func() int64 {
		info, err := os.Stat(path + ".sent")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for range 3 {
		if err := r.note(sent("a")); err != nil || length() == 0 {
			t.Fatalf("noted %d bytes, %v", length(), err)
		}
		if err := r.drop([]complaints.SendResult{sent("a")}); err != nil || length() != 0 {
			t.Fatalf("%d bytes are left, %v", length(), err)
		}
	}
}

func TestNoReceiptsWithoutAFile(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"sqlite::memory:", "postgres://user@host/database"} {
		if r, err := openReceipts(url); r != nil || err != nil || r.close() != nil {
			t.Errorf("%s: %v, %v", url, r, err)
		}
	}
}
