package config

import (
	"errors"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// tree is a file of the administrator's, taken apart.
type tree struct {
	root  ast.Node
	lines map[string]int // where each key stands
}

// readInto decodes a file over what stands in a value already. Whatever does not fit is named all at once, with its
// line, its key and what to write.
func readInto(b []byte, value any) (tree, error) {
	text, err := asUTF8(b)
	if err != nil {
		return tree{}, err
	}
	root, err := parse(text)
	if err != nil {
		return tree{}, err
	}
	s := shape{lines: map[string]int{}, places: map[string][]string{}, source: strings.Split(text, "\n")}
	form := reflect.ValueOf(value).Elem()
	s.gather("", form.Type())
	s.value("", root, form)
	if len(s.faults) > 0 {
		for n, line := range s.source {
			if says := oddSpaces(line); says != "" { // they make keys that look right and are not
				return tree{}, Fault{Line: n + 1, Says: says}
			}
		}
		return tree{}, errors.Join(s.faults...)
	}
	if err := yaml.NodeToValue(root, value, yaml.Strict(), yaml.DisallowUnknownField()); err != nil {
		return tree{}, unreadable(text, err)
	}
	return tree{root, s.lines}, nil
}

// parse takes the text of a file apart. A key that stands twice is left in: the comparison with the form names it.
func parse(text string) (ast.Node, error) {
	if err := noConfiguration(text); err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, unreadable(text, err)
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root == nil:
			root = doc.Body
		default:
			return nil, Fault{Line: doc.Body.GetToken().Position.Line, Says: "a second file begins above this line, " +
				"after a line of three hyphens, and would not be read: take that line away"}
		}
	}
	if root == nil {
		return nil, Fault{Says: "nothing but remarks stands here: take the # away before the lines that are to " +
			"count, or copy config.example.yaml and fill it in"}
	}
	return root, nil
}

// noConfiguration names a file that is something else altogether.
func noConfiguration(text string) error {
	start := strings.TrimSpace(text)
	switch {
	case start == "":
		return Fault{Says: "the file is empty: copy config.example.yaml and fill it in"}
	case strings.HasPrefix(start, "<"):
		line := 1 + strings.Count(text[:strings.Index(text, "<")], "\n")
		return Fault{Line: line, Says: "this is a web page or XML and no configuration file: copy " +
			"config.example.yaml, which begins with the part landlord, and fill it in"}
	}
	return nil
}

// lineOfError is the line at which reading stopped, or 0.
func lineOfError(err error) int {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
		return at.GetToken().Position.Line
	}
	return 0
}

// raw is a value as it stands in the file; ok is false for a list or a part.
func raw(n ast.Node) (text string, ok bool) {
	switch node := n.(type) {
	case *ast.LiteralNode:
		return node.Value.Value, true
	case *ast.StringNode:
		return node.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	case *ast.NullNode:
		return "", true
	}
	return "", false
}

// quoted reports whether a value stands in quotes.
func quoted(n ast.Node) bool {
	s, ok := n.(*ast.StringNode)
	return ok && (s.Token.Type == token.DoubleQuoteType || s.Token.Type == token.SingleQuoteType)
}
