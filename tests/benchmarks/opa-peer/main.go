// Measures one workload on OPA's Go API with a prepared query, one goroutine, the input parsed before.
// Prints the same JSON as `watchword policy bench`.
//
// usage: opa-peer FOLDER [SECONDS]
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/util"
)

func main() {
	folder := os.Args[1]
	seconds := 3.0
	if len(os.Args) > 2 {
		seconds, _ = strconv.ParseFloat(os.Args[2], 64)
	}
	policy := read(folder, "policy.rego")
	query := strings.TrimSpace(string(read(folder, "query")))
	var data map[string]any
	check(util.UnmarshalJSON(read(folder, "data.json"), &data))
	var input any
	check(util.UnmarshalJSON(read(folder, "input.json"), &input))
	parsed, err := ast.InterfaceToValue(input)
	check(err)

	ctx := context.Background()
	begin := time.Now()
	prepared, err := rego.New(
		rego.Query(query),
		rego.Module("policy.rego", string(policy)),
		rego.Store(inmem.NewFromObject(data)),
	).PrepareForEval(ctx)
	check(err)
	load := time.Since(begin)

	evaluate := func() rego.ResultSet {
		results, err := prepared.Eval(ctx, rego.EvalParsedInput(parsed))
		check(err)
		return results
	}
	begin = time.Now()
	results := evaluate()
	first := time.Since(begin)
	for end := time.Now().Add(time.Duration(seconds / 3 * float64(time.Second))); time.Now().Before(end); {
		evaluate()
	}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var samples []float64
	total := time.Duration(0)
	ops := 0
	for total < time.Duration(seconds*float64(time.Second)) {
		begin = time.Now()
		evaluate()
		took := time.Since(begin)
		total += took
		samples = append(samples, float64(took.Nanoseconds()))
		ops++
	}
	runtime.ReadMemStats(&after)
	sort.Float64s(samples)
	var value any
	if len(results) > 0 && len(results[0].Expressions) > 0 {
		value = results[0].Expressions[0].Value
	}
	out, err := json.Marshal(map[string]any{
		"result": value,
		"ns_per_op": map[string]any{
			"mean": float64(total.Nanoseconds()) / float64(ops),
			"p50":  samples[len(samples)/2],
			"p99":  samples[len(samples)*99/100],
		},
		"ops":           ops,
		"bytes_per_op":  (after.TotalAlloc - before.TotalAlloc) / uint64(ops),
		"load_ms":       float64(load.Microseconds()) / 1000,
		"first_eval_ns": first.Nanoseconds(),
	})
	check(err)
	fmt.Println(string(out))
}

func read(folder, name string) []byte {
	content, err := os.ReadFile(filepath.Join(folder, name))
	check(err)
	return content
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "opa-peer:", err)
		os.Exit(1)
	}
}
