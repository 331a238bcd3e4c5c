package desk

import (
	"slices"
	"strings"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/internal/subject"
	"complaints/store"
)

// A message is read once where its case is known, in the context of that case, and once by itself where there is none.
// Nobody changes a reading afterwards.

// reading is what the classifier was given and what it made of it.
type asRead struct {
	in classifier.Input
	reading.Reading
}

// readInCase reads a message in the case where it was found to belong. Of what somebody writes whom the case does not
// know, its words tell nothing apart.
func (r *Rules) readInCase(it *item, mt match) *asRead {
	m := it.parsed.Message
	if mt.pieces != "" && !mt.c.Clocks.Danger.Runs() { // a danger that people know of is not told for each text
		m.NewText = mt.pieces + m.NewText
	}
	in := InputIn(m, mt.c, mt.c.Context(r.Calendar.Day(m.Received)))
	in.Case.Guessed = mt.guessed
	if !mt.known {
		in.Case.Subject, in.Case.Words = "", ""
	}
	return &asRead{in, it.withDanger(r.Classifier.Read(in))}
}

// alone is a message as read by itself, without a case. It is read when that is first asked for.
func (r *Rules) alone(it *item) reading.Reading {
	if it.own == nil {
		it.own = new(reading.Reading)
		if m := it.parsed.Message; m.Nature == message.FromPerson {
			own := it.withDanger(r.Classifier.Read(InputOf(m, reading.ContextNone)))
			it.own = &own
		}
	}
	return *it.own
}

// readAlone is what is told of a message that was read by itself, or not at all.
func readAlone(m message.Message, r reading.Reading, o store.Outcome) *MessageRead {
	read := &MessageRead{Message: m, Reading: r, Outcome: o}
	if r.DecidedBy != "" {
		in := InputOf(m, reading.ContextNone)
		read.Input = &in
	}
	return read
}

// InputOf is what the classifier is given of a message that is read without a case, or by where its case stood. The
// subject of an answer to one of our letters is ours, not the sender's, and says nothing about what they want.
func InputOf(m message.Message, where reading.Context) classifier.Input {
	about := m.Subject
	if subject.IsReply(about) && strings.Contains(about, "[") {
		about = ""
	}
	return classifier.Input{
		ID: m.ID, Channel: m.Channel, Received: m.Received, Subject: about, Body: m.NewText,
		Context: where, Nature: m.Nature, From: m.From,
	}
}

// InputIn is what the classifier is given of a message in a case, as that stands when the message comes.
func InputIn(m message.Message, c complaint.Case, where reading.Context) classifier.Input {
	in := InputOf(m, where)
	if strings.Contains(in.Subject, "["+c.Ref+"]") {
		in.Subject = ""
	}
	areas := []reading.Area{c.Area}
	if c.AreaSecond != "" {
		areas = append(areas, c.AreaSecond)
	}
	for _, i := range c.Issues {
		if i.Area != "" && !slices.Contains(areas, i.Area) {
			areas = append(areas, i.Area)
		}
	}
	in.Case = &classifier.CaseWords{
		Subject: c.Subject, Words: c.Words, Areas: areas, Asked: procedure.Asked(c), Closed: !c.Live(),
	}
	return in
}
