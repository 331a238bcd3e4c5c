// Package twiliodouble plays Twilio for the demonstration and for tests: the two calls of its Messages API
// that complaintsd uses, its signed webhooks, its opt-out words, and, on request, its bad days. It keeps what
// it was given in memory and reaches nothing but the webhook addresses it is told.
package twiliodouble

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxBody is how much of a request is read; a text has 1,600 characters at most.
const maxBody = 64 << 10

// Config says whom the double plays for.
type Config struct {
	AccountSID string
	AuthToken  string
	// Webhook is where texts from residents are reported, exactly as complaintsd is configured to expect it,
	// since the address is part of the signature.
	Webhook string
	// Reports makes every accepted text report "sent" and then "delivered" to its status address by itself.
	Reports bool
	// Client carries the webhooks; nil is [http.DefaultClient].
	Client *http.Client
	// Now dates the texts; nil is the wall clock.
	Now func() time.Time
}

// Message is a text that went through the double, either way.
type Message struct {
	SID      string
	From, To string
	Body     string
	Inbound  bool
	Status   string // queued, sent, delivered, undelivered, failed, received
	Code     int    // error code of a text that failed
	Created  time.Time
	Callback string // the status address the sender asked for
	Service  string // the messaging service that was asked to choose a number
	Media    []Media
}

// Media is a picture, a recording or another file that comes with a text.
type Media struct {
	SID  string // set by the double
	Type string
	Data []byte
	// Faults makes each request for it be asked about first, which is the n-th, from 1. Nil is none.
	Faults func(n int) Fault
	asked  int
}

// Fault is a bad answer to a request to send. The zero Fault is none.
type Fault struct {
	Status  int           // HTTP status; 0 is 201
	Code    int           // Twilio's error code, told in a JSON refusal
	Body    string        // sent in place of any JSON
	HangUp  bool          // the connection is cut without an answer
	Delay   time.Duration // before the answer
	Accepts bool          // the text is taken all the same: the answer lies or is lost
}

// Double is an [http.Handler] that answers as api.twilio.com does.
type Double struct {
	cfg Config

	mu       sync.Mutex
	messages []Message
	faults   func(Message) Fault
	stopped  map[string]bool // numbers that said STOP

	background sync.WaitGroup
}

// New makes a double with no texts in it.
func New(cfg Config) *Double {
	if cfg.Client == nil {
		cfg.Client = http.DefaultClient
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Double{cfg: cfg, stopped: make(map[string]bool)}
}

// Faults makes every request to send be asked about first. A nil function ends the bad days.
func (d *Double) Faults(f func(Message) Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = f
}

// Messages returns all texts so far, oldest first.
func (d *Double) Messages() []Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.messages)
}

// Wait returns when the reports that were under way have been made.
func (d *Double) Wait() { d.background.Wait() }

// ServeHTTP answers POST and GET on /2010-04-01/Accounts/{sid}/Messages.json, and GET on
// /2010-04-01/Accounts/{sid}/Messages/{sid}/Media/{sid}, which points to where the bytes are, for whoever comes.
func (d *Double) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if key, ok := strings.CutPrefix(r.URL.Path, mediaPath); ok {
		d.bytes(w, r, key)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	user, password, _ := r.BasicAuth()
	if !same(user, d.cfg.AccountSID) || !same(password, d.cfg.AuthToken) {
		refuse(w, http.StatusUnauthorized, 20003, "Authenticate")
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, strings.TrimSuffix(d.path(), ".json")+"/"); ok &&
		r.Method == http.MethodGet {
		d.media(w, r, rest)
		return
	}
	if r.URL.Path != d.path() {
		refuse(w, http.StatusNotFound, 20404, "The requested resource was not found")
		return
	}
	switch r.Method {
	case http.MethodPost:
		d.create(w, r)
	case http.MethodGet:
		d.list(w, r)
	default:
		refuse(w, http.StatusMethodNotAllowed, 20004, "Method not allowed")
	}
}

func (d *Double) path() string {
	return "/2010-04-01/Accounts/" + d.cfg.AccountSID + "/Messages.json"
}

func (d *Double) create(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		refuse(w, http.StatusBadRequest, 21619, "A text message body or media urls must be specified.")
		return
	}
	m := Message{
		From: r.PostForm.Get("From"), To: r.PostForm.Get("To"), Body: r.PostForm.Get("Body"), Status: "queued",
		Callback: r.PostForm.Get("StatusCallback"), Service: r.PostForm.Get("MessagingServiceSid"),
	}
	d.mu.Lock()
	faults := d.faults
	code, why := d.objection(m)
	d.mu.Unlock()
	var fault Fault
	if faults != nil {
		fault = faults(m)
	}
	if fault.Delay > 0 {
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
		}
	}
	bad := fault.Status >= 400 || fault.Body != "" || fault.HangUp
	if !bad && code != 0 {
		refuse(w, http.StatusBadRequest, code, why)
		return
	}
	if !bad || fault.Accepts {
		m = d.accept(m)
	}
	answer(w, fault, m, d.cfg.AccountSID)
}

// objection says what Twilio has against a text, as an error code; 0 is nothing.
func (d *Double) objection(m Message) (code int, why string) {
	switch {
	case m.From == "" && m.Service == "":
		return 21603, "A 'From' phone number is required."
	case m.Body == "":
		return 21602, "Message body is required."
	case len([]rune(m.Body)) > 1600:
		return 21617, "The concatenated message body exceeds the 1600 character limit."
	case len(m.To) < 9 || m.To[0] != '+' || strings.Trim(m.To[1:], "0123456789") != "":
		return 21211, fmt.Sprintf("The 'To' number %s is not a valid phone number.", m.To)
	case d.stopped[m.To]:
		return 21610, "Attempt to send to unsubscribed recipient"
	}
	return 0, ""
}

func (d *Double) accept(m Message) Message {
	d.mu.Lock()
	m = d.add(m, "SM")
	d.mu.Unlock()
	if d.cfg.Reports && m.Callback != "" {
		d.background.Go(func() { d.deliver(m.SID) })
	}
	return m
}

// add numbers and dates a text and keeps it. The lock is held.
func (d *Double) add(m Message, prefix string) Message {
	m.SID = fmt.Sprintf("%s%032x", prefix, len(d.messages)+1)
	for i := range m.Media {
		m.Media[i].SID = fmt.Sprintf("ME%016x%016x", len(d.messages)+1, i+1)
	}
	m.Created = d.cfg.Now().UTC().Truncate(time.Second)
	d.messages = append(d.messages, m)
	return m
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
