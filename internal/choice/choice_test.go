package choice_test

import (
	"strings"
	"testing"

	"complaints/internal/choice"
)

func TestTheNearestWord(t *testing.T) {
	t.Parallel()
	keys := []string{"server", "tls", "user", "password", "oauth", "folders", "authserv_id", "silent_for", "poll"}
	for word, want := range map[string]string{
		"pasword": "password", "passwrod": "password", "Password": "password", "AuthservID": "authserv_id",
		"authserv-id": "authserv_id", "authserv": "authserv_id", "folder": "folders", "silentfor": "silent_for",
		"sever": "server", "usr": "user", "pol": "poll",
		"colour": "", "x": "", "smtp": "", "": "", "landlord": "",
	} {
		if got, _ := choice.Nearest(word, keys); got != want {
			t.Errorf("nearest to %q: got %q, want %q", word, got, want)
		}
	}
}

type mode string

func TestReadNamesTheChoices(t *testing.T) {
	t.Parallel()
	var m mode
	known := []mode{"direct", "designated_person"}
	if err := choice.Read(&m, []byte("direct"), known...); err != nil || m != "direct" {
		t.Errorf("a word of the list: got %q, %v", m, err)
	}
	for word, want := range map[string]string{"dirct": "write direct", "by post": "use direct or designated_person"} {
		err := choice.Read(&m, []byte(word), known...)
		if err == nil || !strings.Contains(err.Error(), want) || m != "direct" {
			t.Errorf("%q: got %v, want %q and nothing taken", word, err, want)
		}
	}
}
