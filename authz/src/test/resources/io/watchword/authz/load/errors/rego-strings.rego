package t

a := "never closed

b := "bad \q escape"

c := 'single'

d := 01
