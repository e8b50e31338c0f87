package t

admins contains "alice" if true

p if {
	not admins[role]
}
