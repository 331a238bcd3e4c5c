package twiliodouble

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// resource is a text as the API shows it.
type resource struct {
	SID         string  `json:"sid"`
	AccountSID  string  `json:"account_sid"`
	Service     *string `json:"messaging_service_sid"`
	From        *string `json:"from"`
	To          string  `json:"to"`
	Body        string  `json:"body"`
	Status      string  `json:"status"`
	Direction   string  `json:"direction"`
	NumSegments string  `json:"num_segments"`
	ErrorCode   *int    `json:"error_code"`
	DateCreated string  `json:"date_created"`
	DateUpdated string  `json:"date_updated"`
	DateSent    *string `json:"date_sent"`
	APIVersion  string  `json:"api_version"`
	URI         string  `json:"uri"`
}

func show(m Message, account string) resource {
	created := m.Created.Format(time.RFC1123Z)
	r := resource{
		SID: m.SID, AccountSID: account, To: m.To, Body: m.Body, Status: m.Status, Direction: "outbound-api",
		NumSegments: "1", DateCreated: created, DateUpdated: created, APIVersion: "2010-04-01",
		URI: "/2010-04-01/Accounts/" + account + "/Messages/" + m.SID + ".json",
	}
	if m.Inbound {
		r.Direction = "inbound"
	}
	if m.From != "" {
		r.From = &m.From
	}
	if m.Service != "" {
		r.Service = &m.Service
	}
	if m.Code != 0 {
		r.ErrorCode = &m.Code
	}
	if m.Status != "queued" { // a text that still waits has no date of sending
		r.DateSent = &created
	}
	return r
}

// answer writes the response to a request to send, good or bad.
func answer(w http.ResponseWriter, fault Fault, m Message, account string) {
	switch {
	case fault.HangUp:
		panic(http.ErrAbortHandler) // how net/http is told to cut a connection
	case fault.Body != "":
		w.WriteHeader(max(fault.Status, http.StatusOK))
		_, _ = w.Write([]byte(fault.Body)) // the client may be gone, as it may from Twilio
	case fault.Status >= 400:
		refuse(w, fault.Status, fault.Code, "the double was told to refuse")
	default:
		writeJSON(w, http.StatusCreated, show(m, account))
	}
}

func refuse(w http.ResponseWriter, status, code int, message string) {
	writeJSON(w, status, map[string]any{
		"status": status, "code": code, "message": message,
		"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
	})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

// list answers with one page of texts, newest first, as Twilio orders them.
func (d *Double) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	size := number(q.Get("PageSize"), 50)
	page := number(q.Get("Page"), 0)
	all := d.Messages()
	var found []resource
	for i := len(all) - 1; i >= 0; i-- {
		m := all[i]
		after, _ := time.Parse(time.RFC3339, q.Get("DateSent>")) // no date is before everything
		if to, from := q.Get("To"), q.Get("From"); (to == "" || to == m.To) && (from == "" || from == m.From) &&
			!m.Created.Before(after) {
			found = append(found, show(m, d.cfg.AccountSID))
		}
	}
	start := min(page*size, len(found))
	end := min(start+size, len(found))
	body := map[string]any{"messages": append([]resource{}, found[start:end]...), "page": page, "page_size": size,
		"start": start, "end": max(end-1, 0), "uri": r.URL.RequestURI(), "next_page_uri": nil}
	if end < len(found) {
		next := url.URL{Path: r.URL.Path}
		q.Set("Page", strconv.Itoa(page+1))
		next.RawQuery = q.Encode()
		body["next_page_uri"] = next.String()
	}
	writeJSON(w, http.StatusOK, body)
}

func number(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1000 {
		return otherwise
	}
	return n
}
