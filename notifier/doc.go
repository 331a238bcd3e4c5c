// Package notifier carries letters out of the house: by email over SMTP and by text through Twilio.
//
// A letter comes here finished. Its words, its Message-ID and its date were fixed when it was decided, so
// every try puts the same bytes on the wire. [SMTP] and [Twilio] each make one try and say what it came to:
// sent, refused for good, not sent, or unknown. Unknown is said aloud, never guessed away: a mail whose
// fate is in doubt goes again under the same Message-ID, so that a second copy is recognised as one; a
// text, which has no such mark, is looked for in Twilio's own list before it is ever repeated.
//
// Whose fault a refusal is decides what follows. A refused reader is that letter's end and a person's duty.
// A refused password, sender or connection is our own trouble: no letter fails by it, the whole lane rests
// for a while, and an administrator is told.
//
// [Dispatcher] ties the senders to the outbox. It claims what is due, which commits the attempt, before
// anything is dialled; it records each outcome as it comes; and it never lets more than a handful of letters
// be ahead of the record, since those are what a crash at the wrong moment could send twice.
package notifier
