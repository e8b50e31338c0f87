package bench

# 10,000 users with roles, 50 roles with permissions, both looked up by key.

default allow := false

allow if {
	some role in data.bindings[input.user]
	some permission in data.roles[role]
	permission.action == input.action
	permission.type == input.type
}
