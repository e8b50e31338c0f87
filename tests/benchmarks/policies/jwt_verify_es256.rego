package bench

# A token verified against a key in data.

default allow := false

allow if {
	io.jwt.verify_es256(input.token, data.key)
	[_, payload, _] := io.jwt.decode(input.token)
	payload.iss == "https://issuer.example.org"
}
