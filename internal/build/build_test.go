package build

import (
	"runtime/debug"
	"testing"
)

// TestShort: daemons of two builds on one database must be told apart, and those of one release must not.
func TestShort(t *testing.T) {
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "617a250aa11bb22cc33dd44ee55ff66"}
	changed := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for _, tc := range []struct {
		name, version string
		settings      []debug.BuildSetting
		want          string
	}{
		{"a release", "1.2.0", []debug.BuildSetting{commit}, "1.2.0"},
		{"on the way to one, nothing is known", "1.2.0-dev", nil, "1.2.0-dev"},
		{"a commit", "1.2.0-dev", []debug.BuildSetting{commit}, "1.2.0-dev (617a250aa11b)"},
		{"a commit and edits", "1.2.0-dev", []debug.BuildSetting{commit, changed},
			"1.2.0-dev (617a250aa11b, changed since)"},
	} {
		i := from(&debug.BuildInfo{Settings: tc.settings})
		i.Version = tc.version
		if got := i.Short(); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}
