package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/templates"
)

var lettersSendMeCommand = command{
	name:    "letters send-me",
	usage:   "LETTER --to ADDRESS --config FILE [--channel email|post] [--language CODE] [--letters DIR] [--json]",
	summary: "sends you a letter with sample facts, as a resident's mail program would get it",
	help: `
Sends the letter as it lies in your folder, published or not, by your mail server. It goes to an address of the
register, of your own mail domain or to alerts.operator, and to nobody else; its facts are made up, and its reference is
that of no case.

Example:
  complaintsd letters send-me L01 --to jo.reed@landlord.example --config config.yaml`,
	run: runLettersSendMe,
}

func runLettersSendMe(ctx context.Context, t *terminal, fs *flags, args []string) error {
	f := newLetterFlags(fs)
	to := fs.String("to", "", "your own `address`")
	channel := fs.String("channel", "email", "email or post")
	language := fs.String("language", "", "code of the language, as cy; English if the letter is not in it")
	rest, err := fs.parse(args)
	switch ch := message.Channel(*channel); {
	case err != nil:
		return err
	case len(rest) != 1:
		return usagef("name one letter, as L01 or stage1-acknowledgement")
	case *to == "":
		return usagef("say where to, as: --to jo.reed@landlord.example")
	case *f.config == "":
		return usagef("name the configuration, as: --config config.yaml")
	case ch != message.Email && ch != message.Post:
		return usagef("--channel is %q: write email or post", *channel)
	}
	cfg, set, left, err := f.loadGood(t)
	if err != nil {
		return err
	}
	if !colleague(cfg, *to) {
		return fmt.Errorf("%s is no address of the register or of your mail domain: samples go to nobody else", *to)
	}
	info, err := findLetter(set, rest[0])
	if err != nil {
		return err
	}
	for _, p := range left {
		if p.File == info.Name+".txt" {
			return fmt.Errorf("%s has a mistake, which is named above: mend it first", p.File)
		}
	}
	facts := templates.Sample(info.ID)
	facts.Landlord, facts.Language = cfg.LettersLandlord(), *language
	if facts.Ref != "" {
		facts.Ref = cfg.Letters.RefPrefix + "-" + wallClock().Format("2006") + "-000000"
	}
	r, err := set.Render(info.ID, message.Channel(*channel), facts)
	if err != nil {
		return err
	}
	if err := sendSample(ctx, cfg, *to, r); err != nil {
		return err
	}
	if *f.json {
		return json.NewEncoder(t.Out).Encode(map[string]string{"letter": string(info.ID), "to": *to, "channel": *channel})
	}
	fmt.Fprintf(t.Out, "Sent: %s to %s.\n", info.ID, *to)
	return nil
}

// colleague reports whether an address is of somebody who works for the landlord.
func colleague(cfg config.Config, to string) bool {
	_, host, ok := strings.Cut(to, "@")
	_, ours, _ := strings.Cut(cfg.Landlord.Email, "@")
	_, listed := cfg.People.Find(to)
	return ok && (listed || strings.EqualFold(host, ours)) ||
		cfg.Alerts.Operator != "" && strings.EqualFold(cfg.Alerts.Operator, to)
}

// sendSample sends a letter outside any case.
func sendSample(ctx context.Context, cfg config.Config, to string, r templates.Rendered) error {
	servers, err := daemon.NewServers(cfg, wallClock, nil)
	if err != nil {
		return err
	}
	sender, err := servers.Mail(nil, nil)
	if err != nil {
		return err
	}
	id := "sample-" + strings.ToLower(rand.Text()[:16])
	_, host, _ := strings.Cut(cfg.Landlord.Email, "@")
	l := outbox.Letter{ID: id, Channel: message.Email, To: to, MessageID: id + "@" + host, DecidedAt: wallClock(),
		Subject: "Sample: " + r.Subject, Text: r.Text, HTML: r.HTML}
	var result outbox.SendResult
	if err := sender.SendEach(ctx, []outbox.Letter{l}, func(s outbox.SendResult) { result = s }); err != nil {
		return err
	}
	if result.State != outbox.Sent {
		return fmt.Errorf("the mail server did not take it: %s", result.Detail)
	}
	return nil
}
