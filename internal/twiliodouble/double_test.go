package twiliodouble_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"complaints/internal/twiliodouble"
)

const (
	account = "AC00000000000000000000000000000001"
	token   = "0123456789abcdef0123456789abcdef"
	ours    = "+447700900001"
	theirs  = "+447700900123"
)

// hook is a webhook that checks signatures as our real one does, and keeps what it was told.
type hook struct {
	*httptest.Server
	forms chan url.Values
}

func newHook(t *testing.T) *hook {
	h := &hook{forms: make(chan url.Values, 10)}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		form, formErr := url.ParseQuery(string(body))
		signature := twiliodouble.Sign(token, h.URL+r.URL.RequestURI(), form)
		if err != nil || formErr != nil || r.Header.Get("X-Twilio-Signature") != signature {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		h.forms <- form
		io.WriteString(w, "<Response/>")
	}))
	t.Cleanup(h.Close)
	return h
}

func send(t *testing.T, d *twiliodouble.Double, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/2010-04-01/Accounts/"+account+"/Messages.json", nil)
	r.PostForm, r.Form = form, form
	r.SetBasicAuth(account, token)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func TestTextIsSignedAndStopIsObeyed(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	d := twiliodouble.New(twiliodouble.Config{
		AccountSID: account, AuthToken: token, Webhook: h.URL + "/sms?via=double",
	})
	status, answer, err := d.Text(t.Context(), theirs, ours, "no heating & it's £0 – help")
	if err != nil || status != http.StatusOK || answer != "<Response/>" {
		t.Fatalf("got %d %q %v", status, answer, err)
	}
	if got := <-h.forms; got.Get("Body") != "no heating & it's £0 – help" || got.Get("OptOutType") != "" {
		t.Errorf("what the webhook was told: got %v, want the words and no opt-out", got)
	}
	if _, _, err := d.Text(t.Context(), theirs, ours, " stop "); err != nil {
		t.Fatal(err)
	}
	if got := <-h.forms; got.Get("OptOutType") != "STOP" {
		t.Errorf("how STOP was reported: got %v, want OptOutType STOP", got)
	}
	form := url.Values{"To": {theirs}, "From": {ours}, "Body": {"We have your complaint."}}
	if w := send(t, d, form); w.Code != http.StatusBadRequest {
		t.Errorf("text to a number that said STOP: got status %d, want 400", w.Code)
	}
	if _, _, err := d.Text(t.Context(), theirs, ours, "START"); err != nil {
		t.Fatal(err)
	}
	if w := send(t, d, form); w.Code != http.StatusCreated {
		t.Errorf("text after START: got status %d, want 201", w.Code)
	}
}

// The example of Twilio's own documentation and libraries.
func TestSign(t *testing.T) {
	t.Parallel()
	form := url.Values{"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"}}
	got := twiliodouble.Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form)
	if want := "RSOYDt4T1cUTdK1PDd93/VVr8B8="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReportsGoToTheStatusAddress(t *testing.T) {
	t.Parallel()
	h := newHook(t)
	d := twiliodouble.New(twiliodouble.Config{AccountSID: account, AuthToken: token, Reports: true})
	send(t, d, url.Values{"To": {theirs}, "From": {ours}, "Body": {"Hello"},
		"StatusCallback": {h.URL + "/status?letter=7"}})
	d.Wait()
	for _, want := range []string{"sent", "delivered"} {
		select {
		case got := <-h.forms:
			if got.Get("MessageStatus") != want || got.Get("MessageSid") != d.Messages()[0].SID {
				t.Errorf("want %s, got %v", want, got)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("no report %s", want)
		}
	}
}

func TestWrongCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	d := twiliodouble.New(twiliodouble.Config{AccountSID: account, AuthToken: "another"})
	w := send(t, d, url.Values{"To": {theirs}, "From": {ours}, "Body": {"Hello"}})
	if w.Code != http.StatusUnauthorized {
		t.Errorf("wrong credentials: got status %d, want 401", w.Code)
	}
}
