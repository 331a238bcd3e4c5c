// Package intake takes mail and text messages in.
//
// A message comes in three steps, and each can be repeated without harm. First it is fetched: the
// mailbox is read over IMAP, a text message arrives at the webhook, and the bytes are handed to the store
// before anybody looks at them. Then it is parsed: [Reader.Parse] turns any bytes into a complaints.Message,
// its files, and a list of what was wrong. Then it is matched to a case.
//
// # Fetching
//
// A mail server may freeze, drop the line, answer wrongly or renumber a mailbox. Every command
// has a deadline, every fetch is counted, and one message that cannot be fetched never holds up the next.
// IDLE is a hint; the mailbox is asked again in any case.
//
// # Parsing
//
// A resident's mail is a complaint with a legal clock, so Parse has no error to return. The header is read line by
// line and unreadable lines are left out; parts are found even where the boundary is missing; go-message
// decodes transfer encodings, charsets, addresses and dates, and where it stops, forgiving decoders read
// the same bytes again. What is odd is said in Message.Problems in words a manager can read. Size, header, depth, parts and
// text are bounded by [Limits]. Attachments are never opened; they are sniffed, hashed and kept.
//
// Message.Text is everything the mail says. Message.NewText is what its writer wrote now: the history, signature and
// footers are off. Two rules guard it: a line that a person may have written stays, and if nothing would be left
// everything stays.
//
// # Who is writing
//
// Message.Nature tells people from machines. Structure decides first (delivery reports, read receipts, abuse reports),
// then the headers of automatic mail, and words only where a known form of notice is met together with a sender who is
// plainly a machine. A person taken for a machine would get no answer, so every doubt is decided for the person.
// A delivery report says which of our letters failed, for whom, and whether the address will ever work; an out-of-office
// note says until when, and who stands in.
//
// Message.Authenticated is true only if our own mail server has shown that the sender is who From says
// (RFC 8601). Commands need it; complaints do not.
package intake
