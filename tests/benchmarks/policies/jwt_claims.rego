package bench

# Claims of a token that somebody else has verified.

default allow := false

claims := payload if {
	[_, payload, _] := io.jwt.decode(trim_prefix(input.headers.authorization, "Bearer "))
}

allow if {
	claims.iss == "https://issuer.example.org"
	"orders" in claims.aud
	some scope in split(claims.scope, " ")
	scope == "orders:read"
	input.method == "GET"
}
