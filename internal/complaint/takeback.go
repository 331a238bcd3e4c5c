package complaint

import (
	"reflect"
	"slices"
	"time"
)

// Caused: a reply of staff did something that can still be taken back (3.5).
type Caused struct{ Act Act }

func (f Caused) apply(c *Case, _ Event) { c.Act = f.Act }

// Act is what a colleague's latest reply has done to a case.
type Act struct {
	Cause string    `json:"cause,omitempty" redact:"keep"` // of its letters: the message's id
	Verb  Verb      `json:"verb,omitempty" redact:"keep"`
	By    string    `json:"by,omitempty" redact:"keep"`   // an address of staff
	At    time.Time `json:"at,omitzero"`                  // UTC
	With  string    `json:"with,omitempty" redact:"keep"` // the reference of the other case, if it did something to two
	// the events that it made are those after the first From of the case's log and up to To
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
}

// TakenBack: what a reply had done was taken back before its letters left. Case is how the case stands then.
type TakenBack struct {
	Cause string `redact:"keep"`
	Case  Case
}

func (f TakenBack) apply(c *Case, _ Event) {
	is := f.Case
	is.Ref, is.Profile, is.Version, is.Act = c.Ref, c.Profile, c.Version, Act{}
	is.Replies, is.Unclear = c.Replies, c.Unclear
	*c = is
}

// Without returns the case as it would stand without an act: before and after are the case around it. What has
// happened since stays.
func (c Case) Without(before, after Case) Case {
	return without3(reflect.ValueOf(c), reflect.ValueOf(before), reflect.ValueOf(after)).Interface().(Case)
}

// without3 takes out of a value what lies between before and after.
func without3(is, before, after reflect.Value) reflect.Value {
	switch {
	case reflect.DeepEqual(before.Interface(), after.Interface()):
		return is
	case reflect.DeepEqual(is.Interface(), after.Interface()):
		return before
	}
	switch is.Kind() {
	case reflect.Struct:
		return structWithout(is, before, after)
	case reflect.Slice:
		n := after.Len()
		if is.Len() < n || !reflect.DeepEqual(is.Slice(0, n).Interface(), after.Interface()) {
			return is
		}
		return reflect.AppendSlice(before.Slice3(0, before.Len(), before.Len()), is.Slice(n, is.Len()))
	case reflect.Map:
		return mapWithout(is, before, after)
	}
	return is // something later has changed it
}

func structWithout(is, before, after reflect.Value) reflect.Value {
	fields := reflect.VisibleFields(is.Type())
	if slices.ContainsFunc(fields, func(f reflect.StructField) bool { return !f.IsExported() }) {
		return is
	}
	out := reflect.New(is.Type()).Elem()
	for i := range is.NumField() {
		out.Field(i).Set(without3(is.Field(i), before.Field(i), after.Field(i)))
	}
	return out
}

func mapWithout(is, before, after reflect.Value) reflect.Value {
	out := reflect.MakeMap(is.Type())
	for _, k := range is.MapKeys() {
		now, then := is.MapIndex(k), after.MapIndex(k)
		switch was := before.MapIndex(k); {
		case !then.IsValid() || !reflect.DeepEqual(now.Interface(), then.Interface()):
			out.SetMapIndex(k, now) // came or changed since
		case was.IsValid():
			out.SetMapIndex(k, was)
		}
	}
	for _, k := range before.MapKeys() { // what the act had taken away
		if !after.MapIndex(k).IsValid() && !is.MapIndex(k).IsValid() {
			out.SetMapIndex(k, before.MapIndex(k))
		}
	}
	return out
}
