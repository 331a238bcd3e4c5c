package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"complaints/internal/build"
	"complaints/internal/config"
	"complaints/store"

	"github.com/goccy/go-yaml"
)

var supportCommand = command{
	name:    "support",
	usage:   "--config FILE [--yes] TARGET.tar.gz",
	summary: "a bundle for whoever helps you: figures and settings, without names or words",
	help: `Gathers what somebody who helps needs to know: which program it is, which keys stand in the configuration, the
numbers among its settings, the figures of the database and of the running daemon, and which part is out of order
since when. It holds no name, address, number or word of anybody, no server's name and no secret. Each file is listed
with all that is in it before anything is written, and nothing is sent anywhere. --yes writes without asking.

Example:
  complaintsd support --config config.yaml bundle.tar.gz`,
	run: runSupport,
}

func runSupport(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	yes := fs.Bool("yes", false, "write without asking")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name the file to write")
	}
	cfg, err := loadConfig(*file)
	if err != nil {
		return err
	}
	pieces, err := bundle(ctx, *file, cfg)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		fmt.Fprintf(t.Out, "== %s\n%s\n", p.name, strings.TrimRight(p.text, "\n"))
	}
	if !*yes {
		fmt.Fprintf(t.Err, "Write all of this to %s? (yes or no) ", rest[0])
		answer, err := bufio.NewReader(t.In).ReadString('\n')
		if err != nil && answer == "" || !strings.EqualFold(strings.TrimSpace(answer), "yes") {
			return errors.New("nothing was written")
		}
	}
	return writeBundle(rest[0], pieces)
}

// piece is one file of the bundle.
type piece struct{ name, text string }

// bundle gathers what may be known of this landlord's program. What cannot be had is said in its place.
func bundle(ctx context.Context, file string, cfg config.Config) ([]piece, error) {
	version, err := json.MarshalIndent(build.This(), "", " ")
	if err != nil {
		return nil, err
	}
	// the parts of the configuration in which no name can stand
	settings, err := yaml.Marshal(map[string]any{"profile": cfg.Policy.Profile, "settings": cfg.Settings,
		"schedule": cfg.Schedule, "limits": cfg.Limits})
	if err != nil {
		return nil, err
	}
	pieces := []piece{{"version.json", string(version)}, {"keys.txt", strings.Join(cfg.Keys(), "\n")},
		{"settings.yaml", string(settings)}}
	figures := ""
	err = withStore(ctx, file, func(_ config.Config, s *store.Store) error {
		f, err := s.Figures(ctx, wallClock())
		if err == nil {
			var b []byte
			b, err = json.MarshalIndent(f, "", " ")
			figures = string(b)
		}
		return err
	})
	if err != nil {
		figures = "the database cannot be read" // why could name where it is
	}
	pieces = append(pieces, piece{"database.json", figures})
	return append(pieces, piece{"metrics.txt", seenAt(ctx, cfg, "/metrics", func(line string) bool {
		return !strings.HasPrefix(line, "#") && !strings.Contains(line, "server=")
	})}, piece{"health.txt", seenAt(ctx, cfg, "/healthz?verbose", nil)}), nil
}

// seenAt is what the running daemon shows at a page: the lines that may be kept, or of its health the kind of each part
// and since when it is wrong, without the words.
func seenAt(ctx context.Context, cfg config.Config, path string, keep func(line string) bool) string {
	if cfg.Monitor.Listen == "" {
		return "monitor.listen is empty"
	}
	says, err := asked(ctx, cfg.Monitor.Listen, path)
	if err != nil && err != errSilent {
		return "the daemon does not answer"
	}
	var kept []string
	for line := range strings.Lines(says) {
		line = strings.TrimRight(line, "\n")
		switch {
		case keep != nil && keep(line):
			kept = append(kept, line)
		case keep == nil:
			kept = append(kept, partOnly(line))
		}
	}
	return strings.Join(kept, "\n")
}

// partOnly leaves of a line of the health page its state, the kind of part and since when.
func partOnly(line string) string {
	state, rest, _ := strings.Cut(line, " ")
	kind, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	head, _, _ := strings.Cut(rest, " UTC: ")
	if _, since, ok := strings.Cut(head, " since "); ok && state == "WRONG" {
		return state + " " + kind + " since " + since + " UTC"
	}
	return state + " " + strings.TrimSuffix(kind, ":")
}

// writeBundle writes the pieces into a new file, for its owner alone.
func writeBundle(path string, pieces []piece) error {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	out := tar.NewWriter(zip)
	for _, p := range pieces {
		if err := out.WriteHeader(&tar.Header{Name: p.name, Mode: 0o600, Size: int64(len(p.text)),
			ModTime: wallClock()}); err != nil {
			return err
		}
		if _, err := io.WriteString(out, p.text); err != nil {
			return err
		}
	}
	if err := errors.Join(out.Close(), zip.Close()); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(packed.Bytes())
	return errors.Join(err, f.Close())
}
