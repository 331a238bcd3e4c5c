package config

import (
	"errors"
	"fmt"
	"regexp"
)

// Fault is one thing to change in a file of the administrator's: a sentence that says what to write.
type Fault struct {
	File string // "" where there is none
	Line int    // 0 where it is no line's
	Says string
}

func (f Fault) Error() string {
	where := f.File
	if f.Line > 0 {
		if where != "" {
			where += ", "
		}
		where += fmt.Sprintf("line %d", f.Line)
	}
	if where == "" {
		return f.Says
	}
	return where + ": " + f.Says
}

// inFile says in which file the faults of an error are.
func inFile(file string, err error) error {
	return eachFault(err, func(f Fault) Fault {
		f.File = file
		return f
	})
}

// withoutLines takes the lines away: they are those of a text that nobody wrote.
func withoutLines(err error) error {
	return eachFault(err, func(f Fault) Fault {
		f.Line = 0
		return f
	})
}

// keyOfFault is the key with which the sentence of a fault begins.
var keyOfFault = regexp.MustCompile(`^[a-z_0-9]+(?:\[\d+\])?(?:\.[a-z_0-9]+(?:\[\d+\])?)*`)

// atLines gives the faults of an error the lines of the keys with which their sentences begin: that of the part, where
// the key itself does not stand in the file.
func (c Config) atLines(err error) error {
	return eachFault(err, func(f Fault) Fault {
		if f.Line == 0 {
			f.Line = c.lineOf(keyOfFault.FindString(f.Says))
		}
		if f.Line > 0 || f.File == "" {
			f.File = c.file
		}
		return f
	})
}

// lineOf is the line in which a key stands, or that of the part in which it would stand; 0 if neither does.
func (c Config) lineOf(key string) int {
	for key != "" {
		if line, ok := c.lines[key]; ok {
			return line
		}
		if line, ok := c.lines["policy.overrides."+key]; ok {
			return line
		}
		key = parent(key)
	}
	return 0
}

// parent is the part of the configuration in which a key stands; "" is the whole.
func parent(key string) string {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '.' || key[i] == '[' && i > 0 {
			return key[:i]
		}
	}
	return ""
}

// eachFault changes every fault of an error, which may be several joined.
func eachFault(err error, change func(Fault) Fault) error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, eachFault(e, change))
		}
		return errors.Join(all...)
	}
	if f, ok := err.(Fault); ok {
		return change(f)
	}
	return change(Fault{Says: err.Error()})
}
