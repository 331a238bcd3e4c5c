package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"complaints/internal/config"

	"complaints/store"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets a script run the program: the test's own binary is it when it is called by its name.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"complaintsd": main}) }

// TestScripts runs the command line as people do, a script for each command. A script finds config.yaml, that of
// config.example.yaml with a secret, in its folder; setting changes a key of it, and database makes the database.
// go test ./cmd/complaintsd -run Scripts -update writes what the scripts compare with anew; read the difference.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *updateStories,
		Setup: func(env *testscript.Env) error {
			return os.WriteFile(filepath.Join(env.WorkDir, "config.yaml"), exampleWith(t, exampleSettings...), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"setting": changeSetting,
			"database": makeDatabase},
	})
}

// exampleSettings make config.example.yaml one that commands can open.
var exampleSettings = []string{
	"letters.secret", "a long random text for the tests of commands", "mailbox.authserv_id", "mx.landlord.example",
	"monitor.listen", `""`, // many run side by side
}

// makeDatabase makes an empty database, as the first start of the daemon does.
func makeDatabase(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: database")
	}
	s, err := store.Open(context.Background(), "sqlite:"+ts.MkAbs("complaintsd.db"))
	ts.Check(err)
	ts.Check(s.Close())
}

// changeSetting gives a key of the script's config.yaml another value: setting policy.profile ho-code-2024
func changeSetting(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: setting KEY VALUE")
	}
	path := ts.MkAbs("config.yaml")
	text, err := withKey(ts.ReadFile(path), args[0], args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(path, []byte(text), 0o600))
}

func exampleWith(t *testing.T, settings ...string) []byte {
	t.Helper()
	text := string(config.Example)
	for i := 0; i < len(settings); i += 2 {
		var err error
		if text, err = withKey(text, settings[i], settings[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return []byte(text)
}
