package store

import (
	"strconv"
	"strings"
)

// defaultPage is how many rows a list returns when nobody says.
const defaultPage = 1000

// where gathers the conditions of a list. Each ? becomes the next $n.
type where struct {
	text strings.Builder
	args []any
}

func newWhere(cond string, args ...any) *where {
	w := &where{}
	w.and(cond, args...)
	return w
}

func (w *where) and(cond string, args ...any) {
	if w.text.Len() > 0 {
		w.text.WriteString(" AND ")
	}
	for _, a := range args {
		w.args = append(w.args, a)
		cond = strings.Replace(cond, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	w.text.WriteString(cond)
}

// limited ends the query: the conditions, the order, and the page's size.
func (w *where) limited(order string, limit int) string {
	if limit <= 0 {
		limit = defaultPage
	}
	w.args = append(w.args, limit)
	return w.text.String() + " ORDER BY " + order + " LIMIT $" + strconv.Itoa(len(w.args))
}
