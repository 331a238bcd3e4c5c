package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"

	"github.com/goccy/go-yaml/ast"
)

// Secret is a password or token. In the file it stands as it is, or as env:NAME, file:PATH or cred:NAME, so that a
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

// Reveal returns the secret itself, read from the environment, a file or what systemd hands over, where the
// configuration says so.
func (s Secret) Reveal() (string, error) {
	where, name, ok := strings.Cut(string(s), ":")
	switch {
	case ok && where == "env":
		v := strings.TrimRight(os.Getenv(name), "\r\n")
		if v == "" {
			return "", fmt.Errorf("the environment variable %s is empty: set it, or write the secret another way", name)
		}
		return v, nil
	case ok && where == "cred":
		folder := os.Getenv("CREDENTIALS_DIRECTORY")
		if folder == "" {
			return "", fmt.Errorf("cred:%s is handed over by systemd, and nothing was handed over here: put "+
				"LoadCredential=%s:/path/of/the/file into the service, or write the secret as file:PATH", name, name)
		}
		return secretIn(filepath.Join(folder, filepath.Base(name)))
	case ok && where == "file":
		return secretIn(name)
	}
	return strings.TrimRight(string(s), "\r\n"), nil
}

// mostOfSecret is the largest file that is taken for a secret: a service account's key is the longest.
const mostOfSecret = 64 << 10

func secretIn(path string) (string, error) {
	b, err := os.ReadFile(path)
	switch {
	case err != nil:
		return "", unreadableFile(path, err)
	case len(b) > mostOfSecret:
		return "", fmt.Errorf("the file %s is too long to be a secret: name the file that holds nothing else", path)
	}
	text, err := asUTF8(b)
	if err != nil {
		return "", fmt.Errorf("the file %s: %w", path, err)
	}
	secret := strings.TrimSpace(text)
	if secret == "" {
		return "", fmt.Errorf("the file %s is empty: put the secret into it", path)
	}
	return secret, nil
}

// unreadableFile says why a file that the configuration names cannot be read.
func unreadableFile(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s: correct the path, or make the file", path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("this user may not read %s: give the file to the user under whom complaintsd runs", path)
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s is a folder: name the file in it", path)
	}
	return fmt.Errorf("%s cannot be read: %w", path, err)
}

// Elsewhere is where a secret stands that is not in the configuration itself: "env:NAME", "file:PATH" or "cred:NAME".
func (s Secret) Elsewhere() string {
	if secretElsewhere.MatchString(string(s)) {
		return string(s)
	}
	return ""
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

var (
	secretElsewhere = regexp.MustCompile(`^(?:env|file|cred):\S+$`)
	almostElsewhere = regexp.MustCompile(
		`^(?i:(env|file|cred|credential|environment|systemd))\s*[:=]\s*["']?(.*?)["']?$`)
	variable     = regexp.MustCompile(`^(?:\$\{?|%)([A-Za-z_][A-Za-z0-9_]*)(?:\}|%)?$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// secret compares a secret with the ways in which it can be written. A secret itself is never shown.
func (s *shape) secret(key string, n ast.Node, text string) {
	if name := variable.FindStringSubmatch(text); name != nil {
		s.say(n, "%s: variables are written as env:%s", key, name[1])
		return
	}
	parts := almostElsewhere.FindStringSubmatch(text)
	if parts == nil {
		return
	}
	where, name := strings.ToLower(parts[1]), parts[2]
	switch {
	case where == "environment":
		where = "env"
	case where == "credential" || where == "systemd":
		where = "cred"
	}
	switch plain := strings.Trim(name, "${}%"); {
	case name == "":
		s.say(n, "%s: %s: needs a name after it, as %s", key, where, map[string]string{"env": "env:MAILBOX_PASSWORD",
			"file": "file:/etc/complaintsd/password", "cred": "cred:mailbox-password"}[where])
	case where == "env" && !variableName.MatchString(plain):
		s.say(n, "%s: %q is no name of a variable: write env: and a name of letters, figures and _, as "+
			"env:MAILBOX_PASSWORD",
			key, name)
	case where == "file" && strings.HasPrefix(name, "~"):
		s.say(n, "%s: ~ is not known here: write the whole path, as file:/home/NAME%s", key, name[1:])
	case where == "file" && strings.HasPrefix(name, "//"):
		s.say(n, "%s: write the path without the two strokes: file:%s", key, "/"+strings.TrimLeft(name, "/"))
	case text != where+":"+plain:
		s.say(n, "%s: write it without spaces, in small letters: %s:%s", key, where, plain)
	}
}

// secrets yields every secret of a configuration with its key.
func secrets(key string, v reflect.Value, yield func(key string, s *Secret)) {
	switch {
	case v.Type() == aSecret:
		yield(key, v.Addr().Interface().(*Secret))
	case v.Kind() == reflect.Struct && !reflect.PointerTo(v.Type()).Implements(readsItself):
		for _, f := range fieldsOf(v) {
			secrets(under(key, f.name), f.value, yield)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			secrets(fmt.Sprintf("%s[%d]", key, i+1), v.Index(i), yield)
		}
	}
}

// besideTheFile makes the paths of secrets absolute: relative ones start where the configuration stands.
func (c *Config) besideTheFile() {
	secrets("", reflect.ValueOf(c).Elem(), func(_ string, s *Secret) {
		if path, ok := strings.CutPrefix(string(*s), "file:"); ok {
			*s = Secret("file:" + c.Path(path))
		}
	})
}

// checkSecrets says which secret is not where the configuration says.
func (c Config) checkSecrets(say sayer) {
	c.Mailbox.Others = append([]OtherMailbox(nil), c.Mailbox.Others...)
	secrets("", reflect.ValueOf(&c).Elem(), func(key string, s *Secret) {
		if key == "letters.secret" || key == "store.url" { // each is asked for by itself
			return
		}
		if _, err := s.Reveal(); err != nil {
			say("%s: %w", key, err)
		}
	})
}

// SecretFiles are the files that hold secrets: those that the configuration names, and the configuration itself where a
// secret stands in it.
func (c Config) SecretFiles() (files []string) {
	literal := false
	c.Mailbox.Others = append([]OtherMailbox(nil), c.Mailbox.Others...)
	secrets("", reflect.ValueOf(&c).Elem(), func(key string, s *Secret) {
		switch path, ok := strings.CutPrefix(string(*s), "file:"); {
		case ok:
			files = append(files, path)
		case *s != "" && s.Elsewhere() == "" && (key != "store.url" || strings.Contains(string(*s), "@")):
			literal = true
		}
	})
	if literal && c.file != "" {
		files = append([]string{c.file}, files...)
	}
	return files
}
