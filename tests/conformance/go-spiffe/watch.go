package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spiffe/go-spiffe/v2/workloadapi"
)

type printer struct{}

func (printer) OnX509ContextUpdate(state *workloadapi.X509Context) {
	var domains []string
	for _, bundle := range state.Bundles.Bundles() {
		domains = append(domains, bundle.TrustDomain().IDString())
	}
	byHint := map[string]string{}
	for _, svid := range state.SVIDs {
		if _, taken := byHint[svid.Hint]; !taken {
			byHint[svid.Hint] = svid.ID.String()
		}
	}
	say(map[string]any{"svids": ids(state), "by_hint": byHint, "trust": domains})
}

func (printer) OnX509ContextWatchError(err error) {
	say(map[string]any{"error": err.Error()})
}

func say(line map[string]any) {
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

// watch prints a line for each state that a client holds, for --workload-client.
func watch() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	client, err := workloadapi.New(ctx)
	if err != nil {
		say(map[string]any{"error": err.Error()})
		return 1
	}
	defer client.Close()
	if err := client.WatchX509Context(ctx, printer{}); err != nil && ctx.Err() == nil {
		say(map[string]any{"error": err.Error()})
		return 1
	}
	return 0
}
