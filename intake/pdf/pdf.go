// Package pdf reads the words of a PDF file, in a cage. PDF is read by large programs in C++, in which faults are found
// each year, and the files come from anybody: so the daemon never opens one. It hands the bytes to pdftotext (of
// poppler-utils), a process of its own that has
//
//   - no network: it lives in a network namespace without any device that is up;
//   - five seconds, by the clock and of the processor;
//   - 256 MB of memory, no file that it may write to, no core dump, and few open files;
//   - an empty environment, and sees no process of the machine;
//   - only its standard output to say anything by, of which 64 KB are read, as words.
//
// It is not kept from reading files that the daemon's user may read; what it reads it has nobody to tell. Where the
// kernel gives no such cage nothing is read: see [Reader.Check].
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	mostTime   = 5 * time.Second
	mostMemory = 256 << 20 // bytes of address space
	mostFile   = 20 << 20  // bytes of a file that is looked at
	mostWords  = 64 << 10  // bytes of words that are read
	mostPages  = "100"
)

// Reader reads PDF files by a program on this machine.
type Reader struct{ program string }

// NewReader returns a reader by this program, pdftotext; nil if it is "", and nil reads nothing.
func NewReader(program string) *Reader {
	if program == "" {
		return nil
	}
	return &Reader{program}
}

// errNoCage says that the program could not be started in its cage.
var errNoCage = errors.New("the kernel gives no cage for reading PDF files")

// Text returns the words of a PDF file. ok is false where it could not be read whole, or holds no words: a scan is a
// picture.
func (r *Reader) Text(file []byte) (text string, ok bool) {
	if r == nil || len(file) > mostFile {
		return "", false
	}
	text, err := r.read(file)
	return text, err == nil && strings.TrimSpace(text) != ""
}

// Check reads a small file, and says what keeps that from being done.
func (r *Reader) Check() error {
	if r == nil {
		return nil
	}
	text, err := r.read([]byte(sample))
	if err == nil && !strings.Contains(text, "Hello") {
		err = errors.New("it does not read a PDF file that says Hello")
	}
	if err != nil {
		return fmt.Errorf("reading PDF files by %s: %w", r.program, err)
	}
	return nil
}

// read lets the program read a file. The cage is shut before it is given a byte of it.
func (r *Reader) read(file []byte) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), mostTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.program,
		"-q", "-nopgbrk", "-enc", "UTF-8", "-eol", "unix", "-l", mostPages, "-", "-")
	cmd.Env, cmd.Dir, cmd.WaitDelay = []string{"LC_ALL=C"}, "/", time.Second
	apart(cmd)
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if err := errors.Join(inErr, outErr); err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("%w: %w", errNoCage, err)
	}
	if err := limit(cmd.Process.Pid); err != nil {
		cancel()
		return "", errors.Join(fmt.Errorf("%w: %w", errNoCage, err), cmd.Wait())
	}
	go func() {
		// A program that stops reading has said what it has to say, or nothing: that is seen below.
		_, _ = io.Copy(in, bytes.NewReader(file))
		_ = in.Close()
	}()
	words, err := io.ReadAll(io.LimitReader(out, mostWords+1))
	long := len(words) > mostWords
	if long {
		cancel() // it is stopped, and what it said so far is of no use: half an answer is none
	}
	if err := errors.Join(err, cmd.Wait()); err != nil || long {
		return "", errors.Join(err, ctx.Err(), tooLong(long))
	}
	if !utf8.Valid(words) {
		return "", errors.New("it said something that is no text")
	}
	return string(words), nil
}

func tooLong(long bool) error {
	if long {
		return fmt.Errorf("it said more than %d bytes", mostWords)
	}
	return nil
}

// sample is the smallest file that says Hello.
const sample = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 38>>stream
BT /F 12 Tf 10 50 Td (Hello) Tj ET    
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
`
