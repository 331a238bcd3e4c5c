package train

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"complaints/classifier"
)

func TestCountedWeightsSpeakForTheLabelsThatShowAFeature(t *testing.T) {
	t.Parallel()
	x := [][]feature{{{0, 1}, {2, 1}}, {{0, 1}, {2, 1}}, {{1, 1}, {2, 1}}, {{1, 1}, {2, 1}, {3, -5}}}
	y := []target{{1, 0}, {1, 0}, {0, 1}, {0, 1}}
	w := make([]float32, 4*2)
	fitting{bayes: 1}.counted(x, y, 3, w)
	switch {
	case w[0] <= 0 || w[1] >= 0:
		t.Errorf("a feature of the first label alone: %v, %v", w[0], w[1])
	case w[2] >= 0 || w[3] <= 0:
		t.Errorf("a feature of the second label alone: %v, %v", w[2], w[3])
	case w[4] != 0 || w[5] != 0:
		t.Errorf("a feature of every message says something: %v, %v", w[4], w[5])
	case w[6] != 0 || w[7] != 0:
		t.Errorf("the meanings of words were counted: %v, %v", w[6], w[7])
	}
	none := make([]float32, 4*2)
	fitting{}.counted(x, y, 3, none)
	for i, v := range none {
		if v != 0 {
			t.Errorf("without a say, weight %d is %v", i, v)
		}
	}
}

func TestModelIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("training takes some seconds")
	}
	t.Parallel()
	examples, err := classifier.ReadExampleFiles(filepath.Join("..", "data", "train"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Train(examples)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("..", "data", "model.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("model.bin is not what data/train gives: run `complaintsd classify train`")
	}
	file, err := os.ReadFile(filepath.Join("..", "data", "vectors.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if size := len(want) + len(file); size > 9<<20 {
		t.Errorf("models and vectors hold %d bytes, at most 9 MB are allowed", size)
	}
}
