// go-spiffe as the suite asks it: `validator` judges chains, tokens, IDs and bundles; `client` is a workload that
// fetches everything from a Workload API and watches it through a change; `watch` prints what a client holds.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		usage()
	}
	switch os.Args[1] {
	case "validator":
		validate(os.Stdin, os.Stdout)
	case "client":
		os.Exit(runClient(os.Args[2:]))
	case "watch":
		os.Exit(watch())
	default:
		usage()
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: go-spiffe validator | client [-audience A] [-expect ID]... [-change CMD] | watch")
	os.Exit(64)
}
