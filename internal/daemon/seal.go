package daemon

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints/internal/config"
	"complaints/store"
)

// The key that seals the database lies in a file of its own, outside the database and its backups: who has those and
// not the key cannot change a row so that verify does not notice. It is made at the first start.

// readKey reads the key of store.seal. It is nil if there is no such file.
func readKey(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store.seal: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != store.SealKeySize {
		return nil, fmt.Errorf("store.seal: %s holds no key: put the one from the safe there, %d letters and digits",
			path, 2*store.SealKeySize)
	}
	return key, nil
}

// makeKey makes a key and the file that holds it, which must not be there.
func makeKey(path string) ([]byte, error) {
	key := make([]byte, store.SealKeySize)
	rand.Read(key) // never fails
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store.seal: the key cannot be written: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(path)))
	if err != nil {
		return nil, fmt.Errorf("store.seal: the key cannot be written: %w", err)
	}
	return key, nil
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// useKey gives a database the key that seals it, if it is here. What is wrong with the key keeps nobody from working:
// whoever asks for it is told by [SealTrouble].
func useKey(ctx context.Context, cfg config.Config, db *store.Store) error {
	key, _ := readKey(cfg.SealPath()) // SealTrouble says why it cannot be read
	if key == nil {
		return nil
	}
	_, err := db.UseKey(ctx, key)
	return err
}

// SealTrouble says what cannot be proved of a database, and why, or "".
func SealTrouble(ctx context.Context, cfg config.Config, db *store.Store) (string, error) {
	state, err := db.SealState(ctx)
	if err != nil || !state.Sealed() || state.Ours && state.Whole {
		return "", err
	}
	path, latest := cfg.SealPath(), state.Latest()
	key, wrong := readKey(path)
	switch {
	case wrong != nil:
		return wrong.Error(), nil
	case key == nil:
		return fmt.Sprintf("the key that seals the database is not at %s: put it back there from the safe, or "+
			"from the "+
			"other machine (it is the one known as %s). Until then nothing that is written is sealed, and nobody can "+
			"prove what stands there. If it is lost, \"complaintsd store seal\" makes another", path,
			latest.Fingerprint), nil
	case !state.Ours:
		return fmt.Sprintf("the key at %s is another than the one that seals the database: that one is known as "+
			"%s, this "+
			"one as %s. Put the right one there, or run \"complaintsd store seal\"", path, latest.Fingerprint,
			store.Fingerprint(key)), nil
	}
	return "the database was sealed by half when the program was stopped: the next start seals the rest", nil
}

// seal has the database sealed: at the first start with a key that is made now, else with the one that is here. One
// that is missing is told of and stops nothing.
func (d *Daemon) seal(ctx context.Context) error {
	path := d.cfg.SealPath()
	state, err := d.store.SealState(ctx)
	if err != nil || path == "" || state.Ours && state.Whole {
		return err
	}
	key, err := readKey(path)
	made := false
	// another daemon may have made it since this one opened the database
	if err == nil && key != nil && state.Sealed() && !state.Ours {
		state, err = d.store.UseKey(ctx, key)
	}
	if err == nil && key == nil && !state.Sealed() {
		key, err = makeKey(path)
		made = err == nil
	}
	if err != nil {
		d.log.Error("the database is not sealed", "err", err)
		return d.tellOfSeal(ctx)
	}
	if key != nil && (!state.Sealed() || state.Ours) {
		why := "The first start with a key."
		err := d.store.SealAnew(ctx, key, d.clock(), "complaintsd", why)
		if err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
		if err != nil { // another daemon was first, perhaps with the same key
			if err := useKey(ctx, d.cfg, d.store); err != nil {
				return err
			}
		} else {
			d.log.Info("the database is sealed", "key", store.Fingerprint(key), "made", made, "file", path)
			if made {
				d.log.Warn("keep a copy of the key that seals the database in the safe, apart from its "+
					"backups", "file", path)
			}
		}
	}
	return d.tellOfSeal(ctx)
}

// tellOfSeal tells the log and the team when the key is missing, and when it is back.
func (d *Daemon) tellOfSeal(ctx context.Context) error {
	trouble, err := SealTrouble(ctx, d.cfg, d.store)
	if err != nil {
		return err
	}
	if trouble != "" {
		d.log.Error("what is written cannot be proved", "why", trouble)
	}
	return d.desk.TellOfSeal(ctx, trouble)
}

// ReplaceSeal makes another key, seals the database with it, and keeps the old file beside the new one.
func ReplaceSeal(ctx context.Context, cfg config.Config, db *store.Store, now time.Time, by, why string) error {
	path := cfg.SealPath()
	if path == "" {
		return errors.New("a database in memory is not sealed")
	}
	if _, err := os.Stat(path); err == nil {
		old := fmt.Sprintf("%s.until-%s", path, now.UTC().Format("20060102-150405"))
		if err := os.Rename(path, old); err != nil {
			return fmt.Errorf("store.seal: the old key cannot be set aside: %w", err)
		}
	}
	key, err := makeKey(path)
	if err != nil {
		return err
	}
	return db.SealAnew(ctx, key, now, by, why)
}
