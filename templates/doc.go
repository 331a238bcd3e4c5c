// Package templates holds the letters of the procedure and turns facts into words.
//
// Every letter is one text file in the folder letters, named for what it says: stage1-extension.txt.
// Its front matter gives the letter's id and who reads it; its sections give the subject, the body and,
// for residents, the text message that goes with it. The body is plain text with three marks a person can
// read as they stand: "## " begins a heading, "- " a line of a list, "> " words that are somebody else's.
// The email's HTML twin and the printed letter are made from that same text, so the three can never differ.
//
// An administrator may put a file of the same name in a folder of their own: it replaces ours, whole.
// A subfolder named for a language (cy) holds the letters in that language. Whatever could surprise a
// resident is refused before the first letter is written: [Load] checks names, front matter and every fact a
// template asks for against [complaints.Facts], and [Set.Check] writes every letter in every form with sample
// facts, each fact present and absent, and says what is missing, left over or too long.
//
// Facts are other people's words. They are cleaned before they reach a template: control characters and
// marks that turn the direction of writing are dropped, a name or a subject stays on one line, and
// HTML is escaped by the one small renderer that writes it.
package templates
