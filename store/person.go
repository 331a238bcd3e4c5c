package store

import (
	"context"
	"fmt"
)

// MessagesFrom returns what a sender wrote outside any case, oldest first.
func (tx *Tx) MessagesFrom(ctx context.Context, address string) ([]Read, error) {
	all, err := tx.messages(ctx, "m.case_ref = '' AND LOWER(m.sender) = $1", partyKey(address))
	if err != nil {
		return nil, fmt.Errorf("messages of a sender: %w", err)
	}
	return all, nil
}

// LettersTo returns the letters to an address outside any case, in the order in which they were decided.
func (tx *Tx) LettersTo(ctx context.Context, address string) ([]Posted, error) {
	all, err := tx.posted(ctx, "WHERE l.case_ref = '' AND LOWER(l.recipient) = $1", partyKey(address))
	if err != nil {
		return nil, fmt.Errorf("letters to an address: %w", err)
	}
	return all, nil
}

// Raw returns the bytes of an arrival as they came, or [ErrNotFound] if they were erased.
func (tx *Tx) Raw(ctx context.Context, id string) ([]byte, error) {
	var size, how int64
	var packed []byte
	err := tx.one(ctx, "SELECT size, packed, body FROM raw WHERE arrival_id = $1", []any{id}, &size, &how, &packed)
	if err == nil {
		packed, err = unpack(how, packed, size)
	}
	if err != nil {
		return nil, fmt.Errorf("bytes of %s: %w", id, err)
	}
	return packed, nil
}
