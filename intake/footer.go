package intake

import (
	"regexp"
	"strings"
)

// cutFooters takes off, from the end, what programs and firms add below the words: rules, phone
// footers, list footers, signatures after "-- ", legal notes.
func cutFooters(lines []string) []string {
	for {
		n := len(lines)
		lines = trimBlank(lines)
		lines = cutSignature(lines)
		lines = cutNotes(lines)
		if len(lines) == n {
			return lines
		}
	}
}

// trimBlank drops empty lines, rules and phone footers at the end.
func trimBlank(lines []string) []string {
	for len(lines) > 0 {
		l := strings.TrimSpace(lines[len(lines)-1])
		if l != "" && l != historyMark && l != "ᐧ" && !isRule(l) && !isPhoneFooter(l) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	return lines
}

// isRule reports a line made only of rule characters.
func isRule(line string) bool {
	return len(line) >= 2 && strings.Trim(line, "-_=*#~+—– ") == ""
}

const maxSignature = 10 // lines after "--" that may be a signature

// cutSignature cuts at a line "-- " (RFC 3676 section 4.3), or at "--" if so little follows that it can
// only be a signature.
func cutSignature(lines []string) []string {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-maxSignature-1; i-- {
		l := strings.TrimRight(lines[i], " \t\u00a0")
		if l != "--" && l != "—" && l != "- --" {
			continue
		}
		if looksSigned(lines[i+1:]) && anyWords(lines[:i]) {
			return lines[:i]
		}
	}
	return lines
}

func anyWords(lines []string) bool {
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" && l != historyMark && !isRule(l) && !isQuoted(l) {
			return true
		}
	}
	return false
}

// looksSigned tells a signature from more words: short lines that do not run on as prose does.
func looksSigned(lines []string) bool {
	prose := 0
	for _, l := range lines {
		if len(l) > 150 {
			return false
		}
		if len(strings.Fields(l)) > 8 && !isNote(l) && !strings.Contains(l, "://") {
			prose++
		}
	}
	return prose <= 1
}

// cutNotes drops the last paragraph if it is a legal note, an advertisement or a scanner's stamp.
func cutNotes(lines []string) []string {
	start := len(lines)
	for start > 0 && strings.TrimSpace(lines[start-1]) != "" {
		start--
	}
	if start == len(lines) || !isNote(strings.Join(lines[start:], " ")) || !anyWords(lines[:start]) {
		return lines
	}
	return lines[:start]
}

func isNote(paragraph string) bool {
	return notePattern.MatchString(strings.TrimLeft(paragraph, " \t*_-[(#"))
}

// notePattern is the beginning of paragraphs that people do not write themselves.
var notePattern = regexp.MustCompile(`(?i)^(?:(?:important|confidentiality|legal|privacy|email|e-mail)?\s*(?:notice|disclaimer|confidential(?:ity)?)\s*(?:notice|statement|note)?\s*[:.\-–]` +
	`|(?:the (?:information|contents?) (?:(?:contained )?in|of)|this) (?:this )?(?:e-?mail|message|communication|transmission)(?: \(?(?:and|including|together|with)\b.{0,60}?\)?)?,? (?:(?:is|are|may be|may contain|contains?|has been|have been|was|were)\b.{0,60}(?:confidential|privileged|intended|scanned|checked|virus|monitored|property)|(?:and any|was sent from|has been sent from))` +
	`|if you (?:are not|have received|received) .{0,20}(?:the intended|this (?:e-?mail|message|communication) in error)` +
	`|please consider the environment|think before you print|save paper` +
	`|virus-free\.|scanned by|checked by avg|this email has been (?:checked|scanned)|avast` +
	`|you (?:are receiving|received) this (?:e-?mail|message) because|to unsubscribe\b|unsubscribe from|view this (?:e-?mail|topic|discussion)|reply to this email directly or` +
	`|to view this discussion|visit (?:the )?topic or reply|diese e-mail (?:enthält|kann)|ce (?:message|courriel|mail) .{0,40}confidentiel|registered (?:office|in england)|.{0,60}(?:is a )?registered (?:in england|charity|society|provider))`)

// isPhoneFooter recognises "Sent from my iPhone" and its many relatives, as a whole line.
func isPhoneFooter(line string) bool {
	if len(line) > 200 {
		return false
	}
	return footerPattern.MatchString(strings.Trim(line, " \t<>()*_[]\"'.\u00a0"))
}

var footerPattern = regexp.MustCompile(`(?i)^(?:(?:sent (?:from|via|with|by|using|on)|posted (?:from|via)|(?:written|typed|dictated) (?:from|using|with)) (?:my |a |an |the )?.{0,20}(?:i-?phone|ipad|ipod|android|galaxy|samsung|mobile|phone|smart ?phone|blackberry|htc|huawei|nokia|lumia|sony|xperia|pixel|motorola|moto|oneplus|xiaomi|redmi|oppo|honor|alcatel|tablet|kindle|device|cell|handset|watch|outlook|yahoo|gmail|hotmail|aol|proton|mail|mailbox|airmail|windows|pc|mac|ti-\d+|tutanota|spark|laptop|computer|ee\b|o2\b|vodafone|three|bt\b|sky\b|talktalk|virgin)\b.{0,80}` +
	`|from my (?:i-?phone|ipad|android|mobile|samsung|phone|huawei)\b.{0,40}` +
	`|get (?:\[?outlook|the (?:new )?(?:aol|yahoo|outlook)|bluemail|gmail)\b.{0,100}|get \[?outlook for .{0,100}` +
	`|envoy[ée] (?:depuis|de|à partir|avec) (?:mon|ma|mes|l['’]|yahoo|outlook|courrier|un)?.{0,60}` +
	`|(?:von meine[mr]?|gesendet (?:von|mit|über)|diese nachricht wurde (?:von|mit)) .{0,80}` +
	`|(?:verzonden|verstuurd) (?:met|vanaf|via|met mijn) .{0,60}|(?:enviado|enviada) (?:desde|do|de|a partir|con) .{0,60}|inviato (?:da|dal|con) .{0,60}` +
	`|(?:sendt|skickat|skickad|skickades) (?:fra|från|med|via) .{0,60}|wys[łl]an[eoy]? z .{0,60}|отправлено (?:с|из) .{0,60}|lähetetty .{0,60}` +
	`|.{0,12}(?:iphone|ipad|android) ?(?:傳送|发送|發送|から送信).{0,10}|iphoneから送信|(?:发|發)自我的.{0,30})$`)
