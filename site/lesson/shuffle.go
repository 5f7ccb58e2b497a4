package lesson

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// shuffled returns the numbers below n in an order that depends on nothing but id: the same page for everybody, on every
// machine, after every build.
func shuffled(id string, n int) []int {
	places := make([]int, n)
	keys := make([]string, n)
	for i := range n {
		places[i] = i
		keys[i] = hash(fmt.Sprintf("%s#%d", id, i))
	}
	slices.SortFunc(places, func(a, b int) int { return strings.Compare(keys[a], keys[b]) })
	return places
}

// hash is a short fingerprint of text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// ranks returns the place of each text in alphabetical order. It stands for the texts in a revision: it changes when two
// of them change places, and hardly ever when a typing error is mended.
func ranks(texts []string) []int {
	byText := make([]int, len(texts))
	for i := range byText {
		byText[i] = i
	}
	slices.SortStableFunc(byText, func(a, b int) int {
		return cmp.Or(strings.Compare(strings.ToLower(texts[a]), strings.ToLower(texts[b])), cmp.Compare(a, b))
	})
	places := make([]int, len(texts))
	for rank, i := range byText {
		places[i] = rank
	}
	return places
}
