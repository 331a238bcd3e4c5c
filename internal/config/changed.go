package config

import (
	"reflect"
	"slices"
	"strings"
)

// Changed names the keys whose values differ between two configurations, in the order of the example.
func Changed(a, b Config) (keys []string) {
	return differing("", reflect.ValueOf(a), reflect.ValueOf(b))
}

func differing(key string, a, b reflect.Value) (keys []string) {
	t := a.Type()
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(readsItself) || len(fieldsOf(a)) == 0 {
		if !reflect.DeepEqual(a.Interface(), b.Interface()) {
			keys = append(keys, key)
		}
		return keys
	}
	others := fieldsOf(b)
	for i, f := range fieldsOf(a) {
		keys = append(keys, differing(under(key, f.name), f.value, others[i].value)...)
	}
	return keys
}

// atStart are the keys, or the parts, that a daemon reads when it starts and not again: its servers, its database, its
// timetable. What else there is comes into force when it is read anew.
var atStart = []string{"landlord.name", "landlord.email", "letters.secret", "letters.old_tokens", "letters.ref_prefix",
	"mailbox", "smtp", "sms", "store.url", "store.notes", "store.seal", "network", "schedule", "limits",
	"monitor.listen"}

// NeedsRestart names the keys that differ between the configuration with which a daemon was started and another, and
// that count only after another start.
func NeedsRestart(started, now Config) []string {
	return slices.DeleteFunc(Changed(started, now), func(key string) bool {
		return !slices.ContainsFunc(atStart, func(part string) bool {
			return key == part || strings.HasPrefix(key, part+".")
		})
	})
}

// File is the file that a configuration was read from; "" if it was read from none.
func (c Config) File() string { return c.file }

// Keys names the keys that stand in the file, in order, without their values. One that may itself name somebody is left
// out.
func (c Config) Keys() (keys []string) {
	for key := range c.lines {
		if !strings.HasPrefix(key, "people.") && !strings.Contains(key, "@") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
