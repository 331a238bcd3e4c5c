package report

import (
	"regexp"
	"strconv"
	"strings"
)

// sumOfMoney is a sum as people write it: £50, £1,250.50, 50 pounds.
var sumOfMoney = regexp.MustCompile(`(?i)£\s?(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d\d))?\b|` +
	`\b(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d\d))? ?(?:pounds|gbp)\b`)

// penceIn adds up the sums of money in a remedy, in pence.
func penceIn(remedy string) (sum int) {
	for _, m := range sumOfMoney.FindAllStringSubmatch(remedy, -1) {
		pounds, _ := strconv.Atoi(strings.ReplaceAll(m[1]+m[3], ",", "")) // the pattern lets only digits through
		pence, _ := strconv.Atoi("0" + m[2] + m[4])
		sum += pounds*100 + pence
	}
	return sum
}
