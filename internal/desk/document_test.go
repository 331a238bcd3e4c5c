package desk

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"complaints/intake"
	"complaints/intake/pdf"
	"complaints/internal/letter"
)

// packedLetter is a .docx file with these words.
func packedLetter(t *testing.T, words string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write([]byte(`<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>` + words +
			`</w:t></w:r></w:p></w:body></w:document>`))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// TestAnswerInAFile: an answer that stands in a file of a word processor is shown before it goes; one that does not say
// what was decided is asked about. Neither is filed as a note, and neither reaches the resident by itself (P9).
func TestAnswerInAFile(t *testing.T) {
	t.Parallel()
	answer := "Dear Asha, " + strings.Repeat("we have read the notes of every visit and are sorry for the wait. ", 6)
	for name, c := range map[string]struct{ typed, file string }{
		"the decision in the mail, the answer in the file": {"RESPOND UPHELD, please see attached.", answer},
		"all of it in the file":                            {"", answer + "Your complaint is upheld."},
		"a file that does not say what was decided":        {"", answer},
	} {
		b := newLetterbox(t)
		l := b.assigned()
		b.mail(managerProved+"\nSubject: Re: x\nDelivered-To: complaints+"+l.Token+"@landlord.example\nMIME-Version: 1.0\n"+
			"Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\n"+c.typed+"\n--b\n"+
			"Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document; name=\"a.docx\"\n"+
			"Content-Disposition: attachment; filename=\"a.docx\"\nContent-Transfer-Encoding: base64\n\n"+
			packedLetter(t, c.file)+"\n--b--\n")
		asked := len(ordered(t, b.d, first, letter.ReadBack)) + len(ordered(t, b.d, first, letter.CommandNotUnderstood))
		if sent := len(ordered(t, b.d, first, letter.Stage1Response)); sent != 0 || asked != 1 {
			t.Errorf("%s: %d answers went and %d questions were put, want none and one", name, sent, asked)
		}
	}
}

// TestAnswerInAPDF: an answer that stands in a PDF is shown before it goes, as one of a word processor is (P9).
func TestAnswerInAPDF(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "pdftotext")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nsed -n 's/^% //p'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	b := newLetterbox(t, func(o *Options) {
		o.Mail = intake.NewReader(intake.ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"},
			AuthservID: "mx", PDF: pdf.NewReader(program)})
	})
	l := b.assigned()
	answer := "%PDF-1.4\n% Dear Asha, " + strings.Repeat("we have read the notes of every visit and are sorry. ", 6)
	b.mail(managerProved+"\nSubject: Re: x\nDelivered-To: complaints+"+l.Token+"@landlord.example\nMIME-Version: 1.0\n"+
		"Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\nRESPOND UPHELD, please see attached.\n"+
		"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"+
		base64.StdEncoding.EncodeToString([]byte(answer+"\n"))+"\n--b--\n")
	sent, shown := ordered(t, b.d, first, letter.Stage1Response), ordered(t, b.d, first, letter.ReadBack)
	if len(sent) != 0 || len(shown) != 1 || !strings.Contains(shown[0].Text, "the notes of every visit") {
		t.Errorf("%d answers went and %d were shown, want none and one with its words", len(sent), len(shown))
	}
}
