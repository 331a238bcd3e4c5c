package intake

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

const (
	aText    = "MM00000000000000000000000000000001"
	aPicture = "ME00000000000000000000000000000002"
	account  = "AC00000000000000000000000000000001"
)

// noRedirects is a client as pictures are fetched with.
func noRedirects() *http.Client {
	return &http.Client{Timeout: 5 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// TestWherePicturesAreFetched: by ids and nothing else, from Twilio and where Twilio keeps files, and nobody else
// learns who we are.
func TestWherePicturesAreFetched(t *testing.T) {
	t.Parallel()
	var strangers int
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { strangers++ }))
	defer stranger.Close()
	const keptAt = "/kept/here"
	var points string
	twilio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case r.URL.Path == keptAt:
			w.Write([]byte("\xff\xd8\xff\xe0 a picture"))
		case user != account || password != "secret":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/2010-04-01/Accounts/"+account+"/Messages/"+aText+"/Media/"+aPicture:
			http.Redirect(w, r, points, http.StatusTemporaryRedirect)
		default:
			http.NotFound(w, r)
		}
	}))
	defer twilio.Close()
	from, err := NewPictures(twilio.URL, account, "secret", noRedirects())
	if err != nil {
		t.Fatal(err)
	}
	for to, good := range map[string]bool{
		keptAt: true, twilio.URL + keptAt: true, stranger.URL + keptAt: false, "http://169.254.169.254/latest/": false,
		"file:///etc/passwd": false, "http://mms.twiliocdn.com/a": false, "https://twiliocdn.com.evil.example/a": false,
		"https://mms.twiliocdn.com:8443/a": false, "": false, ":": false,
		"/2010-04-01/Accounts/" + account + "/Messages/" + aText + "/Media/" + aPicture: false, // round and round
	} {
		points = to
		data, err := from.Fetch(t.Context(), aText, aPicture)
		if good != (err == nil) || good && len(data) == 0 {
			t.Errorf("pointed to %q: got %d bytes, %v, want a picture: %t", to, len(data), err, good)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("pointed to %q: %v holds the token", to, err)
		}
	}
	if strangers > 0 {
		t.Errorf("a stranger was asked %d times", strangers)
	}
	for text, part := range map[string]string{
		aText: "../../../Calls", "MM1/../../x": aPicture, aText + "\n": aPicture,
	} {
		if _, err := from.Fetch(t.Context(), text, part); !errors.Is(err, ErrNotThere) {
			t.Errorf("the ids %q and %q: got %v, want them refused", text, part, err)
		}
	}
	for _, base := range []string{"http://api.twilio.example", "ftp://x", "nonsense"} {
		if _, err := NewPictures(base, account, "secret", noRedirects()); err == nil {
			t.Errorf("the text service at %q: got no error, want one", base)
		}
	}
}

// TestWhatIsTakenForAPicture: by its bytes, whatever is said of it.
func TestWhatIsTakenForAPicture(t *testing.T) {
	t.Parallel()
	later := errors.New("tried again")
	for situation, c := range map[string]struct {
		data, declared string
		want           error
	}{
		"a photograph":                  {"\xff\xd8\xff\xe0 x", "image/jpeg", nil},
		"a photograph under any name":   {"\xff\xd8\xff\xe0 x", "text/html", nil},
		"a voice note":                  {"#!AMR\nx", "audio/amr", nil},
		"a voice note of another phone": {"OggS x", "application/octet-stream", nil},
		"a film":                        {"\x00\x00\x00\x18ftyp3gp5", "video/3gpp", nil},
		"a page":                        {"<!DOCTYPE html><html>", "image/jpeg", later},
		"nothing":                       {"", "image/jpeg", later},
		"a program":                     {"MZ\x90\x00\x03\x00\x00\x00\xff\xff", "image/jpeg", ErrNotAPicture},
		"an archive":                    {"PK\x03\x04\x00\x00", "image/jpeg", ErrNotAPicture},
		"a drawing that can run":        {`<?xml version="1.0"?><svg onload="x"/>`, "image/svg+xml", ErrNotAPicture},
		"too much":                      {"\xff\xd8" + strings.Repeat("\xff", PictureLimit), "image/jpeg", ErrTooBig},
	} {
		err := takeable([]byte(c.data), c.declared)
		known := errors.Is(err, ErrNotAPicture) || errors.Is(err, ErrTooBig)
		if c.want == nil && err != nil || c.want == later && (err == nil || known) ||
			c.want != nil && c.want != later && !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", situation, err, c.want)
		}
	}
}

// TestAPictureIsStoredAndReadBack: as one arrival for the ids of text and file, whatever it holds.
func TestAPictureIsStoredAndReadBack(t *testing.T) {
	t.Parallel()
	p := Picture{Text: aText, Part: aPicture, From: "+447700900123", N: 2, Data: []byte("\xff\xd8\xff\xe0 the ceiling")}
	a := p.Arrival("+447700900999", time.Date(2026, 12, 4, 10, 0, 0, 0, time.UTC))
	out := NewReader(ReaderOptions{}).Parse(a)
	m := out.Message
	if m.Nature != message.FromPicture || m.Channel != message.SMS || m.From != p.From || m.MessageID != aPicture ||
		len(m.InReplyTo) != 1 || m.InReplyTo[0] != aText || m.Text+m.NewText != "" {
		t.Errorf("got %+v", m)
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Name != "picture-2.jpg" || m.Attachments[0].Lacks != "" ||
		len(out.Files) != 1 || !bytes.Equal(out.Files[0].Bytes, p.Data) {
		t.Errorf("its file: got %+v, want picture-2.jpg whole", m.Attachments)
	}
	p.Data, p.Missing = nil, "it is bigger\r\nthan we take"
	m = NewReader(ReaderOptions{}).Parse(p.Arrival("x", a.Received)).Message
	if len(m.Attachments) != 1 || m.Attachments[0].Lacks != message.LacksAll || m.Attachments[0].Part != aPicture ||
		len(m.Problems) != 1 || m.Problems[0] != "it is bigger than we take" {
		t.Errorf("one that could not be had: got %+v", m)
	}
	a.Raw = []byte("\x00")
	if m := NewReader(ReaderOptions{}).Parse(a).Message; len(m.Attachments) != 1 || m.Attachments[0].Part != aPicture {
		t.Errorf("of broken bytes: got %+v, want the file as missing", m)
	}
}
