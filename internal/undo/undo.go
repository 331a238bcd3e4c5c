// Package undo takes one change back out of a value and leaves what has changed since.
package undo

import (
	"reflect"
	"slices"
)

// Between returns is without the change that made after of before: what the change set and nothing has touched since
// is as it was before, what came later stays. All three are values of plain data: structs of exported fields, slices,
// maps. A part that has been changed twice is left as it is.
func Between[T any](is, before, after T) T {
	return without(reflect.ValueOf(is), reflect.ValueOf(before), reflect.ValueOf(after)).Interface().(T)
}

func without(is, before, after reflect.Value) reflect.Value {
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
		out.Field(i).Set(without(is.Field(i), before.Field(i), after.Field(i)))
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
