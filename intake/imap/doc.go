// Package imap fetches mail from folders of a mailbox and hands it, byte for byte, to a [Ledger].
//
// A mail server may freeze, drop the line, answer wrongly or renumber a mailbox, so every command has a deadline, every
// fetch is counted, and one message that cannot be fetched never holds up the next. IDLE is a hint; the mailbox is
// asked again in any case. What has been read is remembered by number, never by flag, so that mail which a colleague
// opened first still arrives. Nothing is moved or deleted; what the ledger has taken is marked with a keyword.
//
// [Mailbox.Run] reads a folder for as long as the daemon lives; [Mailbox.Check], [Mailbox.Survey], [Mailbox.Newest] and
// [Mailbox.Look] look at it once and change nothing. [OAuth] fetches access tokens where passwords are no longer taken.
package imap
