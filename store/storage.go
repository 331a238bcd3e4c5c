package store

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	modernc "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// ErrStorage says that the database could not keep what it was given: its disk is full or fails, or there is no memory.
// It is the end of the transaction, whatever is in it, and no fault of the message that was being decided. SQLite
// undoes such a transaction by itself: what is written after that would stand for itself, outside any transaction.
var ErrStorage = errors.New("the database cannot be written")

// storageFault tells the errors after which a transaction is no more.
func storageFault(err error) bool {
	var ours *modernc.Error
	if errors.As(err, &ours) {
		switch ours.Code() & 0xff {
		case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_NOMEM, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN:
			return true
		}
		return strings.Contains(ours.Error(), "no such savepoint") // it went with its transaction
	}
	var theirs *pgconn.PgError
	return errors.As(err, &theirs) && (strings.HasPrefix(theirs.Code, "53") || strings.HasPrefix(theirs.Code, "58"))
}
