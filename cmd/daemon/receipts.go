package daemon

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"complaints"
	"complaints/store/failpoint"
)

// receipts is a file beside the database in which it is noted at once that a server has taken a letter. The
// database learns it a moment later, of several letters together, since each of its commits waits for the disk. A
// program that is killed in that moment finds here what it had sent, and does not send it twice. The notes wait for
// no disk: after a power cut the last of them may be missing, and those letters go a second time with the same
// Message-ID. A nil receipts notes nothing: with PostgreSQL another daemon takes over, from another machine.
type receipts struct {
	mu   sync.Mutex
	file *os.File
	size int
	open map[string][]byte // letter -> its line, until the database has it
	left []complaints.SendResult
}

// receiptsMost is the size at which the notes that the database has by now are dropped even if others remain.
const receiptsMost = 1 << 20

func openReceipts(storeURL string) (*receipts, error) {
	path, ok := strings.CutPrefix(storeURL, "sqlite:")
	if !ok || strings.HasPrefix(path, ":") {
		return nil, nil
	}
	path += ".sent"
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("notes of what was sent: %w", err)
	}
	r := &receipts{file: f, open: map[string][]byte{}}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var result complaints.SendResult
		if json.Unmarshal(lines.Bytes(), &result) == nil && result.State == complaints.Sent { // a torn last line was never whole
			r.left = append(r.left, result)
			r.open[result.Letter] = append(bytes.Clone(lines.Bytes()), '\n')
		}
	}
	if err := lines.Err(); err != nil {
		return nil, errors.Join(fmt.Errorf("notes of what was sent: %w", err), f.Close())
	}
	return r, nil
}

func (r *receipts) note(result complaints.SendResult) error {
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
func (r *receipts) drop(results []complaints.SendResult) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, result := range results {
		delete(r.open, result.Letter)
	}
	if r.size == 0 || len(r.open) > 0 && r.size < receiptsMost {
		return nil
	}
	var rest []byte
	for _, line := range r.open {
		rest = append(rest, line...)
	}
	r.size = len(rest)
	if err := r.file.Truncate(0); err != nil || len(rest) == 0 {
		return err
	}
	_, err := r.file.Write(rest)
	return err
}

func (r *receipts) close() error {
	if r == nil {
		return nil
	}
	return r.file.Close()
}

// accepted notes that a server has taken a letter. If that fails the letter may go twice should we be killed now,
// which is no reason to stop.
func (d *Daemon) accepted(result complaints.SendResult) {
	failpoint.Reached("accepted, not noted")
	if d.receipts == nil {
		return
	}
	if err := d.receipts.note(result); err != nil {
		d.log.Error("what was sent could not be noted", "letter", result.Letter, "err", err)
	}
	failpoint.Reached("noted, not recorded")
}

func (d *Daemon) recorded(results []complaints.SendResult) {
	failpoint.Reached("recorded, note not dropped")
	if d.receipts == nil {
		return
	}
	if err := d.receipts.drop(results); err != nil {
		d.log.Error("the notes of what was sent could not be shortened", "err", err)
	}
}

// recordReceipts tells the database what a program that was killed had sent.
func (d *Daemon) recordReceipts(ctx context.Context) error {
	if d.receipts == nil || len(d.receipts.left) == 0 {
		return nil
	}
	failpoint.Reached("notes of a kill found")
	for _, result := range d.receipts.left {
		if err := d.desk.Record(ctx, []complaints.SendResult{result}); err != nil {
			return fmt.Errorf("letters that were sent before the program ended: %w", err)
		}
	}
	d.log.Info("letters that were sent before the program ended are recorded", "letters", len(d.receipts.left))
	left := d.receipts.left
	d.receipts.left, d.receipts.size = nil, max(1, d.receipts.size)
	return d.receipts.drop(left)
}
