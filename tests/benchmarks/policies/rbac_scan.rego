package bench

# The same rights as a list of 10,000 bindings that has to be searched.

default allow := false

allow if {
	some binding in data.bindings
	binding.user == input.user
	some permission in data.roles[binding.role]
	permission.action == input.action
	permission.type == input.type
}
