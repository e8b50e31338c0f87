package bench

# 500 path patterns in data.

default allow := false

allow if {
	some pattern in data.patterns
	glob.match(pattern, ["/"], input.path)
}
