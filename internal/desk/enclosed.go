package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/reply"
	"complaints/store"
)

// The files that came with an answer and go out with it (P9). Nobody is told that one goes before it is in the letter,
// and none goes before whoever answered has seen its name below the letter and has said yes.

// withFiles names the files of a reply that go with its answer, and says of the others why they stay: the file in which
// the answer was written goes, and what the answer speaks of.
func withFiles(cmd complaint.Command, it *item) complaint.Command {
	if cmd.Verb != complaint.VerbRespond || cmd.Missing != "" {
		return cmd
	}
	size, spoken, written := int64(0), reply.SpeaksOfFiles(cmd.Text), cmd.Sure != complaint.Unmistakable
	for _, f := range it.files {
		if ofSignature(f) {
			continue
		}
		why := staysBecause(f)
		switch {
		case !spoken && !(written && isLetter(f)):
			why = "the answer does not speak of it"
		case why == "" && size+f.Size > message.MostEnclosed:
			why = "it is too large to be sent"
		}
		if why != "" {
			cmd.Stays = append(cmd.Stays, f.Name+" does not go with it: "+why+".")
			continue
		}
		size += f.Size
		cmd.Enclosed = append(cmd.Enclosed, message.Enclosure{Message: it.parsed.Message.ID, Attachment: f.Attachment})
	}
	return cmd
}

// withoutBytes are files as far as they are known without their bytes.
func withoutBytes(files []intake.File) []intake.File {
	for i := range files {
		files[i].Bytes = nil
	}
	return files
}

// ofSignature reports whether a file is a picture that stands in the mail itself and is no larger than a logo.
func ofSignature(f intake.File) bool {
	const logo = 48 << 10
	return f.Inline && f.Size <= logo && strings.HasPrefix(f.Type, "image/")
}

// isLetter reports whether a file is one in which answers are written.
func isLetter(f intake.File) bool {
	return strings.HasSuffix(f.Type, "wordprocessingml.document") || f.Type == "application/pdf" ||
		f.Type == "application/vnd.oasis.opendocument.text"
}

// staysBecause says why a file never goes to a resident as it is, "" if it may.
func staysBecause(f intake.File) string {
	switch f.Type {
	case "application/pdf", "image/jpeg", "image/png", "image/gif", "image/heic":
		return ""
	}
	switch {
	case !isLetter(f):
		return "only letters, PDF files and pictures go with ours"
	case f.Hides:
		return "it has comments, tracked changes or hidden text, which its reader would see. Take them out and send it " +
			"again, or save it as a PDF file"
	}
	return ""
}

// Enclosed returns the bytes of a file that goes with a letter. ok is false if they are no longer there.
func (d *Desk) Enclosed(ctx context.Context, e message.Enclosure) (data []byte, ok bool, err error) {
	var raw []byte
	err = d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		raw, err = tx.Raw(ctx, e.Message)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("a file that goes with a letter: %w", err)
	}
	data, ok = d.mail.Attached(raw, e.SHA256)
	return data, ok, nil
}
