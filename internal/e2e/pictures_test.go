package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/letter"
	"complaints/internal/twiliodouble"
)

// The beginnings of files, by which their kinds are told.
const (
	jpeg    = "\xff\xd8\xff\xe0\x00\x10JFIF"
	amr     = "#!AMR\n"
	exeFile = "MZ\x90\x00\x03\x00\x00\x00"
	page    = "<!doctype html><p>Sign in"
)

// fileOf is a file of a kind that is nobody else's.
func fileOf(head string, n, size int) twiliodouble.Media {
	kind := map[string]string{jpeg: "image/jpeg", amr: "audio/amr"}[head]
	return twiliodouble.Media{Type: kind, Data: append([]byte(head), bytes.Repeat([]byte{byte(n), 0, 1}, size/3)...)}
}

// badly answers the first requests for a file in a bad way.
func badly(times int, f twiliodouble.Fault) func(int) twiliodouble.Fault {
	return func(n int) twiliodouble.Fault {
		if n <= times {
			return f
		}
		return twiliodouble.Fault{}
	}
}

// TestPicturesOfTexts plays every way that a picture can take from a phone to whoever deals with the case, and every
// way in which it can fail, against Twilio's double: each arrives once, or its sender and the staff hear that it did not.
func TestPicturesOfTexts(t *testing.T) { // 3.6
	t.Parallel()
	const words = "The ceiling of our bathroom came down again, third time I report it and nobody came. " +
		"I want to complain. %d Elm Rise, Anna Person"
	const goes, thanks = "It goes with this email", "we have what you sent"
	type media = []twiliodouble.Media
	const always = 1 << 20
	for n, tc := range []struct {
		situation string
		body      string
		files     []twiliodouble.Media
		faults    func(int) twiliodouble.Fault // of the first file
		within    time.Duration
		came      int
		told      string // by text to whoever sent it
		staff     string // in the mail that brings them, or says why not
	}{
		{"one picture", words, media{fileOf(jpeg, 1, 90_000)}, nil, time.Minute, 1,
			thanks, "a picture or file by text. It goes with this email"},
		{"three pictures", words, media{fileOf(jpeg, 2, 9_000), fileOf(jpeg, 3, 9_000), fileOf(jpeg, 4, 9_000)},
			nil, time.Minute, 3, "all 3 pictures or files have reached us",
			"3 pictures or files by text. They go with this email"},
		{"a picture without words", "", media{fileOf(jpeg, 5, 9_000)}, nil, time.Minute, 1,
			"somebody will look at what you sent", goes},
		{"a voice note", "", media{fileOf(amr, 6, 9_000)}, nil, time.Minute, 1,
			"or listen to it", "listen to what is a recording"},
		{"Twilio fails twice", words, media{fileOf(jpeg, 7, 9_000)},
			badly(2, twiliodouble.Fault{Status: http.StatusServiceUnavailable, Code: 20503}), 5 * time.Minute, 1,
			thanks, goes},
		{"Twilio hangs up", words, media{fileOf(jpeg, 8, 9_000)},
			badly(1, twiliodouble.Fault{HangUp: true}), 5 * time.Minute, 1, thanks, goes},
		{"Twilio is slow", words, media{fileOf(jpeg, 9, 9_000)},
			badly(1, twiliodouble.Fault{Delay: time.Minute}), 5 * time.Minute, 1, thanks,
			goes},
		{"a page in its place", words, media{fileOf(jpeg, 10, 9_000)},
			badly(2, twiliodouble.Fault{Body: page}), 5 * time.Minute, 1, thanks, goes},
		{"it is there a little later", words, media{fileOf(jpeg, 11, 9_000)},
			badly(3, twiliodouble.Fault{Status: http.StatusNotFound, Code: 20404}), 10 * time.Minute, 1, thanks,
			goes},
		{"it never is there", words, media{fileOf(jpeg, 12, 9_000), fileOf(jpeg, 13, 9_000)},
			badly(always, twiliodouble.Fault{Status: http.StatusNotFound, Code: 20404}), 3 * time.Hour, 1,
			"only 1 of 2 pictures or files reached us", "it could not be had from the text service"},
		{"Twilio fails for a day", words, media{fileOf(jpeg, 14, 9_000)},
			badly(always, twiliodouble.Fault{Status: http.StatusInternalServerError, Code: 20500}), 26 * time.Hour, 0,
			"pictures or files of your message did not reach us", "It could not be fetched"},
		{"a film of six megabytes", words, media{fileOf(jpeg, 15, 6<<20), fileOf(jpeg, 16, 9_000)}, nil,
			time.Minute, 1, "only 1 of 2", "it is bigger than we take"},
		{"a program", words, media{fileOf(exeFile, 17, 9_000)}, nil, time.Minute, 0,
			"did not reach us", "it is neither a picture nor a recording"},
		{"more than one mail takes", words, media{fileOf(jpeg, 18, 1_500_000), fileOf(jpeg, 19, 1_500_000)}, nil,
			time.Minute, 2, "all 2 pictures", "This is email 2 of 2 with them."},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			inTown(t, 10, func(t *testing.T, town *town, cfg config.Config) {
				defer runDaemon(t, town, cfg)()
				time.Sleep(time.Second) // until it listens
				tc.files[0].Faults = tc.faults
				from := fmt.Sprintf("+4477009003%02d", n)
				body := tc.body
				if body != "" {
					body = fmt.Sprintf(body, n)
				}
				sid := town.textOf(t, from, cfg.SMS.From, body, tc.files)
				time.Sleep(tc.within)
				town.isText(t, from, tc.told)
				mails := town.mailsWith("by text.")
				all := strings.Join(mails, "\n")
				if !strings.Contains(all, tc.staff) {
					t.Errorf("the staff's mails hold no %q:\n%.3000s", tc.staff, all)
				}
				here := 0
				for _, f := range tc.files {
					here += strings.Count(all, base64.StdEncoding.EncodeToString(f.Data)[:40])
				}
				if here != tc.came {
					t.Errorf("files in the staff's mails: got %d, want %d", here, tc.came)
				}
				asked := town.texts.Asked(sid, tc.files[0].SID)
				if _, _, err := town.texts.Repeat(t.Context(), sid, ""); err != nil {
					t.Error(err)
				}
				time.Sleep(2 * time.Hour)
				if again := town.texts.Asked(sid, tc.files[0].SID); again != asked {
					t.Errorf("after the webhook was called again: got %d requests, want %d as before", again, asked)
				}
				if again := town.mailsWith("by text."); len(again) != len(mails) {
					t.Errorf("mails about them once the webhook was called again: got %d, want %d", len(again),
						len(mails))
				}
			})
		})
	}
}

// textOf sends a text with files, and returns its id. The files have theirs afterwards.
func (s *town) textOf(t *testing.T, from, to, body string, files []twiliodouble.Media) (sid string) {
	t.Helper()
	status, _, err := s.texts.Text(t.Context(), from, to, body, files...)
	if err != nil || status != http.StatusOK {
		t.Fatalf("the webhook answers %d, %v", status, err)
	}
	for _, m := range s.texts.Messages() {
		if m.Inbound && m.From == from {
			return m.SID
		}
	}
	t.Fatal("the text is not at Twilio")
	return ""
}

// isText holds that a number was sent a text with these words.
func (s *town) isText(t *testing.T, to, words string) {
	t.Helper()
	var had []string
	for _, m := range s.texts.Messages() {
		if m.To == to {
			had = append(had, m.Body)
		}
	}
	if !strings.Contains(strings.Join(had, "\n"), words) {
		t.Errorf("texts to the resident: got %q, want %q among them", had, words)
	}
}

// mailsWith are the mails that hold these words, with their lines joined.
func (s *town) mailsWith(words string) (found []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		text := strings.ReplaceAll(m.text, "=\r\n", "")
		text = strings.ReplaceAll(text, "\r\n", "\n")
		if strings.Contains(text, words) {
			found = append(found, strings.ReplaceAll(text, "\n", " "))
		}
	}
	return found
}

// pictureSteps are the places at which the program is killed while it fetches a picture.
var pictureSteps = []string{"picture awaited, not fetched", "picture fetched, not stored",
	"picture stored, not decided"}

// TestKilledWhileAPictureIsFetched kills the program without warning at each step between the text and its picture: the
// picture is there once in the end, told of once to the staff and once to whoever sent it.
func TestKilledWhileAPictureIsFetched(t *testing.T) { // 3.6
	s := newStage(t, database(t)).withTexts(t)
	s.program = stoppable.program(t, s.cfg)
	texted := make(chan error, 1)
	for i, step := range pictureSteps {
		s.startAt(t, "1 "+step)
		if i == 0 {
			go func() { texted <- s.textOf(t.Context(), 0, fileOf(jpeg, 20, 9_000)) }()
		}
		if err := s.program.Died(time.Minute); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	s.startAt(t, "")
	if err := <-texted; err != nil {
		t.Fatal(err)
	}
	s.awaitOutcomes(t, 2)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	db := s.open(t)
	defer db.Close()
	if faults, err := db.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
	told := map[complaint.LetterID]int{letter.ManagerPictures: 0, letter.EvidenceReceived: 0}
	for _, l := range letters(t, db) {
		if _, ok := told[l.Letter.Letter]; ok {
			told[l.Letter.Letter]++
		}
	}
	for id, n := range told {
		if n != 1 {
			t.Errorf("letters %s: got %d, want one", id, n)
		}
	}
}
