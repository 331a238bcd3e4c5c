package config

import (
	"reflect"
	"strings"
	"testing"
)

// TestMasked: what is shown of a configuration can be read again, says where secrets are read from, and holds none.
func TestMasked(t *testing.T) {
	t.Parallel()
	cfg, err := Parse([]byte(Example))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := cfg.Masked()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(shown)
	if err != nil {
		t.Fatalf("what is shown cannot be read: %v\n%s", err, shown)
	}
	if twice, _ := again.Masked(); string(twice) != string(shown) {
		t.Errorf("shown again it differs:\n%s", twice)
	}
	const hush = "hush-hush-hush"
	n := fillSecrets(reflect.ValueOf(&cfg).Elem(), hush)
	if n < 10 {
		t.Fatalf("only %d secrets were found in a configuration", n)
	}
	if shown, err = cfg.Masked(); err != nil || strings.Contains(string(shown), hush) {
		t.Errorf("a secret is shown, or %v:\n%s", err, shown)
	}
	for secret, want := range map[Secret]string{
		"":                     "",
		"env:IMAP_PASSWORD":    "env:IMAP_PASSWORD",
		"cred:smtp":            "cred:smtp",
		"plain":                "(secret)",
		"sqlite:complaints.db": "sqlite:complaints.db",
		"postgres://c:pw@db.example/complaints?sslmode=require&password=pw": "postgres://c@db.example/complaints",
		"https://hooks.example/T0/B1":                                       "(secret)",
	} {
		if got := secret.Masked(); got != want {
			t.Errorf("%.12s...: got %q, want %q", string(secret), got, want)
		}
	}
}

// fillSecrets sets every secret of a configuration, and counts them.
func fillSecrets(v reflect.Value, to string) (n int) {
	switch {
	case v.Type() == reflect.TypeFor[Secret]() && v.CanSet():
		v.SetString(to)
		return 1
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			n += fillSecrets(v.Field(i), to)
		}
	}
	return n
}
