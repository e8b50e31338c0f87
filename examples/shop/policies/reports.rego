# METADATA
# title: Order reports
# description: >-
#   Rules that YAML cannot say go into Rego. This package decides HTTP requests; its `allow` counts as an ALLOW policy and its
#   `deny` as a DENY policy, side by side with the YAML files.
package watchword.request

# Reports may be read by anyone in the shop's namespace, as long as they say for whom.
allow if {
	input.destination.workload == "orders"
	input.source.namespace == "shop"
	input.request.method == "GET"
	startswith(input.request.path, "/reports/")
	input.request.headers["x-report-for"] in {"finance", "audit"}
}

# Orders over the mesh carry an idempotency key. A reason is what `policy explain` will show.
deny contains "an order needs an `idempotency-key` header" if {
	input.destination.workload == "orders"
	input.request.method == "POST"
	not input.request.headers["idempotency-key"]
}
