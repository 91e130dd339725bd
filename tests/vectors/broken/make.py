#!/usr/bin/env python3
"""Makes cases.json: broken tokens, and what each must be told.

Needs python3-cryptography; the keys are those of ../keys, read in place. Run it in
this folder: python3 make.py > cases.json. RSA-PSS and ECDSA signatures are random,
so the tokens change with each run; what is told about them does not.
"""
import base64, hashlib, hmac, json
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

NOW = 1795324204  # 2026-11-22T05:10:04Z
HASH = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
cases = []


def b64(data):
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read(name):
    return open("../keys/" + name, "rb").read()


def private(name):
    return serialization.load_pem_private_key(read(name), None)


def pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


RSA2048, RSA4096 = private("rsa2048/private.pkcs8.pem"), private("rsa4096/private.pkcs8.pem")
RSA3072, RSA2048B = rsa.generate_private_key(65537, 3072), rsa.generate_private_key(65537, 2048)
RSA3072B, RSA4096B = rsa.generate_private_key(65537, 3072), rsa.generate_private_key(65537, 4096)
P256, P384, P521 = (private(f"p{n}/private.pkcs8.pem") for n in (256, 384, 521))
P256B, ED, ED_B = ec.generate_private_key(ec.SECP256R1()), private("ed25519/private.pkcs8.pem"), None
K256 = private("secp256k1/private.pkcs8.pem")
CERT = read("rsa2048/cert.selfsigned.pem").decode()
SECRET = "correct horse battery staple 0123456789"
RAW = bytes(range(1, 49))


def sign(alg, key, data, salt=None):
    if isinstance(data, str):
        data = data.encode()
    h = HASH.get(alg[2:5])
    if alg.startswith("HS"):
        return hmac.new(key, data, "sha" + alg[2:5]).digest()
    if alg.startswith("RS"):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA1() if alg == "RS1" else h)
    if alg.startswith("PS"):
        return key.sign(data, padding.PSS(padding.MGF1(h), h.digest_size if salt is None else salt), h)
    if alg.startswith("ES"):
        der = key.sign(data, ec.ECDSA(h))
        r, s = utils.decode_dss_signature(der)
        n = (key.curve.key_size + 7) // 8
        return r.to_bytes(n, "big") + s.to_bytes(n, "big")
    return key.sign(data)


CLAIMS = {"iss": "https://issuer.example/", "sub": "jde", "aud": ["api", "web"], "userId": "jde",
          "iat": NOW - 60, "nbf": NOW - 60, "exp": NOW + 3600}


def text(value):
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def token(alg, key, payload=CLAIMS, header=None, really=None, salt=None):
    header = text({"alg": alg, "typ": "JWT"} if header is None else header)
    data = b64(header) + "." + b64(payload if isinstance(payload, bytes) else text(payload))
    return data + "." + b64(sign(really or alg, key, data, salt))


def edited(tok, payload):
    head, _, sig = tok.split(".")
    return f"{head}.{b64(text(payload))}.{sig}"


def resigned(tok, signature):
    return tok.rsplit(".", 1)[0] + "." + b64(signature)


def signature(tok):
    return base64.urlsafe_b64decode(tok.rsplit(".", 1)[1] + "==")


def case(id, tok, key, code, exit, verdict, says, *options, encoding=None):
    """code: of the first check that is no ok, info or warning; says: words of its message or hint, or of the first line."""
    one = {"id": id, "token": tok, "options": list(options), "code": code, "exit": exit, "verdict": verdict, "says": says}
    if encoding:
        one["secret"], one["encoding"] = key, encoding
    else:
        one["key"] = key
    cases.append(one)


def bad(id, tok, key, code, says, *options, **more):
    case(id, tok, key, code, 1, "bad_signature", says, *options, **more)


def claim(id, payload, code, says, *options, exit=4, verdict="claim_mismatch"):
    case(id, token("ES256", P256, payload), pem(P256), code, exit, verdict, says, *options)


def good(id, tok, key, *options, **more):
    case(id, tok, key, None, 0, "valid", "signature valid", *options, **more)


def less(*names):
    return {k: v for k, v in CLAIMS.items() if k not in names}


EDITED = {**CLAIMS, "userId": "admin"}

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
bad("other secret", token("HS256", b"x" * 40), SECRET, "bad_signature", "another key", encoding="text")
case("EC key for an RSA token", token("RS256", RSA2048), pem(P256), "algorithm_key_mismatch", 1, "algorithm_not_allowed", "RS256 needs")
case("RSA key for an EC token", token("ES256", P256), pem(RSA2048), "algorithm_key_mismatch", 1, "algorithm_not_allowed", "ES256 needs")
case("P-384 key for ES256", token("ES256", P256), pem(P384), "curve_mismatch", 1, "algorithm_not_allowed", "P-256")

# The text was changed after signing.
for name, key in [("2048", RSA2048), ("3072", RSA3072), ("4096", RSA4096)]:
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]:
        bad(f"edited {alg} {name}", edited(token(alg, key), EDITED), pem(key), "text_changed", "changed after signing")
bad("edited ES256", edited(token("ES256", P256), EDITED), pem(P256), "bad_signature", "changed after signing")
bad("edited HS256", edited(token("HS256", SECRET.encode()), EDITED), SECRET, "bad_signature", "changed after signing", encoding="text")
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
bad("long ES256", resigned(tok, signature(tok) + b"\0"), pem(P256), "signature_length", "too long")
tok = token("HS256", SECRET.encode())
bad("cut HS256", resigned(tok, signature(tok)[:30]), SECRET, "signature_cut", "30 of the 32", encoding="text")
tok = token("EdDSA", ED)
bad("cut EdDSA", resigned(tok, signature(tok)[:60]), pem(ED), "signature_cut", "60 of the 64")
for alg, key in [("ES256", P256), ("ES384", P384), ("ES512", P521), ("ES256K", K256)]:
    head = {"alg": alg, "typ": "JWT"}
    data = b64(text(head)) + "." + b64(text(CLAIMS))
    h = HASH[alg[2:5]]
    bad(f"DER {alg}", data + "." + b64(key.sign(data.encode(), ec.ECDSA(h))), pem(key), "der_signature", "rewritten so it verifies")
    bad(f"DER {alg} by another text", data + "." + b64(key.sign(b"other", ec.ECDSA(h))), pem(key), "der_signature", "does not verify")
bad("zero signature", resigned(token("ES256", P256), bytes(64)), pem(P256), "zero_signature", "zero")
bad("ES256 of the length of P-384", resigned(token("ES256", P256), bytes(range(96))), pem(P256), "wrong_curve", "P-384")
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
case("certificate as the secret", token("HS256", CERT.encode()), CERT, "public_key_as_secret", 1, "algorithm_not_allowed", "everybody who has that key")
case("certificate as the secret, trimmed", token("HS384", CERT.strip().encode()), CERT, "public_key_as_secret", 1, "algorithm_not_allowed", "everybody")
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
claim("sub twice", '{"sub":"admin","exp":%d,"sub":"jde"}' % (NOW + 60), "duplicate_member", '"admin" there, "jde" here')
case("alg unknown", token("ES256", P256, header={"alg": "XX256"}), pem(P256), "unknown_algorithm", 5, "unsupported", "XX256")
case("alg in lower case", token("ES256", P256, header={"alg": "es256"}), pem(P256), "unknown_algorithm", 5, "unsupported", "ES256")

# Times.
claim("expired", {**CLAIMS, "exp": NOW - 11520}, "expired", "3 h 12 min", exit=3, verdict="expired")
claim("expires now", {**CLAIMS, "exp": NOW}, "expired", "expired", exit=3, verdict="expired")
claim("not yet valid", {**CLAIMS, "nbf": NOW + 300}, "not_yet_valid", "nbf", exit=3, verdict="not_yet_valid")
claim("issued ahead", {**CLAIMS, "iat": NOW + 45}, "issued_in_future", "45 s", exit=3, verdict="not_yet_valid")
claim("issuer's clock is two hours ahead", {**CLAIMS, "iat": NOW + 7203, "nbf": NOW + 7203, "exp": NOW + 9000}, "not_yet_valid", "2 h to the minute", exit=3, verdict="not_yet_valid")
claim("issuer's clock is an hour behind", {**CLAIMS, "iat": NOW - 3601, "nbf": NOW - 3601, "exp": NOW - 3001}, "expired", "1 h back to the minute", exit=3, verdict="expired")
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
claim("aud of somebody else", CLAIMS, "aud_mismatch", '"api" or "web"', "--aud", "other")
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
    cases.append({"id": name, "token": tok, "key": pem(RSA2048), "options": [], "code": code, "exit": 5, "verdict": "unreadable", "says": ""})
case("encrypted", b64(text({"alg": "RSA-OAEP", "enc": "A256GCM"})) + ".AA.AA.AA.AA", pem(RSA2048), "encrypted", 5, "unsupported", "encrypted")

print(json.dumps({"now": NOW, "cases": cases}, indent=1))
