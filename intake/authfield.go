package intake

import "strings"

// authField is one Authentication-Results field taken apart (RFC 8601 section 2.2).
type authField struct {
	server  string // who wrote it, in lower case; "" where the field begins with a result, as Microsoft's does
	results []authResult
}

// authResult is what one method came to: "dmarc=pass (p=none) header.from=example.org".
type authResult struct {
	method, value string // in lower case
	properties    []authProperty
	// sound says that everything after the value could be read. What could not may have been the property that the
	// result is about, so an unsound result can count against a sender and never for one.
	sound bool
}

// authProperty is "header.from=example.org"; the name is in lower case.
type authProperty struct {
	name  string
	value authWord
}

// property returns the value of a property. Two different ones say nothing.
func (r authResult) property(name string) (value authWord, ok bool) {
	for _, p := range r.properties {
		switch {
		case p.name != name:
		case ok && p.value != value:
			return authWord{}, false
		default:
			value, ok = p.value, true
		}
	}
	return value, ok
}

// maxAuthField is the longest field that is read.
const maxAuthField = 16 << 10

// parseAuthField reads one field. Names and values in it were chosen by whoever sent the mail, and a server writes them
// as quoted strings or into comments, so nothing is ever looked for in the text: it is read from left to right, quotes,
// nested comments and escaped characters as they stand. Parts that mean nothing are passed over, as real servers write
// some; ok is false if it cannot be told where a comment or a quoted string ends, for then every part may be another.
//
// In a comment quotes mean nothing. Some servers copy a quoted local part into one without escaping the brackets
// in it; quotedComments reads such comments as they were meant.
func parseAuthField(v string, quotedComments bool) (f authField, ok bool) {
	if len(v) > maxAuthField {
		return authField{}, false
	}
	s := authScanner{rest: v, quotedComments: quotedComments}
	if f.server, ok = s.server(); !ok {
		return authField{}, false
	}
	for !s.broken && s.rest != "" {
		if r := s.result(); r.method != "" {
			f.results = append(f.results, r)
		}
		s.skip(';')
	}
	return f, !s.broken
}

// authScanner reads a field from left to right.
type authScanner struct {
	rest           string
	quotedComments bool
	broken         bool // it cannot be told where something ends
}

// server reads who wrote the field, and the version after it. A field that begins with a result names nobody; ok is
// false if what follows the name cannot be read.
func (s *authScanner) server() (name string, ok bool) {
	begin := s.rest
	s.space()
	name = strings.ToLower(s.word("=;").text)
	s.space()
	if s.next('=') {
		s.rest = begin
		return "", true
	}
	if version := s.word("=;").text; version != "" && version != "1" {
		return name, false
	}
	s.space()
	ended := s.rest == "" || s.skip(';')
	return name, ended && name != "" && !s.broken
}

// result reads up to the next semicolon. What is no result has no method.
func (s *authScanner) result() (r authResult) {
	name, value, given := s.pair()
	if given {
		method, version, _ := strings.Cut(name, "/")
		r = authResult{method: method, value: strings.ToLower(value.text), sound: version == "" || version == "1"}
	}
	for !s.broken && s.rest != "" && !s.next(';') {
		name, value, given := s.pair()
		if given {
			r.properties = append(r.properties, authProperty{name, value})
		} else {
			r.sound = false
		}
	}
	return r
}

// pair reads "name=value", with blanks and comments anywhere between. A word alone is no pair.
func (s *authScanner) pair() (name string, value authWord, ok bool) {
	s.space()
	word := s.word("=;")
	name, quoted := word.text, word.quoted
	for s.space(); s.goesOn(name); s.space() {
		word = s.word("=;")
		name, quoted = name+word.text, quoted || word.quoted
	}
	if !s.skip('=') {
		return "", authWord{}, false
	}
	s.space()
	value = s.word(";")
	s.space()
	return strings.ToLower(name), value, name != "" && !quoted
}

// goesOn reports whether what comes next belongs to the name so far: "header (comment) . from" is one.
func (s *authScanner) goesOn(name string) bool {
	if s.broken || s.rest == "" || name == "" || s.next('=') || s.next(';') {
		return false
	}
	joins := func(c byte) bool { return c == '.' || c == '/' }
	return joins(name[len(name)-1]) || joins(s.rest[0])
}

// authWord is a word with its quotes taken off.
type authWord struct {
	text   string
	host   string // what follows the last @ that no quotes hide, or all of it; in lower case
	quoted bool   // some of it stood in quotes
}

// word reads up to a blank, a comment or one of the bytes of stop. Quoted strings in it are part of it.
func (s *authScanner) word(stop string) authWord {
	var text, bare strings.Builder // bare is without what was quoted
	quoted := false
	for s.rest != "" && !s.broken {
		c := s.rest[0]
		if isBlank(c) || c == '(' || strings.IndexByte(stop, c) >= 0 {
			break
		}
		if c == ')' { // the end of a comment that never began
			s.broken = true
		}
		s.rest = s.rest[1:]
		if c == '"' {
			quoted = true
			text.WriteString(s.quoted())
			continue
		}
		text.WriteByte(c)
		bare.WriteByte(c)
	}
	host := bare.String()
	if host == "" {
		host = text.String()
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	} else if quoted {
		host = text.String() // half quoted and no address: whatever it is, it is no host's name
	}
	return authWord{text.String(), strings.ToLower(strings.Trim(host, "<> .")), quoted}
}

// quoted reads the rest of a quoted string.
func (s *authScanner) quoted() string {
	var b strings.Builder
	for i := 0; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			s.rest = s.rest[i+1:]
			return b.String()
		case c == '\\' && i+1 < len(s.rest):
			i++
			b.WriteByte(s.rest[i])
		default:
			b.WriteByte(c)
		}
	}
	s.broken, s.rest = true, ""
	return ""
}

// space passes over blanks and comments.
func (s *authScanner) space() {
	for s.rest != "" && !s.broken {
		switch {
		case isBlank(s.rest[0]):
			s.rest = s.rest[1:]
		case s.rest[0] == '(':
			s.comment()
		default:
			return
		}
	}
}

// comment passes over a comment and those within it.
func (s *authScanner) comment() {
	depth := 0
	for s.rest != "" {
		c := s.rest[0]
		s.rest = s.rest[1:]
		switch {
		case c == '\\' && s.rest != "":
			s.rest = s.rest[1:]
		case c == '"' && s.quotedComments:
			s.quoted()
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return
			}
		}
	}
	s.broken = true
}

func (s *authScanner) next(c byte) bool { return s.rest != "" && s.rest[0] == c }

func (s *authScanner) skip(c byte) bool {
	if !s.next(c) {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
