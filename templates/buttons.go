package templates

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"

	"complaints/internal/order"
)

// What the reader of a staff letter can do: in plain text a line to copy for each, on a page a table of buttons with
// the same lines below it. A button is a mailto link: it opens a mail to the letter's own address, filled in, so that
// nothing is fetched, and nothing is done before its reader sends it (RFC 6068).

// actsHead stands above the lines to copy.
const actsHead = "Reply with one of these on the first line:"

// acted marks an act for the page and for the text.
func acted(a order.Act) string {
	parts := []string{act + a.String()}
	for _, b := range a.Buttons {
		parts = append(parts, b.Label, url.QueryEscape(b.Opens))
	}
	return strings.Join(parts, string(linkWords)) + string(linkOff)
}

// actLine is the line to copy of an act that is marked.
func actLine(row string) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(row, act), string(linkWords))
	return strings.TrimSuffix(line, string(linkOff))
}

// act keeps what a marked act says until the last of them.
func (w *writer) act(row string) {
	w.block("table")
	w.lines = append(w.lines, actLine(row))
	parts := strings.Split(strings.TrimSuffix(row, string(linkOff)), string(linkWords))
	for i := 1; i+1 < len(parts); i += 2 {
		if opens, err := url.QueryUnescape(parts[i+1]); err == nil {
			w.buttons = append(w.buttons, order.Button{Label: parts[i], Opens: opens})
		}
	}
}

// The look of the buttons stands in the tags, since many mail programs take the head of a page away. Outlook on the
// desktop sets a page as Word does and heeds only the padding of a cell.
const (
	tableTag = `<table role="presentation" width="100%" cellpadding="0" cellspacing="6" border="0" ` +
		`style="width:100%;margin:0 0 10px;border-collapse:separate">` + "\n"
	cellTag = `<td width="50%" align="center" bgcolor="#0b4f8a" style="width:50%;background:#0b4f8a;` +
		`border-radius:4px;mso-padding-alt:10px 6px">`
	buttonStyle = `display:block;padding:10px 6px;font:bold 15px/20px Arial,Helvetica,sans-serif;color:#ffffff;` +
		`text-decoration:none`
	linesTag = `<p style="margin:0 0 14px;font-size:14px">`
)

// table writes the acts that were kept.
func (w *writer) table() {
	if len(w.buttons) > 0 {
		w.WriteString(tableTag)
		for i, b := range w.buttons {
			if i%2 == 0 {
				w.WriteString("<tr>")
			}
			w.WriteString(cellTag + `<a class="act" href="`)
			w.escape(w.mailto + "&body=" + escaped(strings.ReplaceAll(b.Opens, "\n", "\r\n")))
			w.WriteString(`" style="` + buttonStyle + `">`)
			w.escape(b.Label)
			w.WriteString("</a></td>")
			if i%2 == 1 {
				w.WriteString("</tr>\n")
			}
		}
		if len(w.buttons)%2 == 1 {
			w.WriteString("<td></td></tr>\n")
		}
		w.WriteString("</table>\n")
	}
	w.WriteString(linesTag)
	w.escape(actsHead)
	for _, line := range w.lines {
		w.WriteString("<br>\n")
		w.escape(line)
	}
	w.WriteString("</p>\n")
	w.buttons, w.lines = nil, nil
}

// mailto is how the address of a letter's buttons begins: whom the mail goes to, and its subject.
func mailto(f *order.Facts, subject string) string {
	subject = cmp.Or(clip(maxSubject, f.Conversation), subject)
	for _, to := range []string{f.ReplyTo, f.Landlord.Email} {
		if local, host, _ := strings.Cut(to, "@"); plainAddress.MatchString(to) {
			return "mailto:" + escaped(local) + "@" + host + "?subject=" + escaped("Re: "+withRef(f.Ref, subject))
		}
	}
	return "mailto:?subject=" + escaped("Re: "+withRef(f.Ref, subject))
}

// plainAddress is an address that a mailto link can hold.
var plainAddress = regexp.MustCompile(`^[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$`)

// escaped is text as an address holds it; some programs take a plus for a blank.
func escaped(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
