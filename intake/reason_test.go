package intake

import "testing"

// hardRefusals are what mail servers say of an address that will never work.
var hardRefusals = []string{
	"550 5.4.1 Recipient address rejected: Access denied. AS(201806281) " +
		"[DB5EUR01FT004.eop-EUR01.prod.protection.outlook.com]",
	"550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found",
	"550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 Requested action not taken: " +
		"mailbox unavailable",
	"550 address not present in directory",
	"550 5.1.1 This address no longer accepts mail.",
	"550 no such address here",
	"511 sorry, no mailbox here by that name (#5.1.1 - chkuser)",
	"550 nessun utente simile in questo dominio",
	"550 5.1.1 <a@b.example>: Email address not found",
	"550 Mailbox not found",
	"553 5.3.0 <a@b.example>... Addressee unknown",
	"550 No such person at this address.",
	"550-5.1.1 user doesn't exist",
	"550 account not found",
	"550 5.1.1 <a@b.example> is not a valid mailbox",
	"550 5.0.0 <a@b.example>... unknown virtual user",
	"550 the user's email name is not found",
	"554 delivery error: dd Not a valid recipient",
	"550 Verification failed for <a@b.example>: no such user here",
	"554 5.7.1 <a@b.example>: Recipient address rejected: undeliverable address: host mx said: 550 5.1.1 user unknown",
	"552 1 Requested mail action aborted, mailbox not found",
	"550 5.5.1 Recipient rejected",
	"550 Host unknown",
	"550 5.1.2 bad destination system: no such domain",
	"554 5.4.4 unable to look up host exmaple.org: Name or service not known",
	"556 5.1.10 Recipient address has null MX",
	"550 5.1.2 Domain not found",
	"550 Unrouteable address",
	"550 user has moved to new address",
	"551 User not local; please try <b@c.example>",
	"550 a@b.example is no longer with this company",
}

// softRefusals are what they say when it may work another day, or the fault is not the address's.
var softRefusals = []string{
	"550 5.7.1 Unable to relay",
	"550 relay not permitted",
	"554 5.4.14 Hop count exceeded",
	"450 4.1.1 <a@b.example>: Recipient address rejected: unverified address: connect timed out",
	"550 5.2.1 The email account that you tried to reach is disabled",
	"550 5.2.1 <a@b.example>: mailbox disabled for this recipient",
	"554 30 Sorry, your message to a@b.example cannot be delivered. This mailbox is disabled (554.30).",
	"554 5.7.9 Message not accepted for policy reasons.",
	"421 4.7.0 [TSS04] Messages from 198.51.100.7 temporarily deferred due to unexpected volume or user complaints",
	"553 5.7.2 [TSS09] All messages from 198.51.100.7 will be permanently deferred",
	"550 5.7.606 Access denied, banned sending IP [198.51.100.7]",
	"550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP",
	"550 5.7.23 The message was rejected because of Sender Policy Framework violation",
	"550 5.7.509 Access denied, sending domain landlord.example does not pass DMARC verification",
	"550 5.7.64 TenantAttribution; Relay Access Denied",
	"550 5.7.124 sender not in allowed-senders list",
	"452 4.2.2 Mailbox full",
	"550 Mailbox quota exceeded",
	"550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
	"550 Invalid HELO",
	"550 Sender verify failed",
	"451 4.7.1 Greylisting in action, please come back later",
	"550 5.7.25 The IP address sending this message does not have a PTR record setup",
	"550 High probability of spam",
	"554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
	"550 Message contains a virus",
	"550 Administrative prohibition",
	"550 This account is not allowed to receive mail from outside",
	"451 Temporary local problem - please try later",
	"450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
}

func TestWhetherAnAddressWillEverWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said []string
		want bool
	}{{hardRefusals, true}, {softRefusals, false}} {
		for _, said := range c.said {
			words := said + " (in reply to RCPT TO command)"
			if got := neverWorks(statusIn(words), words); got != c.want {
				t.Errorf("%s: never works %v, want %v (cause %d, status %s)", said, got, c.want, causeOf(words),
					statusIn(words))
			}
		}
	}
}
