package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"complaints/internal/daemon"
	"complaints/store"
)

var lettersRevokeCommand = command{
	name:    "letters revoke",
	usage:   "--config FILE LETTER|PERSON",
	summary: "ends the reply address of a letter, or of all letters to a person",
	help: `
Each letter has an address of its own for replies, complaints+TOKEN@..., and whoever holds it can answer in the place
of the person the letter went to, as far as the mail server proves who they are. If a letter has come into the wrong
hands, end its token. A reply to it is then read like any other mail: a resident's still finds its case, a colleague's
is answered with how to reach it.

LETTER is what you have of it: the reply address, its Message-ID, or the id that "case show --json" prints.
PERSON is their address: every letter that went to it until now is ended. New letters have new tokens.

Examples:
  complaintsd letters revoke --config config.yaml complaints+abcdefghijklmnopqrstuvwxyz@landlord.example
  complaintsd letters revoke --config config.yaml repairs.manager@landlord.example`,
	run: runLettersRevoke,
}

func runLettersRevoke(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one letter, or one person by their address")
	}
	return withOffice(ctx, *file, func(o *daemon.Session) error {
		if isPerson(rest[0]) {
			if err := o.Desk.RevokePerson(ctx, rest[0]); err != nil {
				return err
			}
			fmt.Fprintf(t.Out, "The letters that went to %s until now can no longer be answered.\n", rest[0])
			return nil
		}
		l, err := o.Desk.RevokeLetter(ctx, rest[0])
		if errors.Is(err, store.ErrNotFound) {
			return errors.New("there is no such letter: give its reply address, its Message-ID, or its id")
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(t.Out, "Letter %s of %s to %s can no longer be answered.\n", l.Letter, caseOrNone(l.Case), l.To)
		return nil
	})
}

// letterWord is how tokens and the Message-IDs of letters begin.
var letterWord = regexp.MustCompile(`^(?:[^@]*\+)?[a-z2-7]{26}$`)

// isPerson tells a person's address from what a letter is known by.
func isPerson(name string) bool {
	local, _, isAddress := strings.Cut(strings.ToLower(strings.Trim(name, "<> ")), "@")
	return isAddress && !letterWord.MatchString(local)
}

func caseOrNone(ref string) string {
	if ref == "" {
		return "no case"
	}
	return ref
}
