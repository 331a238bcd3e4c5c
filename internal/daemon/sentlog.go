package daemon

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"complaints/internal/failpoint"
	"complaints/internal/outbox"
	"complaints/store"
)

// sentLog is a file on this machine's disk in which it is noted at once that a server has taken a letter. The
// database learns it a moment later, of several letters together, since each of its commits waits for the disk. A
// program that is killed in that moment finds here, at its next start, what it had sent, and does not send it twice;
// and since nobody else can have the file while its daemon lives, it may take up at once what the dead one held. The
// notes wait for no disk: after a power cut the last of them may be missing, and those letters go a second time with
// the same Message-ID. A nil sentLog notes nothing.
//
// Daemons on one machine have a file each: the name, the name with ".2", and so on.
type sentLog struct {
	mu     sync.Mutex
	file   *os.File
	header int64             // bytes at the beginning, which say whose notes these are
	size   int               // bytes after them
	open   map[string][]byte // letter -> its line, until the database has it
	dead   []deadDaemon      // that of the one before us in this file, and those of others that have died
}

// deadDaemon is what a daemon that died has left.
type deadDaemon struct {
	file   *os.File
	Holder string // as the leases know it; "" if it held nothing
	left   []outbox.SendResult
}

const (
	sentLogMost = 1 << 20 // the size at which what the database has by now is dropped even if others remain
	daemonsMost = 100     // on one machine
)

// openSentLog finds the file that is ours, and what dead daemons have left in theirs.
func openSentLog(path string, db *store.Store) (*sentLog, error) {
	if path == "" {
		return nil, nil
	}
	r := &sentLog{open: map[string][]byte{}}
	for n := 1; n <= daemonsMost; n++ {
		name := path
		if n > 1 {
			name = fmt.Sprintf("%s.%d", path, n)
		}
		if _, err := os.Stat(name); err != nil && r.file != nil {
			return r, nil
		}
		f, err := store.LockFile(name)
		if errors.Is(err, store.ErrInUse) && db.Shared() {
			continue // of one that lives
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("notes of what was sent: %w", err), r.close())
		}
		if r.file == nil {
			r.file = f
		}
		dead, err := readDead(f)
		r.dead = append(r.dead, dead)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("notes of what was sent: %s: %w", name, err), r.close())
		}
		if !db.Shared() {
			return r, nil
		}
	}
	if r.file == nil {
		return nil, fmt.Errorf("notes of what was sent: %s: %d daemons have such a file already", path, daemonsMost)
	}
	return r, nil
}

func readDead(f *os.File) (deadDaemon, error) {
	dead := deadDaemon{file: f}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var result outbox.SendResult
		if json.Unmarshal(lines.Bytes(), &dead) != nil || json.Unmarshal(lines.Bytes(), &result) != nil {
			continue // a torn last line was never whole
		}
		if result.State == outbox.Sent {
			dead.left = append(dead.left, result)
		}
	}
	return dead, lines.Err()
}

// begin makes the file ours, once the database has what was in it.
func (r *sentLog) begin(holder string) error {
	line, err := json.Marshal(deadDaemon{Holder: holder})
	if err != nil {
		return err
	}
	for _, dead := range r.dead {
		err = errors.Join(err, dead.file.Truncate(0))
		if dead.file != r.file {
			err = errors.Join(err, dead.file.Close())
		}
	}
	r.dead = nil
	n, wrong := r.file.Write(append(line, '\n'))
	r.header = int64(n)
	return errors.Join(err, wrong)
}

func (r *sentLog) note(result outbox.SendResult) error {
	line, err := json.Marshal(result)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[result.Letter] = line
	r.size += len(line)
	_, err = r.file.Write(line)
	return err
}

// drop forgets what the database has.
func (r *sentLog) drop(results []outbox.SendResult) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, result := range results {
		delete(r.open, result.Letter)
	}
	if r.size == 0 || len(r.open) > 0 && r.size < sentLogMost {
		return nil
	}
	rest := bytes.Join(slicesOf(r.open), nil)
	r.size = len(rest)
	if err := r.file.Truncate(r.header); err != nil || len(rest) == 0 {
		return err
	}
	_, err := r.file.Write(rest)
	return err
}

func slicesOf(lines map[string][]byte) [][]byte {
	all := make([][]byte, 0, len(lines))
	for _, line := range lines {
		all = append(all, line)
	}
	return all
}

func (r *sentLog) close() error {
	if r == nil {
		return nil
	}
	var errs []error
	for _, dead := range r.dead {
		if dead.file != r.file {
			errs = append(errs, dead.file.Close())
		}
	}
	if r.file != nil {
		errs = append(errs, r.file.Close())
	}
	return errors.Join(errs...)
}

// accepted notes that a server has taken a letter. If that fails the letter may go twice should we be killed now,
// which is no reason to stop.
func (d *Daemon) accepted(result outbox.SendResult) {
	failpoint.Reached("accepted, not noted")
	if d.sentLog == nil {
		return
	}
	if err := d.sentLog.note(result); err != nil {
		d.log.Error("what was sent could not be noted", "letter", result.Letter, "err", err)
	}
	failpoint.Reached("noted, not recorded")
}

func (d *Daemon) recorded(results []outbox.SendResult) {
	failpoint.Reached("recorded, note not dropped")
	if d.sentLog == nil {
		return
	}
	if err := d.sentLog.drop(results); err != nil {
		d.log.Error("the notes of what was sent could not be shortened", "err", err)
	}
}

// recordSent tells the database what daemons of this machine that were killed had sent, and takes up what they held.
func (d *Daemon) recordSent(ctx context.Context) error {
	if d.sentLog == nil {
		return nil
	}
	for _, dead := range d.sentLog.dead {
		if err := d.inherit(ctx, dead); err != nil {
			return fmt.Errorf("letters that were sent before a daemon of this machine died: %w", err)
		}
	}
	if err := d.sentLog.begin(d.store.Holder()); err != nil {
		return fmt.Errorf("notes of what is sent: %w", err)
	}
	return nil
}

func (d *Daemon) inherit(ctx context.Context, dead deadDaemon) error {
	if len(dead.left) > 0 {
		failpoint.Reached("notes of a kill found")
	}
	for _, result := range dead.left {
		if err := d.desk.Record(ctx, []outbox.SendResult{result}); err != nil {
			return err
		}
	}
	if len(dead.left) > 0 {
		d.log.Info("letters that were sent before a daemon died are recorded", "letters", len(dead.left))
	}
	if dead.Holder == "" {
		return nil
	}
	return d.store.Bury(ctx, d.clock(), dead.Holder)
}
