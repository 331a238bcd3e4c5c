package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// SaveFile keeps the bytes of an attachment under their SHA-256 in hexadecimal, once however often they
// come. A hash that is not that of the bytes is refused.
func (tx *Tx) SaveFile(ctx context.Context, sha string, b []byte) error {
	if sum := sha256.Sum256(b); sha != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("file %s: the bytes have another hash", clean(sha))
	}
	var have int
	err := tx.one(ctx, "SELECT COUNT(*) FROM file WHERE sha256 = $1", []any{sha}, &have)
	if err == nil && have == 0 {
		how, packed := tx.s.packer.pack(b)
		_, err = tx.exec(ctx, `INSERT INTO file (sha256, size, packed, body) VALUES ($1, $2, $3, $4)
			ON CONFLICT DO NOTHING`, sha, int64(len(b)), how, packed)
	}
	if err != nil {
		return fmt.Errorf("file %s: %w", sha, err)
	}
	return nil
}

// File returns the bytes of an attachment, or [ErrNotFound].
func (tx *Tx) File(ctx context.Context, sha string) ([]byte, error) {
	var size, how int64
	var packed []byte
	err := tx.one(ctx, "SELECT size, packed, body FROM file WHERE sha256 = $1", []any{clean(sha)}, &size, &how, &packed)
	if err == nil {
		packed, err = unpack(how, packed, size)
	}
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", clean(sha), err)
	}
	return packed, nil
}
