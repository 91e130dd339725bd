"""Writes made.json: JWKs made by python's cryptography 48, their thumbprints by joserfc 1.6.5 where it knows the type."""
import base64, hashlib, json, math, secrets
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448, mldsa, rsa
from joserfc.jwk import ECKey, OKPKey, RSAKey


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def uint(number):
    return b64(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def of_rsa(key, d=None):
    p = key.private_numbers()
    n = p.public_numbers
    return {"kty": "RSA", "n": uint(n.n), "e": uint(n.e), "d": uint(d or p.d), "p": uint(p.p), "q": uint(p.q),
            "dp": uint(p.dmp1), "dq": uint(p.dmq1), "qi": uint(p.iqmp)}


def of_ec(key, crv):
    p = key.private_numbers()
    n = p.public_numbers
    size = (key.curve.key_size + 7) // 8
    return {"kty": "EC", "crv": crv, "x": b64(n.x.to_bytes(size, "big")), "y": b64(n.y.to_bytes(size, "big")),
            "d": b64(p.private_value.to_bytes(size, "big"))}


def of_okp(key, crv):
    return {"kty": "OKP", "crv": crv, "x": b64(key.public_key().public_bytes_raw()), "d": b64(key.private_bytes_raw())}


def with_zeros(curve, crv, names):
    """A key in which each of these numbers begins with a zero byte."""
    size = (curve.key_size + 7) // 8
    # The first byte of a P-521 number is 0 or 1 anyway.
    few = 0 if crv != "P-521" else 1
    while True:
        value = secrets.randbits(8 * (size - 1 - few) - 1) | 1
        jwk = of_ec(ec.derive_private_key(value, curve), crv)
        raw = {name: base64.urlsafe_b64decode(jwk[name] + "==") for name in names}
        if all(raw[name][: 1 + few] == bytes(1 + few) for name in names):
            return jwk


made = {}
key = rsa.generate_private_key(65537, 2048)
numbers = key.private_numbers()
phi = (numbers.p - 1) * (numbers.q - 1)
made["rsa-d-mod-lambda"] = of_rsa(key, pow(65537, -1, math.lcm(numbers.p - 1, numbers.q - 1)))
made["rsa-d-mod-phi"] = of_rsa(key, pow(65537, -1, phi))
made["rsa-e-3"] = of_rsa(rsa.generate_private_key(3, 2048))
made["rsa-3072"] = of_rsa(rsa.generate_private_key(65537, 3072))
for crv, curve in [("P-256", ec.SECP256R1()), ("P-384", ec.SECP384R1()), ("P-521", ec.SECP521R1()), ("secp256k1", ec.SECP256K1())]:
    made[f"ec-{crv}-zeros"] = with_zeros(curve, crv, ["x", "d"])
made["ed25519"] = of_okp(ed25519.Ed25519PrivateKey.generate(), "Ed25519")
made["ed448"] = of_okp(ed448.Ed448PrivateKey.generate(), "Ed448")
# RFC 9964 prints the key of ML-DSA-44 over the seed of zeros, cut, and its thumbprint whole.
for name, made_by in [("44", mldsa.MLDSA44PrivateKey), ("65", mldsa.MLDSA65PrivateKey), ("87", mldsa.MLDSA87PrivateKey)]:
    public = made_by.from_seed_bytes(bytes(32)).public_key().public_bytes_raw()
    made[f"rfc9964-ml-dsa-{name}"] = {"kty": "AKP", "alg": f"ML-DSA-{name}", "pub": b64(public), "priv": b64(bytes(32))}

kinds = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
thumbprints = {}
for name, jwk in made.items():
    if jwk["kty"] in kinds:
        thumbprints[name] = kinds[jwk["kty"]].import_key(jwk).thumbprint()
    else:
        public = {name: jwk[name] for name in ("alg", "kty", "pub")}
        thumbprints[name] = b64(hashlib.sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).digest())
assert thumbprints["rfc9964-ml-dsa-44"] == "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o"

with open("made.json", "w") as file:
    json.dump({"keys": made, "thumbprints": thumbprints}, file, indent=1)
    file.write("\n")
