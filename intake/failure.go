package intake

import (
	"regexp"
	"strings"

	"complaints/internal/message"
)

// isDeliveryFailure recognises notices of mail servers that send no standard report. Two witnesses
// are needed: somebody who is a machine, and words that only such notices hold.
func isDeliveryFailure(root *part, m *message.Message, c *content) bool {
	h := root.header
	if h.has("x-failed-recipients") {
		return true
	}
	auto := strings.ToLower(h.get("auto-submitted"))
	daemon := isDaemon(m.From) || isDaemonName(m.FromName) || invokedForBounce(h) || h.has("x-ms-embedded-report")
	machine := daemon || root.mediaType == "multipart/report" || strings.HasPrefix(auto, "auto-")
	nameless := m.From == "" || hasNullSender(h)
	if !machine && !nameless {
		return false
	}
	words := notice(c)
	words = words[:min(len(words), 8192)]
	subject, says := bounceSubject.MatchString(m.Subject), bounceWords.MatchString(words)
	switch {
	case !machine: // a mail that is only broken may name nobody either
		return says && (subject || statusIn(words) != "" ||
			hasNullSender(h) && originalHeader(root, c).has("message-id"))
	case !daemon && (strings.HasPrefix(auto, "auto-replied") || autoSubject.MatchString(m.Subject)):
		return says && statusIn(words) != ""
	}
	return subject || says || invokedForBounce(h)
}

func invokedForBounce(h header) bool {
	for _, v := range h.all("received") {
		if strings.Contains(v, "invoked for bounce") {
			return true
		}
	}
	return false
}

// isDaemon tells the addresses under which mail servers write.
func isDaemon(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	switch strings.NewReplacer("-", "", "_", "", ".", "").Replace(local) {
	case "mailerdaemon", "postmaster", "maildaemon", "mailer", "mailsystem", "microsoftexchange", "bounce", "bounces",
		"mdaemon", "maildeliverysubsystem", "mailerdeamon":
		return true
	}
	return strings.HasPrefix(local, "microsoftexchange") || strings.Contains(local, "mailer-daemon") ||
		strings.Contains(local, "postmaster")
}

func isDaemonName(name string) bool {
	name = strings.ToLower(name)
	for _, s := range []string{"mailer-daemon", "mail delivery s", "system administrator", "postmaster",
		"mail administrator", "mail delivery", "internet mail delivery", "microsoft outlook", "email administrator",
		"mailer daemon", "mail system", "delivery subsystem"} {
		if strings.HasPrefix(name, s) {
			return true
		}
	}
	return false
}

var bounceSubject = regexp.MustCompile(`(?i)(?:undeliver(?:able|ed)|delivery (?:status|failure|problem|error|` +
	`notification|has failed|incomplete|delay(?:ed)?|warning)|delivery to .{0,80}(?:failed|delayed)|` +
	`(?:failure|error|failed) (?:notice|delivery|mail)|returned (?:mail|e-?mail|message|to sender)|` +
	`(?:mail|message|e-?mail) failure|malformed (?:recipient )?address|(?:mail|message|e-?mail) (?:could not be|not|` +
	`wasn't|was not|couldn't be|delivery) (?:be )?(?:delivered|deliverable|failed|failure|error|delayed|` +
	`system error)|` +
	`non[- ]?(?:delivery|delivered|livr)|nondeliverable|could not (?:be )?(?:deliver|send)|unable to deliver|` +
	`mail system error|mail error|bounce|user unknown|not delivered|warning: (?:message|could not)|unzustellbar|` +
	`rejected|failed|配信|échec|error sending)`)

var bounceWords = regexp.MustCompile(`(?i)(?:could ?n[o']t be (?:delivered|sent|reached)|` +
	`(?:not|unable to|un-?able to|wasn't able to|could not|couldn't|cannot|can not|failed to|failure to) (?:deliver|` +
	`be delivered|send|relay)|permanent (?:fatal )?(?:error|failure)|transient (?:non-)?fatal|` +
	`delivery (?:failed|failure|to the following|has failed|status|attempt)|did not reach|` +
	`returned (?:to sender|mail|message)|delivery (?:has been |is )delayed|` +
	`undeliver(?:able|ed)|user (?:unknown|not (?:found|listed))|unknown user|no such (?:user|domain|address|mailbox|` +
	`person)|mailbox (?:unavailable|full|is full|not found)|over ?quota|host unknown|recipient .{0,40}(?:rejected|` +
	`not (?:recognized|found))|message (?:was )?(?:not delivered|rejected|refused)|(?:transcript|reason) of session|` +
	`failure reasons|rejected by|has not been delivered|was not delivered|error message below|` +
	`delivered to the following|account is disabled|will not be delivered|being returned|malformed address|` +
	`incorrectly constructed)`)

// isDelayed tells a warning from a failure.
func isDelayed(subject, words string) bool {
	if failedPattern.MatchString(words) {
		return false
	}
	return delayPattern.MatchString(subject) || delayPattern.MatchString(words[:min(len(words), 2000)])
}

var delayPattern = regexp.MustCompile(`(?i)(?:\bdelayed\b|warning: (?:message still|could not send)|` +
	`still (?:undelivered|being retried|trying)|will (?:be retried|keep trying|continue to (?:try|be retried))|` +
	`do(?:es)? not need to (?:resend|retry)|delivery delay|` +
	`is still queued|will be tried again|(?:is|has been) delayed|` +
	`(?:has|have) not (?:yet )?been delivered (?:yet|to|for|after)\b.{0,120}\b(?:hours?|minutes?|days?)|` +
	`attempts will continue|no action is required on your part|temporar(?:y|ily) (?:delay|undeliver))`)

var failedPattern = regexp.MustCompile(`(?i)(?:permanent(?:ly)? (?:fatal )?(?:error|fail)|given up|giving up|` +
	`will not be (?:retried|delivered)|could not be delivered for|has failed permanently)`)
