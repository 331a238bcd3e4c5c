package config

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Secret is a password or token. In the file it stands as it is, or as env:NAME, or as file:PATH, so that a
// configuration can be shown to others. It never prints.
type Secret string

// String hides the secret from logs and dumps.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(secret)"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// Reveal returns the secret itself, read from the environment or a file where the configuration says so.
func (s Secret) Reveal() (string, error) {
	where, name, ok := strings.Cut(string(s), ":")
	switch {
	case ok && where == "env":
		v := os.Getenv(name)
		if v == "" {
			return "", fmt.Errorf("the environment variable %s is empty: set it, or write the secret another way", name)
		}
		return v, nil
	case ok && where == "file":
		b, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("read the secret: %w", err)
		}
		return strings.TrimSpace(string(b)), nil
	}
	return string(s), nil
}

// Replace writes a new value of a secret that stands in a file, for tokens that a server renews. A secret that
// stands elsewhere cannot be replaced: a person must do it.
func (s Secret) Replace(value string) error {
	path, ok := strings.CutPrefix(string(s), "file:")
	if !ok {
		return errors.New("it does not stand in a file: write it as file:PATH so that it can be renewed")
	}
	next := path + ".new"
	if err := os.WriteFile(next, []byte(value+"\n"), 0o600); err != nil {
		return fmt.Errorf("renew the secret: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("renew the secret: %w", err)
	}
	return nil
}
