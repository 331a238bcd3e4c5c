package intake

import "testing"

// TestWhetherAnAddressWillEverWork is a table of what mail servers say when they refuse an address.
func TestWhetherAnAddressWillEverWork(t *testing.T) {
	t.Parallel()
	for said, hard := range map[string]bool{
		"550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB5EUR01FT004.eop-EUR01.prod.protection.outlook.com]":           true,
		"550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found":                                                                                  true,
		"550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 Requested action not taken: mailbox unavailable": true,
		"550 address not present in directory":                                                                                               true,
		"550 5.1.1 This address no longer accepts mail.":                                                                                     true,
		"550 no such address here":                                     true,
		"511 sorry, no mailbox here by that name (#5.1.1 - chkuser)":   true,
		"550 nessun utente simile in questo dominio":                   true,
		"550 5.1.1 <a@b.example>: Email address not found":             true,
		"550 Mailbox not found":                                        true,
		"553 5.3.0 <a@b.example>... Addressee unknown":                 true,
		"550 No such person at this address.":                          true,
		"550-5.1.1 user doesn't exist":                                 true,
		"550 account not found":                                        true,
		"550 5.1.1 <a@b.example> is not a valid mailbox":               true,
		"550 5.0.0 <a@b.example>... unknown virtual user":              true,
		"550 the user's email name is not found":                       true,
		"554 delivery error: dd Not a valid recipient":                 true,
		"550 Verification failed for <a@b.example>: no such user here": true,
		"554 5.7.1 <a@b.example>: Recipient address rejected: undeliverable address: host mx said: 550 5.1.1 user unknown": true,
		"552 1 Requested mail action aborted, mailbox not found":                                                           true,
		"550 5.5.1 Recipient rejected":                                            true,
		"550 Host unknown":                                                        true,
		"550 5.1.2 bad destination system: no such domain":                        true,
		"554 5.4.4 unable to look up host exmaple.org: Name or service not known": true,
		"556 5.1.10 Recipient address has null MX":                                true,
		"550 5.1.2 Domain not found":                                              true,
		"550 Unrouteable address":                                                 true,
		"550 user has moved to new address":                                       true,
		"551 User not local; please try <b@c.example>":                            true,
		"550 a@b.example is no longer with this company":                          true,

		"550 5.7.1 Unable to relay":     false,
		"550 relay not permitted":       false,
		"554 5.4.14 Hop count exceeded": false,
		"450 4.1.1 <a@b.example>: Recipient address rejected: unverified address: connect timed out":                    false,
		"550 5.2.1 The email account that you tried to reach is disabled":                                               false,
		"550 5.2.1 <a@b.example>: mailbox disabled for this recipient":                                                  false,
		"554 30 Sorry, your message to a@b.example cannot be delivered. This mailbox is disabled (554.30).":             false,
		"554 5.7.9 Message not accepted for policy reasons.":                                                            false,
		"421 4.7.0 [TSS04] Messages from 198.51.100.7 temporarily deferred due to unexpected volume or user complaints": false,
		"553 5.7.2 [TSS09] All messages from 198.51.100.7 will be permanently deferred":                                 false,
		"550 5.7.606 Access denied, banned sending IP [198.51.100.7]":                                                   false,
		"550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP":                             false,
		"550 5.7.23 The message was rejected because of Sender Policy Framework violation":                              false,
		"550 5.7.509 Access denied, sending domain landlord.example does not pass DMARC verification":                   false,
		"550 5.7.64 TenantAttribution; Relay Access Denied":                                                             false,
		"550 5.7.124 sender not in allowed-senders list":                                                                false,
		"452 4.2.2 Mailbox full":     false,
		"550 Mailbox quota exceeded": false,
		"550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient": false,
		"550 Invalid HELO":         false,
		"550 Sender verify failed": false,
		"451 4.7.1 Greylisting in action, please come back later":                                                    false,
		"550 5.7.25 The IP address sending this message does not have a PTR record setup":                            false,
		"550 High probability of spam":                                                                               false,
		"554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.":            false,
		"550 Message contains a virus":                                                                               false,
		"550 Administrative prohibition":                                                                             false,
		"550 This account is not allowed to receive mail from outside":                                               false,
		"451 Temporary local problem - please try later":                                                             false,
		"450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages": false,
	} {
		words := said + " (in reply to RCPT TO command)"
		if got := neverWorks(statusIn(words), words); got != hard {
			t.Errorf("%v, want %v (cause %d, status %s): %s", got, hard, causeOf(words), statusIn(words), said)
		}
	}
}
