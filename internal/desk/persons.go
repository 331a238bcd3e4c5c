package desk

import (
	"fmt"
	"strings"

	"complaints/classifier"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// What a machine has marked may be a person's all the same: programs mail what people type, relay it, hand it on
// through lists, and put their marks on it. The marks decide whether anything is answered by itself. Whether a person
// sees it is decided by its words.

// shownToPerson makes a mail that a machine has marked a person's, without an answer of its own accord, where its words
// tell of a danger or are somebody's matter.
func (r *Rules) shownToPerson(it *item) {
	m := &it.parsed.Message
	if m.Nature != message.FromAutoReply && m.Nature != message.FromList {
		return
	}
	if _, staff := r.Register.Find(m.From); staff {
		return
	}
	if !r.somebodysMatter(it) {
		return
	}
	mark := "A machine has marked it as an automatic reply, and it reads like a person's matter."
	if m.Nature == message.FromList {
		mark = "It came with the marks of a mailing list, and it reads like a person's matter."
	}
	m.Nature, m.NoAnswer, m.Away = message.FromPerson, mark, nil
}

// somebodysMatter reads a mail that a machine has marked as if a person had written it. Advice is left out: an
// out-of-office note and a newsletter, too, say whom to ring if there is a smell of gas.
func (r *Rules) somebodysMatter(it *item) bool {
	const longest = 16 << 10
	m := it.parsed.Message
	m.Nature = message.FromPerson
	m.NewText = classifier.WithoutAdvice(m.NewText[:min(len(m.NewText), longest)])
	if strings.TrimSpace(m.NewText) == "" {
		return false
	}
	in := InputOf(m, reading.ContextNone)
	if it.parsed.ReadsAway {
		in.Subject = ""
	}
	own := r.Classifier.Read(in)
	list := it.parsed.Message.Nature == message.FromList
	if list && !classifier.Personal(m.FromName, m.From, m.NewText) {
		return false
	}
	switch {
	case endangers(own):
		return true
	case it.parsed.ReadsAway, list && classifier.IsDigest(m.Subject, m.NewText):
		return false
	case own.Kind == reading.KindComplaint, own.Kind == reading.KindStage2Request:
		return true
	}
	return own.ForSomebody() || own.Writer == reading.WriterOfficial || own.Says.AsksFormally
}

// endangers reports whether a reading tells of a danger now, or of somebody who may harm themselves or be harmed.
func endangers(own reading.Reading) bool {
	return own.Emergency || own.SelfHarm == reading.SelfHarmStrong || own.Has(reading.FlagSafeguarding)
}

// fewWords is with how many words of its own a mail is about what came with it.
const fewWords = 40

// withWhatCameBeside adds to a resident's words those of the documents and mails that came with them, where the mail
// says little itself or where they tell of a danger.
func (r *Rules) withWhatCameBeside(it *item) {
	m := &it.parsed.Message
	_, staff := r.Register.Find(m.From)
	if m.Nature != message.FromPerson || staff || len(it.parsed.Beside) == 0 {
		return
	}
	few := len(strings.Fields(m.NewText)) < fewWords
	for _, b := range it.parsed.Beside {
		in := InputOf(message.Message{ID: m.ID, Channel: m.Channel, Received: m.Received,
			Nature:  message.FromPerson,
			NewText: classifier.WithoutAdvice(b.Text)}, reading.ContextNone)
		danger := r.Classifier.Read(in)
		if endangers(danger) {
			it.beside = append(it.beside, danger)
		}
		if b.Name != "" && (few || endangers(danger)) {
			m.NewText = strings.TrimSpace(m.NewText + fmt.Sprintf("\n\nIn the file %s:\n\n", b.Name) + b.Text)
		}
	}
}

// withDanger adds to a reading the danger of which something that came with the message tells.
func (it *item) withDanger(own reading.Reading) reading.Reading {
	return classifier.WithDanger(own, it.beside...)
}
