package t

a if b

b if c

c if not a
