package t

p contains x if true

q := y if input.a
