package t

p if not input.xs[_] == 1
