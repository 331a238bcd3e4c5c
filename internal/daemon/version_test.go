package daemon

import (
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "617a250aa11bb22cc33dd44ee55ff66"}
	changed := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for name, tc := range map[string]struct {
		build *debug.BuildInfo
		want  string
	}{
		"nothing is known": {nil, "unknown"},
		"a release":        {&debug.BuildInfo{Main: debug.Module{Version: "v1.2.0"}}, "v1.2.0"},
		"a working copy":   {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "unknown"},
		"a commit":         {&debug.BuildInfo{Settings: []debug.BuildSetting{commit}}, "617a250aa11b"},
		"a commit and edits": {&debug.BuildInfo{Settings: []debug.BuildSetting{commit, changed}},
			"617a250aa11b, changed since"},
	} {
		if got := version(tc.build); got != tc.want {
			t.Errorf("%s: version is %q, want %q", name, got, tc.want)
		}
	}
}
