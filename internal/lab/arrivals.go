package lab

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/url"

	"complaints/internal/message"
	"complaints/internal/twiliodouble"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// MailServer is an IMAP server in this process for one account. Whoever asks for it serves and closes it.
func MailServer(account *imapmemserver.User) *imapserver.Server {
	backend := imapmemserver.New()
	backend.AddUser(account)
	return imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return backend.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true,
		Logger: log.New(io.Discard, "", 0),
	})
}

// Deliver lets something arrive: a mail in the account's inbox with its arrival date, a text at Twilio's double, which
// calls the webhook.
func Deliver(ctx context.Context, account *imapmemserver.User, texts *twiliodouble.Double, a message.Arrival) error {
	if a.Channel != message.SMS {
		_, err := account.Append("INBOX", Literal(a.Raw), &imap.AppendOptions{Time: a.Received})
		return err
	}
	form, err := url.ParseQuery(string(a.Raw))
	if err != nil {
		return fmt.Errorf("the form of a text: %w", err)
	}
	status, _, err := texts.Text(ctx, form.Get("From"), form.Get("To"), form.Get("Body"))
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("the webhook answered %d", status)
	}
	return err
}

// Literal is a mail as the server in this process takes it.
func Literal(raw []byte) imap.LiteralReader { return literal{bytes.NewReader(raw)} }

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }
