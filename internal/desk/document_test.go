package desk

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

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
