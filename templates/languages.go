package templates

import "strings"

// languageCodes are the codes of ISO 639-1 that a folder of letters may be named for, and those of three letters that
// landlords need. A folder "old" or "bak" is no language, although ISO 639-3 has one of nearly every three letters.
const languageCodes = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv " +
	"cy da de " +
	"dv dz ee el eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik " +
	"io is it " +
	"iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt " +
	"my na nb " +
	"nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so " +
	"sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu " +
	"ckb cmn prs rmy sco yue kmr syl ulw fil pap "

// languageNames are languages as people call a folder, with their codes.
var languageNames = map[string]string{
	"welsh": "cy", "cymraeg": "cy", "polish": "pl", "polski": "pl", "romanian": "ro", "arabic": "ar", "urdu": "ur",
	"bengali": "bn", "bangla": "bn", "punjabi": "pa", "panjabi": "pa", "gujarati": "gu", "somali": "so", "french": "fr",
	"german": "de", "spanish": "es", "portuguese": "pt", "italian": "it", "turkish": "tr", "chinese": "zh",
	"mandarin": "zh", "cantonese": "yue", "ukrainian": "uk", "russian": "ru", "lithuanian": "lt", "latvian": "lv",
	"bulgarian": "bg", "hungarian": "hu", "slovak": "sk", "czech": "cs", "greek": "el", "albanian": "sq", "farsi": "fa",
	"persian": "fa", "dari": "prs", "pashto": "ps", "kurdish": "ku", "sorani": "ckb", "tamil": "ta", "hindi": "hi",
	"vietnamese": "vi", "tigrinya": "ti", "amharic": "am", "yoruba": "yo", "igbo": "ig", "swahili": "sw", "dutch": "nl",
	"gaelic": "gd", "irish": "ga", "gaeilge": "ga", "cornish": "kw", "scots": "sco", "japanese": "ja", "korean": "ko",
	"thai": "th", "nepali": "ne", "sinhala": "si", "malayalam": "ml", "telugu": "te", "hebrew": "he", "yiddish": "yi",
	"tagalog": "tl", "filipino": "fil", "shona": "sn", "twi": "tw", "serbian": "sr", "croatian": "hr", "bosnian": "bs",
	"estonian": "et", "finnish": "fi", "swedish": "sv", "danish": "da", "norwegian": "no", "maltese": "mt",
	"armenian": "hy", "georgian": "ka", "afrikaans": "af", "catalan": "ca", "mongolian": "mn", "burmese": "my",
}

// isLanguage reports whether a folder is named by the code of a language: cy, zh-hant. English needs none.
func isLanguage(s string) bool {
	base, region, regional := strings.Cut(s, "-")
	if len(base) < 2 || !strings.Contains(languageCodes, " "+base+" ") {
		return false
	}
	return !regional || len(region) >= 2 && strings.Trim(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// languageCalled returns the code of a language that a folder is named for in words or in other letters, or "".
func languageCalled(name string) string {
	low := strings.ToLower(strings.TrimSpace(name))
	between := func(r rune) bool { return strings.ContainsRune(" -_(", r) }
	for word := range strings.FieldsFuncSeq(low, between) {
		if code := languageNames[strings.Trim(word, ")")]; code != "" {
			return code
		}
	}
	if near := nearestOf(low, languageNames); near != "" && len(low) > 3 {
		return languageNames[near]
	}
	if low = strings.ReplaceAll(low, "_", "-"); low != name && isLanguage(low) {
		return low
	}
	return ""
}

// nearestOf returns the name one slip away, or "".
func nearestOf(name string, known map[string]string) string {
	for _, k := range names(known) {
		if slips(name, k) <= 1 {
			return k
		}
	}
	return ""
}
