// Package prometheus_test holds that the alerts and the dashboard are ones that Prometheus takes, and that they ask for
// figures that the daemon has.
package prometheus_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAlerts has each alert fire and be over, by Prometheus's own tool.
func TestAlerts(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("CI_REQUIRE_SERVERS") == "1" {
			t.Fatal("promtool is not installed on this machine")
		}
		t.Skip("promtool is not installed on this machine (Debian: prometheus)")
	}
	for _, args := range [][]string{{"check", "rules", "complaintsd.rules.yml"},
		{"test", "rules", "complaintsd.test.yml"}} {
		if said, err := exec.CommandContext(t.Context(), promtool, args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, said)
		}
	}
}

var alert = regexp.MustCompile(`- alert: (\w+)`)

// TestEachAlertHasItsReasonAndItsTest: whoever is woken wants to know why, and what to do.
func TestEachAlertHasItsReasonAndItsTest(t *testing.T) {
	t.Parallel()
	rules, tests := strings.Split(read(t, "complaintsd.rules.yml"), "\n"), read(t, "complaintsd.test.yml")
	found := 0
	for i, line := range rules {
		m := alert.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		found++
		if !strings.HasPrefix(strings.TrimSpace(rules[i-1]), "# ") {
			t.Errorf("%s: no reason stands above it", m[1])
		}
		fires, over := "alertname: "+m[1]+",\n", "alertname: "+m[1]+", exp_alerts: []"
		if !strings.Contains(tests, fires) || !strings.Contains(tests, over) {
			t.Errorf("%s: no test has it both fire and be over", m[1])
		}
	}
	if found < 20 {
		t.Errorf("found %d alerts, want all", found)
	}
}

var figure = regexp.MustCompile(`complaintsd_[a-z_]+`)

// TestFiguresAreThere: what the alerts and the dashboard ask for is what the daemon shows.
func TestFiguresAreThere(t *testing.T) {
	t.Parallel()
	shown := ""
	files, err := filepath.Glob("../../internal/monitor/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		shown += read(t, file)
	}
	dashboard := read(t, "grafana-dashboard.json")
	var parsed struct{ Panels []struct{ Title string } }
	if err := json.Unmarshal([]byte(dashboard), &parsed); err != nil || len(parsed.Panels) == 0 {
		t.Errorf("the dashboard: %v", err)
	}
	asked := figure.FindAllString(read(t, "complaintsd.rules.yml")+dashboard, -1)
	slices.Sort(asked)
	for _, name := range slices.Compact(asked) {
		name = strings.TrimSuffix(strings.TrimPrefix(name, "complaintsd_"), "_bucket")
		if !strings.Contains(shown, `"`+name+`"`) && !strings.Contains(shown, `"complaintsd_`+name+`"`) {
			t.Errorf("nobody shows %s", name)
		}
	}
}
