package intake

import (
	"regexp"
	"strings"
)

// An address that will never work is "hard": nobody of that name, no such domain, moved away, or a domain that takes no
// mail. Everything else may pass: a full mailbox, a filter, a policy, a server that is down.

var statusPattern = regexp.MustCompile(`(?:^|[^\d.])([245])\.(\d{1,3})\.(\d{1,3})(?:[^\d.]|\.?$|\.\s)`)

// statusCode returns the enhanced status code in a field, or "".
func statusCode(v string) string {
	f := statusPattern.FindStringSubmatch(v)
	if f == nil {
		return ""
	}
	return f[1] + "." + f[2] + "." + f[3]
}

var replyPatternSMTP = regexp.MustCompile(`(?:^|[\s<>:;,("'\[#])([45])([0-5]\d)(?:[\s\-:;)#,]|$)`)

// statusIn finds the most telling status code in words; a plain reply code such as 550 becomes 5.0.0.
func statusIn(words string) string {
	best := ""
	for _, f := range statusPattern.FindAllStringSubmatch(words[:min(len(words), 16<<10)], 20) {
		if f[1] == "2" {
			continue
		}
		best = betterStatus(best, f[1]+"."+f[2]+"."+f[3])
	}
	if best != "" {
		return best
	}
	if f := replyPatternSMTP.FindStringSubmatch(words); f != nil {
		return f[1] + ".0.0"
	}
	return ""
}

// betterStatus prefers the code that says more; a.0.0 says little.
func betterStatus(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || b[0] == '2':
		return a
	case strings.HasSuffix(a, ".0.0") && a[0] == b[0]:
		return b
	}
	return a
}

// reason is what a failure's words come down to.
type reason struct {
	hard    bool
	pattern *regexp.Regexp
}

// reasons are tried in order; the first that matches decides.
var reasons = []reason{}

// neverWorks weighs a status code and the words that came with it.
func neverWorks(status, words string) bool {
	words = strings.ToLower(words[:min(len(words), 16<<10)])
	for _, r := range reasons {
		if r.pattern.MatchString(words) {
			return r.hard
		}
	}
	switch status {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4":
		return true
	}
	return false
}

// tellsReason reports whether the words hold a reason that we know.
func tellsReason(words string) bool {
	words = strings.ToLower(words[:min(len(words), 16<<10)])
	for _, r := range reasons {
		if r.pattern.MatchString(words) {
			return true
		}
	}
	return false
}
