package watchword.request

allow contains "x" if true

deny[x] := 1 if { some x in [1] }
