"""Writes forged.json: signatures that only a careless verifier takes, or only a careless one refuses.

With Python's cryptography 48, which makes the public keys and judges each ECDSA signature.
"""
import hashlib, json
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

MESSAGE = b"header.payload"

# SEC 2 (version 2.0): p, a, b, G and n of sections 2.4.1, 2.4.2, 2.5.1 and 2.6.1.
CURVES = {
    "ES256K": (
        2**256 - 2**32 - 977, 0, 7,
        0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
        0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
        ec.SECP256K1(), hashes.SHA256(),
    ),
    "ES256": (
        2**256 - 2**224 + 2**192 + 2**96 - 1, -3,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        ec.SECP256R1(), hashes.SHA256(),
    ),
    "ES384": (
        2**384 - 2**128 - 2**96 + 2**32 - 1, -3,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        ec.SECP384R1(), hashes.SHA384(),
    ),
    "ES512": (
        2**521 - 1, -3,
        0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
        0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
        0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
        ec.SECP521R1(), hashes.SHA512(),
    ),
}


def added(one, two, p, a):
    if one is None or two is None:
        return one or two
    (x1, y1), (x2, y2) = one, two
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    slope = (3 * x1 * x1 + a) * pow(2 * y1, -1, p) if one == two else (y2 - y1) * pow(x2 - x1, -1, p)
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p


def times(number, point, p, a):
    out = None
    while number:
        if number & 1:
            out = added(out, point, p, a)
        point, number = added(point, point, p, a), number >> 1
    return out


def ecdsa(name, first):
    """A key and its signature whose R has the first coordinate from `first` on that is on the curve (SEC 1, 4.1.6)."""
    p, a, b, gx, gy, n, curve, digest = CURVES[name]
    x = first
    while pow(x**3 + a * x + b, (p - 1) // 2, p) != 1:
        x += 1
    # All four p are 3 modulo 4.
    point, r, s = (x, pow(x**3 + a * x + b, (p + 1) // 4, p)), x % n, n // 3
    z = int.from_bytes(hashlib.new(digest.name, MESSAGE).digest(), "big")
    key = times(pow(r, -1, n), added(times(s, point, p, a), times(-z % n, (gx, gy), p, a), p, a), p, a)
    key = ec.EllipticCurvePublicNumbers(*key, curve).public_key()
    key.verify(encode_dss_signature(r, s), MESSAGE, ec.ECDSA(digest))
    size = (p.bit_length() + 7) // 8
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {"alg": name, "x": "small" if first == 1 else "over n", "public_key": spki.hex(),
            "signature": (r.to_bytes(size, "big") + s.to_bytes(size, "big")).hex()}


def scalar(name, seed):
    """The secret number of a seed (RFC 8032 sections 5.1.5 and 5.2.5)."""
    if name == "Ed25519":
        return int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & 2**254 - 8 | 2**254
    return int.from_bytes(hashlib.shake_256(seed).digest(114)[:56], "little") & 2**447 - 4 | 2**447


def eddsa(name, what, r, hashed=None, nonce=0):
    """R is `r`, hashed as `hashed` if that is given; S = nonce + k a (RFC 8032 sections 5.1.6 and 5.2.6)."""
    with open(f"../keys/{name.lower()}/private.pkcs8.pem", "rb") as file:
        key = load_pem_private_key(file.read(), None)
    text = (r if hashed is None else hashed) + key.public_key().public_bytes_raw() + MESSAGE
    if name == "Ed25519":
        order = 2**252 + 27742317777372353535851937790883648493
        k = hashlib.sha512(text).digest()
    else:
        order = 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885
        k = hashlib.shake_256(b"SigEd448\0\0" + text).digest(114)
    s = (nonce + int.from_bytes(k, "little") * scalar(name, key.private_bytes_raw())) % order
    return {"alg": name, "R": what, "signature": (r + s.to_bytes(len(r), "little")).hex()}


forged = {"message": MESSAGE.decode(), "ecdsa": [], "eddsa": []}
for name, curve in CURVES.items():
    forged["ecdsa"] += [ecdsa(name, 1), ecdsa(name, curve[5] + 1)]
for name, size, p in [("Ed25519", 32, 2**255 - 19), ("Ed448", 57, 2**448 - 2**224 - 1)]:
    sign = 1 << 8 * size - 1
    encoded = lambda number: number.to_bytes(size, "little")
    forged["eddsa"] += [
        eddsa(name, "neutral", encoded(1)),
        eddsa(name, "neutral, sign set", encoded(1 | sign)),
        eddsa(name, "neutral, sign set, hashed without", encoded(1 | sign), encoded(1)),
        eddsa(name, "neutral, y + p", encoded(1 + p)),
        eddsa(name, "neutral, y + p, hashed without", encoded(1 + p), encoded(1)),
        eddsa(name, "order 2", encoded(p - 1)),
        eddsa(name, "order 4", encoded(0)),
    ]
# A nonce whose point the library knows: that of another key.
for name, kind, size in [("Ed25519", Ed25519PrivateKey, 32), ("Ed448", Ed448PrivateKey, 57)]:
    seed = bytes([7]) * size
    point = kind.from_private_bytes(seed).public_key().public_bytes_raw()
    forged["eddsa"].append(eddsa(name, "known nonce", point, None, scalar(name, seed)))
for bit in range(7):
    unused = point[:56] + bytes([point[56] | 1 << bit])
    forged["eddsa"].append(eddsa("Ed448", f"unused bit {bit}", unused, None, scalar("Ed448", seed)))
    forged["eddsa"].append(eddsa("Ed448", f"unused bit {bit}, hashed without", unused, point, scalar("Ed448", seed)))
with open("forged.json", "w") as file:
    json.dump(forged, file, indent=1)
    file.write("\n")
