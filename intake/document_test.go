package intake_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"complaints/intake"
)

func document(t *testing.T, name, inside string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write([]byte(inside))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDocumentText: the words of what a word processor wrote, and nothing of what is none.
func TestDocumentText(t *testing.T) {
	t.Parallel()
	const w = `<w:document xmlns:w="x"><w:body>`
	for name, tc := range map[string]struct {
		file []byte
		want string
	}{
		"docx": {document(t, "word/document.xml",
			w+`<w:p><w:r><w:t>We are </w:t></w:r><w:r><w:t>sorry.</w:t></w:r></w:p>`+
				`<w:p><w:r><w:t>It is mended.</w:t></w:r></w:p></w:body></w:document>`), "We are sorry.\nIt is mended."},
		"what was struck out": {document(t, "word/document.xml",
			w+`<w:p><w:del><w:r><w:delText>She lies. </w:delText></w:r></w:del>`+
				`<w:r><w:t>We are sorry.</w:t></w:r></w:p></w:body></w:document>`), "We are sorry."},
		"odt": {document(t, "content.xml",
			`<office:document-content xmlns:office="o" xmlns:text="t"><office:body><text:p>We are `+
				`<text:span>sorry</text:span>.</text:p><text:h>Next</text:h></office:body></office:document-content>`),
			"We are sorry.\nNext"},
		"no document": {document(t, "other.xml", "<a/>"), ""},
		"no archive":  {[]byte("%PDF-1.4"), ""},
		"broken":      {document(t, "word/document.xml", w+"<w:p>"), ""},
		"longer than can be": {document(t, "word/document.xml", w+"<w:p><w:t>"+strings.Repeat("word ",
			40_000)+"</w:t></w:p></w:body></w:document>"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := intake.DocumentText(tc.file)
			if strings.TrimSpace(got) != tc.want && ok || ok != (tc.want != "") {
				t.Errorf("got %q %v, want %q", got, ok, tc.want)
			}
		})
	}
}
