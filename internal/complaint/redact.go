package complaint

import (
	"reflect"
	"slices"

	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// Erased is the fact that a person had the words and names taken out of a case's file (2.5). Dates, stages,
// outcomes and areas stay, for the figures. The store takes them out; this fact, in the case's own chain, says why
// and covers what was done, so that nothing can be changed later under its name.
type Erased struct {
	Reason string // in the words of who asked for it; no name belongs here
	Rows   int    // events, letters and messages that were emptied
	Digest string // SHA-256 in hexadecimal over them: what they were sealed as and what remains
}

func (Erased) apply(c *Case, e Event) { c.Erased = e.At }

// ErasedMark stands where a person's words or name were.
const ErasedMark = "(erased)"

// Pseudonymous returns the event without anybody's words, and without the resident's and representative's
// particulars. What it does to the case's dates, stage, outcome and area is the same.
func (e Event) Pseudonymous() Event {
	if _, erased := e.Fact.(Erased); erased {
		return e
	}
	e.Why = Blank(e.Why)
	e.Fact = blanked(reflect.ValueOf(e.Fact), false).Interface().(Fact)
	return e
}

// PseudonymousReading returns a reading without the words that led to it.
func PseudonymousReading(r reading.Reading) reading.Reading {
	return blanked(reflect.ValueOf(r), false).Interface().(reading.Reading)
}

// PseudonymousMessage returns what may be kept of a message: that there was one, when and by which channel.
func PseudonymousMessage(m message.Message) message.Message {
	return message.Message{ID: m.ID, Channel: m.Channel, Received: m.Received, From: Blank(m.From), Text: Blank(m.Text),
		NewText: Blank(m.NewText), Nature: m.Nature, Proof: m.Proof}
}

// Blank is what stands in place of words that were erased: the mark, or nothing where nothing stood.
func Blank(words string) string {
	if words == "" {
		return ""
	}
	return ErasedMark
}

// kept reports whether a field stays as it is when a file is erased: its tag says `redact:"keep"`. Whatever has no tag
// and can hold words, whatever its type is called, goes.
func kept(f reflect.StructField) bool { return f.Tag.Get("redact") == "keep" }

// personal are the flags that tell of a person, not of a home.
var personal = []reading.Flag{reading.FlagHealthVulnerable, reading.FlagChild, reading.FlagSelfHarm,
	reading.FlagDiscrimination, reading.FlagSafeguarding}

// blanked returns a copy of a value without anybody's words; keep says whether the field that holds it is [kept].
func blanked(v reflect.Value, keep bool) reflect.Value {
	switch x := v.Interface().(type) {
	case people.Party:
		return reflect.ValueOf(people.Party{Tenure: x.Tenure})
	case []reading.Flag:
		return reflect.ValueOf(slices.DeleteFunc(slices.Clone(x), func(f reading.Flag) bool {
			return slices.Contains(personal, f)
		}))
	case people.Contact:
		if !keep {
			x = people.Contact{}
		}
		return reflect.ValueOf(x)
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		if !keep {
			out.SetString(Blank(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				out.Field(i).Set(blanked(v.Field(i), kept(f)))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			break
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(blanked(v.Index(i), keep))
		}
	case reflect.Map:
		if v.IsNil() {
			break
		}
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for _, k := range v.MapKeys() {
			out.SetMapIndex(k, blanked(v.MapIndex(k), keep))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(blanked(v.Elem(), keep))
		}
	}
	return out
}
