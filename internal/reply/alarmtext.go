package reply

import (
	"regexp"
	"strings"
)

// AlarmText is what a colleague's text says about an alarm.
type AlarmText struct {
	Taken, False  bool
	Code          string // the four figures
	Why           string // what follows them
	Stops, Starts bool   // no more texts; texts again
}

var alarmText = regexp.MustCompile(`(?is)^\W*(taken|false)(?:\s+alarm)?\W*(?:(\d{4})\b)?\W*(.*)$`)

// ReadAlarmText reads TAKEN 4821, FALSE 4821 and why, or the words by which a number stops or takes texts.
func ReadAlarmText(text string) (a AlarmText) {
	switch strings.ToUpper(strings.Trim(strings.TrimSpace(text), ".!")) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE":
		return AlarmText{Stops: true}
	case "START", "UNSTOP", "YES":
		return AlarmText{Starts: true}
	}
	m := alarmText.FindStringSubmatch(text)
	if m == nil || m[2] == "" && strings.TrimSpace(m[3]) != "" { // a sentence that begins so
		return AlarmText{}
	}
	taken := strings.EqualFold(m[1], "taken")
	return AlarmText{Taken: taken, False: !taken, Code: m[2], Why: strings.TrimSpace(m[3])}
}

var noTexts = regexp.MustCompile(`(?i)\b(?:21610|21211|21614|opted out|unsubscribed|replied STOP|` +
	`not a mobile|landline)\b`)

// TakesNoTexts reports whether a number takes no texts at all, by what the text service says of one that failed: it has
// opted out, or is none that can be texted. A phone that is off takes them later.
func TakesNoTexts(why string) bool { return noTexts.MatchString(why) }
