package t

p if {
	"ключ" == input.ключ
}
