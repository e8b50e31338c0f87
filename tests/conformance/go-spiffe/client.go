package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/svid/jwtsvid"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
)

type step struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

type names []string

func (n *names) String() string     { return strings.Join(*n, ",") }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

// runClient fetches what a workload can fetch, and watches it through the change that a command makes.
func runClient(arguments []string) int {
	flags := flag.NewFlagSet("client", flag.ExitOnError)
	audience := flags.String("audience", "spiffe-conformance", "audience of JWT-SVIDs")
	change := flags.String("change", "", "command after which there is news")
	var expect names
	flags.Var(&expect, "expect", "identity, in order; repeatable")
	if err := flags.Parse(arguments); err != nil {
		return 64
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	client, err := workloadapi.New(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer client.Close()
	var steps []step
	run := func(name string, do func() (string, error)) {
		detail, err := do()
		if err != nil {
			detail = err.Error()
		}
		steps = append(steps, step{name, err == nil, detail})
	}
	run("x509-svids", func() (string, error) { return x509(ctx, client, expect) })
	run("x509-bundles", func() (string, error) {
		set, err := client.FetchX509Bundles(ctx)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%d trust domains", set.Len()), nil
	})
	run("jwt-svids", func() (string, error) { return jwt(ctx, client, *audience, expect) })
	run("jwt-validation", func() (string, error) { return jwtByAgent(ctx, client, *audience) })
	if *change != "" {
		run("watch", func() (string, error) { return watchThrough(ctx, client, *change) })
	}
	text, _ := json.MarshalIndent(map[string]any{"client": "go-spiffe 2.9.0", "steps": steps}, "", "  ")
	fmt.Println(string(text))
	for _, s := range steps {
		if !s.OK {
			return 1
		}
	}
	return 0
}

func ids(x509Context *workloadapi.X509Context) []string {
	var all []string
	for _, svid := range x509Context.SVIDs {
		all = append(all, svid.ID.String())
	}
	return all
}

func verified(x509Context *workloadapi.X509Context) error {
	for _, svid := range x509Context.SVIDs {
		if _, _, err := x509svid.Verify(svid.Certificates, x509Context.Bundles); err != nil {
			return err
		}
	}
	return nil
}

func x509(ctx context.Context, client *workloadapi.Client, expect []string) (string, error) {
	state, err := client.FetchX509Context(ctx)
	if err != nil {
		return "", err
	}
	got := ids(state)
	if len(expect) > 0 && !slices.Equal(got, expect) {
		return "", fmt.Errorf("identities %v, not %v", got, expect)
	}
	return strings.Join(got, " "), verified(state)
}

func jwt(ctx context.Context, client *workloadapi.Client, audience string, expect []string) (string, error) {
	svids, err := client.FetchJWTSVIDs(ctx, jwtsvid.Params{Audience: audience})
	if err != nil {
		return "", err
	}
	bundles, err := client.FetchJWTBundles(ctx)
	if err != nil {
		return "", err
	}
	var got []string
	for _, svid := range svids {
		if _, err := jwtsvid.ParseAndValidate(svid.Marshal(), bundles, []string{audience}); err != nil {
			return "", err
		}
		got = append(got, svid.ID.String())
	}
	if len(expect) > 0 && !slices.Equal(got, expect) {
		return "", fmt.Errorf("identities %v, not %v", got, expect)
	}
	return strings.Join(got, " "), nil
}

func jwtByAgent(ctx context.Context, client *workloadapi.Client, audience string) (string, error) {
	svid, err := client.FetchJWTSVID(ctx, jwtsvid.Params{Audience: audience})
	if err != nil {
		return "", err
	}
	back, err := client.ValidateJWTSVID(ctx, svid.Marshal(), audience)
	if err != nil {
		return "", err
	}
	if back.ID != svid.ID {
		return "", fmt.Errorf("token of %s is said to be of %s", svid.ID, back.ID)
	}
	if _, err := client.ValidateJWTSVID(ctx, svid.Marshal(), "somebody else"); err == nil {
		return "", errors.New("valid for another audience")
	}
	return svid.ID.String(), nil
}

type states struct {
	mutex  sync.Mutex
	all    []*workloadapi.X509Context
	broken []error
}

func (s *states) OnX509ContextUpdate(state *workloadapi.X509Context) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.all = append(s.all, state)
}

func (s *states) OnX509ContextWatchError(err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.broken = append(s.broken, err)
}

// watchThrough holds a stream and makes handshakes with itself while the command runs.
func watchThrough(ctx context.Context, client *workloadapi.Client, change string) (string, error) {
	source, err := workloadapi.NewX509Source(ctx)
	if err != nil {
		return "", err
	}
	defer source.Close()
	seen := &states{}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go func() { _ = client.WatchX509Context(watching, seen) }()
	command := exec.CommandContext(ctx, "sh", "-c", change)
	command.Stdout, command.Stderr = io.Discard, os.Stderr
	done := make(chan error, 1)
	if err := command.Start(); err != nil {
		return "", err
	}
	go func() { done <- command.Wait() }()
	handshakes := 0
	for running := true; running; {
		select {
		case err := <-done:
			if err != nil {
				return "", fmt.Errorf("the command failed: %w", err)
			}
			running = false
		case <-time.After(20 * time.Millisecond):
		}
		if err := handshake(source); err != nil {
			return "", fmt.Errorf("handshake %d: %w", handshakes, err)
		}
		handshakes++
	}
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	if len(seen.broken) > 0 {
		return "", fmt.Errorf("the stream ended: %w", seen.broken[0])
	}
	if len(seen.all) < 2 {
		return "", fmt.Errorf("%d states came, no news", len(seen.all))
	}
	for i, state := range seen.all {
		if err := verified(state); err != nil {
			return "", fmt.Errorf("state %d: %w", i, err)
		}
		if i > 0 && len(state.SVIDs) < len(seen.all[0].SVIDs) {
			return "", fmt.Errorf("state %d has %d SVIDs", i, len(state.SVIDs))
		}
	}
	return fmt.Sprintf("%d states, each whole and verified; %d handshakes, none failed", len(seen.all), handshakes), nil
}

func handshake(source *workloadapi.X509Source) error {
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	_ = here.SetDeadline(time.Now().Add(5 * time.Second))
	_ = there.SetDeadline(time.Now().Add(5 * time.Second))
	server := tls.Server(there, tlsconfig.MTLSServerConfig(source, source, tlsconfig.AuthorizeAny()))
	client := tls.Client(here, tlsconfig.MTLSClientConfig(source, source, tlsconfig.AuthorizeAny()))
	result := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(server, make([]byte, 1))
		result <- err
	}()
	if _, err := client.Write([]byte{1}); err != nil {
		return err
	}
	return <-result
}
