package intake

import (
	"regexp"
	"strings"
)

// The marks by which mail programs set old mail off from new, in the languages our residents'
// programs speak. They are data; the rules that use them are in quote.go.

// startPattern begins an attribution: a preposition and a date, a weekday, a date, or a name with an
// address.
var startPattern = regexp.MustCompile(`^(?i)(?:(?:on|le|am|op|el|em|il|pe|den|på|w dniu|dnia|dne|в|на|vào|pada|` +
	`tarihinde|a|la data de|în|στις|ar|dňa|في)\s.{0,200}\d` +
	`|\d{1,4}[-./年 ]` +
	`|(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|понед|вторн|сред|четв|пятн|субб|воскр|在|於|pon|czw|` +
	`sob)\S{0,9}[,.]?\s?.{0,40}\d` +
	`|(?:wt|śr|pt|nie|ma|ti|ke|to|pe|la|su|zo|di|wo|do|vr|za|пн|вт|ср|чт|пт|сб|вс|lör|sön|mån|tis|ons|tor|fre|søn|` +
	`lør|man|tir)[.,]{0,2}\s\d{1,2}[. ]` +
	`|"?[^<>@]{1,60}"?\s*<?\S+@[^\s>]+>?.{0,20}(?:schrieb|wrote|writes|napisał|skrev|escreveu)` +
	`|"?[^<>@]{1,60}"?\s*<\S+@[^\s>]+>, .{0,40}yazdı)`)

// prepositionStart is the plainest beginning of an attribution.
var prepositionStart = regexp.MustCompile(`^(?:On|Le|Am|Op|El|Em|Il|Den) .{0,60}\d`)

// wroteVerbs say "wrote" in many languages.
var wroteVerbs = []string{
	"wrote", "writes", "a écrit", "a ecrit", "schrieb", "geschrieben", "schreef", "geschreven", "escribió",
	"escribio", "escreveu", "ha scritto", "scrisse", "napisał", "napisal", "pisze", "skrev", "kirjoitti",
	"написал", "пишет", "пише:", "написа", "تمت كتابة", "ysgrifennodd", "napísal", "rašė", "写道", "寫道", "のメール",
	"작성", "yazdı", "yazdi", "έγραψε", "a scris", "írta", "irta", "napsal", "đã viết", "menulis",
}

// bareAttribution is one without a verb, as Gmail writes it in some languages: a date and an address, or a date with
// its offset from Greenwich and a name.
var (
	bareAttribution = regexp.MustCompile(`^\d{4}(?:-\d\d-\d\d|年).{5,120}@[^\s>]+>?\s?[:：]$`)
	gmtAttribution  = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d \S.{0,100}$`)
)

// gluedPattern is an attribution and the beginning of the old mail on one line.
var gluedPattern = regexp.MustCompile(`<?\S+@[^\s>]+> wrote:[ \x{a0}]{2,}\S`)

// titlePattern is a ruled title such as "----- Eredeti üzenet -----", in whatever language.
var titlePattern = regexp.MustCompile(`^>?\s*[-_]{3,}\s*\p{L}+(?:[ '’-]\p{L}+){0,4}\s*[-_]{3,}$`)

// whenPattern is a year, a time of day or an address: what sets an attribution off from a sentence.
var whenPattern = regexp.MustCompile(`\b(?:19|20)\d\d\b|年|\d{1,2}[:.]\d\d|@`)

// insidePattern sends the reader into the old mail.
var insidePattern = regexp.MustCompile(`(?i)\b(?:(?:see|find|put|wrote|written|added|given|my|` +
	`our)\b[^.\n]{0,40}\b(?:answers?|comments?|repl(?:y|ies)|responses?|notes?)\b[^.\n]{0,25}\b(?:in(?:[- ]?line|` +
	`\s+(?:red|blue|green|bold|capitals|caps|italics|colou?r))|below|between|underneath|beneath)\b` +
	`|(?:answers?|comments?|repl(?:y|ies)|responses?)\s+(?:are\s+)?(?:in[- ]?line|in\s+(?:red|blue|green|bold|` +
	`capitals|caps)|within your (?:email|text))\b)`)

// copiedLabels are the labels of a header copied above an old mail.
var copiedLabels = labelSet(fromLabels,
	"sent date to cc bcc subject reply-to importance attachments",     // English
	"envoyé date à objet cc répondre", "gesendet an betreff datum cc", // French, German
	"verzonden aan onderwerp datum", "enviado el enviado para asunto cc fecha", // Dutch, Spanish
	"inviato a oggetto data", "assunto enviada data", "skickat till ämne datum", "sendt til emne dato",
	"wysłano do temat data", "отправлено кому тема дата", "发送时间 收件人 主题 日期", "lähetetty vastaanottaja aihe",
	"trimis către subiect", "odesláno komu předmět", "elküldve címzett tárgy", "gönderildi kime konu",
	"изпратено до надіслано", "إلى الموضوع")

const fromLabels = "from kimden feladó від من de von van da från fra od lähettäjä от 发件人 寄件者 差出人 gönderen"

var fromLabelSet = labelSet(fromLabels)

func labelSet(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, list := range lists {
		for _, label := range strings.Fields(list) {
			set[label] = true
		}
	}
	return set
}

func isFromLabel(label string) bool { return fromLabelSet[label] || label == "de la" }

// replyPattern is a line that only a mail program writes between new and old.
var replyPattern = regexp.MustCompile(`(?i)^>?\s*(?:[-_‐-―]{2,}\s*(?:original message|original appointment|` +
	`ursprüngliche nachricht|originalnachricht|message d'origine|message original|mensaje original|mensagem original|` +
	`messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|opprinnelig melding|oprindelig meddelelse|` +
	`wiadomość oryginalna|исходное сообщение|reply message|original email|reply above this line)\s*[-_‐-―]{2,}` +
	`|[-#*=_ ]{2,}\s*(?:please )?(?:type|write|reply|respond|enter) (?:your )?(?:reply |answer |response )?(?:above|` +
	`below) this line.*)$`)

var forwardPattern = regexp.MustCompile(`(?i)^(?:[-_]{2,}\s*(?:forwarded message|forwarded by .{1,80}|` +
	`weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|` +
	`vidarebefordrat meddelande)\s*[-_]{2,}|begin forwarded message:|anfang der weitergeleiteten nachricht:|` +
	`début du message réexpédié\s*:|inizio messaggio inoltrato:)$`)

func replyLine(line string) bool {
	return maybeRuled(line) && replyPattern.MatchString(line)
}

func forwardLine(line string) bool {
	return (maybeRuled(line) || strings.HasSuffix(line, ":")) && len(line) < 150 && forwardPattern.MatchString(line)
}

// maybeRuled looks at a few bytes before a pattern has to.
func maybeRuled(line string) bool {
	line = strings.TrimLeft(line, "> ")
	return len(line) > 4 && (strings.IndexByte("-_#*=", line[0]) >= 0 || line[0] == 0xe2) // ‐ to ― begin with that byte
}
