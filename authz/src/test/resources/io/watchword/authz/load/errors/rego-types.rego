package t

a if startswith("a")

b if count(1) == 1

c if regex.match("(", "a")

d := sprintf("%5d", [1])

e := sprintf(input.format, [])

f(x) := x

g if f(1, 2, 3)

h if startwith("a", "b")

i if { some x in "abc" }

j := f
