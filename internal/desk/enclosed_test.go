package desk

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// partOf is a file as a part of a mail in parts.
func partOf(name, kind, header string, data []byte) string {
	return "--b\nContent-Type: " + kind + "; name=\"" + name + "\"\nContent-Disposition: attachment; filename=\"" + name +
		"\"\n" + header + "Content-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(data) + "\n"
}

// wordFile is a file of a word processor with these words, and with these further files in it.
func wordFile(t *testing.T, words string, more ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, in := range map[string]string{"word/document.xml": `<w:document xmlns:w="x"><w:body><w:p>` + words +
		`</w:p></w:body></w:document>`, strings.Join(more, ""): "<x/>"} {
		if name == "" {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(in))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// replyWith answers a letter with these words and parts, and returns the questions that were put.
func (b *letterbox) replyWith(l outbox.Letter, words, parts string) (asked []string) {
	b.t.Helper()
	b.mail(managerProved+"\nSubject: Re: x\nDelivered-To: complaints+"+l.Token+"@landlord.example\nMIME-Version: 1.0\n"+
		"Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\n"+words+"\n"+parts+"--b--\n")
	for _, q := range ordered(b.t, b.d, first, letter.ReadBack) {
		asked = append(asked, q.Text)
	}
	return asked
}

// sayYes answers the last question with YES, and returns the answer that goes out.
func (b *letterbox) sayYes() outbox.Letter {
	b.t.Helper()
	asked := ordered(b.t, b.d, first, letter.ReadBack)
	q := slices.MaxFunc(asked, func(x, y store.Posted) int { return x.DecidedAt.Compare(y.DecidedAt) })
	b.mail(managerProved+"\nSubject: Re: x\nDelivered-To: complaints+"+q.Token+"@landlord.example", "YES")
	sent := ordered(b.t, b.d, first, letter.Stage1Response)
	if len(sent) != 1 {
		b.t.Fatalf("answers after the YES: got %d, want one", len(sent))
	}
	return sent[0].Letter
}

// TestTheFileGoesWithTheAnswer: the file in which an answer was written, and a photograph that it speaks of, go with the
// letter once whoever answered has seen their names and said yes. Nobody is told of a file that does not go (P9).
func TestTheFileGoesWithTheAnswer(t *testing.T) {
	t.Parallel()
	answer := "Dear Asha, " + strings.Repeat("we have read the notes of every visit and are sorry for the wait. ", 6)
	photo, logo := append([]byte("\xff\xd8\xff"), bytes.Repeat([]byte("sky"), 900)...), []byte("\x89PNG a logo")
	written := func(words string) []byte { return wordFile(t, "<w:r><w:t>"+words+"</w:t></w:r>") }
	const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ofLogo := partOf("image001.png", "image/png", "Content-ID: <image001>\n", logo)
	for name, c := range map[string]struct {
		typed, parts string
		goes         []string
		says         string // in the question
	}{
		"the answer's own file": {"RESPOND UPHELD, please see attached.",
			ofLogo + partOf("Answer to Asha.docx", docx, "", written(answer)), []string{"Answer to Asha.docx"},
			"With it goes Answer to Asha.docx."},
		"a photograph that it speaks of": {"RESPOND UPHELD\n\n" + answer + "The photo shows the new pipe.",
			partOf("pipe.jpg", "image/jpeg", "", photo), []string{"pipe.jpg"}, "With it goes pipe.jpg."},
		"a file with comments": {"RESPOND UPHELD, please see attached.", partOf("Answer.docx", docx, "",
			wordFile(t, "<w:r><w:t>"+answer+"</w:t></w:r>", "word/comments.xml")), nil,
			"Answer.docx does not go with it: it has comments"},
		"a file with struck words": {"RESPOND UPHELD, please see attached.", partOf("Answer.docx", docx, "",
			wordFile(t, "<w:r><w:t>"+answer+"</w:t></w:r><w:del><w:r><w:delText>Moans a lot</w:delText></w:r></w:del>")), nil,
			"Answer.docx does not go with it: it has comments"},
		"a table of a spreadsheet": {"RESPOND UPHELD\n\n" + answer + "The costs are attached.",
			partOf("costs.csv", "text/csv", "", []byte("a,b\n1,2\n")), nil, "costs.csv does not go with it: only letters"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newLetterbox(t)
			asked := b.replyWith(b.assigned(), c.typed, c.parts)
			if len(asked) != 1 || !strings.Contains(asked[0], c.says) || strings.Contains(asked[0], "image001") {
				t.Fatalf("asked %q, want %q", asked, c.says)
			}
			if n := len(ordered(t, b.d, first, letter.Stage1Response)); n != 0 {
				t.Fatalf("%d answers went before the YES", n)
			}
			sent := b.sayYes()
			var names []string
			for _, e := range sent.Encloses {
				names = append(names, e.Name)
				data, ok, err := b.d.Enclosed(t.Context(), e)
				if err != nil || !ok || int64(len(data)) != e.Size {
					t.Errorf("%s: got %d bytes, %t, %v, want those that came", e.Name, len(data), ok, err)
				}
			}
			if !slices.Equal(names, c.goes) {
				t.Errorf("with the answer go %q, want %q", names, c.goes)
			}
			for _, e := range c.goes {
				if !strings.Contains(sent.Text, "With this letter goes a file: "+e) {
					t.Errorf("the letter does not name %s", e)
				}
			}
			if len(c.goes) == 0 && strings.Contains(sent.Text, "With this letter") {
				t.Error("the letter names a file that does not go with it")
			}
		})
	}
}

// TestATooLargeFileStays: what no mail server would take is left out, and whoever answered is told before it goes (P9).
func TestATooLargeFileStays(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	photo := append([]byte("\xff\xd8\xff"), bytes.Repeat([]byte{7}, message.MostEnclosed)...)
	asked := b.replyWith(b.assigned(), "RESPOND UPHELD\n\nDear Asha, "+strings.Repeat("we are sorry for the wait. ", 9)+
		"The photo shows it.", partOf("pipe.jpg", "image/jpeg", "", photo))
	if len(asked) != 1 || !strings.Contains(asked[0], "pipe.jpg does not go with it: it is too large") {
		t.Fatalf("asked %q", asked)
	}
	if sent := b.sayYes(); len(sent.Encloses) != 0 {
		t.Errorf("got %v, want nothing that goes with it", sent.Encloses)
	}
}
