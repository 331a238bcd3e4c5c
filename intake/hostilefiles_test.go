package intake

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

// packedWith is a file of a word processor whose part of that name holds these words, over and over.
func packedWith(t *testing.T, name, head, words string, times int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, head)
	}
	piece := strings.Repeat(words, 1024)
	for i := 0; i < times && err == nil; i++ {
		_, err = io.WriteString(w, piece)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// manyEntries is an archive of that many files with nothing in them.
func manyEntries(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		if _, err := z.Create(fmt.Sprintf("word/%d.xml", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestHostileFiles: what came with a mail is read within bounds of time and memory, however it was made, and the mail
// itself is read all the same. It is not run beside others, since it counts what is allocated.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("time and memory are measured in the full run, without the race detector")
	}
	const (
		mostTime   = 10 * time.Second // a tenth of it is usual
		mostMemory = 128 << 20        // bytes allocated in all, of which most are let go at once
	)
	indefinite := strings.Repeat("\x30\x80", 1<<20) // elements that never say how long they are
	signed := "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80" + indefinite
	const docx, odt = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.oasis.opendocument.text"
	for name, file := range map[string]struct {
		kind, called string
		data         []byte
	}{
		"a document that unpacks to a gigabyte": {docx, "a.docx", packedWith(t, "word/document.xml",
			`<w:document xmlns:w="x"><w:body>`, strings.Repeat("<w:p><w:t>word</w:t></w:p>", 40), 1000)},
		"a document of one word without end": {docx, "a.docx", packedWith(t, "word/document.xml",
			`<w:document xmlns:w="x"><w:body><w:p><w:t>`, strings.Repeat("w", 1024), 256)},
		"an open document that unpacks to a gigabyte": {odt, "a.odt", packedWith(t, "content.xml",
			`<office:body xmlns:office="o" xmlns:text="t">`, strings.Repeat("<text:p>word</text:p>", 50), 1000)},
		"elements inside one another": {docx, "a.docx", packedWith(t, "word/document.xml", `<w:document xmlns:w="x">`,
			"<w:p>", 2000)},
		"one attribute without end": {docx, "a.docx", packedWith(t, "word/document.xml", `<w:document a="`,
			strings.Repeat("a", 1024), 256)},
		"an archive of sixty thousand files": {docx, "a.docx", manyEntries(t, 60_000)},
		"an archive in name only":            {docx, "a.docx", []byte("PK\x03\x04" + strings.Repeat("\xff", 1<<20))},
		"a signature that never ends":        {"application/pkcs7-mime; smime-type=signed-data", "smime.p7m", []byte(signed)},
		"a signature of a false length": {"application/pkcs7-mime; smime-type=signed-data", "smime.p7m",
			[]byte("\x30\x84\x7f\xff\xff\xff" + indefinite)},
		"rich text inside itself": {"application/rtf", "a.rtf", []byte(`{\rtf1 ` + strings.Repeat("{", 1<<20))},
	} {
		t.Run(name, func(t *testing.T) {
			raw := mailFrom + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe lift in Oak House is broken.\n--b\n" +
				fmt.Sprintf("Content-Type: %s; name=%q\nContent-Transfer-Encoding: base64\n\n", file.kind, file.called) +
				base64.StdEncoding.EncodeToString(file.data) + "\n--b--\n"
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			got := NewReader(ReaderOptions{}).Parse(message.Arrival{Channel: message.Email, Raw: []byte(raw)})
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			if spent := after.TotalAlloc - before.TotalAlloc; took > mostTime || spent > mostMemory {
				t.Errorf("%d KB took %v and %d MB, want less than %v and %d MB", len(raw)>>10, took, spent>>20, mostTime,
					mostMemory>>20)
			} else {
				t.Logf("%d KB: %v, %d MB", len(raw)>>10, took.Round(time.Millisecond), spent>>20)
			}
			if !strings.Contains(got.Message.NewText, "The lift in Oak House is broken.") {
				t.Errorf("the mail's own words: got %.100q", got.Message.NewText)
			}
		})
	}
}
