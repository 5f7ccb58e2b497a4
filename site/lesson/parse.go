package lesson

// A Parser reads lessons. It remembers what it read and highlighted, so that one kept between builds works only on what
// changed. It may be used by several goroutines.
type Parser struct{}
