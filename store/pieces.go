package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
)

// The bytes of a large mail are kept in pieces, each packed by itself: whoever writes or reads them holds the mail
// once, and one piece.
const (
	asPieces  int64 = 2 // how a raw row is packed whose bytes stand in raw_piece
	pieceSize       = 1 << 20
)

const insertPiece = "INSERT INTO raw_piece (arrival_id, n, size, packed, body) VALUES ($1, $2, $3, $4, $5)"

// savePieces writes the bytes of a large mail.
func (tx *Tx) savePieces(ctx context.Context, p *packer, id string, raw []byte) error {
	var memory bytes.Buffer
	for n := 0; len(raw) > 0; n++ {
		piece := raw[:min(pieceSize, len(raw))]
		raw = raw[len(piece):]
		how, packed := p.packInto(&memory, piece)
		if _, err := tx.exec(ctx, insertPiece, id, n, int64(len(piece)), how, packed); err != nil {
			return fmt.Errorf("piece %d: %w", n, err)
		}
		tidyAfter(n)
	}
	return nil
}

// tidyAfter takes back, now and then, the copies that a database's driver makes of each piece.
func tidyAfter(pieces int) {
	if pieces%4 == 0 {
		runtime.GC()
	}
}

// errPieces says that the pieces of a mail are not those that were written.
var errPieces = errors.New("its pieces are not all here")

// eachPiece calls fn with the bytes of a large mail, in order. They are good until fn returns.
func (tx *Tx) eachPiece(ctx context.Context, id string, fn func([]byte)) error {
	next := 0
	memory := make([]byte, 0, pieceSize+bytes.MinRead)
	return tx.each(ctx, "SELECT n, size, packed, body FROM raw_piece WHERE arrival_id = $1 ORDER BY n", []any{id},
		func(rows row) error {
			var n int
			var size, how int64
			var packed sql.RawBytes // the driver's own bytes
			if err := rows.Scan(&n, &size, &how, &packed); err != nil {
				return err
			}
			if n != next {
				return errPieces
			}
			next++
			tidyAfter(next)
			piece, err := unpackInto(memory, how, packed, size)
			if err == nil {
				fn(piece)
			}
			return err
		})
}

// joined returns the bytes of a large mail, of which there must be size.
func (tx *Tx) joined(ctx context.Context, id string, size int64) ([]byte, error) {
	whole := make([]byte, 0, min(size, 1<<30))
	err := tx.eachPiece(ctx, id, func(piece []byte) { whole = append(whole, piece...) })
	if err == nil && int64(len(whole)) != size {
		err = errPieces
	}
	return whole, err
}

// piecesFit says what is wrong with the pieces of a large mail, or "".
func (tx *Tx) piecesFit(ctx context.Context, id string, digest []byte) (string, error) {
	sum := sha256.New()
	switch err := tx.eachPiece(ctx, id, func(piece []byte) { sum.Write(piece) }); {
	case errors.Is(err, errPieces):
		return "its bytes are missing", nil
	case errors.Is(err, errUnpack):
		return "its bytes cannot be read: " + err.Error(), nil
	case err != nil:
		return "", err
	case string(sum.Sum(nil)) != string(digest):
		return "its bytes were changed", nil
	}
	return "", nil
}
