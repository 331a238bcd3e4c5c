// Package intake takes mail and text messages apart: bytes become a [message.Message].
//
// A message comes in three steps, and each can be repeated without harm. First its bytes are fetched (package
// intake/imap; [Webhook] for text messages) and handed to the store, before anybody looks at them. Then they are
// parsed: any bytes become a message, its files, and a list of what was wrong. Then its clues are read, by which it
// finds its case. What a message means is for others to say; this package tells what it is and who sent it.
//
// # Text messages
//
// [Webhook] takes text messages from Twilio and answers only when the store has them; [Reports] takes what became of
// ours.
//
// # Parsing
//
// A resident's mail is a complaint with a legal clock, so [Reader.Parse] has no error to return. The header
// is read line by line and unreadable lines are left out; parts are found even where the boundary is missing;
// go-message decodes transfer encodings, charsets, addresses and dates, and where it stops, forgiving decoders
// read the same bytes again. A winmail.dat gives its files and its words (package intake/winmail). What is odd is said
// in Message.Problems in words a manager can read. Size, header, depth, parts and text are bounded by [Limits].
// Attachments are never opened; they are sniffed, hashed and kept.
//
// Message.Text is everything the mail says. Message.NewText is what its writer wrote now: history,
// signature and footers are off. Two rules guard it: a line that a person may have written stays, and if
// nothing would be left everything stays.
//
// # Who is writing
//
// Message.Nature tells people from machines. Structure decides first (delivery reports, read receipts, abuse
// reports), then the headers of automatic mail, and words only where a known form of notice is met together
// with a sender who is plainly a machine. A person taken for a machine would get no answer, so every doubt is
// decided for the person. A delivery report says which of our letters failed, for whom, and whether the
// address will ever work; an out-of-office note says until when, and who stands in.
//
// Web forms and printers send what people write in a name of their own; Parsed.FormWriter is then the person.
//
// Message.Proof says whether the sender is who From says: proved, failed, or, where nobody has said anything, unknown.
// Our own mail server reports it in Authentication-Results (RFC 8601). Anybody can write such a field, so only the
// topmost of its name count, and only above the Received line with which our border took the mail in ([ReaderOptions]);
// local parts, selectors, greetings and comments in it are the sender's words, so the field is parsed and never
// searched (authfield.go). Where there is a DMARC verdict it alone decides (authres.go).
//
// # Which case
//
// [Candidates] lists the tokens, ids and references that a message names, in the order in which to believe
// them. [Forwarded] finds out whose mail was passed on, and when it first reached a member of staff. Both
// only read; whether a clue is good enough is decided where the cases are known.
package intake
