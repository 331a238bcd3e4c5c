package monitor

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics are the figures that are counted while the program runs, and those that are asked for when somebody looks.
type Metrics struct {
	registry *prometheus.Registry
	arrivals *prometheus.CounterVec
	letters  *prometheus.CounterVec
	delivery *prometheus.HistogramVec
	panics   prometheus.Counter
	lines    *prometheus.CounterVec
	reloaded prometheus.Gauge
	lane     *prometheus.GaugeVec
}

// Build is which program runs.
type Build struct{ Version, Revision, Go string }

// NewMetrics prepares the figures; figures is asked for the rest at each look.
func NewMetrics(b Build, figures func() Figures) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(),
		arrivals: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "complaintsd_arrivals_total",
			Help: "Messages that were decided on, by the way they came and what became of them."},
			[]string{"channel", "outcome"}),
		letters: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "complaintsd_letters_total",
			Help: "Tries to send a letter, by channel, what came of it and for whom it is."},
			[]string{"channel", "result", "kind"}),
		delivery: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "complaintsd_letter_delivery_seconds",
			Help:    "From when a letter might go to when a server took it.",
			Buckets: []float64{.1, .5, 1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 24 * 3600}}, []string{"channel"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "complaintsd_panics_total",
			Help: "Faults of the program that were caught."}),
		lines: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "complaintsd_log_lines_total",
			Help: "Lines of the log; an ERROR asks for a person."}, []string{"level"}),
		reloaded: prometheus.NewGauge(prometheus.GaugeOpts{Name: "complaintsd_config_last_reload_successful",
			Help: "Whether the configuration that was read last is in force."}),
		lane: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "complaintsd_lane_open",
			Help: "Whether letters of a channel can leave."}, []string{"channel"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "complaintsd_build_info", Help: "Which program runs.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "goversion": b.Go}})
	info.Set(1)
	m.reloaded.Set(1)
	m.registry.MustRegister(m.arrivals, m.letters, m.delivery, m.panics, m.lines, m.reloaded, m.lane, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gatherer{figures})
	for _, level := range []string{"INFO", "WARN", "ERROR"} {
		m.lines.WithLabelValues(level)
	}
	for _, outcome := range []string{"opened", "continued", "filed", "quarantined"} {
		for _, channel := range []string{"email", "sms"} {
			m.arrivals.WithLabelValues(channel, outcome) // a rate needs its zero
		}
	}
	return m
}

// Arrived counts a message that was decided on.
func (m *Metrics) Arrived(channel, outcome string) {
	m.arrivals.WithLabelValues(channel, outcome).Inc()
}

// Tried counts a try to send a letter. kind is for whom it is: resident or staff.
func (m *Metrics) Tried(channel, result, kind string) {
	m.letters.WithLabelValues(channel, result, kind).Inc()
}

// Delivered notes how long a letter took from when it might go.
func (m *Metrics) Delivered(channel string, took time.Duration) {
	m.delivery.WithLabelValues(channel).Observe(max(took, 0).Seconds())
}

// Panicked counts a fault that was caught.
func (m *Metrics) Panicked() { m.panics.Inc() }

// Logged counts a line of the log.
func (m *Metrics) Logged(level string) { m.lines.WithLabelValues(level).Inc() }

// Reloaded notes whether the configuration that was read last is in force.
func (m *Metrics) Reloaded(ok bool) { m.reloaded.Set(oneIf(ok)) }

// Leaves notes whether letters of a channel can leave.
func (m *Metrics) Leaves(channel string, ok bool) { m.lane.WithLabelValues(channel).Set(oneIf(ok)) }

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
