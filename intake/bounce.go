package intake

import (
	"bytes"
	"regexp"
	"strings"

	"complaints/internal/message"
)

// readBounce finds out which of our letters did not arrive, at whom, and whether the address will ever
// work. The machine-readable part is believed first; what it does not say is sought in the words.
func readBounce(root *part, m *message.Message, c *content, report deliveryReport) []message.Bounce {
	words := notice(c)
	if len(report.recipients) == 0 {
		report = enclosedReport(root)
	}
	original := originalHeader(root, c)
	id := ""
	if ids := messageIDs(original.get("message-id")); len(ids) > 0 {
		id = ids[0]
	} else if len(m.InReplyTo) > 0 {
		id = m.InReplyTo[0]
	}
	bounces := report.bounces()
	for i := range bounces {
		b, x := &bounces[i], report.recipients[i]
		b.OriginalMessageID = id
		if b.Delivered {
			continue
		}
		evidence := x.diagnostic + "\n" + stageOf(words)
		if !tellsReason(x.diagnostic) {
			evidence += replyFor(words, b.Recipient)
		}
		b.Status = betterStatus(b.Status, statusIn(evidence))
		b.Delayed = b.Delayed || b.Status == "" && isDelayed(m.Subject, words)
		b.Hard = !b.Delayed && neverWorks(b.Status, evidence)
	}
	if len(bounces) == 0 {
		bounces = bouncesFromWords(root.header, m, words, original)
		for i := range bounces {
			bounces[i].OriginalMessageID, bounces[i].Worded = id, true
		}
	}
	for i := range bounces {
		bounces[i].NullSender = cameFromNobody(root.header)
	}
	return bounces
}

// enclosedReport looks for the report in a notice that a second server has wrapped in its own.
func enclosedReport(root *part) (found deliveryReport) {
	root.top(func(p *part) {
		if len(found.recipients) == 0 && strings.HasPrefix(p.mediaType, "message/") && len(p.parts) == 1 {
			found = readReport(p.parts[0])
		}
	})
	return found
}

// cameFromNobody reports whether our server took the mail in with an empty envelope sender. It writes that into the
// topmost Return-Path; any below it came with the mail.
func cameFromNobody(h header) bool { return strings.TrimSpace(h.get("return-path")) == "<>" }

// stageOf keeps of the notice only whether the address itself was refused, which the machine-readable part leaves out.
func stageOf(words string) string {
	return addressStage.FindString(words) + "\n"
}

// notice is the part of the words that is not the returned letter.
func notice(c *content) string {
	words := c.words()
	words = withoutMarks(words[:min(len(words), 256<<10)])
	if i := returnedLetter(words); i > 0 {
		words = words[:i]
	}
	return words[:min(len(words), 64<<10)]
}

// returnedMark begins the copy of the letter in notices that are all one text.
var returnedMark = regexp.MustCompile(`(?im)^[>\s]*(?:-{2,}.{0,60}(?:copy of (?:the|your) message|original message|` +
	`returned message|unsent message|message header|headers? follow|below this line|text of (?:the )?message).*|` +
	`(?:the )?(?:original|returned|undelivered) (?:message|mail|e-?mail)(?: (?:headers?|text|follows|is as follows|` +
	`was))?(?: follows?| below)?\s*:.*|-{3,}\s*(?:start|begin)\b.*|message headers? follows?:.*|` +
	`first \d+ bytes of the message.*)$`)

// returnedLetter returns where the copy of the letter begins, or -1.
func returnedLetter(words string) int {
	if at := returnedMark.FindStringIndex(words); at != nil {
		return at[0]
	}
	return -1
}

// originalHeader finds the header of the letter that came back: enclosed as a message, as headers only, or
// copied into the text.
func originalHeader(root *part, c *content) header {
	var found header
	root.top(func(p *part) {
		switch {
		case found != nil:
		case strings.HasPrefix(p.mediaType, "message/") && len(p.parts) == 1:
			found = p.parts[0].header
		case p.mediaType == "text/rfc822-headers", p.mediaType == "text/rfc822-header",
			p.mediaType == "message/partial", p.mediaType == "message/global-headers":
			data, _ := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
			found, _, _ = splitHeader(data, 1<<20)
		case p != root && p.header.has("message-id"):
			found = p.header // the letter was put there as a part, header and all
		case p != root && strings.HasPrefix(p.mediaType, "text/") && p.fileName() != "":
			data, _ := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
			if h, _, _ := splitHeader(bytes.TrimLeft(data, "\r\n"), 1<<20); h.has("message-id") {
				found = h
			}
		}
	})
	if found != nil {
		return found
	}
	text := c.words()
	text = text[:min(len(text), 256<<10)]
	if n, ok := readNotification(text); ok {
		return header{{"message-id", n.messageID()}}
	}
	if i := returnedLetter(text); i >= 0 {
		_, rest, _ := strings.Cut(text[i:], "\n")
		if h := copiedHeader(rest); h.has("message-id") || h.has("to") {
			return h
		}
	}
	return copiedHeader(text)
}

// copiedHeader picks the fields of a letter out of running text.
func copiedHeader(text string) header {
	var h header
	for line := range strings.Lines(text[:min(len(text), 256<<10)]) {
		line = strings.TrimLeft(strings.TrimRight(line, "\r\n"), "> \t|")
		if name, value, ok := fieldOf([]byte(line)); ok {
			switch name {
			case "message-id", "to", "subject":
				if !h.has(name) {
					h = append(h, field{name, value})
				}
			}
		}
	}
	return h
}

// bouncesFromWords reads the notices of programs that write no report.
func bouncesFromWords(h header, m *message.Message, words string, original header) []message.Bounce {
	var out []message.Bounce
	for _, a := range failedRecipients(h, words, original, m) {
		reply := replyFor(words, a)
		b := message.Bounce{Recipient: a, Status: statusIn(reply)}
		if b.Status == "" {
			b.Status = statusIn(words)
		}
		b.Delayed = isDelayed(m.Subject, words)
		b.Hard = !b.Delayed && neverWorks(b.Status, reply)
		out = append(out, b)
	}
	if len(out) == 0 {
		b := message.Bounce{Status: statusIn(words), Delayed: isDelayed(m.Subject, words)}
		b.Hard = !b.Delayed && neverWorks(b.Status, words)
		out = append(out, b)
	}
	return out
}

// failedRecipients are the addresses that the notice names as failed, best evidence first.
func failedRecipients(h header, words string, original header, m *message.Message) []string {
	var out []string
	seen := map[string]bool{}
	add := func(v string) {
		for _, a := range addresses(v) {
			if !seen[a.Address] && len(out) < maxReported {
				seen[a.Address] = true
				out = append(out, a.Address)
			}
		}
	}
	for _, v := range h.all("x-failed-recipients") {
		add(v)
	}
	if len(out) > 0 {
		return out
	}
	if at := listedBelow.FindStringIndex(words); at != nil {
		for _, f := range listedAddress.FindAllStringSubmatch(words[at[1]:], maxReported) {
			add(f[1])
		}
		if len(out) > 0 {
			return out
		}
	}
	for _, p := range recipientPatterns {
		for _, f := range p.FindAllStringSubmatch(words, maxReported) {
			add(f[1])
		}
		if len(out) > 0 {
			return out
		}
	}
	ours := map[string]bool{m.From: true}
	for _, to := range m.To {
		ours[to] = true
	}
	for _, a := range looseAddresses(words) {
		if p := plainAddress(a.Address); !ours[p] && !isDaemon(p) {
			add(p)
			return out
		}
	}
	add(original.get("to"))
	return out
}

// listedBelow announces a list of addresses; listedAddress is a line of it.
var (
	listedBelow = regexp.MustCompile(`(?i)(?:the )?(?:following|these|affected|` +
		`undeliverable)\W(?:\S+ ){0,2}?(?:recipients?|address(?:es)?|destinations?|users?|` +
		`mailbox(?:es)?)\b[^\n]{0,100}\n`)
	listedAddress = regexp.MustCompile(`(?m)^[ \t>]*<?([^<>\s:,;"'()@]+@[^<>\s:,;"'()@]+)>?(?:[:,]?\s|:|$)`)
)

// recipientPatterns are the forms in which notices name the address that failed.
var recipientPatterns = []*regexp.Regexp{
	regexp.MustCompile(`(?im)^\s*(?:final-recipient|` +
		`original-recipient)\s*:\s*(?:rfc822\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)`),
	regexp.MustCompile(`(?m)^<([^<>\s]+@[^<>\s]+)>:\s*$`),
	regexp.MustCompile(`(?m)^[45]\d\d (?:[45]\.\d\.\d )?<([^<>\s]+@[^<>\s]+)>\.\.\.`),
	regexp.MustCompile(`(?im)^\s*(?:>>> )?RCPT TO:\s*<([^<>\s]+@[^<>\s]+)>`),
	regexp.MustCompile(`(?im)^\s*(?:recipient|recipient address|failed recipient|failed address|rcpt to|addressed to|` +
		`original address|intended recipient|to|user|address)\s*:\s*(?:\[?(?:smtp|` +
		`rfc822)[:;])?\s*<?([^\s<>\];]+@[^\s<>\];]+)`),
	regexp.MustCompile(`(?m)^<([^<>\s]+@[^<>\s]+)>`),
	regexp.MustCompile(`(?m)^\s*<?([^<>\s:,;"'()]+@[^<>\s:,;"'()]+)>?\s*(?:\(.{0,80}\))?\s*(?:$|:|\.\.\.| on |` +
		` failed|, )`),
	regexp.MustCompile(`(?i)(?:could not be delivered to|` +
		`(?:delivery|deliver(?:ing)?)(?: your (?:message|mail|email))? to|wasn't delivered to|recipient|user|mailbox|` +
		`unable to deliver(?: message)? to|account)\s*:?\s*[<"'(\[]?([^\s<>"'()\[\];,]+@[^\s<>"'()\[\];,]+)`),
}

// replyFor returns the words about one address: from where it is named, a few lines on. When it is not named,
// all words.
func replyFor(words, address string) string {
	if address == "" {
		return words
	}
	low := strings.ToLower(words)
	var b strings.Builder
	for at := 0; b.Len() < 4096; {
		i := strings.Index(low[at:], address)
		if i < 0 {
			break
		}
		i += at
		end := endOfReply(low, i, address)
		start := strings.LastIndexByte(low[:i], '\n') + 1
		b.WriteString(words[start:min(end, len(words))])
		b.WriteByte('\n')
		at = min(max(end, i+1), len(low))
	}
	if s := b.String(); tellsReason(s) || statusIn(s) != "" {
		return s
	}
	return words
}

// endOfReply returns where the words about the address at i end: after a few lines, or where another address has its
// turn.
func endOfReply(words string, i int, address string) int {
	end := i
	coded := replyLinePattern.MatchString(words[strings.LastIndexByte(words[:i], '\n')+1:])
	for n := range 7 {
		next := strings.IndexByte(words[end:], '\n')
		if next < 0 {
			return len(words)
		}
		line := words[end : end+next]
		if n > 0 && (strings.Contains(line, "@") && !strings.Contains(line, address) ||
			coded && replyLinePattern.MatchString(line)) {
			return end
		}
		end += next + 1
	}
	return end
}

// replyLinePattern is a line that is one reply of its own.
var replyLinePattern = regexp.MustCompile(`^[45]\d\d [^\s-]`)
