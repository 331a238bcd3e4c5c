package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"complaints/intake/charset"
	"complaints/internal/message"
)

// fileName is the name the sender gave a part, or "".
func (p *part) fileName() string {
	for _, s := range []string{p.dparams["filename"], p.params["name"]} {
		if s = tidyLine(decodeWords(charset.UTF8OrLatin([]byte(s)))); s != "" {
			return s
		}
	}
	return ""
}

// addFile keeps a part as a file. A winmail.dat is opened and its files are kept beside it.
func (c *content) addFile(p *part) {
	if f, ok := largeMedia(p); ok && !c.whole {
		c.files = append(c.files, f)
		return
	}
	data, ok := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
	if !ok {
		c.problems.add(problemTransfer)
	}
	if len(data) == 0 && p.fileName() == "" {
		return
	}
	name := p.fileName()
	if p.mediaType == "text/calendar" || p.mediaType == "text/vcard" || p.mediaType == "text/x-vcard" ||
		p.mediaType == "text/directory" {
		text, _ := charset.ToUTF8(data, p.params["charset"])
		if words := cardText(text); words != "" {
			c.pieces = append(c.pieces, words)
		}
	}
	if p.mediaType == "application/ms-tnef" || strings.EqualFold(name, "winmail.dat") {
		if c.openWinmail(data) {
			return
		}
	}
	if strings.HasPrefix(p.mediaType, "message/") && name == "" && len(p.parts) == 1 {
		if name = p.parts[0].header.text("subject"); name != "" {
			name += ".eml"
		}
	}
	f := newFile(name, p.mediaType, data)
	f.Inline = p.disposition == "inline" || p.header.get("content-id") != ""
	c.files = append(c.files, f)
}

// largeBody is from how many bytes on a picture, a film or a recording is not held in memory decoded.
const largeBody = 4 << 20

// largeMedia names, sniffs and hashes a large picture, film or recording in base64 as it is decoded. Nobody reads its
// bytes here, so they are not kept: they stand in the mail.
func largeMedia(p *part) (f File, ok bool) {
	encoding := p.header.get("content-transfer-encoding")
	if len(p.body) < largeBody || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(encoding)), "base64") {
		return File{}, false
	}
	var head, size = make([]byte, 4096), int64(0)
	body := base64.NewDecoder(base64.StdEncoding, bytes.NewReader(p.body))
	n, err := io.ReadFull(body, head)
	if err != nil {
		return File{}, false
	}
	kind := sniff(p.fileName(), p.mediaType, head[:n])
	if family, _, _ := strings.Cut(kind, "/"); family != "image" && family != "video" && family != "audio" {
		return File{}, false
	}
	sum := sha256.New()
	sum.Write(head[:n])
	if size, err = io.Copy(sum, body); err != nil {
		return File{}, false // it is not what it says: read it whole, as far as that goes
	}
	return File{Attachment: message.Attachment{Name: safeName(p.fileName(), kind), Type: kind, Size: size + int64(n),
		SHA256: hex.EncodeToString(sum.Sum(nil))}}, true
}

// newFile names, sniffs and hashes. declared is the type the sender gave; the bytes have the last word.
func newFile(name, declared string, data []byte) File {
	kind := sniff(name, declared, data)
	sum := sha256.Sum256(data)
	return File{Attachment: message.Attachment{Name: safeName(name, kind), Type: kind, Size: int64(len(data)),
		SHA256: hex.EncodeToString(sum[:])}, Bytes: data}
}

// safeName is a name that can be shown and saved: no folders, no control characters, 120 bytes at most.
func safeName(name, kind string) string {
	name = strings.ReplaceAll(name, "\\", "/")
	name = path.Base(strings.TrimRight(name, "/ "))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*`, r) || r >= 0x202a && r <= 0x202e ||
			r >= 0x2066 && r <= 0x2069 {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if name == "" || name == "/" {
		name = "file" + extension(kind)
	}
	for len(name) > 120 {
		ext := path.Ext(name)
		if len(ext) > 10 {
			ext = ""
		}
		stem := name[:120-len(ext)]
		for !utf8.ValidString(stem) {
			stem = stem[:len(stem)-1]
		}
		name = stem + ext
	}
	return name
}

// extension is the usual file ending of the types people send.
func extension(kind string) string {
	for _, t := range fileTypes {
		if t.kind == kind {
			return t.ext
		}
	}
	return ""
}

// fileTypes are the kinds told by their first bytes that the standard sniffer does not know, or that
// share a container.
var fileTypes = []struct {
	kind, ext, magic string
	at               int
}{
	{"image/jpeg", ".jpg", "\xff\xd8\xff", 0}, {"image/png", ".png", "\x89PNG", 0}, {"image/gif", ".gif", "GIF8", 0},
	{"application/pdf", ".pdf", "%PDF-", 0}, {"image/heic", ".heic", "ftypheic", 4},
	{"image/heic", ".heic", "ftypmif1", 4},
	{"image/heic", ".heic", "ftypheix", 4}, {"image/avif", ".avif", "ftypavif", 4}, {"audio/mp4", ".m4a", "ftypM4A", 4},
	{"video/quicktime", ".mov", "ftypqt", 4}, {"video/3gpp", ".3gp", "ftyp3g", 4}, {"audio/amr", ".amr", "#!AMR", 0},
	{"audio/ogg", ".ogg", "OggS", 0}, {"audio/mpeg", ".mp3", "ID3", 0}, {"image/tiff", ".tif", "II*\x00", 0},
	{"image/tiff", ".tif", "MM\x00*", 0}, {"text/rtf", ".rtf", "{\\rtf", 0},
	{"application/ms-tnef", ".dat", "\x78\x9f\x3e\x22", 0},
	{"application/x-ole-storage", ".doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0},
	{"application/x-msdownload", ".exe", "MZ", 0},
	{"text/calendar", ".ics", "BEGIN:VCALENDAR", 0}, {"text/vcard", ".vcf", "BEGIN:VCARD", 0},
	{"message/rfc822", ".eml", "", -1}, {"text/plain", ".txt", "", -1},
}

// sniff tells a file's type from its bytes. The sender's word counts only where bytes cannot tell:
// which office document a ZIP is, or which kind of plain text.
func sniff(name, declared string, data []byte) string {
	for _, t := range fileTypes {
		if t.at >= 0 && len(data) >= t.at+len(t.magic) && string(data[t.at:t.at+len(t.magic)]) == t.magic {
			if t.magic == "MZ" && isText(data) {
				continue
			}
			return t.kind
		}
	}
	if declared == "message/rfc822" || declared == "message/global" || declared == "message/news" {
		return "message/rfc822"
	}
	kind := http.DetectContentType(data)
	kind, _, _ = strings.Cut(kind, ";")
	switch kind {
	case "application/zip":
		return officeType(data)
	case "application/octet-stream":
		if mpegFrame(data) {
			return "audio/mpeg"
		}
	case "text/plain":
		if strings.HasPrefix(declared, "text/") {
			return declared
		}
		if strings.EqualFold(path.Ext(name), ".csv") {
			return "text/csv"
		}
	}
	return kind
}

func isText(data []byte) bool {
	return utf8.Valid(data[:min(len(data), 512)]) && !bytes.Contains(data, []byte{0})
}

// mpegFrame recognises sound that starts without a tag.
func mpegFrame(b []byte) bool {
	return len(b) > 3 && b[0] == 0xff && b[1]&0xe0 == 0xe0 && b[1]&0x06 != 0 && b[2]&0xf0 != 0xf0
}

// officeType looks for the folder that each office program writes into its ZIP.
func officeType(data []byte) string {
	head := data[:min(len(data), 8192)]
	const family = "application/vnd.openxmlformats-officedocument."
	switch {
	case bytes.Contains(head, []byte("word/")):
		return family + "wordprocessingml.document"
	case bytes.Contains(head, []byte("xl/")):
		return family + "spreadsheetml.sheet"
	case bytes.Contains(head, []byte("ppt/")):
		return family + "presentationml.presentation"
	case bytes.Contains(head, []byte("mimetypeapplication/vnd.oasis.opendocument.text")):
		return "application/vnd.oasis.opendocument.text"
	}
	return "application/zip"
}
