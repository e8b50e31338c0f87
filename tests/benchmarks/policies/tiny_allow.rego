package bench

# Who may call what, by SPIFFE ID, method and path: the smallest policy that means something.

default allow := false

allow if {
	input.source.spiffe_id == "spiffe://example.org/ns/shop/sa/web"
	input.request.method == "GET"
	input.request.path == "/orders"
}
