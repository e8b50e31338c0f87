package main

import (
	"bufio"
	"encoding/json"
	"encoding/pem"
	"io"
	"strconv"

	"github.com/spiffe/go-spiffe/v2/bundle/spiffebundle"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/svid/jwtsvid"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

type trust struct {
	TrustDomain string `json:"trust_domain"`
	Document    string `json:"document"`
}

type question struct {
	Kind        string  `json:"kind"`
	Chain       string  `json:"chain"`
	Token       string  `json:"token"`
	Audience    string  `json:"audience"`
	Text        string  `json:"text"`
	TrustDomain string  `json:"trust_domain"`
	Document    string  `json:"document"`
	Trust       []trust `json:"trust"`
}

type answer map[string]any

// validate answers a line of JSON for each line it reads.
func validate(in io.Reader, out io.Writer) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var q question
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			a = answer{"error": err.Error()}
		} else {
			a = judge(q)
		}
		text, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		if _, err := out.Write(append(text, '\n')); err != nil {
			return
		}
	}
}

func judge(q question) answer {
	switch q.Kind {
	case "id":
		id, err := spiffeid.FromString(q.Text)
		return said(id, err)
	case "x509":
		bundles, err := bundlesOf(q.Trust)
		if err != nil {
			return refused(err)
		}
		var ders [][]byte
		for rest := []byte(q.Chain); ; {
			var block *pem.Block
			block, rest = pem.Decode(rest)
			if block == nil {
				break
			}
			ders = append(ders, block.Bytes)
		}
		id, _, err := x509svid.ParseAndVerify(ders, bundles)
		return said(id, err)
	case "jwt":
		bundles, err := bundlesOf(q.Trust)
		if err != nil {
			return refused(err)
		}
		svid, err := jwtsvid.ParseAndValidate(q.Token, bundles, []string{q.Audience})
		if err != nil {
			return refused(err)
		}
		return said(svid.ID, nil)
	case "bundle":
		return readBundle(q)
	default:
		return answer{"unsupported": "go-spiffe leaves it to Go's own crypto/x509"}
	}
}

func readBundle(q question) answer {
	if q.TrustDomain == "" {
		return answer{"unsupported": "it reads no maps of bundles"}
	}
	domain, err := spiffeid.TrustDomainFromString(q.TrustDomain)
	if err != nil {
		return refused(err)
	}
	bundle, err := spiffebundle.Parse(domain, []byte(q.Document))
	if err != nil {
		return refused(err)
	}
	return answer{
		"accept":           true,
		"x509_authorities": strconv.Itoa(len(bundle.X509Authorities())),
		"jwt_authorities":  strconv.Itoa(len(bundle.JWTAuthorities())),
	}
}

func said(id spiffeid.ID, err error) answer {
	if err != nil {
		return refused(err)
	}
	return answer{"accept": true, "id": id.String()}
}

func refused(err error) answer {
	return answer{"accept": false, "reason": err.Error()}
}

func bundlesOf(files []trust) (*spiffebundle.Set, error) {
	set := spiffebundle.NewSet()
	for _, file := range files {
		domain, err := spiffeid.TrustDomainFromString(file.TrustDomain)
		if err != nil {
			return nil, err
		}
		bundle, err := spiffebundle.Parse(domain, []byte(file.Document))
		if err != nil {
			return nil, err
		}
		set.Add(bundle)
	}
	return set, nil
}
