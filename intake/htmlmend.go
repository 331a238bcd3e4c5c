package intake

import (
	"regexp"
	"strings"
)

// Broken pages lose their words in two ways: an element whose content is no text never ends, and everything after it
// is taken for its content; or the words stand where only programs without scripts look. Mail programs run no scripts,
// and what a browser would swallow a person still wrote.

// unrunTags stand around words that are shown where scripts, frames or plug-ins are not.
var unrunTags = regexp.MustCompile(`(?i)</?(?:noscript|noframes|noembed|plaintext|xmp|listing)(?:\s[^<>]*)?/?>`)

// swallowing begins an element, or a comment, whose content the tokenizer does not read as a page.
var swallowing = regexp.MustCompile(`(?i)<(?:!--|(?:style|script|title|textarea|iframe)\b[^<>]*>)`)

// pageTag is a tag that stands in none of these elements: a style sheet and a title hold no tags.
var pageTag = regexp.MustCompile(`(?i)</?(?:html|head|body|meta|link|p|div|table|tbody|tr|td|span|font|br|center|` +
	`blockquote|h[1-6]|ul|ol|pre|section|article|main|strong|b|i|em|a|img)\b`)

// mendHTML ends what never ends, and takes off the tags around what only programs without scripts show.
func mendHTML(src string) string {
	src = unrunTags.ReplaceAllString(src, " ")
	var b strings.Builder
	never := map[string]bool{} // elements of which no end follows: it is looked for once
	for {
		at := swallowing.FindStringIndex(src)
		if at == nil {
			break
		}
		tag, rest := src[at[0]:at[1]], src[at[1]:]
		b.WriteString(src[:at[0]])
		name := tagName(tag)
		end := -1
		if !never[name] {
			end = endOfElement(rest, name)
			never[name] = end < 0
		}
		switch {
		case name == "!--" && end < 0: // all that follows would be a comment
			src = rest
			continue
		case name == "!--":
			b.WriteString(tag + rest[:end])
			src = rest[end:]
			continue
		}
		stop := -1
		if end < 0 || name == "style" || name == "title" {
			content := rest
			if end >= 0 {
				content = rest[:end]
			}
			if inside := pageTag.FindStringIndex(content); inside != nil {
				stop = inside[0]
			}
		}
		switch {
		case stop >= 0:
			b.WriteString(tag + rest[:stop] + "</" + name + ">")
			src = rest[stop:]
		case end < 0:
			b.WriteString(tag + rest)
			return b.String()
		default:
			b.WriteString(tag + rest[:end])
			src = rest[end:]
		}
	}
	b.WriteString(src)
	return b.String()
}

func tagName(tag string) string {
	if strings.HasPrefix(tag, "<!--") {
		return "!--"
	}
	name := strings.ToLower(tag[1:])
	if i := strings.IndexFunc(name, func(r rune) bool { return r < 'a' || r > 'z' }); i >= 0 {
		name = name[:i]
	}
	return name
}

// endOfElement returns where the content of an element, with its end tag, ends; -1 if it never does.
func endOfElement(rest, name string) int {
	if name == "!--" {
		if strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "->") {
			return strings.IndexByte(rest, '>') + 1 // an empty comment
		}
		end := strings.Index(rest, "-->")
		if bang := strings.Index(rest, "--!>"); bang >= 0 && (end < 0 || bang < end) {
			return bang + len("--!>")
		}
		if end < 0 {
			return -1
		}
		return end + len("-->")
	}
	mark := "</" + name
	at := indexFold(rest, mark)
	if at < 0 {
		return -1
	}
	at += len(mark)
	if close := strings.IndexByte(rest[at:], '>'); close >= 0 {
		return at + close + 1
	}
	return -1
}

// indexFold is [strings.Index] for a mark in lower case, whatever the case of the text.
func indexFold(s, mark string) int {
	for i := 0; i+len(mark) <= len(s); i++ {
		j := strings.IndexByte(s[i:], mark[0])
		if j < 0 {
			return -1
		}
		if i += j; i+len(mark) <= len(s) && strings.EqualFold(s[i:i+len(mark)], mark) {
			return i
		}
	}
	return -1
}

// anyTag is a tag, or what looks like one, of a page that could not be read otherwise.
var anyTag = regexp.MustCompile(`(?s)<!--|-->|<[!/?a-zA-Z][^<>]*>?`)

// styleSheet is what a last look at a page leaves out.
var styleSheet = regexp.MustCompile(`(?is)<(style|script)\b[^>]*>.*?</(?:style|script)\s*>`)
