"""Writes the files of this folder, with cryptography 48 and its OpenSSL 4.0.

The library writes the seed form alone. The expanded form follows from the seed by FIPS 204 algorithm 6, written out
below; the public key that comes of it must be the library's.
"""
import base64, hashlib, json, textwrap
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Q, N, D = 8380417, 256, 13
# FIPS 204 table 1 and appendix B: 1753 is a 512th root of unity modulo Q.
ZETAS = [pow(1753, int(f"{i:08b}"[::-1], 2), Q) for i in range(N)]


def ntt(w):
    w, m, length = list(w), 0, 128
    while length:
        for start in range(0, N, 2 * length):
            m += 1
            for j in range(start, start + length):
                t = ZETAS[m] * w[j + length] % Q
                w[j], w[j + length] = (w[j] + t) % Q, (w[j] - t) % Q
        length //= 2
    return w


def inverse_ntt(w):
    w, m, length = list(w), N, 1
    while length < N:
        for start in range(0, N, 2 * length):
            m -= 1
            for j in range(start, start + length):
                t = w[j]
                w[j], w[j + length] = (t + w[j + length]) % Q, -ZETAS[m] * (t - w[j + length]) % Q
        length *= 2
    return [x * pow(N, -1, Q) % Q for x in w]


def uniform(rho, s, r):
    stream, out = hashlib.shake_128(rho + bytes([s, r])).digest(3 * 2 * N), []
    for a, b, c in zip(*[iter(stream)] * 3):
        z = a | b << 8 | (c & 0x7F) << 16
        if z < Q and len(out) < N:
            out.append(z)
    assert len(out) == N
    return out


def short(rho, eta, index):
    out = []
    for byte in hashlib.shake_256(rho + index.to_bytes(2, "little")).digest(4 * N):
        for half in (byte & 15, byte >> 4):
            if len(out) < N and half < (15 if eta == 2 else 9):
                out.append(2 - half % 5 if eta == 2 else 4 - half)
    assert len(out) == N
    return out


def packed(polynomial, bits, top=None):
    number = sum((x if top is None else top - x) << bits * i for i, x in enumerate(polynomial))
    return number.to_bytes(bits * N // 8, "little")


def expanded(seed, k, l, eta):
    """The public key and the expanded private key."""
    stream = hashlib.shake_256(seed + bytes([k, l])).digest(128)
    rho, rho2, secret = stream[:32], stream[32:96], stream[96:]
    s1 = [short(rho2, eta, i) for i in range(l)]
    s2 = [short(rho2, eta, l + i) for i in range(k)]
    hats, t1, t0 = [ntt(s) for s in s1], [], []
    for i in range(k):
        rows = [[a * b for a, b in zip(uniform(rho, j, i), hats[j])] for j in range(l)]
        t = [(x + y) % Q for x, y in zip(inverse_ntt([sum(column) % Q for column in zip(*rows)]), s2[i])]
        low = [(x + (1 << D - 1) - 1) % (1 << D) - (1 << D - 1) + 1 for x in t]
        t0.append(low)
        t1.append([x - y >> D for x, y in zip(t, low)])
    public = rho + b"".join(packed(t, 10) for t in t1)
    width = 3 if eta == 2 else 4
    private = rho + secret + hashlib.shake_256(public).digest(64)
    private += b"".join(packed(s, width, eta) for s in s1 + s2) + b"".join(packed(t, D, 1 << D - 1) for t in t0)
    return public, private


def tlv(tag, value):
    size = len(value).to_bytes(2, "big")
    return bytes([tag]) + (size[1:] if len(value) < 128 else b"\x82" + size) + value


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


tokens = {}
for name, oid, kind, k, l, eta in [
    ("ML-DSA-44", 17, mldsa.MLDSA44PrivateKey, 4, 4, 2),
    ("ML-DSA-65", 18, mldsa.MLDSA65PrivateKey, 6, 5, 4),
    ("ML-DSA-87", 19, mldsa.MLDSA87PrivateKey, 8, 7, 2),
]:
    seed = hashlib.sha256(f"test key {name}".encode()).digest()
    key = kind.from_seed_bytes(seed)
    with open(f"{name}.seed.pem", "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with open(f"{name}.public.pem", "wb") as file:
        file.write(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    public, private = expanded(seed, k, l, eta)
    assert public == key.public_key().public_bytes_raw()
    # RFC 9881 sections 2 and 6: PrivateKeyInfo, version 0, the identifier, and the OCTET STRING of the choice.
    identifier = tlv(0x30, tlv(6, bytes.fromhex("6086480165030403") + bytes([oid])))
    der = tlv(0x30, tlv(2, b"\0") + identifier + tlv(4, tlv(4, private)))
    lines = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    with open(f"{name}.expanded.pem", "w") as file:
        file.write(f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n")
    signed = b64(json.dumps({"alg": name}).encode()) + "." + b64(b'{"sub":"test"}')
    signature = key.sign(signed.encode())
    key.public_key().verify(signature, signed.encode())
    tokens[name] = signed + "." + b64(signature)
with open("tokens.json", "w") as file:
    json.dump(tokens, file, indent=1)
    file.write("\n")
