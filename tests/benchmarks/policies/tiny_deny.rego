package bench

default allow := false

allow if {
	input.source.spiffe_id == "spiffe://example.org/ns/shop/sa/ledger"
	input.request.method == "GET"
	input.request.path == "/orders"
}
