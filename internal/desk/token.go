package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/outbox"
	"complaints/store"
)

// letterKeys make the two words by which a letter is known outside. Both are made from the letter's key, so that the
// same letter always has the same ones and nobody without letters.secret can make any.
//
// The token is a secret between us and whoever has the letter: it is part of the address that answers go to. The
// Message-ID is none: it stands in the header of every answer, in archives, in the logs of servers on the way. So each
// is made under a key of its own, and the one tells nothing about the other.
type letterKeys struct {
	token, messageID []byte
	code             []byte // of alarms
	generation       string // which secret they come from, without giving anything of it away
}

func keysOf(secret []byte) letterKeys {
	return letterKeys{
		token: keyed(secret, "token"), messageID: keyed(secret, "message id"), code: keyed(secret, "code"),
		generation: word(keyed(secret, "generation")),
	}
}

func keyed(secret []byte, text string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// word writes the first half of a digest as 26 lower-case letters and digits, which no mail server changes.
func word(digest []byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(digest[:16]))
}

// person stands for an address in the name of a mark. Marks outlive the erasure of a person's file.
func person(address string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(address)))
	return word(sum[:])
}

func (k letterKeys) tokenOf(l outbox.Letter) string { return word(keyed(k.token, l.Key())) }

// tokenAddress is the address of our own to which the answer to a letter goes.
func tokenAddress(ours, token string) string {
	local, host, ok := strings.Cut(ours, "@")
	if !ok {
		return ours
	}
	return local + "+" + token + "@" + host
}

func (k letterKeys) messageIDOf(l outbox.Letter, domain string) string {
	return word(keyed(k.messageID, l.Key())) + "@" + strings.ToLower(domain)
}

// threadOf is the id that begins the conversation about a case with each colleague: no mail has it, and mail programs
// keep together what refers to it.
func (k letterKeys) threadOf(ref, domain string) string {
	return word(keyed(k.messageID, "thread|"+ref)) + "@" + strings.ToLower(domain)
}

// The marks under which it is kept since when a secret is in use, and until when letters are answered no more: of one
// letter, or of everybody's at an address.
const (
	secretMark        = "secret:"
	revokedLetterMark = "revoked:letter:"
	revokedPersonMark = "revoked:person:"
)

// defaultOldTokens is how long letters can be answered that an earlier letters.secret made.
const defaultOldTokens = 14 * 24 * time.Hour

// NoteSecret keeps since when the present secret makes the tokens: those of the one before end some time after.
func (d *Desk) NoteSecret(ctx context.Context) error {
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		secrets, err := tx.Marks(ctx, secretMark)
		if err != nil {
			return err
		}
		since, newest := secrets[d.keys.generation], int64(0)
		for _, at := range secrets {
			newest = max(newest, at)
		}
		if since != 0 && since == newest {
			return nil
		}
		return tx.SetMark(ctx, secretMark+d.keys.generation, d.clock().UnixMilli())
	})
	if err != nil {
		return fmt.Errorf("note since when letters.secret is in use: %w", err)
	}
	return nil
}

// RevokeLetter ends the token of one letter, which is named by its id, its Message-ID, its token, or the address that
// answers to it go to. Whoever answers it from then on is read as if they answered nothing.
func (d *Desk) RevokeLetter(ctx context.Context, name string) (l outbox.Letter, err error) {
	err = d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if l, err = d.letterNamed(ctx, tx, name); err != nil {
			return err
		}
		return tx.SetMark(ctx, revokedLetterMark+l.ID, d.clock().UnixMilli())
	})
	if err != nil {
		return outbox.Letter{}, fmt.Errorf("revoke a letter: %w", err)
	}
	return l, nil
}

func (d *Desk) letterNamed(ctx context.Context, tx *store.Tx, name string) (outbox.Letter, error) {
	name = strings.Trim(strings.TrimSpace(name), "<>")
	local, _, isAddress := strings.Cut(strings.ToLower(name), "@")
	if _, token, tagged := strings.Cut(local, "+"); tagged || !isAddress {
		if !tagged {
			token = local
		}
		if l, err := tx.LetterByToken(ctx, token); !errors.Is(err, store.ErrNotFound) {
			return l, err
		}
	}
	if l, err := tx.LetterByMessageID(ctx, name); !errors.Is(err, store.ErrNotFound) {
		return l, err
	}
	posted, err := tx.Letter(ctx, name)
	return posted.Letter, err
}

// RevokePerson ends the tokens of all letters that went to an address until now.
func (d *Desk) RevokePerson(ctx context.Context, address string) error {
	err := d.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetMark(ctx, revokedPersonMark+person(address), d.clock().UnixMilli())
	})
	if err != nil {
		return fmt.Errorf("revoke a person's letters: %w", err)
	}
	return nil
}

// answered finds the letter of ours that a message answers: by the Message-ID that it answers, by the token in the
// address that it was sent to, then by its thread. A letter whose token has ended is answered by nobody.
func (d *decider) answered(ctx context.Context, clues intake.Clues) (outbox.Letter, error) {
	for _, by := range []struct {
		find  func(context.Context, string) (outbox.Letter, error)
		names []string
	}{
		{d.tx.LetterByMessageID, clues.Answered},
		{d.tx.LetterByToken, clues.Tokens},
		{d.tx.LetterByMessageID, clues.Thread},
	} {
		for _, name := range by.names {
			l, err := by.find(ctx, name)
			if err == nil {
				var ended bool
				if ended, err = d.ended(ctx, l); ended {
					continue
				}
			}
			if !errors.Is(err, store.ErrNotFound) {
				return l, err
			}
		}
	}
	return outbox.Letter{}, store.ErrNotFound
}

// ended reports whether a letter's token has ended: a person has revoked it, or the secret it was made with was
// replaced and the time for which its tokens go on has passed.
func (d *decider) ended(ctx context.Context, l outbox.Letter) (bool, error) {
	revoked, err := d.tx.Marks(ctx, revokedLetterMark+l.ID)
	if err != nil || len(revoked) > 0 {
		return err == nil, err
	}
	people, err := d.tx.Marks(ctx, revokedPersonMark+person(l.To))
	if err != nil {
		return false, err
	}
	if at, ok := people[""]; ok && l.DecidedAt.UnixMilli() <= at {
		return true, nil
	}
	keys := d.desk.keys
	if l.Token == "" || hmac.Equal([]byte(l.Token), []byte(keys.tokenOf(l))) {
		return false, nil
	}
	secrets, err := d.tx.Marks(ctx, secretMark)
	since := secrets[keys.generation]
	return err == nil && since != 0 && d.now.After(time.UnixMilli(since).Add(d.desk.oldTokens)), err
}
