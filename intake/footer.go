package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cutFooters takes off, from the end, what programs and firms add below the words: rules, phone
// footers, list footers, signatures after "-- ", legal notes.
func cutFooters(lines []string) []string {
	for range maxFooters {
		n := len(lines)
		lines = trimBlank(lines)
		lines = cutSignature(lines)
		lines = cutNotes(lines)
		if len(lines) == n {
			break
		}
	}
	return lines
}

const maxFooters = 20 // that may stand below one another

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
	return len(line) >= 2 && strings.Trim(line, "-_=*#~+‐‑‒–—― ") == ""
}

const (
	signatureMark = "-- " // RFC 3676 section 4.3
	maxSignature  = 10    // lines after it that may be a signature
)

// cutSignature cuts at a line "-- ", or at "--" if what follows shows itself as a signature: people part their
// sentences with two dashes too, and write below them. What stays must be the message: more than a greeting where what
// goes is not plainly a signature.
func cutSignature(lines []string) []string {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-maxSignature-1; i-- {
		if !isSignatureMark(lines[i]) || !anyWords(lines[:i]) {
			continue
		}
		rest := lines[i+1:]
		if !looksSigned(rest) || saysSomething(rest) {
			continue
		}
		if signsOff(rest) || lines[i] == signatureMark && !onlyGreets(lines[:i]) {
			return lines[:i]
		}
	}
	return lines
}

// saysSomething reports a line in which somebody speaks: of themselves, to the reader, or of what there is.
func saysSomething(lines []string) bool {
	return slices.ContainsFunc(lines, func(l string) bool {
		return len(strings.Fields(l)) > 3 && !isNote(l) && !isPhoneFooter(l) && speechPattern.MatchString(l)
	})
}

var speechPattern = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:i|i['’](?:m|ve|d|ll)|im|ive|my|me|we['’](?:re|ve)|` +
	`there['’]?s?|` +
	`there (?:is|are|was)|it['’]s|it is|is|are|was|has|have|had|been|please|can you|could you|will you|why|` +
	`when)(?:[^\pL]|$)`)

// onlyGreets reports whether all that stands above a signature's mark is a greeting.
func onlyGreets(lines []string) bool {
	said := strings.Fields(strings.Join(lines, " "))
	return len(said) == 0 || len(said) < 8 && greetingPattern.MatchString(said[0])
}

var greetingPattern = regexp.MustCompile(`(?i)^\W*(?:hi|hiya|hello|hey|dear|good|greetings|morning|afternoon|evening|` +
	`to|sir|madam|all|team)\b`)

// signsOff finds what signatures hold: a telephone number, an address, a greeting, or nothing but names.
func signsOff(lines []string) bool {
	names := true
	for _, l := range lines {
		if contactPattern.MatchString(l) {
			return true
		}
		for _, w := range strings.Fields(l) {
			r, _ := utf8.DecodeRuneInString(w)
			names = names && (unicode.IsUpper(r) || unicode.IsDigit(r) || !unicode.IsLetter(r))
		}
	}
	return names && len(lines) <= 4
}

var contactPattern = regexp.MustCompile(`(?i)@|://|www\.|\+?\d[\d ()-]{7,}\d|\b(?:regards|wishes|sincerely|` +
	`faithfully|cheers|grüße|cordialement|saludos)\b`)

func isSignatureMark(line string) bool {
	line = strings.TrimRight(line, " \t\u00a0")
	return line == "--" || line == "—" || line == "- --"
}

// trimTop drops empty lines at the beginning.
func trimTop(lines []string) []string {
	for len(lines) > 0 && (strings.TrimSpace(lines[0]) == "" || lines[0] == historyMark) {
		lines = lines[1:]
	}
	return lines
}

// cutBanner drops the warning that an office's mail server puts above mail from outside.
func cutBanner(lines []string) []string {
	rest := trimTop(lines)
	end := 0
	for end < len(rest) && strings.TrimSpace(rest[end]) != "" {
		end++
	}
	paragraph := strings.Join(rest[:end], " ")
	if end == 0 || end > 6 || len(paragraph) > 700 || !bannerPattern.MatchString(paragraph) || !anyWords(rest[end:]) {
		return lines
	}
	return cutBanner(rest[end:])
}

var bannerPattern = regexp.MustCompile(`(?i)^\W*(?:(?:caution|warning|notice|attention|external|` +
	`be careful)\b.{0,60}(?:external|outside|from an unknown|not from)|this (?:e-?mail|message) (?:originated|came|` +
	`was sent|is) from (?:outside|an external)|you don['’]t often get e-?mails? from|` +
	`some people who received this message don['’]t often)`)

// cutArmour drops the lines that OpenPGP puts around words it has signed (RFC 9580 section 7).
func cutArmour(lines []string) []string {
	at := slices.Index(lines, "-----BEGIN PGP SIGNED MESSAGE-----")
	if at < 0 {
		return lines
	}
	out := slices.Clone(lines[:at])
	at++
	for at < len(lines) && strings.HasPrefix(lines[at], "Hash: ") {
		at++
	}
	for at < len(lines) && lines[at] != "-----BEGIN PGP SIGNATURE-----" {
		out = append(out, lines[at])
		at++
	}
	if end := slices.Index(lines[at:], "-----END PGP SIGNATURE-----"); end >= 0 {
		return append(out, lines[at+end+1:]...)
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

// looksSigned tells a signature from more words: short lines that do not run on as prose does, and no afterthought.
func looksSigned(lines []string) bool {
	prose, named := 0, false
	for i, l := range lines {
		if len(l) > 150 || afterthought.MatchString(l) {
			return false
		}
		if len(strings.Fields(l)) > 8 && !isNote(l) && !strings.Contains(l, "://") {
			if prose++; named {
				return false // a paragraph of its own
			}
		}
		named = named || i > 0 && strings.TrimSpace(l) == "" && anyWords(lines[:i])
	}
	return prose <= 1
}

// afterthought begins what people add below their name.
var afterthought = regexp.MustCompile(`(?i)^\s*(?:p\.?\s?s\b|nb\b|edit\s*:|also\b|one more thing|oh and\b)`)

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

// isNote recognises a paragraph that people do not write themselves. A legal note must both begin as one and speak of
// its reader as lawyers do: "this email is confidential, please do not tell my neighbour" is a plea.
func isNote(paragraph string) bool {
	p := strings.TrimLeft(paragraph, " \t*_-[(#")
	return stampPattern.MatchString(p) || legalStart.MatchString(p) && legalWords.MatchString(p)
}

var (
	legalStart = regexp.MustCompile(`(?i)^(?:(?:(?:important|legal|privacy|e-?mail|confidentiality) )?(?:notice|` +
		`disclaimer|confidential(?:ity)?)(?: notice| statement| note)?\s*[:.\-–]|` +
		`(?:important|legal|confidentiality) (?:notice|information|note)\b|` +
		`(?:the (?:information|contents?) (?:contained |transmitted )?(?:in|of|with) )?this (?:e-?mail|message|` +
		`communication|transmission|electronic mail)\b|the (?:information|contents?) (?:contained )?in\b|` +
		`if you (?:are not|have received|received)\b|diese e-mail\b|ce (?:message|courriel|mail)\b)`)
	legalWords = regexp.MustCompile(`(?i)\b(?:addressees?|(?:intended|named) recipients?|recipient|solely for|` +
		`unauthori[sz]ed|in error|disclos(?:e|ure)|privileged|destinataires?|empfänger|has been (?:scanned|checked|` +
		`swept))\b`)

	// stampPattern is the beginning of advertisements, scanners' stamps, list footers and company details.
	stampPattern = regexp.MustCompile(`(?i)^(?:please consider the environment|think before you print|save paper|` +
		`virus-free\.|scanned by \S+$|checked by avg|this e-?mail has been (?:checked|scanned)|` +
		`you (?:are receiving|received) this (?:e-?mail|message) because|to unsubscribe (?:from|click|send|visit)|` +
		`unsubscribe from (?:this|these)|view this (?:e-?mail|topic|discussion) (?:in|on)|` +
		`reply to this e-?mail directly or|to view this discussion|visit (?:the )?topic or reply|` +
		`registered (?:office|in england)\b|.{0,80}\bregistered (?:in england(?: and wales| & wales)?|charity|` +
		`society|company)\W*(?:no\b|number|with|under|\d))`)
)

// isPhoneFooter recognises "Sent from my iPhone" and its many relatives, as a whole line.
func isPhoneFooter(line string) bool {
	if len(line) > 200 {
		return false
	}
	return footerPattern.MatchString(strings.Trim(line, " \t<>()*_[]\"'.\u00a0"))
}

var footerPattern = regexp.MustCompile(`(?i)^(?:(?:sent (?:from|via|with|by|using|on)|posted (?:from|via)|` +
	`(?:written|typed|dictated) (?:from|using|with)) (?:my |a |an |the )?.{0,20}(?:i-?phone|ipad|ipod|android|galaxy|` +
	`samsung|mobile|phone|smart ?phone|blackberry|htc|huawei|nokia|lumia|sony|xperia|pixel|motorola|moto|oneplus|` +
	`xiaomi|redmi|oppo|honor|alcatel|tablet|kindle|device|cell|handset|watch|outlook|yahoo|gmail|hotmail|aol|proton|` +
	`mail|mailbox|airmail|windows|pc|mac|ti-\d+|tutanota|zoho|spark|laptop|computer|ee\b|o2\b|vodafone|three|bt\b|` +
	`sky\b|talktalk|virgin)\b.{0,80}` +
	`|yahoo mail: search, organi[sz]e, conquer|from my (?:i-?phone|ipad|android|mobile|samsung|phone|huawei)\b.{0,40}` +
	`|get (?:\[?outlook|the (?:new )?(?:aol|yahoo|outlook)|bluemail|gmail)\b.{0,100}|get \[?outlook for .{0,100}` +
	`|envoy[ée] (?:depuis|de|à partir|avec) (?:mon|ma|mes|l['’]|yahoo|outlook|courrier|un)?.{0,60}` +
	`|(?:von meine[mr]?|gesendet (?:von|mit|über)|diese nachricht wurde (?:von|mit)) .{0,80}` +
	`|(?:verzonden|verstuurd) (?:met|vanaf|via|met mijn) .{0,60}|(?:enviado|enviada) (?:desde|do|de|a partir|` +
	`con) .{0,60}|inviato (?:da|dal|con) .{0,60}` +
	`|(?:sendt|skickat|skickad|skickades) (?:fra|från|med|via) .{0,60}|wys[łl]an[eoy]? z .{0,60}|` +
	`отправлено (?:с|из) .{0,60}|lähetetty .{0,60}` +
	`|.{0,12}(?:iphone|ipad|android) ?(?:傳送|发送|發送|から送信).{0,10}|iphoneから送信|(?:发|發)自我的.{0,30})$`)
