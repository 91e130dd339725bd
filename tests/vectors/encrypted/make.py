"""Makes the vectors that no common program writes: hostile ones, and forms that are rare.

python3 make.py, with `cryptography` installed, in this folder. The structures are written by hand after RFC 5958,
7292, 8018 and 9579; the derivation of PKCS#12 is written after RFC 7292 appendix B.2.
"""

import hashlib
import hmac as hmac_

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

PASSPHRASE = b"hunter2"
SALT, IV = bytes(range(8)), bytes(range(16))


def tlv(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts):
    return tlv(0x30, *parts)


def octets(data):
    return tlv(4, data)


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def oid(text):
    first, second, *rest = map(int, text.split("."))
    out = b""
    for arc in [40 * first + second, *rest]:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.insert(0, arc & 0x7F | 0x80)
        out += bytes(digits)
    return tlv(6, out)


NULL = tlv(5)
HMAC_SHA256 = seq(oid("1.2.840.113549.2.9"), NULL)
HMAC_SHA512 = seq(oid("1.2.840.113549.2.11"), NULL)


def pbkdf2(rounds, key_len=None, prf=HMAC_SHA256, salt=SALT):
    stated = b"" if key_len is None else integer(key_len)
    return seq(oid("1.2.840.113549.1.5.12"), seq(octets(salt), integer(rounds), stated, prf))


def scrypt(n, r, p):
    return seq(oid("1.3.6.1.4.1.11591.4.11"), seq(octets(SALT), integer(n), integer(r), integer(p)))


def pbes2(derivation, cipher):
    return seq(oid("1.2.840.113549.1.5.13"), seq(derivation, cipher))


AES256_CBC = seq(oid("2.16.840.1.101.3.4.1.42"), octets(IV))


def derived(passphrase, rounds, length, salt=SALT):
    return PBKDF2HMAC(hashes.SHA256(), length, salt, rounds).derive(passphrase)


def cbc(plain, passphrase=PASSPHRASE, rounds=1000, salt=SALT):
    pad = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(derived(passphrase, rounds, 32, salt)), modes.CBC(IV)).encryptor()
    return encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()


def encrypted_key(plain, **how):
    return seq(pbes2(pbkdf2(how.get("rounds", 1000), salt=how.get("salt", SALT)), AES256_CBC), octets(cbc(plain, **how)))


def pkcs12_kdf(name, wide, salt, rounds, purpose, length):
    u, v = hashlib.new(name).digest_size, hashlib.new(name).block_size
    fill = lambda data: (data * v)[: v * -(-len(data) // v)] if data else b""
    blocks, out = fill(salt) + fill(wide), b""
    while len(out) < length:
        a = hashlib.new(name, bytes([purpose]) * v + blocks).digest()
        for _ in range(rounds - 1):
            a = hashlib.new(name, a).digest()
        out += a
        b = int.from_bytes((a * v)[:v], "big") + 1
        parts = [blocks[i : i + v] for i in range(0, len(blocks), v)]
        blocks = b"".join(((int.from_bytes(p, "big") + b) % (1 << 8 * v)).to_bytes(v, "big") for p in parts)
    return out[:length]


DATA, ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
BAG = "1.2.840.113549.1.12.10.1."


def info(kind, content):
    return seq(oid(kind), tlv(0xA0, content))


def data(*bags):
    return info(DATA, octets(seq(*bags)))


def encrypted_data(algorithm, ciphertext):
    return info(ENCRYPTED, seq(integer(0), seq(oid(DATA), algorithm, tlv(0x80, ciphertext))))


def bag(kind, value, *attributes):
    return seq(oid(BAG + str(kind)), tlv(0xA0, value), tlv(0x31, *attributes) if attributes else b"")


def local_key_id(value):
    return seq(oid("1.2.840.113549.1.9.21"), tlv(0x31, octets(value)))


def friendly_name(text):
    return seq(oid("1.2.840.113549.1.9.20"), tlv(0x31, tlv(0x1E, text.encode("utf-16-be"))))


def certificate(der, *attributes):
    return bag(3, seq(oid("1.2.840.113549.1.9.22.1"), tlv(0xA0, octets(der))), *attributes)


def old_mac(safe, rounds=1000, claimed=None):
    key = pkcs12_kdf("sha256", PASSPHRASE.decode().encode("utf-16-be") + b"\0\0", SALT, rounds, 3, 32)
    digest = hmac_.new(key, safe, "sha256").digest()
    algorithm = seq(oid("2.16.840.1.101.3.4.2.1"), NULL)
    return seq(seq(algorithm, octets(digest)), octets(SALT), integer(claimed or rounds))


def pbmac1(safe, hmac=HMAC_SHA256, hash="sha256", key_len=32, state=True):
    key = derived(PASSPHRASE, 1000, key_len)
    stated = pbkdf2(1000, key_len if state else None)
    algorithm = seq(oid("1.2.840.113549.1.5.14"), seq(stated, hmac))
    return seq(seq(algorithm, octets(hmac_.new(key, safe, hash).digest())), octets(b"not used"), integer(1))


def pfx(*infos, mac=old_mac):
    safe = seq(*infos)
    return seq(integer(3), info(DATA, octets(safe)), mac(safe))


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


pem = serialization.load_pem_private_key(open("../keys/p256/private.pkcs8.pem", "rb").read(), None)
KEY = pem.private_bytes(
    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
LEAF, CA = (
    x509.load_pem_x509_certificate(open(name, "rb").read()).public_bytes(serialization.Encoding.DER)
    for name in ["leaf.pem", "ca.pem"]
)
BILLIONS, TIB = 2_000_000_000, (1 << 30, 8, 1)
PKCS12_3DES = lambda rounds: seq(oid("1.2.840.113549.1.12.1.3"), seq(octets(SALT), integer(rounds)))
shrouded = lambda key: bag(2, key)
some = bytes(48)

for bits, arc in [(128, 6), (192, 26), (256, 46)]:
    sealed = AESGCM(derived(PASSPHRASE, 1000, bits // 8)).encrypt(IV[:12], KEY, None)
    gcm = seq(oid(f"2.16.840.1.101.3.4.1.{arc}"), seq(octets(IV[:12]), integer(16)))
    write(f"pkcs8/aes{bits}-gcm.der", seq(pbes2(pbkdf2(1000), gcm), octets(sealed)))
write("pkcs8/long-salt.der", encrypted_key(KEY, salt=bytes(range(64))))
EC_P256 = seq(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"))
write("pkcs8/inner-damaged.der", encrypted_key(seq(integer(0), EC_P256, octets(b"no SEC1 key"))))
write("pkcs8/not-a-block.der", seq(pbes2(pbkdf2(1000), AES256_CBC), octets(cbc(KEY)[:-1])))
write("pkcs8/hostile-rounds.der", seq(pbes2(pbkdf2(BILLIONS), AES256_CBC), octets(some)))
write("pkcs8/hostile-scrypt.der", seq(pbes2(scrypt(*TIB), AES256_CBC), octets(some)))
write("pkcs8/hostile-old.der", seq(PKCS12_3DES(BILLIONS), octets(some)))

write("pkcs12/hostile-mac.p12", pfx(data(bag(1, KEY)), mac=lambda safe: old_mac(safe, 1, BILLIONS)))
write("pkcs12/hostile-outer.p12", pfx(encrypted_data(pbes2(pbkdf2(BILLIONS), AES256_CBC), some)))
write("pkcs12/hostile-key.p12", pfx(data(shrouded(seq(pbes2(scrypt(*TIB), AES256_CBC), octets(some))))))
nested = seq(shrouded(seq(PKCS12_3DES(BILLIONS), octets(some))))
write("pkcs12/hostile-nested.p12", pfx(encrypted_data(pbes2(pbkdf2(1000), AES256_CBC), cbc(nested))))
three = [shrouded(seq(pbes2(pbkdf2(4_000_000), AES256_CBC), octets(some)))] * 3
write("pkcs12/hostile-many.p12", pfx(data(*three)))
write("pkcs12/hostile-bags.p12", pfx(data(*[bag(4, seq())] * 1100)))
deep = bag(1, KEY)
for _ in range(20):
    deep = bag(6, seq(deep))
write("pkcs12/hostile-deep.p12", pfx(data(deep)))

own = [local_key_id(b"1"), friendly_name("own")]
write("pkcs12/order.p12", pfx(data(certificate(CA), certificate(LEAF, *own)), data(bag(2, encrypted_key(KEY), *own))))
write("pkcs12/bags.p12", pfx(data(bag(4, seq()), bag(5, seq()), bag(6, seq(bag(1, KEY, friendly_name("inner")))), certificate(b"no certificate"), bag(9, seq()))))
write("pkcs12/other-passphrase.p12", pfx(data(shrouded(encrypted_key(KEY, passphrase=b"other")), certificate(LEAF))))
write("pkcs12/pbmac1.p12", pfx(data(shrouded(encrypted_key(KEY)), certificate(LEAF)), mac=pbmac1))
write("pkcs12/pbmac1-sha512.p12", pfx(data(bag(1, KEY)), mac=lambda safe: pbmac1(safe, HMAC_SHA512, "sha512", 64)))
write("pkcs12/pbmac1-no-length.p12", pfx(data(bag(1, KEY)), mac=lambda safe: pbmac1(safe, state=False)))
write("pkcs12/pbmac1-short-key.p12", pfx(data(bag(1, KEY)), mac=lambda safe: pbmac1(safe, key_len=1)))
