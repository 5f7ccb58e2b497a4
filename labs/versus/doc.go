// Package versus measures our engine beside the official Node server, both in one run.
//
// Each server is a fresh child process on a loopback port, so that its CPU time and memory can be read apart from the
// load's. The figure is operations per CPU second of the server, as a ratio to Node's: it is the one least touched by
// a noisy machine. The two take turns, round by round, and the median is reported. Every delivery is checked: none
// missing, none twice, in order; a server that gets one wrong fails, however fast.
//
//	make bench
//	go test -run '^$' -bench . ./labs/versus -rounds 5
package versus
