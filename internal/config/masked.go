package config

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/goccy/go-yaml"
)

// masked stands where a secret is written out in a configuration.
const masked = "(secret)"

// Masked is the configuration as it is in force, with what it leaves out filled in, as YAML. Where a secret stands it
// shows from where it is read, and never the secret; a database's address is shown without its password.
func (c Config) Masked() ([]byte, error) {
	b, err := yaml.MarshalWithOptions(c, yaml.UseLiteralStyleIfMultiline(true), yaml.OmitZero(),
		yaml.CustomMarshaler(func(s Secret) ([]byte, error) { return yaml.Marshal(s.Masked()) }))
	if err != nil {
		return nil, fmt.Errorf("show the configuration: %w", err)
	}
	return b, nil
}

// Masked is where a secret is read from, or that there is one.
func (s Secret) Masked() string {
	for _, from := range []string{"env:", "file:", "cred:"} {
		if strings.HasPrefix(string(s), from) {
			return string(s)
		}
	}
	address, err := url.Parse(string(s))
	switch {
	case s == "":
		return ""
	case err == nil && address.Scheme == "sqlite":
		return string(s)
	case err == nil && strings.HasPrefix(address.Scheme, "postgres") && address.Host != "":
		return withoutPassword(address)
	}
	return masked
}

// withoutPassword is the address of a database without what signs in to it: a password may stand in the query too.
func withoutPassword(address *url.URL) string {
	shown := address.Scheme + "://"
	if name := address.User.Username(); name != "" {
		shown += name + "@"
	}
	return shown + address.Host + address.Path
}
