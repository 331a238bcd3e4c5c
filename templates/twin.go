package templates

import (
	"reflect"
	"slices"
	"strings"
	"unicode"

	"complaints/internal/calendar"
	"complaints/internal/order"
)

// twinDays is how far the twin's days are from the sample's: every one is another day and another weekday.
const twinDays = 40

// kept are the facts whose value has a meaning to a letter, or that are the landlord's and not the case's.
var kept = []string{"Landlord", "Language", "Wrote", "SentBy", "FullLetter", "Channel", "Flags", "Writer", "Stage",
	"HandlerRole", "Proposal", "TimeLimit", "Exclusion", "Mode", "Body", "Within", "DaysLate", "Chased",
	"AreaID", "Policy", "Nation"}

// twin is a sample's other resident: every fact that can differ does, so what stays the same in a letter was typed.
func twin(f order.Facts) order.Facts {
	change(reflect.ValueOf(&f).Elem())
	switch f.Decision {
	case "":
	case "not upheld":
		f.Decision = "upheld"
	default:
		f.Decision = "not upheld"
	}
	return f
}

func change(v reflect.Value) {
	switch {
	case v.Type() == dateType:
		if day := v.Interface().(calendar.Date); !day.IsZero() {
			v.Set(reflect.ValueOf(day.AddDays(twinDays)))
		}
	case v.Kind() == reflect.String:
		v.SetString(otherWords(v.String()))
	case v.Kind() == reflect.Slice && v.Len() > 0 && v.Type().Elem().Kind() != reflect.Uint8:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			change(own.Index(i))
		}
		v.Set(own)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; !slices.Contains(kept, name) && name != "Decision" {
				change(v.Field(i))
			}
		}
	}
}

// otherWords puts the next letter for each and another figure for each figure: words of the same length that nobody
// types.
func otherWords(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'z' || r == 'Z':
			return r - 25
		case r >= '0' && r <= '9':
			return '0' + (r-'0'+7)%10
		case r < 0x80 && unicode.IsLetter(r):
			return r + 1
		}
		return r
	}, s)
}

func dateOf(f order.Facts, name string) calendar.Date {
	day, _ := reflect.ValueOf(f).FieldByName(name).Interface().(calendar.Date)
	return day
}
