package intake

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"complaints/internal/loopback"
	"complaints/internal/message"
)

// Pictures, recordings and films that come with a text lie at Twilio. They are fetched after the text has been decided,
// and each becomes an arrival of its own, so that one is stored once, however often it is fetched. Where one lies is
// made of our account, the text and its own id: an address that somebody wrote into a form is never asked.

// PictureLimit is how many bytes of one are taken: a phone sends a tenth of it, and Twilio takes no more itself.
const PictureLimit = 5 << 20

var mediaSID = regexp.MustCompile(`^ME[0-9a-f]{32}$`)

// Why a picture cannot be had. Anything else is tried again.
var (
	ErrNotAPicture = errors.New("it is neither a picture nor a recording")
	ErrTooBig      = errors.New("it is bigger than we take")
	ErrNotThere    = errors.New("it is not at the text service") // not yet, or no more
)

// Pictures fetches what came with texts from Twilio. It may be used by several goroutines at once.
type Pictures struct {
	base           *url.URL
	account, token string
	client         *http.Client
}

// NewPictures makes what fetches the files of an account's texts. base is "" for Twilio itself. The client must hand
// redirects back and not follow them, and bound the time of one request.
func NewPictures(base, account, token string, client *http.Client) (*Pictures, error) {
	if base == "" {
		base = "https://api.twilio.com"
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && !loopback.Is(u.Hostname()) {
		return nil, errors.New("pictures of texts: the text service's address must be a full https address")
	}
	return &Pictures{u, account, token, client}, nil
}

// Fetch returns the bytes of a file of a text, by the ids of both.
func (p *Pictures) Fetch(ctx context.Context, text, part string) ([]byte, error) {
	if !messageSID.MatchString(text) || !mediaSID.MatchString(part) {
		return nil, ErrNotThere
	}
	at := p.base.JoinPath("2010-04-01", "Accounts", p.account, "Messages", text, "Media", part)
	const hops = 4
	for range hops {
		data, next, err := p.get(ctx, at)
		if err != nil || next == nil {
			return data, err
		}
		at = next
	}
	return nil, errors.New("the text service points from place to place")
}

// get asks one address: for the bytes, or for the place that it points to. Who we are is told to Twilio's own address
// alone.
func (p *Pictures) get(ctx context.Context, at *url.URL) (data []byte, next *url.URL, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, nil, err
	}
	if at.Host == p.base.Host {
		req.SetBasicAuth(p.account, p.token)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		var of *url.Error // which holds the address, and in it the keys of who may fetch
		if errors.As(err, &of) {
			err = of.Err
		}
		return nil, nil, fmt.Errorf("the text service: %w", err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode/100 == 3:
		next, err = at.Parse(resp.Header.Get("Location"))
		if err != nil || !p.mayAsk(next) {
			return nil, nil, errors.New("the text service points to where we do not go")
		}
		return nil, next, nil
	case resp.StatusCode == http.StatusNotFound, resp.StatusCode == http.StatusGone:
		return nil, nil, ErrNotThere
	case resp.StatusCode != http.StatusOK:
		return nil, nil, fmt.Errorf("the text service answers %d", resp.StatusCode)
	}
	if data, err = io.ReadAll(io.LimitReader(resp.Body, PictureLimit+1)); err != nil {
		return nil, nil, fmt.Errorf("the text service stopped in the middle: %w", err)
	}
	return data, nil, takeable(data, resp.Header.Get("Content-Type"))
}

// mayAsk reports whether a picture may be fetched from where Twilio points: its own servers and those that it keeps
// files at.
func (p *Pictures) mayAsk(u *url.URL) bool {
	if u.Host == p.base.Host {
		return u.Scheme == p.base.Scheme
	}
	host := strings.ToLower(u.Hostname())
	for _, theirs := range []string{".twilio.com", ".twiliocdn.com", ".amazonaws.com"} {
		if strings.HasSuffix(host, theirs) {
			return u.Scheme == "https" && u.Port() == ""
		}
	}
	return false
}

// takeable says what is wrong with the bytes of a picture. A page in its place is some server's on the way, and the
// picture may come the next time.
func takeable(data []byte, declared string) error {
	kind := sniff("", strings.ToLower(declared), data)
	family, _, _ := strings.Cut(kind, "/")
	switch {
	case len(data) > PictureLimit:
		return ErrTooBig
	case len(data) == 0, kind == "text/html", strings.HasPrefix(kind, "application/json"):
		return errors.New("something else came in place of the picture")
	case family == "image" && !strings.Contains(kind, "svg"), family == "audio", family == "video",
		kind == "application/pdf", kind == "text/vcard", kind == "text/plain":
		return nil
	}
	return ErrNotAPicture
}

// Picture is a file of a text message: its bytes, or why they are missing.
type Picture struct {
	Text, Part string // the ids of the text and of the file at Twilio
	From       string // who sent the text
	N          int    // the how manieth of the text's files it is, from 1
	Data       []byte
	Missing    string // in words; "" if Data has it
}

// Arrival is the picture as it is stored: a mail of one file, which any mail program can open.
func (p Picture) Arrival(source string, now time.Time) message.Arrival {
	file := newFile("", "", p.Data)
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nSubject: item %d of a text message\r\nMIME-Version: 1.0\r\n", p.From, p.N)
	if p.Missing != "" {
		fmt.Fprintf(&b, "X-Missing: %s\r\n", strings.Join(strings.Fields(p.Missing), " "))
	}
	fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Disposition: attachment; filename=%q\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n", file.Type, p.name(file.Type))
	encoded := base64.StdEncoding.EncodeToString(p.Data)
	for len(encoded) > 0 {
		n := min(76, len(encoded))
		b.WriteString(encoded[:n] + "\r\n")
		encoded = encoded[n:]
	}
	return message.Arrival{Key: "sms:" + p.Text + "/" + p.Part, Source: source, Channel: message.SMS,
		Received: now.UTC(), Raw: b.Bytes(), Size: int64(b.Len())}
}

// name is what the file is called: nobody at the other end has named it.
func (p Picture) name(kind string) string {
	words := map[string]string{"image": "picture", "audio": "recording", "video": "film"}
	family, _, _ := strings.Cut(kind, "/")
	word := words[family]
	if word == "" {
		word = "file"
	}
	return word + "-" + strconv.Itoa(p.N) + extension(kind)
}

// PictureOf are the ids in the key of an arrival that is a file of a text.
func PictureOf(key string) (text, part string, ok bool) {
	ids, found := strings.CutPrefix(key, "sms:")
	text, part, ok = strings.Cut(ids, "/")
	return text, part, found && ok && messageSID.MatchString(text) && mediaSID.MatchString(part)
}

// parsePicture reads what [Picture.Arrival] wrote.
func parsePicture(a message.Arrival) Parsed {
	text, part, _ := PictureOf(a.Key)
	m := message.Message{Channel: message.SMS, Received: a.Received, Nature: message.FromPicture, MessageID: part,
		InReplyTo: []string{text}}
	file := message.Attachment{Part: part, Lacks: message.LacksAll}
	mail, err := mail.ReadMessage(bytes.NewReader(a.Raw))
	if err != nil {
		m.Attachments = []message.Attachment{file}
		return Parsed{Message: m}
	}
	m.From, m.Subject = sender(mail.Header.Get("From")), mail.Header.Get("Subject")
	if why := mail.Header.Get("X-Missing"); why != "" {
		file.Name, m.Problems = m.Subject, []string{why}
		m.Attachments = []message.Attachment{file}
		return Parsed{Message: m}
	}
	data, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, mail.Body)) // what is broken is shorter
	n, _ := strconv.Atoi(strings.TrimFunc(m.Subject, func(r rune) bool { return r < '0' || r > '9' }))
	got := newFile("", "", data)
	got.Name, got.Part = Picture{N: n}.name(got.Type), part
	m.Attachments = []message.Attachment{got.Attachment}
	return Parsed{Message: m, Files: []File{got}}
}
