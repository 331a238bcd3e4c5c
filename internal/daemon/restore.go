package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// BackupBegun is the name under which a backup holds when it was made.
const BackupBegun = "backup:begun"

// restoredSince is the name under which a restored database holds when its backup was made.
const restoredSince = "restored:since"

// Restored is what a restore has done, and what a person has to look at.
type Restored struct {
	Since  time.Time // when the backup was made, or else of what it knows the newest
	Aside  []string  // the files that were in its place
	Texts  int       // that came since, by the text service's list; the daemon takes them in
	NoText string    // why none were asked for
	Gone   []string  // decisions of staff since then, a line each
	Unread string    // why the old database cannot tell them
	Faults []store.Fault
}

// Restore puts a backup in the place of a SQLite database, beside which no daemon may run. It proves the backup first,
// and changes nothing if that fails: Faults says why. Letters are held until a person has looked.
func Restore(ctx context.Context, cfg config.Config, backup string, clock func() time.Time) (r Restored, err error) {
	address, err := cfg.StoreURL()
	if err != nil {
		return r, err
	}
	path, sqlite := strings.CutPrefix(address, "sqlite:")
	if !sqlite || strings.HasPrefix(path, ":") {
		return r, errors.New("a file is put in the place of a SQLite database: load PostgreSQL's own dump with " +
			"pg_restore, then give this command with --in-place")
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	lock, err := store.LockFile(path + ".lock")
	if err != nil {
		return r, fmt.Errorf("%w: stop it first", err)
	}
	part := path + ".restoring"
	if r.Faults, err = prepareRestore(ctx, cfg, backup, part); err == nil && len(r.Faults) == 0 {
		r.Aside, err = setAside(path, clock())
		if err == nil {
			err = os.Rename(part, path)
		}
		if err == nil {
			err = syncFolder(filepath.Dir(path))
		}
	} else {
		err = errors.Join(err, removeDatabase(part))
	}
	err = errors.Join(err, lock.Close())
	if err != nil || len(r.Faults) > 0 {
		return r, err
	}
	return r, r.finish(ctx, cfg, clock)
}

// RestoreInPlace does what is left to do when somebody has put a backup in the place of a database themselves, as with
// PostgreSQL's own tools.
func RestoreInPlace(ctx context.Context, cfg config.Config, clock func() time.Time) (r Restored, err error) {
	db, err := OpenStore(ctx, cfg)
	if err != nil {
		return r, err
	}
	if err = db.Alone(ctx); err != nil {
		return r, errors.Join(fmt.Errorf("%w: stop it first", err), db.Close())
	}
	r.Faults, err = db.Verify(ctx, func(int64) {})
	if err == nil && len(r.Faults) == 0 {
		err = holdLetters(ctx, db)
	}
	r.Unread = "it was put there by hand"
	if err = errors.Join(err, db.Close()); err != nil || len(r.Faults) > 0 {
		return r, err
	}
	return r, r.finish(ctx, cfg, clock)
}

// holdLetters has a database that is being restored hold its letters. It is no new one, however young it was.
func holdLetters(ctx context.Context, db *store.Store) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		young, err := tx.Marks(ctx, heldMark)
		for name := range young {
			err = errors.Join(err, tx.DropMark(ctx, heldMark+name))
		}
		return errors.Join(err, tx.HoldLetters(ctx))
	})
}

// prepareRestore copies a backup, proves the copy, and has it hold its letters.
func prepareRestore(ctx context.Context, cfg config.Config, backup, part string) ([]store.Fault, error) {
	if err := copyFile(backup, part); err != nil {
		return nil, err
	}
	db, err := store.OpenThere(ctx, "sqlite:"+part)
	if err == nil {
		db, err = sealed(ctx, cfg, db)
	}
	if err != nil {
		return nil, fmt.Errorf("the backup: %w", err)
	}
	faults, err := db.Verify(ctx, func(int64) {})
	if err == nil && len(faults) == 0 {
		err = holdLetters(ctx, db)
	}
	return faults, errors.Join(err, db.Close(), removeLock(part))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("the backup cannot be read: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("the backup cannot be copied: %w", err)
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// besideDatabase end the names of the files that belong to a SQLite database.
var besideDatabase = []string{"", "-wal", "-shm"}

// setAside renames a database and what belongs to it, and returns the new names.
func setAside(path string, now time.Time) (aside []string, err error) {
	for _, end := range besideDatabase {
		to := path + ".until-" + now.UTC().Format("20060102-150405") + end
		if err := os.Rename(path+end, to); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return aside, fmt.Errorf("the old database cannot be set aside: %w", err)
		}
		aside = append(aside, to)
	}
	return aside, nil
}

func removeDatabase(path string) error {
	var errs []error
	for _, end := range besideDatabase {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, removeLock(path))...)
}

func removeLock(path string) error {
	if err := os.Remove(path + ".lock"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// finish counts the texts since the backup and finds what is gone.
func (r *Restored) finish(ctx context.Context, cfg config.Config, clock func() time.Time) error {
	s, err := OpenSession(ctx, cfg, clock)
	if err != nil {
		return err
	}
	defer s.Close()
	begun, err := s.Store.Mark(ctx, BackupBegun)
	if err != nil {
		return err
	}
	r.Since = time.UnixMilli(begun).UTC()
	if begun == 0 {
		mail, letter, err := s.Store.Newest(ctx)
		if err != nil {
			return err
		}
		if r.Since = mail; letter.After(mail) {
			r.Since = letter
		}
	}
	if err := s.Store.SetMark(ctx, restoredSince, r.Since.UnixMilli()); err != nil {
		return err
	}
	if len(r.Aside) > 0 {
		if r.Gone, err = decisionsSince(ctx, r.Aside[0], r.Since); err != nil {
			r.Unread = err.Error()
		}
	}
	if cfg.SMS.AccountSID == "" {
		return nil
	}
	texts, err := textsSince(ctx, s.servers, s.Store, r.Since)
	if r.Texts = len(texts); err != nil {
		r.NoText = err.Error()
	}
	return nil
}

// decisionsSince lists what staff decided after an instant by a database that was set aside.
func decisionsSince(ctx context.Context, path string, since time.Time) (lines []string, err error) {
	old, err := store.OpenThere(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	defer old.Close()
	for before := ""; ; {
		page, err := old.ListCases(ctx, store.CaseFilter{Before: before, Limit: 200})
		if err != nil || len(page) == 0 {
			return lines, err
		}
		for _, c := range page {
			more, err := decisionsOn(ctx, old, c, since)
			if err != nil {
				return lines, err
			}
			lines = append(lines, more...)
		}
		before = page[len(page)-1].Ref
	}
}

func decisionsOn(ctx context.Context, old *store.Store, c complaint.Case, since time.Time) (lines []string, err error) {
	events, err := old.Events(ctx, c.Ref)
	for _, e := range events {
		if !e.By.Staff() || !e.At.After(since) {
			continue
		}
		again := "it comes again by its mail"
		if strings.HasPrefix(e.By.String(), "terminal:") {
			again = "it is gone: do it again"
		}
		lines = append(lines, fmt.Sprintf("%s, %s, %s by %s: %s", c.Ref, e.At.UTC().Format("2 January 15:04"), e.Kind(),
			e.By, again))
	}
	return lines, err
}

// textsSince are the texts of the text service's list since an instant that a database does not know.
func textsSince(ctx context.Context, s *Servers, db *store.Store, since time.Time) (all []message.Arrival, err error) {
	twilio, err := s.Twilio()
	if err != nil {
		return nil, err
	}
	texts, err := twilio.Received(ctx, since.Add(-24*time.Hour)) // its clock may be another
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		form := url.Values{"MessageSid": {t.SID}, "AccountSid": {s.cfg.SMS.AccountSID}, "From": {t.From},
			"To": {t.To}, "Body": {t.Body}, "NumMedia": {strconv.Itoa(t.Media)}}
		raw := []byte(form.Encode())
		a := message.Arrival{Key: "sms:" + t.SID, Source: t.To, Channel: message.SMS, Received: t.At.UTC(), Raw: raw,
			Size: int64(len(raw))}
		has, err := db.HasArrival(ctx, a.Key)
		if err != nil {
			return nil, err
		}
		if !has {
			all = append(all, a)
		}
	}
	return all, nil
}

// endRestore takes in the texts that came since a backup was made, once all mail has been read, and holds no more what
// is decided from then on. Mail comes first, so that cases have the references that they had.
func (d *Daemon) endRestore(ctx context.Context) error {
	catching, err := d.store.CatchingUp(ctx)
	if err != nil || !catching || !d.allRead() {
		return err
	}
	since, err := d.store.Mark(ctx, restoredSince)
	if err != nil {
		return err
	}
	if d.cfg.SMS.AccountSID != "" {
		texts, err := textsSince(ctx, d.servers, d.store, time.UnixMilli(since))
		for _, a := range texts {
			err = errors.Join(err, d.desk.Receive(ctx, a.Source, []message.Arrival{a}, message.Cursor{}))
		}
		if err != nil {
			return fmt.Errorf("the texts since the backup are asked for again: %w", err)
		}
	}
	if err := d.desk.Sweep(ctx); err != nil {
		return err
	}
	done, err := d.store.CaughtUp(ctx, d.clock())
	if done {
		d.log.Warn("the restored database has caught up: look at \"complaintsd restore --held\"")
	}
	return err
}

// Went records that letters which are held after a restore had gone before it, as somebody has found.
func (s *Session) Went(ctx context.Context, who string, letters ...string) error {
	for _, id := range letters {
		if err := s.Store.TakeUp(ctx, id, s.clock()); err != nil {
			return err
		}
		err := s.Desk.Record(ctx, []outbox.SendResult{{Letter: id, State: outbox.Sent, At: s.clock(),
			Detail: "it went before the backup was put back, says " + who}})
		if err != nil {
			return err
		}
	}
	return nil
}
