package bench

# An address against 200 networks, and against exceptions.

default allow := false

allow if {
	some network in data.networks
	net.cidr_contains(network, input.ip)
	not excepted
}

excepted if {
	some network in data.exceptions
	net.cidr_contains(network, input.ip)
}
