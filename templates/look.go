package templates

import (
	"regexp"
	"strings"

	"complaints/internal/order"
)

// The look of a page stands in its tags: many mail programs take its head away, and Outlook on the desktop sets it as
// Word does. What the head adds is dark mode, which the tags cannot say.

// plainColour is the colour of a landlord who has set none. White on it, and it on white, have a contrast of 8.4.
const plainColour = "#0b4f8a"

// look is how a page is set.
type look struct {
	colour string // of the head, the links and the box
	large  bool   // in large print, 18 point
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// lookOf is the landlord's look, as far as it can be used.
func lookOf(l *order.Landlord, large bool) look {
	if hexColour.MatchString(l.Colour) {
		return look{l.Colour, large}
	}
	return look{plainColour, large}
}

// tag writes a tag with how it is set.
func (k look) tag(name string) string {
	var style string
	switch name {
	case "h1":
		style = "font-size:22px;line-height:1.3;margin:24px 0 20px"
		if k.large {
			style = "font-size:32px;line-height:1.3;margin:28px 0 24px"
		}
	case "h2":
		style = "font-size:18px;line-height:1.35;margin:28px 0 8px"
		if k.large {
			style = "font-size:28px;line-height:1.35;margin:32px 0 12px"
		}
	case "p":
		style = "margin:0 0 14px"
	case "ul", "ol":
		style = "margin:0 0 14px;padding:0 24px"
	case "li":
		return "<li>"
	case "blockquote":
		style = "margin:0 0 14px;padding:2px 14px;border-left:4px solid #767676"
	case "hr":
		style = "border:0;border-top:1px solid #767676;margin:24px 0"
	case "div":
		return `<div class="next" style="margin:0 0 14px;padding:12px 14px;border:2px solid ` + k.colour + `">` +
			`<p style="margin:0">`
	case "a":
		style = "color:" + k.colour
	}
	return "<" + name + ` style="` + style + `">`
}

// Sheet is how the words of a page are set, for the layout.
func (k look) Sheet() string {
	size := "font:16px/1.55 Arial,Helvetica,sans-serif"
	if k.large {
		size = "font:24px/1.6 Arial,Helvetica,sans-serif"
	}
	return size + ";color:#1a1a1a;text-align:start"
}

// whole are words that read badly when a line ends within them: days, telephone numbers, postcodes.
var whole = regexp.MustCompile(`\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|` +
	`November|December)(?: \d{4})?\b|\b0\d{2,4}(?: \d{2,6}){1,2}\b|` +
	`\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b\d{1,2} months\b`)

const hardSpace = "\u00a0"

// unbroken keeps days, numbers and postcodes on one line.
func unbroken(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	return whole.ReplaceAllStringFunc(s, func(w string) string { return strings.ReplaceAll(w, " ", hardSpace) })
}

// stressed are the days that a letter to a resident promises, or gives them: on a page they stand out.
var stressed = regexp.MustCompile(`\{\{-? ?long \$?\.` +
	`(?:AnswerBy|SettleBy|NewDate|WindowLast|ReplyBy|ReviewDate|HearBy) ?-?\}\}`)

// stress makes the days bold that a letter promises.
func stress(text string) string {
	return stressed.ReplaceAllString(text, string(boldOn)+"$0"+string(boldOff))
}
