package templates

import "fmt"

// Fault is a mistake in a file: where it stands, what is wrong and what to write instead, in an administrator's words.
type Fault struct {
	File string
	Line int
	Says string
}

func (f Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Says) }

// fault is a [Fault] with its sentence put together.
func fault(file string, line int, format string, args ...any) error {
	return Fault{file, line, fmt.Sprintf(format, args...)}
}

// Faults takes an error of [Load] apart into the mistakes that it joins. Of what is no mistake in a file the file is
// "".
func Faults(err error) []Fault {
	switch e := err.(type) {
	case nil:
		return nil
	case Fault:
		return []Fault{e}
	case interface{ Unwrap() []error }:
		var out []Fault
		for _, one := range e.Unwrap() {
			out = append(out, Faults(one)...)
		}
		return out
	}
	return []Fault{{Says: err.Error()}}
}
