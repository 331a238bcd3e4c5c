package procedure_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"complaints/internal/procedure"
)

// TestEveryClauseIsHeld: each clause of the rules is cited by code and by a test, nothing else is cited, and proofs.txt
// is the list of the tests that cite one.
func TestEveryClauseIsHeld(t *testing.T) {
	t.Parallel()
	c := readCitations(t)
	known := map[string]bool{"1.2": true, "1.3": true} // the parts that P1 to P21 and E1 to E8 stand in
	proofs := slices.Sorted(maps.Keys(c.proofs))
	for _, clause := range procedure.Clauses() {
		known[clause.ID] = true
		if c.code[clause.ID] == "" {
			t.Errorf("%s %s: got no code that cites it", clause.ID, clause.Title)
		}
		if !slices.ContainsFunc(proofs, func(p string) bool { return strings.HasPrefix(p, clause.ID+" ") }) {
			t.Errorf("%s %s: got no test that cites it", clause.ID, clause.Title)
		}
	}
	for id, at := range c.cited {
		if !known[id] {
			t.Errorf("%s: got a citation of %s, which is no heading of rules.md", at, id)
		}
	}
	list := strings.Join(proofs, "\n") + "\n"
	if *update {
		if err := os.WriteFile("proofs.txt", []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if b, err := os.ReadFile("proofs.txt"); err != nil || string(b) != list {
		t.Errorf("proofs.txt (%v): got other tests than cite the rules: run go test ./internal/procedure -update", err)
	}
}

// citations are what the module says of the rules.
type citations struct {
	fset   *token.FileSet
	cited  map[string]string // by clause, a place that cites it
	code   map[string]string // the same, of product code only
	proofs map[string]bool   // as proofs.txt has them
}

func readCitations(t *testing.T) citations {
	t.Helper()
	c := citations{token.NewFileSet(), map[string]string{}, map[string]string{}, map[string]bool{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		folder := filepath.Base(filepath.Dir(path))
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root:
			return filepath.SkipDir
		case folder == "stories" && strings.HasSuffix(path, ".yaml"):
			return c.readStory(path)
		case strings.HasSuffix(path, ".go"):
			return c.readGo(path, folder)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// readStory reads the comment above a story.
func (c citations) readStory(path string) error {
	b, err := os.ReadFile(path)
	first, _, _ := strings.Cut(string(b), "\n")
	if tag, ok := strings.CutPrefix(first, "# "); ok {
		for _, id := range clausesIn("// " + tag) {
			c.cited[id] = path
			c.proofs[id+" story:"+strings.TrimSuffix(filepath.Base(path), ".yaml")] = true
		}
	}
	return err
}

func (c citations) readGo(path, folder string) error {
	f, err := parser.ParseFile(c.fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	test := strings.HasSuffix(path, "_test.go")
	for _, group := range f.Comments {
		for _, id := range clausesIn(group.Text()) {
			c.cited[id] = path
			switch {
			case !test:
				c.code[id] = path
			default:
				if holder := c.holder(f, group); holder != "" {
					c.proofs[id+" "+folder+"."+holder] = true
				}
			}
		}
	}
	if folder == "procedure" && !test { // the tables name their clauses
		ast.Inspect(f, func(n ast.Node) bool {
			if id := quoted(n); bareClause.MatchString(id) {
				c.cited[id], c.code[id] = path, path
			}
			return true
		})
	}
	return nil
}

// holder is the test that a comment stands at, with the situation where it stands at one: TestExtensions, or
// TestExtensions/without a reason.
func (c citations) holder(f *ast.File, group *ast.CommentGroup) string {
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(fn.Name.Name, "Test") || group.End() > fn.End() ||
			group.Pos() < fn.Pos() && group != fn.Doc {
			continue
		}
		if s := c.situation(fn.Body, group); s != "" {
			return fn.Name.Name + "/" + s
		}
		return fn.Name.Name
	}
	return ""
}

// situation is the name of the row or of the t.Run that begins or ends where a comment stands, or begins below it.
func (c citations) situation(body *ast.BlockStmt, group *ast.CommentGroup) (name string) {
	line := func(p token.Pos) int { return c.fset.Position(p).Line }
	if line(group.Pos()) <= line(body.Lbrace) {
		return ""
	}
	ast.Inspect(body, func(n ast.Node) bool {
		var parts []ast.Expr
		switch n := n.(type) {
		case *ast.CompositeLit:
			parts = n.Elts
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Run" {
				return true
			}
			parts = n.Args
		case *ast.KeyValueExpr: // a row of a map
			parts = []ast.Expr{n.Key}
		default:
			return true
		}
		at := line(group.Pos())
		if begins := line(n.Pos()); begins != at && begins != line(group.End())+1 && line(n.End()) != at {
			return true
		}
		if len(parts) > 0 && name == "" {
			first := parts[0]
			if kv, ok := first.(*ast.KeyValueExpr); ok && fmt.Sprint(kv.Key) == "name" {
				first = kv.Value
			}
			name = quoted(first)
		}
		return true
	})
	return name
}

func quoted(n ast.Node) string {
	if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			return s
		}
	}
	return ""
}

var (
	bareClause   = regexp.MustCompile(`^(?:[PE]\d{1,2}|\d\.\d{1,2})$`)
	clauseRange  = regexp.MustCompile(`\b(?:[PE]\d+|\d\.\d+) to (?:[PE]\d+|\d\.\d+)\b`) // cites none of them alone
	letterClause = regexp.MustCompile(`\b[PE]\d{1,2}\b`)
	bracketed    = regexp.MustCompile(`\(([^()]*)\)`)
	tagged       = regexp.MustCompile(`(?:^|// )((?:(?:[PE]\d{1,2}|\d\.\d{1,2})(?:[,;] ?|$))+)$`)
	section      = regexp.MustCompile(`^(\d\.\d{1,2})(?:$|[ :])`)
)

// clausesIn returns the clauses that a comment cites: P12 and E4 anywhere, 3.4 at the head of a part of something in
// brackets or alone behind a mark of its own. What begins with Code, RFC or [MS is of another book.
func clausesIn(comment string) (found []string) {
	text := clauseRange.ReplaceAllString(strings.Join(strings.Fields(comment), " "), "")
	found = letterClause.FindAllString(text, -1)
	lists := bracketed.FindAllStringSubmatch(text, -1)
	if m := tagged.FindStringSubmatch(text); m != nil {
		lists = append(lists, m)
	}
	for _, m := range lists {
		for list := range strings.SplitSeq(m[1], ";") {
			list = strings.TrimSpace(list)
			if strings.HasPrefix(list, "Code ") || strings.HasPrefix(list, "RFC ") || strings.HasPrefix(list, "[MS") {
				continue
			}
			for part := range strings.SplitSeq(list, ",") {
				if s := section.FindStringSubmatch(strings.TrimSpace(part)); s != nil {
					found = append(found, s[1])
				}
			}
		}
	}
	return found
}
