package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"complaints/internal/config"
	"complaints/internal/daemon"
)

var reloadCommand = command{
	name:    "reload",
	usage:   "--config FILE [--at ADDRESS] [--json]",
	summary: "has the running daemon read its configuration anew, and says what came of it",
	help: `Checks the configuration first, and asks nobody while there is something to change. Then it tells the daemon
(by SIGHUP, so it needs the daemon's user or root), waits until that has read the file, and prints its verdict: what is in
force, what moves dates and waits for "complaintsd policy adopt", and by name what counts only after another start.
It ends with 1 unless the new configuration is in force. Where monitor.listen is itself about to change, --at is where
the daemon still listens.

Examples:
  complaintsd reload --config /etc/complaintsd/config.yaml`,
	run: runReload,
}

func runReload(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "the verdict as one JSON object")
	at := fs.String("at", "", "`address` at which the daemon listens, in place of monitor.listen")
	if err := fs.none(args); err != nil {
		return err
	}
	cfg, err := loadConfig(*file)
	if err != nil {
		return err
	}
	if err := reloadable(cfg); err != nil {
		return fmt.Errorf("the daemon was not told, since there is something to change: %w", err)
	}
	for _, says := range cfg.Warnings() {
		fmt.Fprintln(t.Err, "warning:", says)
	}
	if *at == "" {
		if *at, err = monitorOf(*file); err != nil {
			return err
		}
	}
	v, err := haveReloaded(ctx, *at, *file)
	if err != nil {
		return err
	}
	if *asJSON {
		if err := json.NewEncoder(t.Out).Encode(v); err != nil {
			return err
		}
	} else {
		printVerdict(t, v)
	}
	if !v.InForce {
		return errSilent
	}
	return nil
}

// reloadable is what check would say of a configuration without opening or dialling anything.
func reloadable(cfg config.Config) error {
	if err := cfg.ValidateServers(); err != nil {
		return err
	}
	rules, err := cfg.Procedure()
	if err != nil {
		return err
	}
	_, err = daemon.LoadClassifier(cfg, rules, wallClock)
	return err
}

// reloadPatience is how long the daemon may take: dates of every open case may be counted anew.
const reloadPatience = 2 * time.Minute

// haveReloaded tells the daemon at an address to read a file anew, and waits for what comes of it.
func haveReloaded(ctx context.Context, at, file string) (daemon.Verdict, error) {
	before, err := verdictAt(ctx, at)
	if err != nil {
		return before, err
	}
	if abs, err := filepath.Abs(file); err != nil || abs != before.File {
		return before, fmt.Errorf("the daemon at %s runs with another file, %s: name that, or --at where the daemon "+
			"of yours listens", at, before.File)
	}
	// whoever answers there could name any process; none but ours gets the signal
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", before.Process))
	if err != nil || strings.TrimSpace(string(name)) != programName() {
		return before, fmt.Errorf("process %d, which answers at %s, is no complaintsd of this machine: tell it where "+
			"it runs", before.Process, at)
	}
	if err := syscall.Kill(before.Process, syscall.SIGHUP); err != nil {
		return before, fmt.Errorf("process %d cannot be told: %w: be root, or the daemon's user", before.Process, err)
	}
	for deadline := time.After(reloadPatience); ; {
		select {
		case <-ctx.Done():
			return before, ctx.Err()
		case <-deadline:
			return before, fmt.Errorf("the daemon has not said within %v what came of it: look into its log",
				reloadPatience)
		case <-time.After(100 * time.Millisecond):
		}
		v, err := verdictAt(ctx, at)
		if err != nil || v.Times > before.Times {
			return v, err
		}
	}
}

// programName is what the kernel calls this program.
func programName() string {
	own, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		return "complaintsd"
	}
	return strings.TrimSpace(string(own))
}

func verdictAt(ctx context.Context, at string) (v daemon.Verdict, err error) {
	says, err := asked(ctx, at, "/reload")
	if err == nil {
		err = json.Unmarshal([]byte(says), &v)
	}
	if err == nil && v.Process <= 0 {
		err = errors.New("another program answers there: look at monitor.listen")
	}
	return v, err
}

func printVerdict(t *terminal, v daemon.Verdict) {
	if !v.InForce {
		fmt.Fprintf(t.Out, "NOT in force: %s\n", v.Wrong)
		return
	}
	fmt.Fprintf(t.Out, "In force: %s, read at %s.\n", v.File, v.At.Format("15:04:05"))
	if v.Moved > 0 {
		fmt.Fprintf(t.Out, "Cases with other dates: %d. The log names them.\n", v.Moved)
	}
	for _, says := range v.Waits {
		fmt.Fprintf(t.Out, "Waits for \"complaintsd policy adopt\": %s\n", says)
	}
	for _, key := range v.Restart {
		fmt.Fprintf(t.Out, "Counts only after another start: %s\n", key)
	}
}
