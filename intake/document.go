package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Answers written with a word processor: their words, and nothing else of them.

const (
	maxDocument = 20 << 20 // bytes of a file that is looked at
	maxInside   = 16 << 20 // bytes of its text part, unpacked
	maxWords    = 64 << 10 // bytes of words that are returned
)

// DocumentText returns the words of a .docx or .odt file, a line a paragraph. ok is false if it is neither, or cannot
// be read whole: half an answer is none.
func DocumentText(file []byte) (text string, ok bool) {
	text, _, ok = readDocument(file)
	return text, ok
}

// readDocument is [DocumentText]; hides says that the file holds more than it shows: comments, changes that were
// tracked, hidden text, a program.
func readDocument(file []byte) (text string, hides, ok bool) {
	if len(file) > maxDocument {
		return "", false, false
	}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return "", false, false
	}
	for _, f := range archive.File {
		name := strings.ToLower(f.Name)
		hides = hides || strings.HasPrefix(name, "word/comments") || strings.HasSuffix(name, "vbaproject.bin") ||
			strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/")
	}
	for _, f := range archive.File {
		if f.Name != "word/document.xml" && f.Name != "content.xml" {
			continue
		}
		inside, err := f.Open()
		if err != nil {
			return "", false, false
		}
		text, marked, err := paragraphs(io.LimitReader(inside, maxInside))
		inside.Close()
		return text, hides || marked, err == nil && strings.TrimSpace(text) != ""
	}
	return "", false, false
}

var (
	errTooLong = errors.New("the document is too long")
	errTooDeep = errors.New("the document is too deep")
)

// maxNested is how deep the elements of a document stand in one another; those of a table in a table are a few dozen.
const maxNested = 500

// leavesMarks are the elements by which a file keeps what is not to be read any more, or not by everybody.
var leavesMarks = map[string]bool{"del": true, "ins": true, "moveFrom": true, "moveTo": true, "delText": true,
	"tracked-changes": true, "annotation": true, "vanish": true, "hidden-text": true, "commentReference": true}

// paragraphs reads the words of the text part of a document: OOXML (w:p, w:t, w:tab, w:br) or OpenDocument (text:p,
// text:h, text:s). What was struck out or is a comment is left out; marked says that there is such, or hidden text.
func paragraphs(r io.Reader) (text string, marked bool, err error) {
	d := xml.NewDecoder(r)
	var out strings.Builder
	inParagraph, left, depth, word := 0, 0, 0, false
	for out.Len() <= maxWords {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), marked, nil
		}
		if err != nil {
			return "", false, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxNested {
				return "", false, errTooDeep
			}
			marked = marked || leavesMarks[e.Name.Local]
			switch e.Name.Local {
			case "del", "tracked-changes", "annotation", "delText", "note-body", "instrText":
				left++
			case "p", "h":
				inParagraph++
			case "t":
				word = true
			case "tab", "s":
				out.WriteByte(' ')
			case "br", "line-break":
				out.WriteByte('\n')
			}
		case xml.EndElement:
			depth--
			switch e.Name.Local {
			case "del", "tracked-changes", "annotation", "delText", "note-body", "instrText":
				left--
			case "p", "h":
				inParagraph--
				out.WriteByte('\n')
			case "t":
				word = false
			}
		case xml.CharData:
			openDocument := inParagraph > 0 && !word && strings.TrimSpace(string(e)) != ""
			if left == 0 && (word || openDocument) {
				out.Write(e)
			}
		}
	}
	return "", false, errTooLong
}
