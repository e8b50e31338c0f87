package bench

# A request as opa-envoy-plugin shows it.

import input.attributes.request.http as http

default allow := {"allowed": false, "http_status": 403}

allow := {"allowed": true, "headers": {"x-user": user}} if {
	http.method in {"GET", "HEAD"}
	glob.match("/api/*/orders/**", ["/"], http.path)
	http.headers["x-forwarded-proto"] == "https"
	user := http.headers["x-user"]
	user in data.users
	not http.headers["x-debug"]
	startswith(input.attributes.source.principal, "spiffe://example.org/ns/shop/")
}
