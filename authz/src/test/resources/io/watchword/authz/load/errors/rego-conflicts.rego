package t

default a := 1

default a := 2

b := 1

b contains 2 if true

f(x) := x

f(x, y) := x

p if { x := 1; x := 2 }

q if { x == 1; x := 2 }
