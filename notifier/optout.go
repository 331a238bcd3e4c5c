package notifier

import "strings"

// OptOut reports whether a text message asks us to stop writing to this number. Only a message that is
// nothing but the word counts: "please end this" is a complaint (Twilio's default words).
func OptOut(text string) bool {
	switch bareWord(text) {
	case "STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "OPT OUT",
		"OPT-OUT":
		return true
	}
	return false
}

// OptIn reports whether a text message takes an earlier OptOut back. YES is not among the words: residents
// answer our questions with it.
func OptIn(text string) bool {
	switch bareWord(text) {
	case "START", "UNSTOP", "OPTIN", "OPT IN", "OPT-IN":
		return true
	}
	return false
}

// bareWord returns a whole message in capitals without the spaces, full stops and quotes around it.
func bareWord(text string) string {
	if len(text) > 64 {
		return ""
	}
	text = strings.Trim(Fold(text), " \t\r\n.!\"'")
	return strings.ToUpper(strings.Join(strings.Fields(text), " "))
}
