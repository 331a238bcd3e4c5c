package procedure

// languageCodes are the ISO 639 codes of the languages a message may be found to be in.
var languageCodes = map[string]string{
	"Albanian": "sq", "Arabic": "ar", "Armenian": "hy", "Bengali": "bn", "Bulgarian": "bg", "Chinese": "zh",
	"Croatian": "hr", "Czech": "cs", "Dutch": "nl",
	"French": "fr", "Georgian": "ka", "German": "de", "Greek": "el", "Gujarati": "gu", "Hebrew": "he", "Hindi": "hi",
	"Hungarian": "hu", "Italian": "it",
	"Japanese": "ja", "Korean": "ko", "Kurdish": "ckb", "Latvian": "lv", "Lithuanian": "lt", "Malayalam": "ml",
	"Persian": "fa", "Polish": "pl",
	"Portuguese": "pt", "Punjabi": "pa", "Romanian": "ro", "Russian": "ru", "Sinhala": "si", "Slovak": "sk",
	"Somali": "so", "Spanish": "es", "Swahili": "sw",
	"Tagalog": "tl", "Tamil": "ta", "Telugu": "te", "Thai": "th", "Turkish": "tr", "Ukrainian": "uk", "Urdu": "ur",
	"Vietnamese": "vi", "Welsh": "cy",
}

// languageCode is the code under which letters in a language are kept (pl for Polish), or "" for English and where no
// one code fits.
func languageCode(name string) string { return languageCodes[name] }
