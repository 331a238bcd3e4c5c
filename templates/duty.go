package templates

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// demand is something that has to stand in a part, in one of several ways.
type demand struct {
	any     []string // one of these; compared without capitals
	tells   string   // what it tells
	write   string   // what to write
	english bool     // the words are English, so they are not looked for in another language
}

// duties say what each part is there for: a part that no longer says it is refused, and so is a letter that leaves the
// part out and does not say it in words of its own.
var duties = map[string]func(order.Facts, language) []demand{
	"closing": func(f order.Facts, _ language) []demand {
		out := []demand{
			{any: []string{f.Landlord.Name}, tells: "who writes", write: "{{.Landlord.Name}}"},
			{any: []string{"large print", "print bras", "larger print"}, tells: "that letters come in large print",
				write: "a sentence that offers large print", english: true},
			{
				any: []string{
					"braille",
					"easy read",
					"recording",
					"audio",
					"another language",
					"other language",
					"translat",
				},
				tells:   "that letters come in other forms",
				write:   "a sentence that offers Braille, Easy Read, a recording or another language",
				english: true,
			},
		}
		if f.Landlord.Phone != "" {
			out = append(out, demand{any: []string{f.Landlord.Phone}, tells: "the telephone number to ring",
				write: "{{.Landlord.Phone}}"})
		}
		if f.SentBy == message.Post {
			return append(out, demand{any: []string{f.Landlord.Email}, tells: "the address to write to",
				write: "{{.Landlord.Email}}"})
		}
		return append(out, demand{any: []string{"reply", "write to us", "email us", "write back", f.Landlord.Email},
			tells: "that the reader can answer", write: "a sentence that says how to reply", english: true})
	},
	"challenge": func(f order.Facts, _ language) []demand {
		out := []demand{
			{
				any: []string{
					"look at this",
					"look at it",
					"look again",
					"look into",
					"review",
					"challenge",
					"disagree",
					"not agree",
					"appeal",
					"object",
					"reconsider",
					"think again",
					"change this decision",
					"change our decision",
					"got this wrong",
					"are wrong",
				},
				tells:   "that the decision can be challenged",
				write:   "that the reader can ask us to look at the decision again",
				english: true,
			},
			{
				any: []string{
					"reply",
					"write",
					"ring us",
					"ring ",
					"tell us",
					"contact us",
					"email us",
					"call us",
					"phone us",
					"text us",
					"ask us",
				},
				tells:   "how to challenge it",
				write:   "how to do so: reply, write or ring",
				english: true,
			},
		}
		return append(out, outsideBody(f)...)
	},
	"outside-contact": func(f order.Facts, _ language) []demand { return contactOf(f) },
	"outside-now": func(f order.Facts, _ language) []demand {
		if f.External.Mode == "designated_person" {
			return outsideBody(f)
		}
		return append(outsideBody(f), contactOf(f)...)
	},
	"outside-final": func(f order.Facts, l language) []demand {
		out := append(outsideBody(f), contactOf(f)...)
		day, name := f.External.Before, "{{long .External.Before}}"
		if f.External.Mode == "designated_person" {
			day, name = f.External.DirectFrom, "{{long .External.DirectFrom}}"
		}
		if w, known := spoken[l.code]; f.External.Show && !day.IsZero() {
			out = append(
				out,
				demand{any: []string{w.long(day, known)}, tells: "the day that counts for going there", write: name},
			)
		}
		return out
	},
	"review": func(f order.Facts, l language) []demand {
		out := []demand{
			{any: []string{"review", "stage 2", "look at it again", "look again"}, tells: "the right to a review",
				write: "that the reader can ask for a review", english: true},
			{
				any:     []string{"reply", "write", "ring", "email", "tell us", "ask us", "contact"},
				tells:   "how to ask for a review",
				write:   "how to ask for it: reply, write or ring",
				english: true,
			},
		}
		if w, known := spoken[l.code]; !f.WindowLast.IsZero() {
			out = append(
				out,
				demand{any: []string{w.long(f.WindowLast, known)}, tells: "the last day to ask for a review",
					write: "{{long .WindowLast}}"},
			)
		}
		return out
	},
	"opening": func(f order.Facts, l language) []demand {
		w, known := spoken[l.code]
		out := []demand{
			{any: []string{f.Landlord.Name}, tells: "who writes", write: "{{.Landlord.Name}}"},
			{any: []string{w.long(f.Today, known)}, tells: "the day of the letter", write: "{{long .Today}}"},
		}
		if f.SentBy == message.Post && f.PostalAddress != "" {
			first, _, _ := strings.Cut(f.PostalAddress, "\n")
			out = append(
				out,
				demand{any: []string{first}, tells: "where the letter is to be posted", write: "{{.PostalAddress}}"},
			)
		}
		return out
	},
	"sms-from": func(f order.Facts, _ language) []demand {
		return []demand{{any: []string{f.Landlord.Name, f.Landlord.ShortName}, tells: "who writes",
			write: "{{.Landlord.ShortName}}"}}
	},
	"issues": func(f order.Facts, _ language) (out []demand) {
		for _, issue := range f.Issues {
			out = append(out, demand{any: []string{issue}, tells: "what the complaint is about",
				write: "{{range .Issues}}> {{.}}{{end}}"})
		}
		return out
	},
	"decision": func(f order.Facts, _ language) []demand {
		return []demand{{any: []string{f.Decision}, tells: "the decision", write: "{{.Decision}}", english: true}}
	},
	"who": func(f order.Facts, _ language) []demand {
		return []demand{
			{any: []string{f.Handler.Name, f.Handler.Title}, tells: "who deals with it", write: "{{.Handler.Name}}"},
		}
	},
	"signposts": routesOf, "routes": routesOf,
	"support": func(f order.Facts, _ language) (out []demand) {
		for _, s := range f.WeWill {
			out = append(out, demand{any: []string{s}, tells: "what we do about what the resident needs",
				write: "{{range .WeWill}}{{.}} {{end}}"})
		}
		return out
	},
	"post-cover": func(order.Facts, language) []demand {
		return []demand{
			{any: []string{"POSTED"}, tells: "how staff say that it is in the post", write: "the word POSTED"},
		}
	},
}

// ofLetters are the parts whose duty a letter has that has them, whether or not it goes on calling them.
var ofLetters = []string{"closing", "challenge", "review", "outside-now", "outside-final", "outside-contact"}

func routesOf(f order.Facts, _ language) (out []demand) {
	for _, s := range f.OutOfScope {
		out = append(out, demand{any: []string{s.Route}, tells: "who deals with what is handled in another way",
			write: "{{range .OutOfScope}}- {{.Route}}{{end}}"})
	}
	return out
}

func outsideBody(f order.Facts) []demand {
	if !f.External.Show {
		return nil
	}
	return []demand{
		{any: []string{f.External.Body}, tells: "who outside us can look at it", write: "{{.External.Body}}"},
	}
}

// contactOf asks for a way to reach the body outside: its telephone, its form or its post.
func contactOf(f order.Facts) []demand {
	var ways []string
	for _, row := range public(f.Landlord.OmbudsmanList) {
		if number := phonesIn([]string{row}); number != "" {
			ways = append(ways, number)
		}
		for word := range strings.FieldsSeq(row) {
			if site := strings.Trim(word, ".,;()"); strings.Contains(site, "www.") || strings.Contains(site, "://") {
				ways = append(ways, bareSite(site))
			}
		}
		if _, post, ok := strings.Cut(row, ": "); ok && len(post) > 20 {
			ways = append(ways, post)
		}
	}
	if len(ways) == 0 || !f.External.Show {
		return nil
	}
	return []demand{{any: ways, tells: "how the " + f.External.Body + " can be reached",
		write: "{{template \"outside-contact\" .}}, or in that part {{range public .Landlord.OmbudsmanList}}- " +
			"{{.}}{{end}} with a line for each"}}
}

// met reports whether words meet a demand.
func (d demand) met(words string) bool {
	words = strings.ToLower(words)
	return slices.ContainsFunc(
		d.any,
		func(s string) bool { return s != "" && strings.Contains(words, strings.ToLower(s)) },
	)
}

// partSamples are the facts that a part is tried with: those of two residents, by email and by post.
func (c *inspection) partSamples(code string) (out []order.Facts) {
	f := Sample(letter.Stage2FinalResponse)
	f.Stage, f.WindowLast, f.ReplyBy, f.SayOurs = 1, day(sampleWindow), day("2026-12-31"), true
	f.WeWill = []string{"We write in large letters to you."}
	f.Landlord, f.Language, f.FullLetter = c.landlord, code, message.Email
	f.External.Show, f.External.Mode = true, "direct"
	for _, one := range []order.Facts{f, twin(f)} {
		for _, way := range []message.Channel{message.Email, message.Post} {
			one.SentBy = way
			out = append(out, clean(one))
		}
	}
	out[1].External.Mode = "designated_person"
	return out
}

// checkPart looks whether a part of the administrator's still says what it is there for.
func (c *inspection) checkPart(lang *language, part, file string) {
	tree := lang.all.Lookup(part)
	duty := duties[part]
	if tree == nil {
		return
	}
	for _, f := range c.partSamples(lang.code) {
		var b bytes.Buffer
		if err := tree.Execute(&b, &f); err != nil {
			c.at(IsError, nil, file, faultLine(located(file, err)), "%s", faultSays(located(file, err)))
			return
		}
		if duty == nil {
			continue
		}
		words := unmarked(b.String())
		for _, d := range duty(f, *lang) {
			if (!d.english || lang.code == "") && !d.met(words) {
				c.at(
					IsError,
					nil,
					file,
					1,
					"the part no longer tells %s, which every letter with it needs: write %s",
					d.tells,
					d.write,
				)
			}
		}
	}
}

// checkDuties looks whether a letter that leaves a part out says in its own words what the part is there for.
func (c *inspection) checkDuties(l *parsed, f order.Facts, words, model string) {
	lang := c.set.languages[l.language]
	has, had := lang.calls(l.body.Tree), lang.calls(l.model.body.Tree)
	said := false
	for _, part := range ofLetters {
		if !had[part] || has[part] || said && part == "outside-contact" { // it stands within the others
			continue
		}
		for _, d := range duties[part](f, *lang) {
			if (!d.english || l.language == "") && d.met(model) && !d.met(words) {
				said = true
				c.say(IsError, l, f.SentBy, "it no longer tells %s: put {{template %q .}} back, or write %s", d.tells,
					part, d.write)
				break
			}
		}
	}
}

// calls are the parts that a letter calls, and those that they call.
func (lang *language) calls(tree *parse.Tree) map[string]bool {
	out := map[string]bool{}
	var follow func(*parse.Tree)
	follow = func(t *parse.Tree) {
		if t == nil {
			return
		}
		walk(t.Root, func(n parse.Node) {
			if call, ok := n.(*parse.TemplateNode); ok && !out[call.Name] {
				out[call.Name] = true
				follow(lang.parts[call.Name])
			}
		})
	}
	follow(tree)
	return out
}

// callsOf are the parts of all sections of a letter.
func (lang *language) callsOf(l *parsed) map[string]bool {
	calls := map[string]bool{}
	for _, section := range []*template.Template{l.subject, l.body, l.sms} {
		if section != nil {
			maps.Copy(calls, lang.calls(section.Tree))
		}
	}
	return calls
}

// uses are the facts that a section asks for, by their first name, with those of the parts that it calls.
func (lang *language) uses(tree *parse.Tree, parts bool) map[string]bool {
	out := map[string]bool{}
	look := func(t *parse.Tree) {
		walk(t.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.FieldNode:
				out[n.Ident[0]] = true
			case *parse.VariableNode:
				if len(n.Ident) > 1 {
					out[n.Ident[1]] = true
				}
			}
		})
	}
	look(tree)
	if parts {
		for part := range lang.calls(tree) {
			if t := lang.parts[part]; t != nil {
				look(t)
			}
		}
	}
	return out
}

// walk shows every node of a tree.
func walk(n parse.Node, see func(parse.Node)) {
	list := func(l *parse.ListNode) {
		if l != nil {
			walk(l, see)
		}
	}
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			walk(p, see)
		}
	}
	see(n)
	switch n := n.(type) {
	case *parse.ListNode:
		for _, one := range n.Nodes {
			walk(one, see)
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.IfNode:
		pipe(n.Pipe)
		list(n.List)
		list(n.ElseList)
	case *parse.WithNode:
		pipe(n.Pipe)
		list(n.List)
		list(n.ElseList)
	case *parse.RangeNode:
		pipe(n.Pipe)
		list(n.List)
		list(n.ElseList)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	case *parse.PipeNode:
		for _, cmd := range n.Cmds {
			walk(cmd, see)
		}
	case *parse.CommandNode:
		for _, arg := range n.Args {
			walk(arg, see)
		}
	case *parse.ChainNode:
		walk(n.Node, see)
	}
}

// partOf returns the part that a file holds, "" if it holds none.
func partOf(file string) string {
	if dir, base := path.Split(file); path.Base(dir) == partsDir {
		return strings.TrimSuffix(base, ".txt")
	}
	return ""
}
