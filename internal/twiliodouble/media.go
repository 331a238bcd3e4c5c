package twiliodouble

import (
	"net/http"
	"strings"
	"time"
)

// mediaPath is where the bytes of what came with texts are, as at the servers that Twilio points to.
const mediaPath = "/media/"

// media answers a request for what came with a text, by the ids of both: it points to the bytes.
func (d *Double) media(w http.ResponseWriter, r *http.Request, rest string) {
	sid, part, _ := strings.Cut(rest, "/Media/")
	d.mu.Lock()
	m := d.mediaOf(sid, part)
	var fault Fault
	if m != nil {
		if m.asked++; m.Faults != nil {
			fault = m.Faults(m.asked)
		}
	}
	d.mu.Unlock()
	if m == nil {
		refuse(w, http.StatusNotFound, 20404, "The requested resource was not found")
		return
	}
	if fault.Delay > 0 {
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
			return
		}
	}
	switch {
	case fault.HangUp:
		panic(http.ErrAbortHandler)
	case fault.Body != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(max(fault.Status, http.StatusOK))
		_, _ = w.Write([]byte(fault.Body)) // the client may be gone
	case fault.Status >= 400:
		refuse(w, fault.Status, fault.Code, "the double was told to refuse")
	default:
		http.Redirect(w, r, mediaPath+sid+"/"+part, http.StatusTemporaryRedirect)
	}
}

// bytes hands out what came with a text.
func (d *Double) bytes(w http.ResponseWriter, r *http.Request, key string) {
	sid, part, _ := strings.Cut(key, "/")
	d.mu.Lock()
	m := d.mediaOf(sid, part)
	d.mu.Unlock()
	if m == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", m.Type)
	_, _ = w.Write(m.Data)
}

// mediaOf finds what came with a text, or nil. The lock is held.
func (d *Double) mediaOf(sid, part string) *Media {
	for i := range d.messages {
		for j := range d.messages[i].Media {
			if m := &d.messages[i].Media[j]; d.messages[i].SID == sid && m.SID == part {
				return m
			}
		}
	}
	return nil
}

// Asked says how often what came with a text was asked for.
func (d *Double) Asked(sid, part string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := d.mediaOf(sid, part); m != nil {
		return m.asked
	}
	return 0
}
