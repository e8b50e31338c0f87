package t

a if every x in [1] { x == 1 }

b if input.x with input as {}

c := 1 + 2

d := $"hello {input.x}"

e.f := 1

g[x][y] := 1 if { some x, y in [1] }

h if not { input.a }

i := json.unmarshal("{}")

import future.keywords.and
