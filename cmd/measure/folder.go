package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"complaints/internal/lab"
)

// readCorpus reads mails from a folder. In answers to an acknowledgement @@ACK_SUBJECT@@, @@ACK_MSGID@@ and
// @@ACK_TO@@ stand for what only the acknowledgement tells.
func readCorpus(folder string) (now []letterIn, later []func(map[string]lab.Mail) letterIn, err error) {
	manifest, err := os.ReadFile(filepath.Join(folder, "manifest.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(manifest))
	for lines.Scan() {
		var entry struct {
			Kind   kind   `json:"kind"`
			File   string `json:"file"`
			ID     string `json:"msgid"`
			Parent string `json:"parent"`
		}
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			return nil, nil, fmt.Errorf("manifest: %w", err)
		}
		raw, err := os.ReadFile(filepath.Join(folder, filepath.Base(entry.File)))
		if err != nil {
			return nil, nil, err
		}
		l := letterIn{kind: entry.Kind, id: entry.ID, parent: entry.Parent, raw: raw}
		if l.kind != answer {
			now = append(now, l)
			continue
		}
		later = append(later, func(acks map[string]lab.Mail) letterIn { return l.answering(acks[l.parent]) })
	}
	return now, later, lines.Err()
}

func (l letterIn) answering(ack lab.Mail) letterIn {
	l.raw = []byte(strings.NewReplacer("@@ACK_SUBJECT@@", ack.Header.Get("Subject"), "@@ACK_MSGID@@", ack.ID,
		"@@ACK_TO@@", replyTo(ack)).Replace(string(l.raw)))
	return l
}
