# a file of many rules

package   shop.orders
import   rego.v1
import data.z
import data.a as first # why
default allow:=false
allow if {input.user=="alice";input.method in ["GET","HEAD"]}
allow if { some role in input.roles
  role=="admin" }


roles contains role if some role in input.roles
limits[name] := limit if { some name, limit in data.limits }
f(x,y):=x+y*2
f(1, _) := 0 if {
	true } else := 1 if { false
}
else := 2
g := {"a":1,"b":[1,2,
3]}
h := (1+2)*3
p.q.r := "x"
one if input.x
two if input.y
three := [x|x:=input.xs[_];x>1]
four := {k:v|some k,v in input.o}
every_one if every x in input.xs {x>0} # all
with_mocks if allow with input as {"user":"bob"} with data.x as 1
raw := `a\b`
text := $"hello {input.name}, {1} \{"
neg := -input.x
big if { count({ x | # members
   x := input.xs[_]
 }) > 2
}
