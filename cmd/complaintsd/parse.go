package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/message"
)

// parseCommand shows how a mail is read.
var parseCommand = command{
	name:    "parse",
	usage:   "[--authserv-id NAME] [--reports-above N] [--json] FILE...",
	summary: "show how a mail is read",
	help: `
Reads each FILE as one mail and shows who sent it, what kind of sender that is, and its words with and without the
old mail below them. "-" reads a mail from standard input. A file that is no mail is still read; what is
wrong with it is said under "problems".

With --authserv-id it also shows whether your mail server's report proves the sender, as mailbox.authserv_id and
mailbox.reports_above would have it.

Examples:
  complaintsd parse message.eml
  complaintsd parse --json *.eml     one line for each file, in the order given
  complaintsd parse --authserv-id mx.landlord.example --reports-above 2 message.eml`,
	run: runParse,
}

// maxMail is how much of one file is read. The reader says so where it cuts.
const maxMail = 128 << 20

func runParse(ctx context.Context, t *terminal, fs *flags, args []string) error {
	asJSON := fs.Bool("json", false, "write one line of JSON for each file")
	authserv := fs.String("authserv-id", "", "your mail server's `name` in its Authentication-Results")
	above := fs.Int("reports-above", 1, "the Received `line`, from the top, above which its reports stand; 0 is above the "+
		"first of another server, as without mailbox.reports_above")
	files, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("name the mails to read")
	}
	if *above < 0 {
		return usagef("--reports-above is %d: 1 is the topmost Received line", *above)
	}
	reader := intake.NewReader(intake.ReaderOptions{AuthservID: *authserv, ReportsAbove: *above})
	var failed []error
	for i, name := range files {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		arrival, err := readMail(t, name)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		p := reader.Parse(arrival)
		if *asJSON {
			err = writeParsedLine(t.Out, p)
		} else {
			err = writeParsed(t.Out, p, i > 0)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

// readMail takes a file as an arrival. When it arrived nobody knows; dates in it count from its Date field.
func readMail(t *terminal, name string) (message.Arrival, error) {
	a := message.Arrival{Key: "file:" + name, Source: name, Channel: message.Email}
	in := t.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return a, err
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxMail))
	if err != nil {
		return a, fmt.Errorf("read %s: %w", name, err)
	}
	a.Raw, a.Size = raw, int64(len(raw))
	a.Truncated = len(raw) == maxMail
	return a, nil
}

// parsedLine is the JSON of one mail.
type parsedLine struct {
	From        string             `json:"from"`
	Sender      parsedSender       `json:"sender"`
	To          []string           `json:"to"`
	Subject     string             `json:"subject"`
	MessageID   string             `json:"message_id"`
	InReplyTo   []string           `json:"in_reply_to"`
	References  []string           `json:"references"`
	Nature      message.Nature     `json:"nature"`
	Text        string             `json:"text"`
	NewText     string             `json:"new_text"`
	Attachments []parsedAttachment `json:"attachments"`
	Bounce      *parsedBounce      `json:"bounce,omitempty"`
	Away        *message.Away      `json:"away,omitempty"`
	Problems    []string           `json:"problems"`
}

// parsedSender says whether the sender is proved, and by what that was decided: a sender who is not proved though "by"
// names something has failed it.
type parsedSender struct {
	Address string        `json:"address"`
	Proved  bool          `json:"proved"`
	By      message.Means `json:"by"`
}

type parsedAttachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}

type parsedBounce struct {
	Recipient         string `json:"recipient"`
	Status            string `json:"status"`
	Hard              bool   `json:"hard"`
	OriginalMessageID string `json:"original_message_id"`
}

func writeParsedLine(w io.Writer, p intake.Parsed) error {
	m := p.Message
	line := parsedLine{
		From: m.From, Sender: parsedSender{m.From, m.Proof.Proved(), m.Proof.By}, To: list(m.To), Subject: m.Subject,
		MessageID: m.MessageID, InReplyTo: list(m.InReplyTo), References: list(m.References), Nature: m.Nature,
		Text: m.Text, NewText: m.NewText, Away: m.Away,
		Attachments: []parsedAttachment{}, Problems: list(m.Problems),
	}
	for _, a := range m.Attachments {
		line.Attachments = append(line.Attachments, parsedAttachment{a.Name, a.Type, a.Size})
	}
	if b := m.Bounce; b != nil {
		line.Bounce = &parsedBounce{b.Recipient, b.Status, b.Hard, b.OriginalMessageID}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

// list makes an empty list of none, so that JSON readers need not tell the two apart.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func writeParsed(w io.Writer, p intake.Parsed, again bool) error {
	m := p.Message
	var b strings.Builder
	if again {
		b.WriteString("\n" + strings.Repeat("=", 72) + "\n\n")
	}
	row := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", label, value)
		}
	}
	from := m.From
	if m.FromName != "" {
		from = m.FromName + " <" + m.From + ">"
	}
	row("From", from)
	row("To", strings.Join(m.To, ", "))
	row("Subject", m.Subject)
	if !m.SentAt.IsZero() {
		row("Sent", m.SentAt.Format(time.RFC1123Z))
	}
	row("Message-ID", m.MessageID)
	row("In reply to", strings.Join(m.InReplyTo, ", "))
	row("Sender is", strings.ReplaceAll(string(m.Nature), "_", " "))
	row("Proved", proofWords(m.Proof))
	if m.Away != nil {
		row("Away until", m.Away.Until.String())
		row("Stand-in", m.Away.StandIn)
	}
	for _, x := range p.Bounces {
		row("Failed for", bounceWords(x))
	}
	for _, a := range m.Attachments {
		row("File", fmt.Sprintf("%s (%s, %d bytes)", a.Name, a.Type, a.Size))
	}
	for _, s := range m.Problems {
		row("Problem", s)
	}
	fmt.Fprintf(&b, "\nWritten now:\n\n%s\n", m.NewText)
	if m.Text != m.NewText {
		fmt.Fprintf(&b, "\nAll of it:\n\n%s\n", m.Text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// proofWords says whether the sender is proved; "" where nothing is known.
func proofWords(p message.Proof) string {
	switch {
	case p.Proved():
		return "yes, by " + string(p.By)
	case p.Failed():
		return "no: the mail server says that it failed " + string(p.By)
	}
	return ""
}

func bounceWords(x message.Bounce) string {
	words := x.Recipient
	if x.Status != "" {
		words += ", status " + x.Status
	}
	switch {
	case x.Delivered:
		words += ", delivered"
	case x.Delayed:
		words += ", only late so far"
	case x.Hard:
		words += ", the address will never work"
	default:
		words += ", may work another time"
	}
	return words
}
