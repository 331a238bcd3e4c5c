// Package logbook makes the program's log: lines for people, or JSON for what collects them, each with the name of what
// happened. Sentences may be put better at any time; the names are what others search and count by, and stay.
package logbook

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"complaints/internal/choice"
)

// Format is how a line is written.
type Format string

// The formats.
const (
	Text Format = "text" // key=value
	JSON Format = "json" // one object a line
)

// UnmarshalText reads a format.
func (f *Format) UnmarshalText(b []byte) error { return choice.Read(f, b, Text, JSON) }

// MarshalText writes it.
func (f Format) MarshalText() ([]byte, error) { return []byte(f), nil }

// EventKey is the key under which a line has the name of what happened.
const EventKey = "event"

// New makes a log of lines of a level or above.
func New(w io.Writer, f Format, level slog.Leveler) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if f == JSON {
		return slog.New(named{slog.NewJSONHandler(w, o)})
	}
	return slog.New(named{slog.NewTextHandler(w, o)})
}

// named adds to each line the name of what it tells, unless it has one.
type named struct{ slog.Handler }

// Handle adds the name and writes the line.
func (n named) Handle(ctx context.Context, r slog.Record) error {
	has := false
	r.Attrs(func(a slog.Attr) bool {
		has = a.Key == EventKey
		return !has
	})
	if event := Event(r.Message); !has && event != "" {
		r.AddAttrs(slog.String(EventKey, event))
	}
	if err := n.Handler.Handle(ctx, r); err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}

// WithAttrs keeps naming.
func (n named) WithAttrs(attrs []slog.Attr) slog.Handler { return named{n.Handler.WithAttrs(attrs)} }

// WithGroup keeps naming.
func (n named) WithGroup(name string) slog.Handler { return named{n.Handler.WithGroup(name)} }
