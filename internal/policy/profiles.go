package policy

import (
	"bytes"
	_ "embed"
)

//go:embed profiles.yaml
var profiles []byte

// Profiles returns the policies built in, as YAML: a map of profiles by their id. Package config reads it, lays the
// landlord's own settings over it and decodes what comes of that into a [Policy].
func Profiles() []byte { return bytes.Clone(profiles) }
