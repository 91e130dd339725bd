#!/usr/bin/env python3
"""Makes forms.json: tokens of other forms than the compact JWS, good and broken, and what each must be told.

JWS in JSON serialization, detached and unencoded payloads, SD-JWTs, JWEs, tokens within tokens, tokens pasted in odd
wrappings, claims worth a warning. Needs python3-cryptography and, to encrypt, python3-jwcrypto. Run it in this folder:
python3 make_forms.py forms.json. ECDSA and PSS signatures, and encryption, are random.
"""
import sys
sys.dont_write_bytecode = True
from tokens import *
from jwcrypto.common import json_encode
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

PAYLOAD = text(CLAIMS)
KEY = {"RS256": RSA2048, "PS256": RSA2048, "ES256": P256, "EdDSA": ED, "HS256": SECRET.encode()}


def input_of(protected, payload, encoded=True):
    """What is signed: the protected header's base64url, a dot, and the payload (RFC 7515 section 5.1, RFC 7797)."""
    payload = payload if isinstance(payload, bytes) else payload.encode()
    return protected.encode() + b"." + (b64(payload).encode() if encoded else payload)


# JWS JSON serialization (RFC 7515 section 7.2).
def signed(alg, key=None, protected=None, header=None, payload=PAYLOAD, encoded=True):
    """One signature of a JSON serialization; `protected` None is {"alg": alg}, {} is none."""
    protected = {"alg": alg} if protected is None else protected
    members = {"protected": b64(text(protected))} if protected else {}
    data = input_of(members.get("protected", ""), payload, encoded)
    members |= {"header": header} if header is not None else {}
    return members | {"signature": b64(sign(alg, key or KEY[alg], data))}


def flattened(*of, payload=PAYLOAD, encoded=True, **more):
    return {"payload": b64(payload) if encoded else payload, **signed(*of, payload=payload, encoded=encoded, **more)}


def general(*signatures, payload=PAYLOAD):
    return {"payload": b64(payload), "signatures": list(signatures)}


def without(members, *names):
    return {name: value for name, value in members.items() if name not in names}


for alg in ["RS256", "PS256", "ES256", "EdDSA"]:
    good(f"flattened {alg}", flattened(alg), pem(KEY[alg]))
    good(f"general {alg}", general(signed(alg)), pem(KEY[alg]))
good("flattened HS256", flattened("HS256"), SECRET, encoding="text")
good("general HS256", general(signed("HS256")), SECRET, encoding="text")
good("flattened, laid out", json.dumps(flattened("RS256"), indent=2), CERT)
good("flattened, with a header beside", flattened("ES256", header={"kid": "k"}), pem(P256))
good("flattened, alg unprotected", flattened("ES256", protected={}, header={"alg": "ES256"}), pem(P256))
good("flattened, alg unprotected, kid protected", flattened("ES256", protected={"kid": "k"}, header={"alg": "ES256"}), pem(P256))
good("general, alg unprotected", general(signed("RS256", protected={}, header={"alg": "RS256"})), pem(RSA2048))
good("flattened, unknown member beside", {**flattened("ES256"), "issued": "today"}, pem(P256))
good("flattened, as expected", flattened("ES256"), pem(P256), "--iss", "https://issuer.example/", "--aud", "web", "--require", "userId")
good("flattened, any payload", flattened("ES256", payload="hello"), pem(P256), "--any-payload")
good("flattened, key of a set", flattened("ES256", header={"kid": "a"}), {"keys": [jwk(P256B, kid="b"), jwk(P256, kid="a")]})

# Several signatures: one that verifies is enough.
three = [signed("RS256"), signed("ES256"), signed("EdDSA")]
for at, (alg, place) in enumerate([("RS256", "first"), ("ES256", "second"), ("EdDSA", "last")]):
    good(f"general, the {place} of three verifies", general(*three), pem(KEY[alg]), code="further_signature_unchecked")
good("general, the last of two by one algorithm verifies", general(signed("ES256", P256B), signed("ES256")), pem(P256), warns="further_signature_invalid")
good("general, the first of two by one algorithm verifies", general(signed("ES256"), signed("ES256", P256B)), pem(P256), warns="further_signature_invalid")
good("general, both verify", general(signed("RS256"), signed("PS256")), pem(RSA2048))
good("general, none beside a good one", general({"protected": b64('{"alg":"none"}'), "signature": ""}, signed("ES256")), pem(P256), code="further_signature_unchecked")
good("general, an unknown algorithm beside a good one", general(signed("ES256", protected={"alg": "XX256"}), signed("ES256")), pem(P256), code="further_signature_unchecked")
good("general, kids of a set", general(signed("ES256", P256B, protected={"alg": "ES256", "kid": "z"}), signed("ES256", protected={"alg": "ES256", "kid": "a"})), {"keys": [jwk(P384, kid="z"), jwk(P256, kid="a")]}, code="further_signature_unchecked")
bad("general, none verifies", general(signed("ES256", P256B), signed("ES256", P256B)), pem(P256), "bad_signature", "does not verify")
bad("general, payload changed, both by the key", {**general(signed("RS256"), signed("PS256")), "payload": b64(text(EDITED))}, pem(RSA2048), "text_changed", "changed after signing")

# Signed, and not right.
bad("flattened, payload changed", {**flattened("RS256"), "payload": b64(text(EDITED))}, pem(RSA2048), "text_changed", "changed after signing")
bad("flattened, payload changed ES256", {**flattened("ES256"), "payload": b64(text(EDITED))}, pem(P256), "bad_signature", "does not verify")
bad("flattened, another key", flattened("ES256", P256B), pem(P256), "bad_signature", "does not verify")
bad("flattened, alg is RS512", flattened("RS512", RSA2048, protected={"alg": "RS256"}), pem(RSA2048), "alg_lies", "RS512")
bad("flattened, kid in both headers", flattened("ES256", protected={"alg": "ES256", "kid": "k"}, header={"kid": "k"}), pem(P256), "duplicate_header", "kid")
bad("flattened, alg in both headers", flattened("ES256", header={"alg": "ES256"}), pem(P256), "duplicate_header", "alg")
bad("general, typ in both headers", general(signed("ES256", protected={"alg": "ES256", "typ": "JWT"}, header={"typ": "JOSE"})), pem(P256), "duplicate_header", "typ")
bad("flattened, crit unprotected", flattened("ES256", header={"crit": ["exp"], "exp": 1}), pem(P256), "crit_unprotected", "crit")
bad("flattened, crit unknown", flattened("ES256", protected={"alg": "ES256", "crit": ["x"], "x": 1}), pem(P256), "crit_unknown", "crit")
bad("flattened, alg twice", flattened("ES256", protected='{"alg":"RS256","alg":"ES256"}'), pem(P256), "duplicate_member", "alg")
bad("flattened, signature empty", {**flattened("ES256"), "signature": ""}, pem(P256), "empty_signature", "empty")
for name, tok in [("flattened", {"payload": b64(PAYLOAD), "protected": b64('{"alg":"none"}'), "signature": ""}),
                  ("general", general({"protected": b64('{"alg":"none"}'), "signature": ""})),
                  ("flattened, unprotected", {"payload": b64(PAYLOAD), "header": {"alg": "none"}, "signature": ""})]:
    case(f"{name}, alg none", tok, pem(P256), "alg_none", 1, "algorithm_not_allowed", "not signed")
case("flattened, HS256 by the public key", flattened("HS256", pem(RSA2048).encode()), pem(RSA2048), "public_key_as_secret", 1, "algorithm_not_allowed", "everybody")
case("flattened, HS256 and a public key", flattened("HS256"), pem(RSA2048), "algorithm_confusion", 1, "algorithm_not_allowed", "HS256")
case("flattened, EC key for RS256", flattened("RS256"), pem(P256), "algorithm_key_mismatch", 1, "algorithm_not_allowed", "RS256 needs")
case("flattened, kid not in the set", flattened("ES256", header={"kid": "c"}), {"keys": [jwk(P256, kid="a")]}, "no_matching_key", 1, "no_matching_key", '"c"')
case("flattened, expired", flattened("ES256", payload=text({**CLAIMS, "exp": NOW - 60})), pem(P256), "expired", 3, "expired", "signature valid")
case("general, not yet valid", general(signed("ES256", payload=text({**CLAIMS, "nbf": NOW + 60})), payload=text({**CLAIMS, "nbf": NOW + 60})), pem(P256), "not_yet_valid", 3, "not_yet_valid", "signature valid")
case("flattened, aud of somebody else", flattened("ES256"), pem(P256), "aud_mismatch", 4, "claim_mismatch", "signature valid", "--aud", "other")
case("flattened, payload is text", flattened("ES256", payload="hello"), pem(P256), "not_a_claims_set", 4, "not_a_claims_set", "signature valid")
case("flattened, sub twice", flattened("ES256", payload='{"sub":"admin","exp":%d,"sub":"jde"}' % (NOW + 60)), pem(P256), "duplicate_member", 4, "claim_mismatch", "sub")
case("flattened, alg missing", flattened("ES256", protected={"typ": "JWT"}), pem(P256), "alg_missing", 5, "unreadable", "alg")
case("flattened, alg unknown", flattened("ES256", protected={"alg": "XX256"}), pem(P256), "unknown_algorithm", 5, "unsupported", "XX256")

# Not even a JWS.
one = flattened("ES256")
for name, value in [("one member", {"a": 1}), ("empty", {}), ("claims", CLAIMS)]:
    unread(f"JSON that is no JWS, {name}", value, pem(P256), "json_no_jws", "")
unread("JSON without a signature", without(one, "signature"), pem(P256), None, "")
for name, value in [
    ("signature and signatures", {**general(signed("ES256")), "signature": one["signature"]}),
    ("protected and signatures", {**general(signed("ES256")), "protected": one["protected"]}),
    ("signatures is empty", general()), ("signatures is no list", {**general(), "signatures": {"0": signed("ES256")}}),
    ("signatures of a text", {**general(), "signatures": ["AA"]}),
    ("a signature without signature", general(without(signed("ES256"), "signature"))),
    ("protected is no string", {**one, "protected": {"alg": "ES256"}}), ("header is no object", {**one, "header": "e30"}),
    ("header is a list", {**one, "header": [{"kid": "k"}]}), ("signature is no string", {**one, "signature": 7}),
    ("payload is no string", {**one, "payload": CLAIMS}), ("protected is null", {**one, "protected": None}),
    ("protected in a list", general({**signed("ES256"), "protected": ["e30"]})),
]:
    unread(f"JSON malformed: {name}", value, pem(P256), "json_malformed", "")
for name, again in [("payload", b64(text(EDITED))), ("signature", b64(bytes(64))), ("protected", b64('{"alg":"none"}'))]:
    unread(f"JSON: {name} twice", text(one)[:-1] + "," + text({name: again})[1:], pem(P256), "duplicate_member", name)
    unread(f"JSON: {name} twice, the good one last", text({name: again})[:-1] + "," + text(one)[1:], pem(P256), "duplicate_member", name)
unread("JSON: header twice", text({**one, "header": {"kid": "k"}})[:-1] + ',"header":{"x":1}}', pem(P256), "duplicate_member", "header")
unread("JSON: protected is no JSON", {**one, "protected": b64("hello")}, pem(P256), None, "")
unread("JSON: a star in the payload", {**one, "payload": "*" + one["payload"][1:]}, pem(P256), "bad_character", "")

# Payloads as they are (RFC 7797).
RAW = {"alg": "ES256", "b64": False, "crit": ["b64"]}


def unencoded(payload, header=RAW, shown=None):
    """Compact; `shown` is what stands between the dots."""
    protected = b64(text(header))
    sig = b64(sign("ES256", P256, input_of(protected, payload, encoded=False)))
    return f"{protected}.{payload if shown is None else shown}.{sig}"


PLAIN = text({"sub": "jde", "iat": NOW - 60, "exp": NOW + 3600})
good("b64 false, claims between the dots", unencoded(PLAIN), pem(P256))
good("b64 false, text between the dots, any payload", unencoded("hello_world"), pem(P256), "--any-payload")
case("b64 false, text between the dots", unencoded("hello_world"), pem(P256), "not_a_claims_set", 4, "not_a_claims_set", "signature valid")
case("b64 false, base64url as it is", unencoded(b64(PAYLOAD)), pem(P256), "not_a_claims_set", 4, "not_a_claims_set", "signature valid")
good("b64 false, flattened with dots", flattened("ES256", protected=RAW, payload=PAYLOAD, encoded=False), pem(P256))
good("b64 false, flattened with text, any payload", flattened("ES256", protected=RAW, payload="$.02 é", encoded=False), pem(P256), "--any-payload")
good("b64 false, detached claims", unencoded(PAYLOAD, shown=""), pem(P256), payload=PAYLOAD.encode())
good("b64 false, detached text, any payload", unencoded("$.02", shown=""), pem(P256), "--any-payload", payload=b"$.02")
case("b64 false, detached text", unencoded("$.02", shown=""), pem(P256), "not_a_claims_set", 4, "not_a_claims_set", "signature valid", payload=b"$.02")
case("b64 false, expired", unencoded(text({"sub": "jde", "exp": NOW - 60})), pem(P256), "expired", 3, "expired", "signature valid")
bad("b64 false, claims changed", unencoded(PLAIN).replace('"jde"', '"abc"'), pem(P256), "bad_signature", "does not verify")
bad("b64 false, detached and another payload", unencoded(PAYLOAD, shown=""), pem(P256), "bad_signature", "does not verify", payload=text(EDITED).encode())
bad("b64 false, flattened, and signed over the base64url", {**signed("ES256", protected=RAW), "payload": PAYLOAD}, pem(P256), "b64_ignored", "did not heed b64")
good("b64 true and critical", token("ES256", P256, header={**RAW, "b64": True}), pem(P256))
bad("b64 false and not critical", unencoded(PLAIN, {"alg": "ES256", "b64": False}), pem(P256), "b64_not_critical", "crit")
bad("b64 false and not critical, signed over the base64url", token("ES256", P256, header={"alg": "ES256", "b64": False}), pem(P256), "b64_not_critical", "crit")
bad("b64 is a string", token("ES256", P256, header={**RAW, "b64": "false"}), pem(P256), "b64_malformed", "b64")
bad("b64 is a number", token("ES256", P256, header={**RAW, "b64": 0}), pem(P256), "b64_malformed", "b64")
bad("b64 critical and absent", token("ES256", P256, header={"alg": "ES256", "crit": ["b64"]}), pem(P256), "crit_malformed", "b64")
bad("b64 and another critical", token("ES256", P256, header={**RAW, "crit": ["b64", "x"], "x": 1}), pem(P256), "crit_unknown", "x")


# The payload is elsewhere (RFC 7515 appendix F).
def detached(tok):
    head, _, sig = tok.split(".")
    return f"{head}..{sig}"


for alg in ["RS256", "ES256", "EdDSA"]:
    good(f"detached {alg}", detached(token(alg, KEY[alg])), pem(KEY[alg]), payload=PAYLOAD.encode())
good("detached HS256", detached(token("HS256", SECRET.encode())), SECRET, encoding="text", payload=PAYLOAD.encode())
good("detached, flattened", without(flattened("ES256"), "payload"), pem(P256), payload=PAYLOAD.encode())
good("detached binary, any payload", detached(token("ES256", P256, b"\xff\xfe\x00\r\n")), pem(P256), "--any-payload", payload=b"\xff\xfe\x00\r\n")
good("detached, Bearer before it", "Bearer " + detached(token("ES256", P256)), pem(P256), payload=PAYLOAD.encode())
case("detached binary", detached(token("ES256", P256, b"\xff\xfe\x00\r\n")), pem(P256), "not_a_claims_set", 4, "not_a_claims_set", "signature valid", payload=b"\xff\xfe\x00\r\n")
case("detached, expired", detached(token("ES256", P256, text({"exp": NOW - 60}))), pem(P256), "expired", 3, "expired", "signature valid", payload=text({"exp": NOW - 60}).encode())
bad("detached, another payload", detached(token("RS256", RSA2048)), pem(RSA2048), "text_changed", "", payload=text(EDITED).encode())
bad("detached, another payload ES256", detached(token("ES256", P256)), pem(P256), "bad_signature", "", payload=text(EDITED).encode())
for alg in ["RS256", "ES256"]:
    unread(f"detached, no payload given {alg}", detached(token(alg, KEY[alg])), pem(KEY[alg]), "detached_payload", "payload", "unsupported")
unread("detached, no payload given, flattened", without(flattened("ES256"), "payload"), pem(P256), "detached_payload", "payload", "unsupported")


# SD-JWTs (RFC 9901).
def disclosure(*parts):
    """[salt, name, value], or [salt, value] of a list's element. The salts are no secret here."""
    salt = b64(hashlib.sha256(text(list(parts)).encode()).digest()[:16])
    return b64(json.dumps([salt, *parts]))


def digest(encoded, name="sha256"):
    return b64(hashlib.new(name, encoded.encode()).digest())


def sd_jwt(payload, *disclosures, key=P256, binding=""):
    """The issuer's JWT, its disclosures, and a key binding JWT or nothing after the last ~."""
    jwt = token("ES256", key, payload, header={"alg": "ES256", "typ": "dc+sd-jwt"})
    return "~".join([jwt, *disclosures, ""]) + binding


GIVEN, FAMILY = disclosure("given_name", "Jana"), disclosure("family_name", "Dvořák")
NATIONS = [disclosure("CZ"), disclosure("DE")]
STREET = disclosure("street", "Dlouhá 1")
ADDRESS = disclosure("address", {"_sd": [digest(STREET)], "country": "CZ"})
BASE = {"iss": "https://issuer.example/", "iat": NOW - 60, "exp": NOW + 3600, "sub": "jde"}
DECOY = digest("a decoy")
HIDDEN = {**BASE, "_sd_alg": "sha-256", "_sd": sorted([digest(GIVEN), digest(FAMILY), digest(ADDRESS), DECOY]),
          "nationalities": [{"...": digest(NATIONS[0])}, {"...": digest(NATIONS[1])}, "AT"]}
EVERY = [GIVEN, FAMILY, *NATIONS, ADDRESS, STREET]
KEYED = pem(P256)

good("SD-JWT, nothing disclosed", sd_jwt(HIDDEN), KEYED)
good("SD-JWT, all disclosed", sd_jwt(HIDDEN, *EVERY), KEYED)
good("SD-JWT, all disclosed, in another order", sd_jwt(HIDDEN, *reversed(EVERY)), KEYED)
good("SD-JWT, some disclosed", sd_jwt(HIDDEN, FAMILY, NATIONS[1]), KEYED)
good("SD-JWT, an object without what is in it", sd_jwt(HIDDEN, ADDRESS), KEYED)
good("SD-JWT without hidden claims", sd_jwt(BASE), KEYED)
good("SD-JWT without _sd_alg", sd_jwt({**BASE, "_sd": [digest(GIVEN)]}, GIVEN), KEYED)
for alg in ["sha384", "sha512"]:
    good(f"SD-JWT, {alg}", sd_jwt({**BASE, "_sd_alg": alg.replace("sha", "sha-"), "_sd": [digest(GIVEN, alg)]}, GIVEN), KEYED)
good("SD-JWT, hidden within an object", sd_jwt({**BASE, "name": {"_sd": [digest(GIVEN)], "title": "Ing."}}, GIVEN), KEYED)
good("SD-JWT, laid out in the disclosure", sd_jwt({**BASE, "_sd": [digest(b64('[ "salt",\r\n "given_name" , "J" ]'))]}, b64('[ "salt",\r\n "given_name" , "J" ]')), KEYED)
good("SD-JWT, a disclosed claim is required", sd_jwt(HIDDEN, GIVEN), KEYED, "--require", "given_name,sub")
good("SD-JWT, a disclosed sub is expected", sd_jwt({**without(BASE, "sub"), "_sd": [digest(disclosure("sub", "jde"))]}, disclosure("sub", "jde")), KEYED, "--sub", "jde")
case("SD-JWT, a required claim is withheld", sd_jwt(HIDDEN, FAMILY), KEYED, "claim_missing", 4, "claim_mismatch", "given_name", "--require", "given_name")
case("SD-JWT, _sd is no claim", sd_jwt(HIDDEN, FAMILY), KEYED, "claim_missing", 4, "claim_mismatch", "_sd", "--require", "_sd")
case("SD-JWT, expired", sd_jwt({**HIDDEN, "exp": NOW - 60}, GIVEN), KEYED, "expired", 3, "expired", "signature valid")
case("SD-JWT, a disclosed exp is past", sd_jwt({**without(BASE, "exp"), "_sd": [digest(disclosure("exp", NOW - 60))]}, disclosure("exp", NOW - 60)), KEYED, "expired", 3, "expired", "signature valid")
bad("SD-JWT, another key", sd_jwt(HIDDEN, GIVEN, key=P256B), KEYED, "bad_signature", "does not verify")
bad("SD-JWT, issuer's payload changed", edited(sd_jwt(HIDDEN).rstrip("~"), {**HIDDEN, "sub": "admin"}) + "~" + GIVEN + "~", KEYED, "bad_signature", "does not verify")


def undisclosed(name, code, tok):
    case(f"SD-JWT, {name}", tok, KEYED, code, 4, "claim_mismatch", "signature valid")


def malformed(encoded):
    return sd_jwt({**BASE, "_sd": [digest(encoded)]}, encoded)


undisclosed("a disclosure of nothing", "disclosure_unreferenced", sd_jwt(HIDDEN, GIVEN, disclosure("role", "admin")))
undisclosed("a disclosure of nothing, and no _sd", "disclosure_unreferenced", sd_jwt(BASE, disclosure("role", "admin")))
undisclosed("a value of the disclosure was changed", "disclosure_unreferenced", sd_jwt(HIDDEN, b64(json.dumps(json.loads(base64.urlsafe_b64decode(GIVEN + "=="))[:2] + ["Anna"]))))
undisclosed("a disclosure within one that is withheld", "disclosure_unreferenced", sd_jwt(HIDDEN, STREET))
for name, encoded in [("no base64url", "!!!!"), ("no JSON", b64("hello")), ("an object", b64('{"a":1}')), ("four elements", disclosure("a", 1, 2)),
                      ("one element", b64('["salt"]')), ("a name that is a number", disclosure(7, "x")), ("a salt that is a number", b64('[7,"role","x"]'))]:
    undisclosed(f"a disclosure that is {name}", "disclosure_malformed", malformed(encoded))
undisclosed("a disclosure twice", "disclosure_twice", sd_jwt(HIDDEN, GIVEN, FAMILY, GIVEN))
undisclosed("a claim named _sd", "disclosure_name", malformed(disclosure("_sd", ["x"])))
undisclosed("a claim named ...", "disclosure_name", malformed(disclosure("...", "x")))
undisclosed("a claim that is there already", "disclosure_name", sd_jwt({**BASE, "_sd": [digest(disclosure("sub", "admin"))]}, disclosure("sub", "admin")))
undisclosed("a claim disclosed with two values", "disclosure_name", sd_jwt({**BASE, "_sd": [digest(disclosure("role", x)) for x in ("a", "b")]}, *[disclosure("role", x) for x in ("a", "b")]))
undisclosed("a digest twice", "digest_twice", sd_jwt({**BASE, "_sd": [digest(GIVEN)], "name": {"_sd": [digest(GIVEN)]}}, GIVEN))
for alg in ["sha-1", "foo", 7]:
    unread(f"SD-JWT, _sd_alg {alg}", sd_jwt({**HIDDEN, "_sd_alg": alg}, GIVEN), KEYED, "sd_alg_unknown", str(alg), "unsupported")


# Key binding (RFC 9901 section 4.3): the holder's key is in cnf.
HOLDER = P384
BOUND = {**HIDDEN, "cnf": {"jwk": jwk(HOLDER)}}


def bound(payload=BOUND, key=HOLDER, typ="kb+jwt", sd_hash=None, alg="ES384", **claims):
    presented = sd_jwt(payload, GIVEN)
    header = {"alg": alg, **({"typ": typ} if typ else {})}
    claims = {"iat": NOW - 5, "aud": "https://verifier.example", "nonce": "n-123", "sd_hash": sd_hash or digest(presented), **claims}
    return presented + token(alg, key, claims, header=header)


def unbound(name, code, tok):
    case(f"key binding, {name}", tok, KEYED, code, 4, "claim_mismatch", "signature valid")


good("key binding", bound(), KEYED)
good("key binding, Ed25519", bound({**BOUND, "cnf": {"jwk": jwk(ED)}}, key=ED, alg="EdDSA"), KEYED)
unbound("sd_hash of something else", "sd_hash_mismatch", bound(sd_hash=digest("x")))
unbound("a disclosure was added after binding", "sd_hash_mismatch", bound().replace(f"~{GIVEN}~", f"~{GIVEN}~{FAMILY}~"))
unbound("a disclosure was taken out after binding", "sd_hash_mismatch", bound().replace(f"~{GIVEN}~", "~"))
unbound("signed by another key of that kind", "key_binding_signature", bound(key=ec.derive_private_key(12345, ec.SECP384R1())))
unbound("signed by the issuer", "key_binding_signature", bound({**BOUND, "cnf": {"jwk": jwk(P256B)}}, key=P256, alg="ES256"))
unbound("claims changed", "key_binding_signature", (lambda sd, kb: sd + "~" + edited(kb, {"sd_hash": digest(sd + "~"), "iat": NOW, "aud": "x", "nonce": "y"}))(*bound().rsplit("~", 1)))
unbound("alg none", "key_binding_signature", (lambda sd, kb: f"{sd}~{b64(text({'alg': 'none', 'typ': 'kb+jwt'}))}.{kb.split('.')[1]}.")(*bound().rsplit("~", 1)))
unbound("typ JWT", "key_binding_typ", bound(typ="JWT"))
unbound("no typ", "key_binding_typ", bound(typ=None))
unbound("no cnf", "key_binding_key", bound(HIDDEN))
unbound("cnf without jwk", "key_binding_key", bound({**HIDDEN, "cnf": {"kid": "k"}}))

# Encrypted (RFC 7516): the header tells which key opens it.
OPENERS = [
    ("RSA-OAEP-256", JWK(**jwk(RSA2048)), "RSA"), ("RSA-OAEP", JWK(**jwk(RSA2048)), "RSA"),
    ("ECDH-ES", JWK(**jwk(P256)), "EC"), ("ECDH-ES+A128KW", JWK(**jwk(P384)), "EC"), ("dir", JWK(kty="oct", k=b64(bytes(16))), "shared"),
    ("A128KW", JWK(kty="oct", k=b64(bytes(16))), "shared"), ("PBES2-HS256+A128KW", JWK(kty="oct", k=b64("hunter2 hunter2")), "password"),
]


def encrypted(alg, key, compact=True, **header):
    jwe = JWE(PAYLOAD.encode(), json_encode({"alg": alg, "enc": "A128GCM", **header}))
    jwe.add_recipient(key)
    return jwe.serialize(compact)


for alg, key, says in OPENERS:
    unread(f"JWE {alg}", encrypted(alg, key), pem(RSA2048), "encrypted", says, "unsupported")
unread("JWE, cty JWT", encrypted(*OPENERS[0][:2], cty="JWT"), pem(RSA2048), "encrypted", "RSA", "unsupported")
unread("JWE flattened", encrypted(*OPENERS[0][:2], compact=False), pem(RSA2048), "encrypted", "RSA", "unsupported")
jwe = JWE(PAYLOAD.encode(), json_encode({"enc": "A128GCM"}))
for alg, key, _ in [OPENERS[0], OPENERS[5]]:
    jwe.add_recipient(key, json_encode({"alg": alg}))
unread("JWE general", jwe.serialize(), pem(RSA2048), "encrypted", "RSA", "unsupported")

# A token within a token.
inner = token("ES256", P256)
for name, header in [("cty JWT", {"alg": "ES256", "cty": "JWT"}), ("no cty", {"alg": "ES256"}), ("typ JWT", {"alg": "ES256", "typ": "JWT"})]:
    case(f"nested, {name}", token("ES256", P256, inner, header=header), pem(P256), "nested_token", 4, "not_a_claims_set", "signature valid")
good("nested, any payload", token("ES256", P256, inner, header={"alg": "ES256", "cty": "JWT"}), pem(P256), "--any-payload")
bad("nested, and changed", edited(token("ES256", P256, inner, header={"alg": "ES256", "cty": "JWT"}), token("ES256", P256, EDITED)), pem(P256), "bad_signature", "does not verify")

# Pasted with what stood around it.
plain = token("ES256", P256)
for name, tok in [
    ("command line of curl", f"curl -sS -H 'Authorization: Bearer {plain}' https://api.example/v1/items"),
    ("command line of curl, wrapped", f'curl -X POST "https://api.example/v1/items?a=b.c" \\\n  --header "Authorization: Bearer {plain}" \\\n  --data \'{{"a":1}}\''),
    ("no-break spaces inside", plain.replace(".", ".\u00a0")), ("no-break space before it", f"Bearer\u00a0{plain}"),
    ("escaped dots", plain.replace(".", "%2E")), ("escaped dots after Bearer", f"Bearer%20{plain.replace('.', '%2e')}"),
    ("comma and Bearer", f"Bearer {plain},"),
    # Beyond what cleaning was made for.
    ("header of HTTP with others", f"GET /items HTTP/1.1\r\nHost: api.example\r\nAuthorization: Bearer {plain}\r\nAccept: */*\r\n"),
    ("cookie", f"Cookie: theme=dark; session={plain}; Path=/"), ("environment variable", f"export TOKEN='{plain}'"),
    ("answer within an answer", {"data": {"token": {"access_token": plain}}}), ("JSON list", [plain]),
    ("PowerShell", f'$headers = @{{ Authorization = "Bearer {plain}" }}'), ("YAML", f"token: {plain}\n"),
    ("a sentence", f"this is my token: {plain} (it does not work)"),
]:
    good(f"pasted: {name}", tok, pem(P256))


# Good, and worth a word.
def warned(id, payload, code):
    good(id, token("ES256", P256, payload), pem(P256), warns=code)


for value in ["true", "false"]:
    warned(f'email_verified is "{value}"', {**CLAIMS, "email": "jde@example.com", "email_verified": value}, "email_verified_string")
for value in [7, ["a"]]:
    warned(f"jti is {text(value)}", {**CLAIMS, "jti": value}, "jti_not_string")
for name, value in [("right to left override", "adm\u202enimda"), ("zero width space", "adm\u200bin"), ("isolate", "\u2066admin\u2069"),
                    ("byte order mark", "\ufeffadmin"), ("escape", "\x1b[31madmin"), ("line end", "admin\r\nrole: root"), ("C1", "\x9b31madmin")]:
    warned(f"hidden in a claim: {name}", {**CLAIMS, "name": value}, "hidden_characters")
    if value[0] > "\x9f" or value[3] > "\x9f":
        warned(f"hidden in a claim, unescaped: {name}", json.dumps({**CLAIMS, "name": value}, ensure_ascii=False), "hidden_characters")
warned("hidden in a claim's name", {**CLAIMS, "ro\u200ble": "admin"}, "hidden_characters")
good("hidden in the kid", token("ES256", P256, header={"alg": "ES256", "kid": "k\u202e1"}), pem(P256), warns="hidden_characters")

# What must not be satisfied by what nobody signed, nor passed over.
for name, payload in [("a list", "[1]"), ("text", "hello"), ("a byte order mark", '\ufeff{"iss":"me"}')]:
    case(f"any payload, iss is asked for: {name}", token("ES256", P256, payload), pem(P256), "claim_missing", 4, "claim_mismatch", "iss", "--any-payload", "--iss", "me")
case("any payload, exp is required", token("ES256", P256, "hello"), pem(P256), "claim_missing", 4, "claim_mismatch", "exp", "--any-payload", "--require", "exp")
case("typ is not signed", flattened("ES256", header={"typ": "at+jwt"}), pem(P256), "typ_missing", 4, "claim_mismatch", "signed header", "--typ", "at+jwt")
good("typ is not signed, and not asked for", flattened("ES256", header={"typ": "at+jwt"}), pem(P256), warns="typ_unprotected")
good("typ is signed", flattened("ES256", protected={"alg": "ES256", "typ": "at+jwt"}), pem(P256), "--typ", "at+jwt")
two = general(signed("PS256"), signed("RS256", protected={"alg": "RS256", "typ": "at+jwt"}))
good("general, the allowed algorithm counts", two, pem(RSA2048), "--alg", "RS256")
good("general, the expected typ counts", two, pem(RSA2048), "--typ", "at+jwt")
unread("a payload beside the payload", token("ES256", P256), pem(P256), "payload_not_detached", "", payload=b"other")
unread("a payload beside the payload, flattened", flattened("ES256"), pem(P256), "payload_not_detached", "", payload=b"other")

# Key binding that binds nothing.
OCT = {**HIDDEN, "cnf": {"jwk": {"kty": "oct", "k": b64(b"a secret that everybody can read")}}}
unbound("HS256 with a secret in cnf", "key_binding_signature", bound(OCT, key=b"a secret that everybody can read", alg="HS256"))
unbound("exp past", "key_binding_expired", bound(exp=NOW - 60))
unbound("nbf ahead", "key_binding_ahead", bound(nbf=NOW + 60))
unbound("iat ahead", "key_binding_ahead", bound(iat=NOW + 86400))
for name, value in [("iat", "now"), ("iat", None), ("aud", None), ("aud", ["a"]), ("nonce", 7), ("nonce", None)]:
    unbound(f"{name} is {text(value)}", "key_binding_claims", bound(**{name: value}))
unbound("cnf is a set", "key_binding_key", bound({**HIDDEN, "cnf": {"jwk": {"keys": [jwk(HOLDER)]}}}))
presented = sd_jwt(BOUND, GIVEN)
unbound("sd_hash twice", "key_binding_claims", presented + token("ES384", HOLDER, '{"sd_hash":"zzz","iat":%d,"aud":"v","nonce":"n","sd_hash":"%s"}' % (NOW, digest(presented)), header={"alg": "ES384", "typ": "kb+jwt"}))
unbound("typ twice", "key_binding_claims", presented + token("ES384", HOLDER, {"iat": NOW, "aud": "v", "nonce": "n", "sd_hash": digest(presented)}, header='{"alg":"ES384","typ":"kb+jwt","typ":"kb+jwt"}'))
good("key binding, typ with application/", bound(typ="application/kb+jwt"), KEYED)

# SD-JWTs with a piece out of place.
undisclosed("_sd twice", "duplicate_member", token("ES256", P256, '{"sub":"jde","exp":%d,"_sd":["%s"],"_sd":[]}' % (NOW + 60, digest(GIVEN))) + "~")
undisclosed("an empty disclosure", "disclosure_malformed", sd_jwt(HIDDEN) + "~")
undisclosed("a claim named _sd_alg", "disclosure_name", malformed(disclosure("_sd_alg", "sha-1")))
undisclosed("the last ~ is missing", "disclosure_malformed", sd_jwt(HIDDEN, GIVEN, FAMILY).rstrip("~"))
undisclosed("torn by a quote", "disclosure_malformed", (lambda a, b: f'{a}~"{b}')(*sd_jwt(HIDDEN, GIVEN, FAMILY, NATIONS[0]).rsplit(f"~{NATIONS[0]}", 1)[0].rsplit("~", 1)) + f"~{NATIONS[0]}~")
for name, header in [("kb_jwt is no token", {"kb_jwt": "garbage"}), ("kb_jwt is a number", {"kb_jwt": 7}), ("disclosures are no texts", {"disclosures": [GIVEN, 5]}), ("disclosures are a text", {"disclosures": GIVEN})]:
    case(f"SD-JWT in JSON, {name}", flattened("ES256", header=header, payload=text(HIDDEN)), KEYED, "disclosure_malformed", 4, "claim_mismatch", "signature valid")
good("SD-JWT in JSON", flattened("ES256", header={"disclosures": [GIVEN, FAMILY]}, payload=text(HIDDEN)), KEYED, "--require", "given_name,family_name")

# What the way here did to it.
good("b64 false, with a ~", unencoded("a~b~c"), pem(P256), "--any-payload")
head, body, sig = token("ES256", P256).split(".")
bad("padding added after signing", f"{head}=.{body}=.{sig}", pem(P256), "padding_added", "padding was added")
bad("detached, a line break too much", detached(token("RS256", RSA2048)), pem(RSA2048), "payload_white_space", "right payload but for its end", payload=PAYLOAD.encode() + b"\n")
good("Bearer stood twice", "Authorization: Bearer Bearer " + token("ES256", P256), pem(P256), warns="bearer_twice")
padded = lambda value: base64.urlsafe_b64encode(value.encode()).decode()
alb = f'{padded(text({"alg": "ES256", "typ": "JWT"}))}.{padded(text(CLAIMS) + " ")}'
alb = alb + "." + base64.urlsafe_b64encode(sign("ES256", P256, alb)).decode()
good("padded as a load balancer does", alb, pem(P256), warns="base64_padding")
good("padded, and wrapped behind the padding", alb.replace("=.", "=\n."), pem(P256), warns="base64_padding")
bad("copy cut by 40 characters", token("RS256", RSA2048)[:-40], pem(RSA2048), "signature_cut", "the signature was cut")
for cut, code in [(1, "base64_length"), (3, "base64_trailing_bits")]:
    unread(f"copy cut by {cut} characters", token("RS256", RSA2048)[:-cut], pem(RSA2048), code, "the token was cut")
unread("something behind an RSA token", token("RS256", RSA2048) + "state", pem(RSA2048), None, "its signature has 5 characters more than the 342 of RS256")
unread("something behind the token", token("ES256", P256) + "xyz", pem(P256), None, "something stands behind the token")
unread("dots in place of the middle", (lambda t: t[:60] + "..." + t[-20:])(token("ES256", P256)), pem(P256), "elided", "replaced by dots")
unread("two tokens", token("ES256", P256) + "\n" + token("ES256", P256), pem(P256), "five_parts", "two tokens")

with open(sys.argv[1], "w") as file:
    file.write(written() + "\n")
