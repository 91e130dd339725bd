"""What make.py and make_forms.py share: the keys, how to sign, and the shape of a case.

Needs python3-cryptography; the keys are those of ../keys, read in place.
"""
import base64, hashlib, hmac, json, os
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

NOW = 1795324204  # 2026-11-22T05:10:04Z
HASH = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
KEYS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../keys/")
cases = []


def b64(data):
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read(name):
    with open(KEYS + name, "rb") as file:
        return file.read()


def private(name):
    return serialization.load_pem_private_key(read(name), None)


def pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def number(value, length):
    return b64(value.to_bytes(length, "big"))


def jwk(key, **more):
    """The public JWK of an RSA, EC or Ed25519 key, or the JWK of a secret (RFC 7517, 8037)."""
    if isinstance(key, bytes):
        return {"kty": "oct", "k": b64(key), **more}
    public = key.public_key()
    if hasattr(public, "curve"):
        numbers, length = public.public_numbers(), (public.curve.key_size + 7) // 8
        curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(public.curve.name, "secp256k1")
        return {"kty": "EC", "crv": curve, "x": number(numbers.x, length), "y": number(numbers.y, length), **more}
    if hasattr(public, "key_size"):
        numbers = public.public_numbers()
        return {"kty": "RSA", "n": number(numbers.n, (public.key_size + 7) // 8), "e": number(numbers.e, 3), **more}
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(raw), **more}


RSA2048, RSA4096 = private("rsa2048/private.pkcs8.pem"), private("rsa4096/private.pkcs8.pem")
P256, P384, P521 = (private(f"p{n}/private.pkcs8.pem") for n in (256, 384, 521))
P256B = ec.derive_private_key(int.from_bytes(hashlib.sha256(b"another key").digest(), "big"), ec.SECP256R1())
ED, K256 = private("ed25519/private.pkcs8.pem"), private("secp256k1/private.pkcs8.pem")
CERT = read("rsa2048/cert.selfsigned.pem").decode()
SECRET = "correct horse battery staple 0123456789"


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
EDITED = {**CLAIMS, "userId": "admin"}


def less(*names):
    return {k: v for k, v in CLAIMS.items() if k not in names}


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


def case(id, tok, key, code, exit, verdict, says, *options, encoding=None, warns=None, payload=None, der=None):
    """code: of the first check that is no ok, info or warning; says: words of its message or hint, or of the first
    line; warns: the code of a warning or info that is told; payload: the bytes of a detached payload's file; der: the bytes of
    the key's file in place of its text."""
    one = {"id": id, "token": text(tok), "options": list(options), "code": code, "exit": exit, "verdict": verdict, "says": says}
    if encoding:
        one["secret"], one["encoding"] = key, encoding
    else:
        one["key"] = text(key)
    if warns:
        one["warns"] = warns
    if der:
        one["key_b64"] = base64.b64encode(der).decode()
    if payload is not None:
        one["payload_b64"] = base64.b64encode(payload).decode()
    cases.append(one)


def bad(id, tok, key, code, says, *options, **more):
    case(id, tok, key, code, 1, "bad_signature", says, *options, **more)


def claim(id, payload, code, says, *options, exit=4, verdict="claim_mismatch"):
    case(id, token("ES256", P256, payload), pem(P256), code, exit, verdict, says, *options)


def good(id, tok, key, *options, code=None, **more):
    case(id, tok, key, code, 0, "valid", "signature valid", *options, **more)


def unread(id, tok, key, code, says, verdict="unreadable", **more):
    case(id, tok, key, code, 5, verdict, says, **more)


def written():
    """The corpus as JSON; no two cases have one name."""
    names = [case["id"] for case in cases]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    return json.dumps({"now": NOW, "cases": cases}, indent=1)
