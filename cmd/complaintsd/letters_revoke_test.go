package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/outbox"
	"complaints/store"
)

// lettersInStore returns the letters of a case with their tokens, which no command shows.
func (o testOffice) lettersInStore(ref string) (letters []outbox.Letter) {
	o.t.Helper()
	err := withStore(o.t.Context(), o.config, func(_ config.Config, s *store.Store) error {
		return s.Read(o.t.Context(), func(ctx context.Context, tx *store.Tx) error {
			posted, err := tx.LettersOf(ctx, ref)
			for _, p := range posted {
				letters = append(letters, p.Letter)
			}
			return err
		})
	})
	if err != nil || len(letters) == 0 {
		o.t.Fatalf("%d letters of %s (%v)", len(letters), ref, err)
	}
	return letters
}

// TestNothingShowsTokens: whoever has the token of a letter can answer it in the place of whoever it went to.
func TestNothingShowsTokens(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	at := anHourAgo()
	ref := o.arrive(mailFrom(asha, leakSubject, leakWords, at))[0]
	letters := o.lettersInStore(ref)
	for i, l := range letters {
		answer := mailFrom(asha, "Re: "+l.Subject, "Somebody came and it still drips.\r\n> "+l.Token,
			at.Add(time.Duration(i+1)*time.Minute))
		o.ok("import", o.write("answer.eml",
			"Delivered-To: Complaints+"+strings.ToUpper(l.Token)+"@landlord.example\r\n"+answer))
	}
	shown := map[string]string{
		"case show":        o.ok("case show", "--letters", ref),
		"case show --json": o.ok("case show", "--json", ref),
	}
	path := filepath.Join(o.dir, "asha.zip")
	o.ok("export", "--out", path, "asha@example.com")
	for name, body := range unzip(t, path) {
		shown["export "+name] = body
	}
	for name, body := range shown {
		for _, l := range letters {
			if strings.Contains(strings.ToLower(body), l.Token) {
				t.Errorf("%s shows the token of %s", name, l.Letter)
			}
		}
	}
	if !strings.Contains(shown["export cases/"+ref+"/letters.json"], letters[0].MessageID) {
		t.Error("the Message-ID is no secret, and was left out of letters.json")
	}
}

func TestLettersRevoke(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ref := o.arrive(mailFrom(asha, leakSubject, leakWords, anHourAgo()))[0]
	l := o.lettersInStore(ref)[0]
	for _, x := range []struct {
		name, says string
		code       int
	}{
		{"complaints+" + l.Token + "@landlord.example", "Letter " + string(l.Letter) + " of " + ref + " to " + l.To, 0},
		{l.MessageID, "Letter " + string(l.Letter), 0},
		{l.ID, "Letter " + string(l.Letter), 0},
		{"repairs.manager@landlord.example", "The letters that went to repairs.manager@landlord.example until now", 0},
		{"complaints+abcdefghijklmnopqrstuvwxyz@landlord.example", "there is no such letter", 1},
		{"nothing", "there is no such letter", 1},
	} {
		out, errs, code := o.run("letters revoke", x.name)
		if code != x.code || !strings.Contains(out+errs, x.says) {
			t.Errorf("%s: ended with %d, want %d, and said %q, want %q", x.name, code, x.code, out+errs, x.says)
		}
	}
	if _, _, code := o.run("letters revoke"); code != 2 {
		t.Errorf("nothing named: ended with %d, want 2", code)
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "letters.secret", "x")
	const says = "letters.secret has 1 characters, and must have at least 32"
	if out, _, code := o.run("check", "--offline"); code != 1 || !strings.Contains(out, says) {
		t.Errorf("check ended with %d and said %q, want 1 and %q", code, out, says)
	}
	if _, errs, code := o.run("run"); code == 0 || !strings.Contains(errs, says) {
		t.Errorf("run ended with %d and said %q, want %q", code, errs, says)
	}
}
