package daemon

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"complaints/internal/labtest"
	"complaints/internal/outbox"
	"complaints/store"
)

func sent(letter string) outbox.SendResult {
	return outbox.SendResult{Letter: letter, State: outbox.Sent,
		At: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC), Provider: "queued as " + letter}
}

// sentLogAt opens the notes at a path as one that begins to work does.
func sentLogAt(t *testing.T, path string, db *store.Store) *sentLog {
	t.Helper()
	r, err := openSentLog(path, db)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func databaseIn(t *testing.T, dir string) *store.Store {
	t.Helper()
	return database(t, "sqlite:"+filepath.Join(dir, "complaints.db"))
}

func database(t *testing.T, url string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestTheSentLogOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, path := databaseIn(t, dir), filepath.Join(dir, "sent")
	r := sentLogAt(t, path, db)
	if err := r.begin("who died"); err != nil {
		t.Fatal(err)
	}
	for _, letter := range []string{"a", "b", "c"} {
		if err := r.note(sent(letter)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.drop([]outbox.SendResult{sent("a"), sent("never noted")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.file.WriteString(`{"Letter":"torn","Sta`); err != nil { // and then it is killed
		t.Fatal(err)
	}
	if _, err := openSentLog(path, db); err == nil {
		t.Error("the notes of a daemon that lives are taken for those of a dead one")
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	again := sentLogAt(t, path, db)
	if dead := again.dead; len(dead) != 1 || dead[0].Holder != "who died" || len(dead[0].left) != 3 ||
		dead[0].left[2] != sent("c") {
		t.Errorf("left behind: %+v", dead)
	}
	if err := again.begin("who lives"); err != nil {
		t.Fatal(err)
	}
	if err := again.close(); err != nil {
		t.Fatal(err)
	}
	if dead := sentLogAt(t, path, db).dead; len(dead) != 1 || dead[0].Holder != "who lives" || len(dead[0].left) != 0 {
		t.Errorf("left behind by one that sent nothing: %+v", dead)
	}
}

func TestTheSentLogIsDroppedOnceTheDatabaseHasThem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "sent")
	r := sentLogAt(t, path, databaseIn(t, dir))
	length := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if err := r.begin("me"); err != nil {
		t.Fatal(err)
	}
	empty := length()
	for range 3 {
		if err := r.note(sent("a")); err != nil || length() == empty {
			t.Fatalf("noted %d bytes, %v", length(), err)
		}
		if err := r.drop([]outbox.SendResult{sent("a")}); err != nil || length() != empty {
			t.Fatalf("%d bytes are left, %v", length(), err)
		}
	}
}

// Several daemons of one machine on one PostgreSQL have a file each, and one that starts finds those of the dead.
func TestTheSentLogsOfSeveralDaemons(t *testing.T) {
	t.Parallel()
	db, path := database(t, labtest.Postgres(t).URL()), filepath.Join(t.TempDir(), "sent")
	first, second := sentLogAt(t, path, db), sentLogAt(t, path, db)
	for holder, r := range map[string]*sentLog{"first": first, "second": second} {
		if err := r.begin(holder); err != nil {
			t.Fatal(err)
		}
		if err := r.note(sent("of " + holder)); err != nil {
			t.Fatal(err)
		}
	}
	if err := second.close(); err != nil { // as its death does
		t.Fatal(err)
	}
	third := sentLogAt(t, path, db)
	if len(third.dead) != 1 || third.dead[0].Holder != "second" || len(third.dead[0].left) != 1 {
		t.Errorf("left behind while the first lives: %+v", third.dead)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	if err := third.close(); err != nil {
		t.Fatal(err)
	}
	fourth := sentLogAt(t, path, db)
	if len(fourth.dead) != 2 {
		t.Errorf("left behind by two: %+v", fourth.dead)
	}
	if err := fourth.begin("fourth"); err != nil {
		t.Fatal(err)
	}
	if err := fourth.close(); err != nil {
		t.Fatal(err)
	}
	if dead := sentLogAt(t, path, db).dead; len(dead) != 2 || len(dead[0].left)+len(dead[1].left) > 0 {
		t.Errorf("what was taken up is still there: %+v", dead)
	}
}

func TestNoSentLogWithoutAFile(t *testing.T) {
	t.Parallel()
	if r, err := openSentLog("", nil); r != nil || err != nil || r.close() != nil {
		t.Errorf("%v, %v", r, err)
	}
}
