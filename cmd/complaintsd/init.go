package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"complaints/internal/config"
)

var initCommand = command{
	name: "init",
	usage: "[DIR] [--yes] [--offline] [--name NAME] [--email ADDRESS] [--phone N] [--emergency-phone N] " +
		"[--mailbox SERVER] [--user NAME] [--password-file FILE] [--smtp SERVER] [--team ADDRESS] " +
		"[--manager ADDRESS] [--director ADDRESS] " +
		"[--authserv-id NAME] [--mailbox-tls HOW] [--smtp-tls HOW] [--no-smtp-login] [--state DIR]",
	summary: "makes a first configuration: asks, tries each answer, and says what comes next",
	help: `Asks what no default can know, or takes it from the flags, and tries it at once: it reads the mailbox, logs
in at the mail server, sends the mailbox one mail at an address as replies come to, waits for it there, and reads in it under
which name your mail server reports on senders. Then it writes into DIR (this folder if none is named) config.yaml,
the secrets, and a folder for your own letters, each readable by its owner alone; nothing that is there is overwritten.
Guesses in config.yaml are marked PUT RIGHT. --offline tries nothing; --yes asks nothing, for scripts.

In /etc/complaintsd, where a package has put its unit, the database is to lie in /var/lib/complaintsd (--state), and
the group complaintsd may read what is written. Elsewhere a unit for systemd is written beside the configuration.

Examples:
  sudo complaintsd init /etc/complaintsd
  complaintsd init --yes --name "Example Homes" --email complaints@landlord.example --phone "0300 000 0100" \
    --mailbox imap.landlord.example:993 --password-file pw --smtp smtp.landlord.example:587 \
    --team team@landlord.example --manager repairs@landlord.example --director director@landlord.example`,
	run: runInit,
}

// beginner asks for what a first configuration needs.
type beginner struct {
	t            *terminal
	in           *bufio.Reader
	yes, offline bool
	passwordFile string
	dir, state   string
	b            config.Beginning
	password     string
}

func runInit(ctx context.Context, t *terminal, fs *flags, args []string) error {
	n := &beginner{t: t, in: bufio.NewReader(t.In)}
	fs.BoolVar(&n.yes, "yes", false, "ask nothing: what no flag says has its default, or is an error")
	fs.BoolVar(&n.offline, "offline", false, "try nothing of what would be dialled")
	fs.StringVar(&n.passwordFile, "password-file", "", "`file` with the mailbox's password; it is copied")
	fs.StringVar(&n.state, "state", "", "`folder` that the daemon may write in")
	fs.StringVar(&n.b.MailboxTLS, "mailbox-tls", "", "`how` the mailbox is spoken to: implicit, starttls, or none "+
		"on this machine (by its port if it is not given)")
	fs.StringVar(&n.b.SMTPTLS, "smtp-tls", "", "`how` the mail server is spoken to")
	fs.StringVar(&n.b.AuthservID, "authserv-id", "", "`name` under which your mail server reports on senders; "+
		"found if it is not given")
	fs.BoolVar(&n.b.NoLogin, "no-smtp-login", false, "the mail server takes letters from this machine without a login")
	for _, q := range n.questions() {
		fs.StringVar(q.into, q.flag, "", q.about)
	}
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) > 1 {
		return usagef("name one folder")
	}
	n.dir = "."
	if len(rest) == 1 {
		n.dir = rest[0]
	}
	if err := n.begin(); err != nil {
		return err
	}
	if err := n.ask(ctx); err != nil {
		return err
	}
	if err := n.try(ctx); err != nil {
		return err
	}
	return n.write()
}

// begin looks whether there is something already.
func (n *beginner) begin() error {
	for _, name := range []string{"config.yaml", "secrets/letters", "secrets/mailbox"} {
		file := filepath.Join(n.dir, name)
		if _, err := os.Lstat(file); err == nil {
			return fmt.Errorf("%s is there already and is not overwritten: name another folder, or set it aside", file)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if abs, err := filepath.Abs(n.dir); err == nil && abs == packagedDir && n.state == "" {
		n.state = packagedState
	}
	return nil
}

// Where the packages put what they bring.
const (
	packagedDir   = "/etc/complaintsd"
	packagedState = "/var/lib/complaintsd"
)

// question is one thing that no default can know.
type question struct {
	flag, about, asks, as string
	into                  *string
	usual                 func() string // if nothing is answered; nil where something must be
	fit                   func(string) error
}

func (n *beginner) questions() []question {
	b := &n.b
	return []question{
		{"name", "the landlord's `name`", "What is the landlord called?", "Example Homes", &b.Name, nil, nil},
		{"email", "the complaints mailbox's `address`", "To which address do residents write?",
			"complaints@landlord.example", &b.Email, nil, anAddress},
		{"phone", "the `number` that residents ring", "Which number do residents ring?", "0300 000 0100",
			&b.Phone, nil, nil},
		{"emergency-phone", "the `number` that is answered day and night", "Which number is answered day and night?",
			"0300 000 0000", &b.EmergencyPhone, func() string { return b.Phone }, nil},
		{"mailbox", "the mailbox's `server`, host and port", "On which server is the mailbox?",
			"imap.landlord.example:993", &b.MailboxServer, nil, aServer},
		{"user", "the `name` by which the mailbox logs in", "By which name does it log in?", "complaints", &b.User,
			func() string { return b.Email }, nil},
		{"smtp", "the `server` that takes letters, host and port", "Which server takes our letters?",
			"smtp.landlord.example:587", &b.SMTPServer, nil, aServer},
		{"team", "the complaints team's `address`", "To which address of the complaints team do we write? It must " +
			"lead to people, not back to the mailbox", "complaints.team@landlord.example", &b.Team, nil, anAddress},
		{"manager", "the `address` of a manager who answers complaints at stage 1",
			"Who answers complaints at stage 1?", "manager@landlord.example", &b.Manager, nil, anAddress},
		{"director", "the `address` of a director who reviews at stage 2", "Who reviews at stage 2?",
			"director@landlord.example", &b.Director, nil, anAddress},
	}
}

func anAddress(s string) error {
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		return fmt.Errorf("%q is not an e-mail address alone", s)
	}
	return nil
}

func aServer(s string) error {
	if host, port, ok := strings.Cut(s, ":"); !ok || host == "" || port == "" || strings.Contains(s, "/") {
		return fmt.Errorf("%q is not a server's name and its port, with a colon between them", s)
	}
	return nil
}

// ask asks what the flags leave open. The mailbox and the mail server are tried as soon as they are known.
func (n *beginner) ask(ctx context.Context) error {
	for _, q := range n.questions() {
		if err := n.answer(q); err != nil {
			return err
		}
		var err error
		switch q.flag {
		case "user":
			n.b.MailboxTLS = cmp.Or(n.b.MailboxTLS, tlsAt(n.b.MailboxServer))
			if err = n.askPassword(); err == nil {
				err = n.tryMailbox(ctx)
			}
		case "smtp":
			n.b.SMTPTLS = cmp.Or(n.b.SMTPTLS, tlsAt(n.b.SMTPServer))
			err = n.trySMTP(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tlsAt is how servers at a port are usually spoken to.
func tlsAt(server string) string {
	if strings.HasSuffix(server, ":993") || strings.HasSuffix(server, ":465") {
		return "implicit"
	}
	return "starttls"
}

// answer has one question answered: by its flag, by whoever sits there, or by its default.
func (n *beginner) answer(q question) error {
	usual := ""
	if q.usual != nil {
		usual = q.usual()
	}
	for {
		given := *q.into != ""
		if !given && n.yes {
			*q.into = usual
		}
		if !given && !n.yes {
			as := "as " + q.as
			if usual != "" {
				as = "Enter for " + usual
			}
			fmt.Fprintf(n.t.Err, "%s (%s): ", q.asks, as)
			line, err := n.line()
			if err != nil {
				return fmt.Errorf("--%s is missing, and nobody answers: %w", q.flag, err)
			}
			*q.into = cmp.Or(line, usual)
		}
		if *q.into == "" && n.yes {
			return usagef("--%s is missing: give %s", q.flag, strings.ReplaceAll(q.about, "`", ""))
		}
		wrong := error(nil)
		if *q.into == "" {
			wrong = errors.New("it is needed")
		} else if q.fit != nil {
			wrong = q.fit(*q.into)
		}
		switch {
		case wrong == nil:
			return nil
		case given || n.yes:
			return usagef("--%s: %v", q.flag, wrong)
		}
		fmt.Fprintf(n.t.Err, "%v.\n", wrong)
		*q.into = ""
	}
}

func (n *beginner) line() (string, error) {
	line, err := n.in.ReadString('\n')
	if line == "" && err != nil {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// askPassword takes the mailbox's password from its file, or from whoever sits there, without showing it.
func (n *beginner) askPassword() error {
	switch {
	case n.passwordFile != "":
		b, err := os.ReadFile(n.passwordFile)
		if err != nil {
			return fmt.Errorf("--password-file: %w", err)
		}
		n.password = strings.TrimRight(string(b), "\r\n")
	case n.yes:
		return usagef("--password-file is missing: name a file with the mailbox's password")
	default:
		fmt.Fprintf(n.t.Err, "What is its password? It is not shown (for OAuth see the guides in docs): ")
		shown := hideInput(n.t.In)
		line, err := n.line()
		shown()
		fmt.Fprintln(n.t.Err)
		if err != nil {
			return fmt.Errorf("--password-file is missing, and nobody answers: %w", err)
		}
		n.password = line
	}
	if n.password == "" {
		return usagef("the mailbox's password is empty")
	}
	return nil
}

// say tells whoever sits there how a try went. Nothing but that stands on standard output.
func (n *beginner) say(w io.Writer, format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
