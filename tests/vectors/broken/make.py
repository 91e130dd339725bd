#!/usr/bin/env python3
"""Makes cases.json: broken tokens, and what each must be told.

Needs python3-cryptography. Run it in this folder: python3 make.py cases.json. RSA-PSS and ECDSA signatures and
some keys are random, so the tokens change with each run; what is told about them does not.
"""
import sys
sys.dont_write_bytecode = True
from tokens import *
from cryptography.hazmat.primitives.asymmetric import rsa

# Keys that no folder has.
RSA3072, RSA2048B = rsa.generate_private_key(65537, 3072), rsa.generate_private_key(65537, 2048)
RSA3072B, RSA4096B = rsa.generate_private_key(65537, 3072), rsa.generate_private_key(65537, 4096)
RAW = bytes(range(1, 49))

# What verifies, and is said to.
for alg, key in [("RS256", RSA2048), ("RS512", RSA3072), ("PS256", RSA2048), ("PS384", RSA4096), ("ES256", P256),
                 ("ES384", P384), ("ES512", P521), ("ES256K", K256), ("EdDSA", ED)]:
    good(f"good {alg} {getattr(key, 'key_size', '')}".strip(), token(alg, key), pem(key))
good("good HS256", token("HS256", SECRET.encode()), SECRET, encoding="text")
good("good with the private key", token("RS256", RSA2048), read("rsa2048/private.pkcs8.pem").decode())
good("good with the certificate", token("RS256", RSA2048), CERT)
good("Bearer twice", "Authorization: Bearer Bearer " + token("RS256", RSA2048), CERT)
good("line breaks", "\n".join(token("RS256", RSA2048)[i:i + 64] for i in range(0, 900, 64)), CERT)
good("in a JSON answer", json.dumps({"access_token": token("RS256", RSA2048), "expires_in": 3600}), CERT)

# Another key.
for name, made, given in [("2048", RSA2048B, RSA2048), ("3072", RSA3072B, RSA3072), ("4096", RSA4096B, RSA4096)]:
    for alg in ["RS256", "RS512", "PS256", "PS512"]:
        bad(f"other key {alg} {name}", token(alg, made), pem(given), "other_key", "another key")
bad("other size 4096 for 2048", token("RS256", RSA4096), pem(RSA2048), "other_key_size", "4096 bits")
bad("other size 2048 for 3072", token("PS256", RSA2048), pem(RSA3072), "other_key_size", "2048 bits")
bad("other key ES256", token("ES256", P256B), pem(P256), "bad_signature", "another key")
bad("other secret", token("HS256", b"x" * 40), SECRET, "bad_signature", "another secret", encoding="text")
case("EC key for an RSA token", token("RS256", RSA2048), pem(P256), "algorithm_key_mismatch", 1, "algorithm_not_allowed", "RS256 needs")
case("RSA key for an EC token", token("ES256", P256), pem(RSA2048), "algorithm_key_mismatch", 1, "algorithm_not_allowed", "ES256 needs")
case("P-384 key for ES256", token("ES256", P256), pem(P384), "curve_mismatch", 1, "algorithm_not_allowed", "P-256")

# The key is at hand, and is another one than the one that was checked with.
bad("key in the header verifies, x5c", token("RS256", RSA2048, header={"alg": "RS256", "x5c": ["".join(CERT.split("-----")[2].split())]}), pem(RSA2048B), "offered_key", "brings along in \"x5c\"")
bad("the public key beside the certificate verifies", token("RS256", RSA2048B), CERT + pem(RSA2048B), "other_key_verifies", "the RSA 2048 public key in key.txt")
good("the private key is given", token("ES256", P256), read("p256/private.pkcs8.pem").decode(), warns="private_key_given")

# The text was changed after signing.
for name, key in [("2048", RSA2048), ("3072", RSA3072), ("4096", RSA4096)]:
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]:
        bad(f"edited {alg} {name}", edited(token(alg, key), EDITED), pem(key), "text_changed", "changed after signing")
bad("edited ES256", edited(token("ES256", P256), EDITED), pem(P256), "bad_signature", "changed after signing")
bad("edited HS256", edited(token("HS256", SECRET.encode()), EDITED), SECRET, "bad_signature", "changed text", encoding="text")
bad("edited EdDSA", edited(token("EdDSA", ED), EDITED), pem(ED), "bad_signature", "changed after signing")

# The header's alg does not tell the truth.
for named, really in [("RS256", "RS512"), ("RS512", "RS256"), ("RS256", "PS256"), ("PS256", "RS256"), ("PS384", "PS512"), ("RS384", "PS512")]:
    for name, key in [("2048", RSA2048), ("3072", RSA3072), ("4096", RSA4096)]:
        bad(f"{named} is {really} {name}", token(named, key, really=really), pem(key), "alg_lies", really)
bad("RS256 is RSA with SHA-1", token("RS256", RSA2048, really="RS1"), pem(RSA2048), "alg_lies", "SHA-1")
bad("HS256 is HS512", token("HS256", SECRET.encode(), really="HS512"), SECRET, "alg_lies", "HS512", encoding="text")
case("ES256 is RS256", token("ES256", RSA2048, really="RS256"), pem(RSA2048), "alg_lies", 1, "algorithm_not_allowed", "RS256")
swapped = token("RS512", RSA2048).split(".")
bad("alg was changed from RS512", ".".join([b64('{"alg":"RS256","typ":"JWT"}'), *swapped[1:]]), pem(RSA2048), "alg_changed", "alg was RS512")
bad("salt of 20 bytes", token("PS256", RSA2048, salt=20), pem(RSA2048), "pss_salt_length", "20 bytes")
bad("salt of 222 bytes", token("PS256", RSA2048, salt=222), pem(RSA2048), "pss_salt_length", "222 bytes")

# Cut, long, of another form.
for drop in (1, 10, 128, 255):
    tok = token("RS256", RSA2048)
    bad(f"cut by {drop} bytes", resigned(tok, signature(tok)[:-drop]), pem(RSA2048), "other_key_size" if drop == 128 else "signature_cut", "1024 bits" if drop == 128 else "cut")
tok = token("ES256", P256)
bad("cut ES256", resigned(tok, signature(tok)[:-5]), pem(P256), "signature_cut", "59 of the 64")
bad("long ES256", resigned(tok, signature(tok) + b"\0"), pem(P256), "signature_length", "something stands behind the token: its signature has 65 bytes, and ES256 with this key makes 64")
tok = token("HS256", SECRET.encode())
bad("cut HS256", resigned(tok, signature(tok)[:30]), SECRET, "signature_cut", "30 of the 32", encoding="text")
tok = token("EdDSA", ED)
bad("cut EdDSA", resigned(tok, signature(tok)[:60]), pem(ED), "signature_cut", "60 of the 64")
for alg, key in [("ES256", P256), ("ES384", P384), ("ES512", P521), ("ES256K", K256)]:
    head = {"alg": alg, "typ": "JWT"}
    data = b64(text(head)) + "." + b64(text(CLAIMS))
    h = HASH[alg[2:5]]
    bad(f"DER {alg}", data + "." + b64(key.sign(data.encode(), ec.ECDSA(h))), pem(key), "der_signature", "rewritten as r and s it verifies")
    bad(f"DER {alg} by another text", data + "." + b64(key.sign(b"other", ec.ECDSA(h))), pem(key), "der_signature", "does not verify")
bad("zero signature", resigned(token("ES256", P256), bytes(64)), pem(P256), "zero_signature", "zero")
bad("ES256 of the length of P-384", resigned(token("ES256", P256), bytes(range(96))), pem(P256), "wrong_curve", "P-384")
bad("ES256 of the length of RSA", resigned(token("ES256", P256), bytes(range(256))), pem(P256), "signature_length", "made by another key or algorithm: its signature has 256 bytes, and ES256 with this key makes 64")
bad("EdDSA of the length of Ed448", resigned(token("EdDSA", ED), bytes(range(114))), pem(ED), "wrong_curve", "the signature is as long as one of Ed448")
tok = token("ES256", P256)
bad("DER by P-384", resigned(tok, P384.sign(tok.rsplit(".", 1)[0].encode(), ec.ECDSA(HASH["256"]))), pem(P256), "der_signature", "does not verify with this key either")
tok = token("HS256", SECRET.encode())
bad("HS256 as hex in base64url", resigned(tok, signature(tok).hex().encode()), SECRET, "encoded_twice", "it is hex text in base64url; its bytes verify", encoding="text")
bad("HS256 as base64 in base64url", resigned(tok, base64.b64encode(signature(tok))), SECRET, "encoded_twice", "it is base64 text in base64url", encoding="text")
tok = token("RS256", RSA2048)
bad("RS256 as base64 in base64url", resigned(tok, base64.b64encode(signature(tok))), pem(RSA2048), "encoded_twice", "it is base64 text in base64url")
bad("hex of another signature", resigned(tok, signature(token("RS256", RSA2048B)).hex().encode()), pem(RSA2048), "other_key_size", "4096 bits")
bad("empty signature", token("ES256", P256).rsplit(".", 1)[0] + ".", pem(P256), "empty_signature", "empty")

# HMAC.
for encoding, typed in [("base64", base64.b64encode(RAW).decode()), ("base64url", b64(bytes([250, 251, 252, 253, 254, 255] * 6))), ("hex", RAW.hex())]:
    raw = RAW if encoding != "base64url" else bytes([250, 251, 252, 253, 254, 255] * 6)
    good(f"secret in {encoding}", token("HS256", raw), typed, encoding=encoding)
    bad(f"secret in {encoding} read as text", token("HS256", raw), typed, "secret_encoding", f"read as {encoding}", encoding="text")
    bad(f"secret that is text read as {encoding}", token("HS256", typed.encode()), typed, "secret_encoding", "read as text", encoding=encoding)
bad("secret with a space", token("HS256", SECRET.encode()), SECRET + " ", "secret_white_space", "without the white space", encoding="text")
bad("secret in quotes", token("HS256", SECRET.encode()), f'"{SECRET}"', "secret_white_space", "quotes", encoding="text")
bad("issuer's secret ends in a line break", token("HS256", SECRET.encode() + b"\n"), SECRET, "secret_white_space", "line break", encoding="text")
case("certificate as the secret", token("HS256", CERT.encode()), CERT, "public_key_as_secret", 1, "algorithm_not_allowed", "everybody who has the certificate")
case("certificate as the secret, trimmed", token("HS384", CERT.strip().encode()), CERT, "public_key_as_secret", 1, "algorithm_not_allowed", "everybody")
der = base64.b64decode("".join(CERT.split("-----")[2].split()))
case("certificate in DER as the secret", token("HS256", der), CERT, "public_key_as_secret", 1, "algorithm_not_allowed", "everybody who has the certificate")
case("certificate in DER as the secret, and given so", token("HS256", der), CERT, "public_key_as_secret", 1, "algorithm_not_allowed", "signed with the certificate as the HS256 secret", der=der)
bags = "Bag Attributes\n    localKeyID: 01 00 00 00\n" + CERT
body = "".join(CERT.split("-----")[2].split())
case("base64 of the certificate as the secret", token("HS256", body.encode()), bags, "public_key_as_secret", 1, "algorithm_not_allowed", "signed with the text of the certificate as the HS256 secret")
case("public key as the secret", token("HS512", pem(RSA2048).encode()), pem(RSA2048), "public_key_as_secret", 1, "algorithm_not_allowed", "everybody")
case("HS256 and a certificate", token("HS256", SECRET.encode()), CERT, "algorithm_confusion", 1, "algorithm_not_allowed", "HS256")

# Written anew after signing.
spaced = json.dumps(CLAIMS, indent=2)
for alg, key in [("RS256", RSA2048), ("ES256", P256)]:
    bad(f"packed after signing {alg}", edited(token(alg, key, spaced), CLAIMS), pem(key), "white_space", "white space")
    bad(f"laid out after signing {alg}", edited(token(alg, key, CLAIMS), spaced), pem(key), "white_space", "white space")
bad("json.dumps before, packed after", edited(token("RS256", RSA2048, json.dumps(CLAIMS)), CLAIMS), pem(RSA2048), "white_space", "white space")
bad("line end lost", edited(token("RS256", RSA2048, text(CLAIMS) + "\n"), CLAIMS), pem(RSA2048), "white_space", "white space")

# none, crit, duplicates.
for alg in ["none", "None", "NONE", "nOnE"]:
    case(f"alg {alg}", b64(text({"alg": alg})) + "." + b64(text(CLAIMS)) + ".", pem(RSA2048), "alg_none", 1, "algorithm_not_allowed", "not signed")
bad("crit unknown", token("ES256", P256, header={"alg": "ES256", "crit": ["x"], "x": 1}), pem(P256), "crit_unknown", "crit")
bad("crit empty", token("ES256", P256, header={"alg": "ES256", "crit": []}), pem(P256), "crit_malformed", "crit")
bad("alg twice", token("ES256", P256, header='{"alg":"RS256","alg":"ES256"}'), pem(P256), "duplicate_member", '"RS256" and "ES256"')
claim("sub twice", '{"sub":"admin","exp":%d,"sub":"jde"}' % (NOW + 60), "duplicate_member", '"admin" (line 1) and "jde" (line 1)')
case("alg unknown", token("ES256", P256, header={"alg": "XX256"}), pem(P256), "unknown_algorithm", 5, "unsupported", "XX256")
case("alg in lower case", token("ES256", P256, header={"alg": "es256"}), pem(P256), "unknown_algorithm", 5, "unsupported", "ES256")

# Times.
claim("expired", {**CLAIMS, "exp": NOW - 11520}, "expired", "3 h 12 min", exit=3, verdict="expired")
claim("expires now", {**CLAIMS, "exp": NOW}, "expired", "expired", exit=3, verdict="expired")
claim("not yet valid", {**CLAIMS, "nbf": NOW + 300}, "not_yet_valid", "nbf", exit=3, verdict="not_yet_valid")
claim("issued ahead", {**CLAIMS, "iat": NOW + 45}, "issued_in_future", "45 s", exit=3, verdict="not_yet_valid")
claim("issuer's clock is two hours ahead", {**CLAIMS, "iat": NOW + 7203, "nbf": NOW + 7203, "exp": NOW + 9000}, "not_yet_valid", "not yet valid: nbf is 2 h ahead to the minute", exit=3, verdict="not_yet_valid")
claim("issuer's clock is an hour behind", {**CLAIMS, "iat": NOW - 3601, "nbf": NOW - 3601, "exp": NOW - 3001}, "expired", "1 h ago, to the minute", exit=3, verdict="expired")
case("exp in milliseconds", token("ES256", P256, {**CLAIMS, "exp": (NOW + 3600) * 1000}), pem(P256), None, 0, "valid", 'but "exp" is in milliseconds')
claim("all in milliseconds", {k: v * 1000 if isinstance(v, int) else v for k, v in CLAIMS.items()}, "time_in_milliseconds", "milliseconds", exit=3, verdict="not_yet_valid")
claim("nbf in milliseconds", {**CLAIMS, "nbf": NOW * 1000}, "time_in_milliseconds", "milliseconds", exit=3, verdict="not_yet_valid")
claim("iat in milliseconds", {**CLAIMS, "iat": NOW * 1000}, "time_in_milliseconds", "milliseconds", exit=3, verdict="not_yet_valid")
for name, value in [("a string", str(NOW + 60)), ("null", None), ("an object", {}), ("a boolean", True)]:
    claim(f"exp is {name}", {**CLAIMS, "exp": value}, "time_not_a_number", name)
case("exp beyond every calendar", token("ES256", P256, '{"exp":1e30}'), pem(P256), None, 0, "valid", "beyond every calendar")
claim("exp is negative", {**CLAIMS, "exp": -1}, "expired", "expired", exit=3, verdict="expired")
claim("exp before nbf", {**less("iat"), "nbf": NOW - 60, "exp": NOW - 120}, "expired", "expired", exit=3, verdict="expired")
claim("exp before iat", {**less("nbf"), "iat": NOW - 60, "exp": NOW - 120}, "expired", "expired", exit=3, verdict="expired")
good("within the leeway", token("ES256", P256, {**CLAIMS, "exp": NOW - 30}), pem(P256), "--leeway", "60s")
good("as of then", token("ES256", P256, {**CLAIMS, "exp": NOW - 30}), pem(P256), "--at", str(NOW - 50))
good("times ignored", token("ES256", P256, {**CLAIMS, "exp": NOW - 30}), pem(P256), "--ignore-time")

# Expected claims.
good("all as expected", token("ES256", P256), pem(P256), "--iss", "https://issuer.example/", "--aud", "web", "--sub", "jde", "--typ", "application/jwt", "--require", "exp,userId", "--alg", "ES256,RS256")
claim("iss without the slash", CLAIMS, "iss_mismatch", "only the slash at the end differs", "--iss", "https://issuer.example")
claim("iss in another case", CLAIMS, "iss_mismatch", "upper and lower case", "--iss", "https://ISSUER.example/")
claim("iss by http", CLAIMS, "iss_mismatch", "http", "--iss", "http://issuer.example/")
claim("iss of somebody else", CLAIMS, "iss_mismatch", "https://other.example", "--iss", "https://other.example")
claim("iss missing", less("iss"), "iss_missing", "iss", "--iss", "x")
claim("aud of somebody else", CLAIMS, "aud_mismatch", '"api" and "web"', "--aud", "other")
claim("aud missing", less("aud"), "aud_missing", "aud", "--aud", "api")
claim("aud is a number", {**CLAIMS, "aud": 7}, "aud_malformed", "aud", "--aud", "7")
claim("aud with a space", {**CLAIMS, "aud": "api "}, "aud_mismatch", "white space", "--aud", "api")
claim("sub of somebody else", CLAIMS, "sub_mismatch", '"jde"', "--sub", "anna")
claim("typ is another", CLAIMS, "typ_mismatch", "at+jwt", "--typ", "at+jwt")
claim("userID for userId", {**less("userId"), "userID": "jde"}, "claim_missing", 'the payload has "userID"', "--require", "userId")
claim("user_id for userId", {**less("userId"), "user_id": "jde"}, "claim_missing", 'the payload has "user_id"', "--require", "userId")
claim("groups missing", CLAIMS, "claim_missing", "groups", "--require", "groups")
claim("claim is null", {**CLAIMS, "userId": None}, "claim_missing", "null", "--require", "userId")
case("alg is not allowed", token("ES256", P256), pem(P256), "algorithm_not_allowed", 1, "algorithm_not_allowed", "only RS256", "--alg", "RS256")

# Payloads that are no claims set.
for name, payload in [("text", b"hello"), ("a list", b"[1]"), ("a number", b"7"), ("binary", b"\xff\xfe\x00")]:
    case(f"payload is {name}", token("ES256", P256, payload), pem(P256), "not_a_claims_set", 4, "not_a_claims_set", "signature valid")
    good(f"any payload, {name}", token("ES256", P256, payload), pem(P256), "--any-payload")

# What is no token.
whole = token("RS256", RSA2048)
head, body, sig = whole.split(".")
for name, tok, code in [
    ("one part", head + ".", "two_parts"), ("two parts", f"{head}.{body}", "two_parts"),
    ("four parts", f"{whole}.{sig}", "four_parts"), ("six parts", ".".join([head] * 6), "too_many_parts"),
    ("header is no JSON", f"{b64('hello')}.{body}.{sig}", None), ("no alg", f"{b64('{}')}.{body}.{sig}", "alg_missing"),
    ("alg is a number", f"{b64(text({'alg': 256}))}.{body}.{sig}", "alg_not_a_string"),
    ("UTF-16 header", f"{b64(text({'alg': 'RS256'}).encode('utf-16'))}.{body}.{sig}", "not_utf8"),
    ("a star in the payload", f"{head}.{body[:10]}*{body[11:]}.{sig}", "bad_character"),
]:
    unread(name, tok, pem(RSA2048), code, "")
unread("encrypted", b64(text({"alg": "RSA-OAEP", "enc": "A256GCM"})) + ".AA.AA.AA.AA", pem(RSA2048), "encrypted", "encrypted", "unsupported")

# JWK Sets: which key is taken (RFC 7515 section 4.1.4 and appendix D, RFC 7517 section 4).
def kid(name, alg="ES256", key=P256, **header):
    return token(alg, key, header={"alg": alg, "typ": "JWT", "kid": name, **header})


def jwks(*keys):
    return {"keys": list(keys)}


without = token("ES256", P256)
a, b = jwk(P256, kid="a"), jwk(P256B, kid="b")
good("set: the kid is there", kid("a"), jwks(b, a))
good("set: the kid is there, with use and alg", kid("a"), jwks(b, {**a, "use": "sig", "alg": "ES256", "key_ops": ["verify"]}))
good("set: two keys of one kid, the second verifies", kid("a"), jwks({**b, "kid": "a"}, a))
good("set: two keys of one kid, the first verifies", kid("a"), jwks(a, {**b, "kid": "a"}))
good("set: one kid for two kinds of key", kid("a"), jwks(jwk(RSA2048, kid="a"), a))
good("set: unknown kty beside a good key", kid("a"), jwks({"kty": "XYZ", "kid": "x", "q": "AA"}, a))
good("set: a broken key beside a good one", kid("a"), jwks({"kty": "EC", "crv": "P-256", "kid": "x"}, a))
good("set: no kid in the token", without, jwks(b, jwk(RSA2048), a))
good("set: no kid at all", without, jwks(jwk(P256B), jwk(RSA2048), jwk(P256)))
good("set: HS256 with a secret of the set", token("HS256", SECRET.encode()), jwks(a, jwk(SECRET.encode())))
good("set: --kid is asked for", kid("c"), jwks(b, a), "--kid", "a")
good("a JWK alone", without, jwk(P256))
good("a JWK alone, its kid is another", kid("c"), a)
for name, key in [("one key", jwks(b)), ("that would verify", jwks(a))]:
    case(f"set: kid not there, {name}", kid("c"), key, "no_matching_key", 1, "no_matching_key", '"c"' if key == jwks(b) else 'it verifies with the EC P-256 public key "a" in key.txt')
case("set: no key of the kind", kid("a"), jwks(jwk(RSA2048, kid="r")), "no_matching_key", 1, "no_matching_key", "ES256")
bad("set: the kid's key is another", kid("a"), jwks({**b, "kid": "a"}, {**a, "kid": "b"}), "other_key_verifies", '"b" in key.txt')
bad("set: none of them verifies", without, jwks(b, jwk(RSA2048)), "bad_signature", "does not verify")
bad("set: edited", edited(kid("r", "RS256", RSA2048), EDITED), jwks(a, jwk(RSA2048, kid="r")), "text_changed", "changed after signing")
for name, key, code in [("use enc", {"use": "enc"}, "key_use"), ("alg of another", {"alg": "ES384"}, "key_alg"),
                        ("key_ops without verify", {"key_ops": ["encrypt"]}, "key_operations")]:
    case(f"set: {name}", kid("a"), jwks(b, {**a, **key}), code, 1, "algorithm_not_allowed", "")
    case(f"a JWK alone: {name}", kid("a"), {**a, **key}, code, 1, "algorithm_not_allowed", "")
case("set: HS256 with the public key of the set", token("HS256", pem(RSA2048).encode(), header={"alg": "HS256", "kid": "r"}), jwks(jwk(RSA2048, kid="r")), "public_key_as_secret", 1, "algorithm_not_allowed", "")

# Keys that the token brings along, and kids that are no names.
for name, value in [("jwk", jwk(P256)), ("jku", "https://issuer.example/keys"), ("x5u", "https://issuer.example/chain"), ("x5c", ["MIIB"])]:
    good(f"{name} in the header", token("ES256", P256, header={"alg": "ES256", name: value}), pem(P256), warns="key_in_header")
    bad(f"{name} in the header, and signed by another key", token("ES256", P256B, header={"alg": "ES256", name: jwk(P256B) if name == "jwk" else value}), pem(P256), "offered_key" if name == "jwk" else "bad_signature", "brings along" if name == "jwk" else "another key")
for name in ["../../dev/null", "/dev/null", "a' OR '1'='1", "k1; rm -rf /", "..\\..\\key"]:
    good(f"kid {name}", kid(name), pem(P256), warns="odd_kid")

# Good, and worth a word.
def warned(id, payload, code, *options):
    good(id, token("ES256", P256, payload), pem(P256), *options, warns=code)


warned("lives for ten years", {**CLAIMS, "exp": NOW + 10 * 31557600}, "long_lifetime")
warned("lives for eight thousand years", {**less("iat"), "exp": NOW + 8000 * 31557600 // 100}, "long_lifetime")
warned("no exp", less("exp"), "no_exp")
warned("no times", less("exp", "nbf", "iat"), "no_times")
warned("longer than a header line may be", {**CLAIMS, "groups": [f"group {n:05}" for n in range(500)]}, "token_over_8k")
claim("nbf is a string", {**CLAIMS, "nbf": str(NOW - 60)}, "time_not_a_number", '"nbf": %d' % (NOW - 60))
claim("iat is a string", {**CLAIMS, "iat": "2026-11-22T05:10:04Z"}, "time_not_a_number", "a string")
for alg, weak in [("HS256", "hunter2"), ("HS384", "x" * 32), ("HS512", "y" * 63)]:
    good(f"weak secret {alg}", token(alg, weak.encode()), weak, encoding="text", warns="weak_secret")
short = rsa.generate_private_key(65537, 1024)
for alg in ["RS256", "PS256"]:
    for name, tok in [(alg, token(alg, short)), (f"{alg}, edited", edited(token(alg, short), EDITED))]:
        case(f"RSA 1024 {name}", tok, pem(short), "key_size", 1, "algorithm_not_allowed", "2048 bits or more")
head, body = text({"alg": "ES256"}), text({**CLAIMS, "n": 1234})
padded = ".".join(base64.urlsafe_b64encode(part.encode()).decode() for part in [head, body])
assert "=" in padded
sig = b64(sign("ES256", P256, padded))
good("padded as a load balancer does it", f"{padded}.{sig}==", pem(P256), warns="base64_padding")
bad("padding taken off", f"{padded.replace('=', '')}.{sig}", pem(P256), "bad_signature", "changed after signing")

# Pasted with what stood around it.
plain = token("ES256", P256)
for name, tok in [
    ("URL with a fragment", f"https://app.example/cb#id_token={plain}&state=x.y.z"),
    ("URL with a query", f"https://app.example/cb?state=x&access_token={plain}"),
    ("URL with escaped dots", f"https://app.example/cb?jwt={plain.replace('.', '%2E')}"),
    ("answer with id_token", json.dumps({"token_type": "Bearer", "id_token": plain, "expires_in": 3600}, indent=2)),
    ("quoted-printable", "=\r\n".join(plain[i:i + 75] for i in range(0, len(plain), 75))),
    ("trailing comma", f'"{plain}",'), ("option of curl", f"-H 'Authorization: Bearer {plain}'"),
    ("zero-width characters inside", plain.replace(".", ".\u200b").replace("e", "e\ufeff", 3)),
    ("quoted mail", "\n".join("> " + plain[i:i + 70] for i in range(0, len(plain), 70))), ("in back quotes", f"`{plain}`"),
]:
    good(f"pasted: {name}", tok, pem(P256))

with open(sys.argv[1], "w") as file:
    file.write(written() + "\n")
