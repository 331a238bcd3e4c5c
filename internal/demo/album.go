package demo

import (
	"errors"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// album keeps every letter of the demonstration in a folder to look at.
type album struct {
	folder string
	pages  []page
	failed error
}

type page struct {
	At            string
	Letter        complaint.LetterID
	Name, To      string
	Subject, File string
	Channel       message.Channel
	Case          string
}

func newAlbum(folder string) (*album, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for letters: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(folder, "[0-9][0-9][0-9]-[LM][0-9]*"))
	if err != nil {
		return nil, fmt.Errorf("look for letters of an earlier demonstration: %w", err)
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return nil, fmt.Errorf("remove the letters of an earlier demonstration: %w", err)
		}
	}
	return &album{folder: folder}, nil
}

// keep writes a letter down: its words, and the page that mail programs show.
func (a *album) keep(l outbox.Letter, at time.Time) {
	name, _, _ := strings.Cut(l.Template, "@")
	base := fmt.Sprintf("%03d-%s-%s", len(a.pages)+1, l.Letter, name)
	p := page{
		At: at.Format("2 Jan 15:04"), Letter: l.Letter, Name: strings.ReplaceAll(name, "-", " "),
		To: l.To, Subject: l.Subject, File: base + ".txt", Channel: l.Channel, Case: l.Case,
	}
	words := fmt.Sprintf("To: %s\nBy: %s\nSubject: %s\n\n%s\n", l.To, l.Channel, l.Subject, l.Text)
	a.write(base+".txt", words)
	if l.HTML != "" {
		p.File = base + ".html"
		a.write(p.File, l.HTML)
	}
	a.pages = append(a.pages, p)
}

func (a *album) write(name, text string) {
	a.failed = errors.Join(a.failed, os.WriteFile(filepath.Join(a.folder, name), []byte(text), 0o600))
}

var indexPage = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Letters of the demonstration</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
li{margin:.4rem 0}small{color:#555}a{color:#0b5394}
@media (prefers-color-scheme:dark){body{color:#eee;background:#181818}small{color:#aaa}a{color:#8ec5ff}}</style></head>
<body><h1>Letters of the demonstration</h1>
<p>{{len .}} letters, in the order in which they left.</p>
<ol>{{range .}}
<li><a href="{{.File}}">{{if .Subject}}{{.Subject}}{{else}}{{.Case}}: {{.Name}}{{end}}</a><br>
<small>{{.At}}, {{.Letter}} {{.Name}}, by {{.Channel}} to {{.To}}</small></li>{{end}}
</ol></body></html>
`))

// index writes the page that lists them all.
func (a *album) index() error {
	f, err := os.OpenFile(filepath.Join(a.folder, "index.html"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.Join(a.failed, err)
	}
	return errors.Join(a.failed, indexPage.Execute(f, a.pages), f.Close())
}
