package procedure

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// Whoever sends pictures must not believe that we have them when we do not (3.6). A mail that is too big is cut; what
// comes with a text is fetched afterwards, and now and then cannot be had.

// filesLacking tells whoever sent a message how many of its files are here, where it is known at once that not all are.
func filesLacking(d *draft, m message.Message) {
	n := order.FileCount{Alone: unreadable(m)}
	lacks := func(why message.Lack) func(message.Attachment) bool {
		return func(a message.Attachment) bool { return a.Lacks == why }
	}
	n.Came = count(m.Attachments, lacks(""))
	switch {
	case slices.ContainsFunc(m.Attachments, lacks(message.LacksEnd)):
		filesReceived(d, n)
	case slices.ContainsFunc(m.Attachments, lacks(message.LacksAll)) &&
		!slices.ContainsFunc(m.Attachments, lacks(message.LacksFetch)):
		n.Sent = len(m.Attachments)
		filesReceived(d, n)
	}
}

// filesReceived says how many files have come, by e-mail or text: nothing is posted for that.
func filesReceived(d *draft, n order.FileCount) {
	id := letter.FilesReceived
	if n.Sent > 0 && n.Came == n.Sent {
		id = letter.EvidenceReceived
	}
	if d.Case.Channel() != message.Post {
		d.toResident(id, func(f *order.Facts) { f.Files = n })
	}
}

// wordless counts files that are pictures, recordings or films; it is none where there is anything else.
func wordless(files []message.Attachment) int {
	for _, f := range files {
		switch family, _, _ := strings.Cut(f.Type, "/"); family {
		case "image", "audio", "video":
		default:
			return 0
		}
	}
	return len(files)
}

func count[T any](all []T, is func(T) bool) (n int) {
	for _, x := range all {
		if is(x) {
			n++
		}
	}
	return n
}

// Fetched is a file of a text message that has been fetched, or was given up.
type Fetched struct {
	Arrival string // the store's id
	File    message.Attachment
	Missing string // why it could not be had; "" if it is here
}

// FileCame takes a file of a text to its case, which the text belongs to. all are the files of that text once none is
// awaited any more, with it among them: then whoever has the case is sent them, and whoever sent them hears how many
// have come. Until then all is empty.
func (p Procedure) FileCame(c complaint.Case, text message.Message, came Fetched, all []Fetched,
	now time.Time) Decision {
	d := p.begin(c, now, "files:"+text.ID)
	d.clause = "3.6"
	why := "A file that came with a text was fetched."
	if came.Missing != "" {
		why = "A file that came with a text could not be fetched: " + came.Missing + "."
	}
	d.record(actor.ByMachine, why, complaint.FilesCame{Files: []message.Attachment{came.File}})
	if len(all) == 0 {
		return d.Decision
	}
	here := slices.DeleteFunc(slices.Clone(all), func(f Fetched) bool { return f.Missing != "" })
	n := order.FileCount{Sent: len(all), Came: len(here), Alone: unreadable(text)}
	switch speakerOf(c, text) {
	case resident:
		filesReceived(d, n)
	case representative:
		if n.Came < n.Sent {
			d.order(letter.FilesReceived, text.Channel, people.RoleRepresentative, c.Representative,
				order.Facts{Landlord: d.Landlord, Today: d.today(), Files: n})
		}
	}
	var missing []string
	for _, f := range all {
		if f.Missing != "" {
			missing = append(missing, f.Missing)
		}
	}
	slices.Sort(missing)
	reason := strings.Join(slices.Compact(missing), ", ") + "."
	parcels := parcelsOf(here)
	for i, parcel := range parcels {
		d.cause = fmt.Sprintf("files:%s:%d", text.ID, i)
		d.toHandler(letter.ManagerPictures, func(f *order.Facts) {
			f.Words, f.Files, f.Problem = message.LimitWords(text.NewText), n, reason
			f.Attachments = filesOf(all)
			if len(parcels) > 1 {
				f.Reminder = fmt.Sprintf("This is email %d of %d with them.", i+1, len(parcels))
			}
		})
		for _, f := range parcel {
			o := &d.Letters[len(d.Letters)-1]
			o.Encloses = append(o.Encloses, message.Enclosure{Message: f.Arrival, Attachment: f.File})
		}
	}
	return d.Decision
}

// mostInMail is how many bytes of files go in one mail to staff: some ways of sending take four megabytes, of which the
// wrapping is half.
const mostInMail = 2 << 20

// parcelsOf divides files among mails. There is one, if only to say that nothing could be had.
func parcelsOf(files []Fetched) [][]Fetched {
	parcels, size := [][]Fetched{nil}, int64(0)
	for _, f := range files {
		last := len(parcels) - 1
		if len(parcels[last]) > 0 && size+f.File.Size > mostInMail {
			parcels, size, last = append(parcels, nil), 0, last+1
		}
		parcels[last], size = append(parcels[last], f), size+f.File.Size
	}
	return parcels
}

func filesOf(all []Fetched) (files []message.Attachment) {
	for _, f := range all {
		files = append(files, f.File)
	}
	return files
}
