package layout_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"complaints/internal/logbook"
)

// logPackages are those whose lines reach the daemon's log.
var logPackages = []string{"intake/", "notifier/", "store/", "internal/daemon/", "internal/desk/"}

// logFiles are the files of the command line that do.
var logFiles = []string{"cmd/complaintsd/run.go", "cmd/complaintsd/run_service.go"}

// TestEveryLineOfTheLogHasAName holds that each sentence that is logged has its event in the table, so that whoever
// searches or counts by it need not know our wording, and that no name is left of a sentence that is gone.
func TestEveryLineOfTheLogHasAName(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for path, f := range sources(t) {
		if !slices.Contains(logFiles, path) &&
			!slices.ContainsFunc(logPackages, func(p string) bool { return strings.HasPrefix(path, p) }) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sentence, logs := logged(call)
			switch {
			case !logs:
			case sentence == "":
				t.Errorf("%s: a line of the log is put together at run time: give it a sentence, and what changes as values",
					path)
			case sentence != "case" && logbook.Event(sentence) == "":
				t.Errorf("%s: %q has no name in internal/logbook/events.go", path, sentence)
			}
			said[sentence] = true
			return true
		})
	}
	for _, sentence := range logbook.Sentences() {
		if !said[sentence] {
			t.Errorf("internal/logbook/events.go names %q, which nobody logs", sentence)
		}
	}
}

// logged reports whether a call writes a line of the log, and its sentence, "" if it is not a constant.
func logged(call *ast.CallExpr) (sentence string, logs bool) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	at := 0
	switch method.Sel.Name {
	case "Info", "Warn", "Error":
	case "Log":
		at = 2
	default:
		return "", false
	}
	receiver := ""
	switch x := method.X.(type) {
	case *ast.Ident:
		receiver = x.Name
	case *ast.SelectorExpr:
		receiver = x.Sel.Name
	}
	if receiver != "log" || len(call.Args) <= at {
		return "", false
	}
	return constant(call.Args[at]), true
}

// constant is a text that is written out, "" for any other.
func constant(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, _ := strconv.Unquote(e.Value) // it was parsed
			return s
		}
	case *ast.BinaryExpr:
		if left, right := constant(e.X), constant(e.Y); left != "" && right != "" {
			return left + right
		}
	}
	return ""
}
