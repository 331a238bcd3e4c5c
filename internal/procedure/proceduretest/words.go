package proceduretest

import (
	"encoding/json"
	"sync"
	"time"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// classify is the classifier with the rules of the program.
var classify = sync.OnceValues(func() (*classifier.Classifier, error) { return classifier.New(classifier.Options{}) })

// Heard is a reading that a test has made, with the plain facts that the classifier finds in the message's words. c is
// the case in which it came; without one it opens a case.
func Heard(t T, m message.Message, c complaint.Case, r reading.Reading) reading.Reading {
	t.Helper()
	reader, err := classify()
	if err != nil {
		t.Fatalf("%v", err)
	}
	in := desk.InputOf(m, reading.ContextNone)
	if c.Ref != "" {
		in = desk.InputIn(m, c, c.Context(0))
	}
	harmed := r.Says.HarmedBy // which the classifier says only where it hears the danger too
	r.Says = said(reader, in)
	r.Says.HarmedBy = r.Says.HarmedBy || harmed
	if r.Says.Answer == reading.AnswerWho {
		r.Kind, r.Intent = reading.KindFollowUp, reading.IntentEvidence
	}
	return r
}

// known are the facts in words that were read before: a property plays the same words thousands of times.
var known sync.Map

func said(reader *classifier.Classifier, in classifier.Input) reading.Says {
	in.ID, in.Received = "", in.Received.Truncate(365*24*time.Hour)
	key, err := json.Marshal(in)
	if err != nil {
		return reader.Read(in).Says
	}
	says, ok := known.Load(string(key))
	if !ok {
		says, _ = known.LoadOrStore(string(key), reader.Read(in).Says)
	}
	return says.(reading.Says)
}
