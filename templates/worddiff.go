package templates

import (
	"fmt"
	"strings"
)

// WordsChanged shows word for word what differs between two texts of a file: the lines that differ, each with its
// number in the text to come, what is taken out as [-old-] and what is put in as {+new+}. It is "" where no word
// differs.
func WordsChanged(before, after string) string {
	var out strings.Builder
	line, more, row, differs := 1, 0, strings.Builder{}, false
	end := func() {
		if differs {
			fmt.Fprintf(&out, "%5d  %s\n", line, strings.TrimRight(row.String(), " "))
		}
		row.Reset()
		line, more, differs = line+more, 0, false
	}
	for _, step := range wordSteps(wordsOf(before), wordsOf(after)) {
		switch {
		case step.gone == "" && step.come == "" && step.same == "\n":
			more++
			end()
			continue
		case step.same != "":
			row.WriteString(step.same + " ")
			continue
		}
		differs = true
		if step.gone != "" {
			row.WriteString("[-" + shownLines(step.gone) + "-] ")
		}
		if step.come != "" {
			row.WriteString("{+" + shownLines(step.come) + "+} ")
			more += strings.Count(step.come, "\n")
		}
	}
	end()
	return out.String()
}

// shownLines is what was taken out or put in on one line, with a sign where a line ends.
func shownLines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\n", "/ ")) }

// wordsOf cuts a text into words and line ends.
func wordsOf(text string) (out []string) {
	for row := range strings.Lines(string(unixLines(text))) {
		out = append(append(out, strings.Fields(row)...), "\n")
	}
	return out
}

// wordStep is words that stay, or words that go and those that come in their place.
type wordStep struct{ same, gone, come string }

// maxWordCells bounds the table of a comparison; texts that are longer are shown as wholly new.
const maxWordCells = 16 << 20

// wordSteps leads from one list of words to another over the most words that stay.
func wordSteps(a, b []string) []wordStep {
	var head, tail []wordStep
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head, a, b = append(head, wordStep{same: a[0]}), a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail, a, b = append(tail, wordStep{same: a[len(a)-1]}), a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)*len(b) > maxWordCells {
		head = append(head, wordStep{gone: strings.Join(a, " "), come: strings.Join(b, " ")})
	} else {
		head = append(head, between(a, b)...)
	}
	for i := len(tail) - 1; i >= 0; i-- {
		head = append(head, tail[i])
	}
	return head
}

// between is wordSteps by the longest words in common.
func between(a, b []string) (out []wordStep) {
	most := make([][]int32, len(a)+1) // most[i][j] words are common to a from i and b from j
	for i := range most {
		most[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				most[i][j] = most[i+1][j+1] + 1
			} else {
				most[i][j] = max(most[i+1][j], most[i][j+1])
			}
		}
	}
	var gone, come []string
	flush := func() {
		if len(gone)+len(come) > 0 {
			out = append(out, wordStep{gone: strings.Join(gone, " "), come: strings.Join(come, " ")})
		}
		gone, come = nil, nil
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			flush()
			out = append(out, wordStep{same: a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && most[i+1][j] >= most[i][j+1]:
			gone = append(gone, a[i])
			i++
		default:
			come = append(come, b[j])
			j++
		}
	}
	flush()
	return out
}
