package store

import "strings"

// clean makes text from outside fit for a column of either engine: PostgreSQL takes neither a NUL nor bytes
// that are not UTF-8.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
