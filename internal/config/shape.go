package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/choice"
	"complaints/internal/policy"

	"github.com/goccy/go-yaml/ast"
)

// shape compares a file with the form that it must have, before anything of it is used. The library that decodes stops
// at the first thing that does not fit, and names it in the words of a programming language.
type shape struct {
	faults []error
	lines  map[string]int
	places map[string][]string // a key: the parts in which it stands
	source []string            // the lines of the file
}

func (s *shape) say(n ast.Node, format string, args ...any) {
	s.faults = append(s.faults, Fault{Line: n.GetToken().Position.Line, Says: fmt.Sprintf(format, args...)})
}

var (
	readsItself = reflect.TypeFor[encoding.TextUnmarshaler]()
	aDuration   = reflect.TypeFor[time.Duration]()
	aSecret     = reflect.TypeFor[Secret]()
)

// overrides is where parts of a policy stand.
const overrides = "policy.overrides"

// value compares what stands at a key with its form. usual is the form's value if the key is left out.
func (s *shape) value(key string, n ast.Node, usual reflect.Value) {
	switch node := n.(type) {
	case *ast.AnchorNode:
		n = node.Value
	case *ast.TagNode:
		n = node.Value
	case *ast.AliasNode: // it was looked at where it is named
		return
	}
	if key == overrides {
		usual = reflect.ValueOf(policy.Policy{})
	}
	t := usual.Type()
	if t.Kind() == reflect.Pointer {
		if n.Type() != ast.NullType {
			s.value(key, n, reflect.Zero(t.Elem()))
		}
		return
	}
	switch {
	case reflect.PointerTo(t).Implements(readsItself):
		s.word(key, n, t)
	case t == aDuration:
		s.duration(key, n, time.Duration(usual.Int()))
	case t.Kind() == reflect.Struct:
		s.part(key, n, usual)
	case t.Kind() == reflect.Map:
		s.table(key, n, usual)
	case t.Kind() == reflect.Slice:
		s.list(key, n, usual)
	case t.Kind() == reflect.Bool:
		s.truth(key, n)
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		s.number(key, n, usual.Int())
	case t.Kind() == reflect.String:
		s.text(key, n, usual)
	}
}

// named is one field of a part.
type named struct {
	name  string
	value reflect.Value
}

func fieldsOf(v reflect.Value) (all []named) {
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			all = append(all, named{name, v.Field(i)})
		}
	}
	return all
}

// gather notes in which parts each key stands.
func (s *shape) gather(part string, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(readsItself) {
		return
	}
	for _, f := range fieldsOf(reflect.Zero(t)) {
		s.places[f.name] = append(s.places[f.name], part)
		s.gather(under(part, f.name), f.value.Type())
	}
}

func under(part, key string) string {
	if part == "" {
		return key
	}
	return part + "." + key
}

// called is a part as a sentence names it.
func called(part string) string {
	if part == "" {
		return "the configuration"
	}
	return part
}

// part compares keys with the fields of a part.
func (s *shape) part(key string, n ast.Node, usual reflect.Value) {
	if n.Type() == ast.NullType { // a part of which every line is a remark
		return
	}
	fields := fieldsOf(usual)
	entries, ok := n.(ast.MapNode)
	if !ok {
		s.say(n, "%s has keys of its own, and something else stands there: write them below it, each on a line that "+
			"begins two spaces further right: %s", called(key), example(key, fields))
		return
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	for name, entry := range s.entries(key, entries) {
		if name == "<<" {
			continue
		}
		at := slices.Index(names, name)
		if at < 0 {
			s.unknown(key, name, entry.Key, names)
			continue
		}
		s.value(under(key, name), entry.Value, fields[at].value)
	}
}

// entries yields the entries of a part or table, and says which key stands twice.
func (s *shape) entries(part string, n ast.MapNode) func(yield func(string, *ast.MappingValueNode) bool) {
	return func(yield func(string, *ast.MappingValueNode) bool) {
		for all := n.MapRange(); all.Next(); {
			entry := all.KeyValue()
			name := entry.Key.GetToken().Value
			key, line := under(part, name), entry.Key.GetToken().Position.Line
			if before, twice := s.lines[key]; twice && name != "<<" {
				s.say(entry.Key, "%s stands twice, in line %d and in line %d, and only one of them would count: "+
					"keep the "+
					"right one", key, before, line)
				continue
			}
			s.lines[key] = line
			if !yield(name, entry) {
				return
			}
		}
	}
}

// otherNames are names that other programs give to keys of ours.
var otherNames = map[string]string{
	"username": "user", "login": "user", "account": "user", "host": "server", "hostname": "server", "port": "server",
	"pass": "password", "passwd": "password", "pwd": "password", "ssl": "tls", "security": "tls", "encryption": "tls",
	"starttls": "tls", "interval": "poll", "database": "url", "dsn": "url", "path": "url", "mail": "email",
	"e_mail": "email", "e-mail": "email", "telephone": "phone", "tel": "phone", "mobile": "phone", "sid": "account_sid",
	"token": "auth_token", "number": "from", "sender": "from", "webhook": "public_url", "prefix": "ref_prefix",
	"helo": "hello", "ehlo": "hello", "frequency": "poll", "position": "title", "job": "title", "role": "title",
	"holidays": "bank_holidays", "team": "complaints_team", "ceo": "chief_executive", "dpo": "data_protection_officer",
	"imap": "mailbox", "database_url": "store", "db": "store", "mailserver": "smtp", "staff": "people", "twilio": "sms",
	"to": "close", "start": "open", "end": "close", "until": "close",
	"text": "sms", "template": "letters", "templates": "letters", "twilio_sid": "account_sid", "inbox": "folders",
}

// unknown says what to do with a key that its part does not have.
func (s *shape) unknown(part, name string, n ast.Node, names []string) {
	var near string
	var ok bool
	if other := otherNames[strings.ToLower(name)]; slices.Contains(names, other) {
		near, ok = other, true
	} else if name == "from" && slices.Contains(names, "open") {
		near, ok = "open", true
	} else {
		near, ok = choice.Nearest(name, names)
	}
	elsewhere := s.places[name]
	switch {
	case ok && near == "server" && name == "port":
		s.say(n, "%s has no key port: write the port after the name of the server, as server: "+
			"mail.example.org:993", part)
	case ok:
		s.say(n, "%s has no key %q: write %s, if that is what you mean", called(part), name, near)
	case slices.Contains(elsewhere, "") && part != "":
		s.say(n, "%s is no key of %s but a part of its own: take the spaces before it away", name, part)
	case len(elsewhere) > 0 && part == "":
		s.say(n, "%s is no part of its own: it belongs to %s. Write it below that line, two spaces further right",
			name, choice.Or(elsewhere[:min(3, len(elsewhere))]))
	case len(elsewhere) > 0:
		s.say(n, "%s has no key %q: that one belongs to %s. Move it there, and mind how far right it stands",
			part, name, choice.Or(elsewhere[:min(3, len(elsewhere))]))
	default:
		s.say(n, "%s has no key %q: take it out, or write one of %s", called(part), name, strings.Join(names, ", "))
	}
}

// example is the beginning of a part, as it may be written.
func example(key string, fields []named) string {
	var lines []string
	for _, f := range fields[:min(2, len(fields))] {
		lines = append(lines, f.name+": ...")
	}
	last := key[strings.LastIndexByte(key, '.')+1:]
	return strings.TrimPrefix(last+": {"+strings.Join(lines, ", ")+"}", ": ")
}

// table compares entries under names of the administrator's own.
func (s *shape) table(key string, n ast.Node, usual reflect.Value) {
	entries, ok := n.(ast.MapNode)
	switch {
	case n.Type() == ast.NullType:
		return
	case !ok && key == "people.areas":
		s.say(n, "people.areas has a part for each area: write the area's name, as repairs:, and below it manager, "+
			"deputy and director")
		return
	case !ok:
		s.say(n, "%s has an entry a line, each with a name, a colon and a value: see config.example.yaml", key)
		return
	}
	for name, entry := range s.entries(key, entries) {
		if key == "calendar.closures" {
			if _, err := calendar.ParseDate(name); err != nil {
				s.say(entry.Key, "calendar.closures: %s", notADate(name))
			}
		}
		s.value(under(key, name), entry.Value, reflect.Zero(usual.Type().Elem()))
	}
}

// list compares the items of a list.
func (s *shape) list(key string, n ast.Node, usual reflect.Value) {
	last := key[strings.LastIndexByte(key, '.')+1:]
	items, ok := n.(*ast.SequenceNode)
	text, single := raw(n)
	switch {
	case ok:
	case n.Type() == ast.NullType && usual.Len() > 0:
		s.say(n, "%s has no value: write a list, as %s: [%v], or take the line out", key, last, usual.Index(0))
		return
	case n.Type() == ast.NullType:
		return
	case single && strings.HasPrefix(text, "-"):
		s.say(n, "%s is a list: put a space after the hyphen that begins each item", key)
		return
	case single && usual.Type().Elem().Kind() == reflect.String:
		items := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
		for i := range items {
			items[i] = strings.TrimSpace(items[i])
		}
		s.say(n, "%s is a list, even of one: write %s: [%s]", key, last, strings.Join(items, ", "))
		return
	default:
		s.say(n, "%s is a list: begin each item with a hyphen and a space, on a line of its own", key)
		return
	}
	for i, item := range items.Values {
		at := fmt.Sprintf("%s[%d]", key, i+1)
		s.lines[at] = item.GetToken().Position.Line
		if entries, isPart := item.(ast.MapNode); isPart && usual.Type().Elem().Kind() == reflect.String {
			all := entries.MapRange()
			all.Next()
			value, _ := raw(all.KeyValue().Value)
			s.say(item, `%s: the text has a colon and a space in it: put it in quotes, as "%s: %s"`, at,
				all.KeyValue().Key.GetToken().Value, value)
			continue
		}
		s.value(at, item, reflect.Zero(usual.Type().Elem()))
	}
}

// known lists the parts of the configuration.
func known() []string {
	var names []string
	for _, f := range fieldsOf(reflect.ValueOf(Config{})) {
		names = append(names, f.name)
	}
	return slices.Sorted(slices.Values(names))
}

// HasSection reports whether the configuration has a part of this name.
func HasSection(name string) bool { return slices.Contains(known(), name) }

// set reports whether a key stands in the file.
func (c Config) set(key string) bool {
	_, ok := c.lines[key]
	return ok
}

// valueAt is the value of a key in a configuration, for comparing.
func valueAt(c Config, key string) any {
	v := reflect.ValueOf(c)
	for name := range strings.SplitSeq(key, ".") {
		fields := fieldsOf(v)
		v = fields[slices.IndexFunc(fields, func(f named) bool { return f.name == name })].value
	}
	return v.Interface()
}
