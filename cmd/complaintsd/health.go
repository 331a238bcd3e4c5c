package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"complaints/internal/config"
)

var healthCommand = command{
	name:    "health",
	usage:   "[--config FILE] [--live | --ready] [--at ADDRESS] [--exclude PART]",
	summary: "asks the running daemon how it fares; for containers and for people",
	help: `Asks the daemon at monitor.listen and prints what it answers: every part, and of each that is wrong since
when. It ends with 1 if anything is. A part that a person knows of is left out by --exclude, as often as you like.
--live asks only whether the program should be started anew, which is what a container's health check needs; --ready
whether it works. Without a configuration it asks at the usual address.

Examples:
  complaintsd health --config config.yaml
  complaintsd health --exclude list
  complaintsd health --live`,
	run: runHealth,
}

func runHealth(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	live := fs.Bool("live", false, "ask only whether the program should be started anew")
	ready := fs.Bool("ready", false, "ask only whether it works")
	at := fs.String("at", "", "`address` to ask at, in place of monitor.listen")
	path := "/healthz?verbose"
	fs.Func("exclude", "`part` to leave out", func(part string) error {
		path += "&exclude=" + strings.ReplaceAll(part, " ", "+")
		return nil
	})
	if err := fs.none(args); err != nil {
		return err
	}
	switch {
	case *live && *ready:
		return usagef("choose one of --live and --ready")
	case *live:
		path = "/livez"
	case *ready:
		path = "/readyz"
	}
	if *at == "" {
		var err error
		if *at, err = monitorOf(*file); err != nil {
			return err
		}
	}
	says, err := asked(ctx, *at, path)
	if _, printErr := io.WriteString(t.Out, says); printErr != nil {
		return printErr
	}
	return err
}

// monitorOf is where the daemon of a configuration shows how it fares. A probe may lack the rights to read it.
func monitorOf(file string) (string, error) {
	if file == "" {
		return config.MonitorListen, nil
	}
	cfg, err := config.Load(file)
	switch {
	case errors.Is(err, os.ErrPermission):
		return config.MonitorListen, nil
	case err != nil:
		return "", err
	case cfg.Monitor.Listen == "":
		return "", errors.New("monitor.listen is empty, so there is nothing to ask: write 127.0.0.1:9391 there")
	}
	return cfg.Monitor.Listen, nil
}

// monitored asks a daemon at an address where it shows how it fares; nil is that all is well.
func monitored(ctx context.Context, at, path string) error {
	_, err := asked(ctx, at, path)
	return err
}

// asked is what a daemon answers. An error that says nothing is that something is wrong, which the answer names.
func asked(ctx context.Context, at, path string) (says string, err error) {
	if host, port, err := net.SplitHostPort(at); err == nil && (host == "" || net.ParseIP(host).IsUnspecified()) {
		at = net.JoinHostPort("127.0.0.1", port)
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+path, nil)
	if err != nil {
		return "", fmt.Errorf("%s is no address to ask at: write one as 127.0.0.1:9391", at)
	}
	client := http.Client{Transport: &http.Transport{}} // through no proxy
	resp, err := client.Do(r)
	if err != nil {
		return "", fmt.Errorf("nobody answers at %s: the daemon does not run, or monitor.listen is another address", at)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	switch {
	case err != nil:
		return "", fmt.Errorf("the daemon at %s breaks off: %w", at, err)
	case resp.StatusCode == http.StatusServiceUnavailable:
		return string(b), errSilent
	case resp.StatusCode != http.StatusOK:
		return "", fmt.Errorf("at %s another program answers (%d): look at monitor.listen", at, resp.StatusCode)
	}
	return string(b), nil
}
