package bench

# 500 regular expressions in data.

default allow := false

allow if {
	some pattern in data.patterns
	regex.match(pattern, input.path)
}
