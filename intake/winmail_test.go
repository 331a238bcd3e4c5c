package intake

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// winmailPart is a file of testdata/winmail as a part of a mail.
func winmailPart(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "winmail", name))
	if err != nil {
		t.Fatal(err)
	}
	return asWinmail(data)
}

func asWinmail(data []byte) string {
	return "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(data)
}

// TestWinmailWords: Outlook puts the words of a mail into a winmail.dat as compressed RTF, often and only there.
func TestWinmailWords(t *testing.T) {
	t.Parallel()
	const words = "My ceiling leaks and the baby’s cot is under it."
	const rtf = `{\rtf1\ansi\ansicpg1250 My ceiling leaks and the baby\'92s cot is under it.\par}`
	alone := func(file string) string { return residentHead + winmailPart(t, file) }
	beside := func(text, file string) string {
		return residentHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
			"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n" +
			"--b\r\n" + winmailPart(t, file) + "\r\n--b--\r\n"
	}
	for _, c := range []struct {
		name, mail string
		text       string
		files      []string
		problem    string
	}{
		{name: "only RTF", mail: alone("rtf.dat"), text: words},
		{
			name:  "RTF and a photo with a long name",
			mail:  alone("rtf-and-photo.dat"),
			text:  words,
			files: []string{"photo of the ceiling.png"},
		},
		{name: "HTML wrapped in RTF", mail: alone("wrapped-html.dat"), text: "My ceiling leaks.\n\n£50 please"},
		{name: "the same words in the open", mail: beside(words, "rtf.dat"), text: words},
		{
			name: "other words in the open",
			mail: beside("Please see below.", "rtf.dat"),
			text: "Please see below.\n\n" + words,
		},
		{name: "plain text as a property", mail: alone("plain.dat"), text: words},
		{name: "HTML as a property", mail: alone("html.dat"), text: words},
		{
			name:  "plain text and a photo",
			mail:  alone("body-and-photo.dat"),
			text:  "My ceiling leaks",
			files: []string{"photo.png"},
		},
		{
			name:    "broken off within the photo",
			mail:    alone("broken-photo.dat"),
			text:    "My ceiling leaks",
			files:   []string{"winmail.dat"},
			problem: problemWinmail,
		},
		{
			name:    "broken off within the RTF",
			mail:    alone("broken-off.dat"),
			files:   []string{"winmail.dat"},
			problem: problemWinmail,
		},
		{name: "RTF that is none", mail: alone("no-rtf.dat"), files: []string{"winmail.dat"}, problem: problemWinmail},
		{
			name:    "not what it says",
			mail:    residentHead + asWinmail([]byte("not what it says")),
			text:    "not what it says",
			files:   []string{"winmail.dat"},
			problem: problemWordsInFile,
		},
		{
			name:    "a letter attached as RTF",
			mail:    residentHead + "Content-Type: application/rtf; name=letter.rtf\r\n\r\n" + rtf,
			text:    words,
			files:   []string{"letter.rtf"},
			problem: problemWordsInFile,
		},
	} {
		m := parse(t, c.mail).Message
		if m.Text != c.text {
			t.Errorf("%s: text %q, want %q", c.name, m.Text, c.text)
		}
		var files []string
		for _, f := range m.Attachments {
			files = append(files, f.Name)
		}
		if !slices.Equal(files, c.files) {
			t.Errorf("%s: files %q, want %q", c.name, files, c.files)
		}
		if c.problem == "" != (len(m.Problems) == 0) || c.problem != "" && !slices.Contains(m.Problems, c.problem) {
			t.Errorf("%s: problems %q, want %q", c.name, m.Problems, c.problem)
		}
	}
}
