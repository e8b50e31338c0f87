package logic
import future.keywords.and
import future.keywords.not
import future.keywords.or
a if {input.x;input.y} or {input.z}
b if not {input.x;  input.y}
c if (input.x or input.y) and not (input.z and input.a)
d if { input.x and
 input.y
}
