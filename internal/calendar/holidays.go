package calendar

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

//go:embed bank-holidays.json
var bankHolidays []byte

// BankHolidays returns the table built in, as GOV.UK publishes it: JSON with all divisions.
func BankHolidays() []byte { return bytes.Clone(bankHolidays) }

// ReadBankHolidays reads the table that GOV.UK publishes as JSON and returns the days of one of its divisions, and what
// each is called: england-and-wales, scotland or northern-ireland.
func ReadBankHolidays(r io.Reader, division string) (map[Date]string, error) {
	var table map[string]struct {
		Events []struct {
			Title string `json:"title"`
			Date  Date   `json:"date"`
			Notes string `json:"notes"`
		} `json:"events"`
	}
	if err := json.NewDecoder(r).Decode(&table); err != nil {
		return nil, fmt.Errorf("bank holidays: %w", err)
	}
	days := make(map[Date]string)
	for _, e := range table[division].Events {
		days[e.Date] = e.Title
		if e.Notes != "" {
			days[e.Date] += " (" + strings.ToLower(e.Notes) + ")"
		}
	}
	if len(days) == 0 {
		return nil, fmt.Errorf("bank holidays: the table has no days for %q", division)
	}
	return days, nil
}
