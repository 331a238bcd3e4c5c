package desk

import (
	"strings"
	"sync"
	"testing"

	"complaints/classifier"
	"complaints/internal/reading"
)

// noting is a classifier that keeps what it was asked.
type noting struct {
	reader
	mu    sync.Mutex
	asked []classifier.Input
}

func (n *noting) Read(in classifier.Input) reading.Reading {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, in)
	return n.reader.Read(in)
}

// TestAMessageIsReadOnce: in the context of its case where that is known, and by itself only where there is none, or
// where what is new in it gets a case of its own.
func TestAMessageIsReadOnce(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The lift in our block is broken again and nobody has told us when it will be mended. ", 7)
	for _, tc := range []struct {
		situation, header, words string
		want                     string // the contexts it is read in
	}{
		{"a first message", "From: ben@example.com\nSubject: Lift", "The lift is broken again. Nobody came.", "none"},
		{"an answer in the thread", "From: asha@example.com\nSubject: Re: Leak\nReferences: <1@example.com>",
			"Any news?", "open_case_stage1"},
		{"nothing but the sender tells of the case", "From: asha@example.com\nSubject: Any news?",
			"Has anybody looked at this yet?", "open_case_stage1"},
		{"a long one of its own", "From: asha@example.com\nSubject: Lift out of order", long, "none"},
		{"a short one that turns out to be about something else", "From: asha@example.com\nSubject: Bins",
			"The bins behind our block have not been emptied for five weeks. I rang three times and nobody came.",
			"open_case_stage1 none"},
		{"a copy", asha + "\nMessage-ID: <other@example.com>", leak, "none"},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			seen := &noting{}
			b := newLetterbox(t, func(o *Options) { seen.reader = o.Classifier; o.Classifier = seen })
			b.mail(asha, leak)
			seen.asked = nil
			b.mail(tc.header, tc.words)
			var got []string
			for _, in := range seen.asked {
				got = append(got, string(in.Context))
			}
			if got := strings.Join(got, " "); got != tc.want {
				t.Errorf("read in: got %q, want %q", got, tc.want)
			}
		})
	}
}
