package store

import (
	"context"
	"fmt"

	"complaints/internal/complaint"
)

// LastLoose returns the cause of the newest letter of that id which belongs to no case and whose cause begins with
// begin, or [ErrNotFound].
func (tx *Tx) LastLoose(ctx context.Context, letter complaint.LetterID, begin string) (cause string, err error) {
	err = tx.one(ctx, `SELECT cause FROM letter WHERE case_ref = '' AND letter = $1 AND SUBSTR(cause, 1, $2) = $3
		ORDER BY decided_at DESC LIMIT 1`, []any{string(letter), len([]rune(begin)), begin}, &cause)
	if err != nil {
		return "", fmt.Errorf("last letter %s: %w", letter, err)
	}
	return cause, nil
}
