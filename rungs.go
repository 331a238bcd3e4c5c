package complaints

import "strconv"

func managerLadder(stage int) string { return "manager" + strconv.Itoa(stage) }

// ladders names the ladders of a stage's dates, which begin anew when the dates move.
func ladders(stage int) []string {
	n := strconv.Itoa(stage)
	return []string{"manager" + n, "director" + n, "late" + n}
}
