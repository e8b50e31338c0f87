package t

import foo.bar

p if {
	input.a ==
}

q := 1 +

r { true }

s if input.x ==== 2

t contains
