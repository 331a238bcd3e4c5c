package intake

import "slices"

// problems is a set of remarks in the order they were made.
type problems []string

func (p *problems) add(s string) {
	if s != "" && !slices.Contains(*p, s) {
		*p = append(*p, s)
	}
}

// What may be wrong with a mail, in words a manager can read.
const (
	problemBadHeader   = "Some lines of the header were unreadable."
	problemNoHeader    = "This is not a mail: it has no header. We kept all of it as text."
	problemDeep        = "The parts of the mail are nested too deeply. The innermost are kept as a file."
	problemManyParts   = "The mail has too many parts. The rest is kept as a file."
	problemNoEnd       = "The mail ends before its last part does."
	problemNoBoundary  = "The mail does not say where its parts begin. We looked for ourselves."
	problemTransfer    = "A part of the mail was damaged on the way. We kept what could be read."
	problemEmpty       = "The mail is empty."
	problemNoWords     = "The mail has no words, only files."
	problemWordsInFile = "The mail has no words of its own. We took them from the file that came with it."
	problemPicture     = "The mail has no words, only a picture."
	problemVoice       = "The mail has no words, only a voice recording."
	problemEncrypted   = "The mail is encrypted. A person must open it."
	problemNoSender    = "The mail does not say who sent it."
	problemOddSender   = "The sender's address was written wrongly. We read it as best we could."
	problemTwoSenders  = "The mail names more than one sender. We go by the first, and nothing proves it."
	problemBadDate     = "The mail has no date we can read. We go by its arrival."
	problemNoMessageID = "The mail has no Message-ID. We gave it one of our own."
	problemTruncated   = "The mail was too big to take in whole. Only its first part was read."
	problemLongText    = "The text is very long. Only its first part is shown here."
	problemWinmail     = "The mail came as winmail.dat and could not be opened in full."
)
