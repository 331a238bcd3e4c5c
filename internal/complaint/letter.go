package complaint

import (
	"complaints/internal/letter"
)

// LetterID names a letter, see package letter.
type LetterID = letter.ID
