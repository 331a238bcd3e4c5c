package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"complaints/internal/config"
)

// TestTheGuidesCanBeCopied: every part of a configuration that a guide in docs shows is one that is read, and with the
// landlord's own part it is one that run takes, but for the secrets that are not on this machine.
func TestTheGuidesCanBeCopied(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob("../../docs/install-*.md")
	if err != nil || len(guides) != 3 {
		t.Fatalf("guides: %v, %v", guides, err)
	}
	own, _, _ := strings.Cut(hollow, "mailbox:")
	block := regexp.MustCompile(`(?m)^( {4,})(?:mailbox|smtp|network):\n(?:(?: {4}.*)?\n)+`)
	for _, guide := range guides {
		b, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		found := block.FindAllStringSubmatch(string(b), -1)
		if len(found) == 0 {
			t.Errorf("%s shows no configuration", guide)
		}
		mailbox := ""
		for _, f := range found {
			part := strings.ReplaceAll("\n"+f[0], "\n"+f[1], "\n")
			switch {
			case strings.Contains(part, "\nmailbox:"):
				mailbox = part
				if !strings.Contains(part, "\nsmtp:") {
					continue // the way out comes in a block of its own
				}
			case strings.Contains(part, "\nsmtp:"):
				part = mailbox + part
			default:
				part = mailbox + part
			}
			c, err := config.Parse([]byte(own + part))
			if err == nil {
				err = c.Validate()
			}
			if err != nil {
				t.Errorf("%s: %v\n%s", guide, err, part)
				continue
			}
			err = c.ValidateServers()
			for _, says := range strings.Split(strings.TrimSpace(errorText(err)), "\n") {
				if says != "" && !strings.Contains(says, "there is no file /etc/complaintsd/") {
					t.Errorf("%s: %s\n%s", guide, says, part)
				}
			}
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
