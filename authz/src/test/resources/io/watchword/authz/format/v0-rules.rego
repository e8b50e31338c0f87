package old
import future.keywords.in
p[x] { x:=input.xs[_]; x>1 }
q = x { x=1 } { x:=2 }
f(x) = y { y := x+1 }
r[k] = v { v := data.o[k] }
else_chain = 1 { false } else = 2 { true }
in_use { 1 in [1] }
