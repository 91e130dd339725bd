#!/bin/sh
# Makes the certificates of this folder and what OpenSSL says of them. Needs openssl 3, and python3 with
# `cryptography`.
# The private keys are thrown away, so running it again makes other certificates.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export OPENSSL_CONF="$work/none.cnf"

config() { # mask, then lines of the subject
    mask=$1; shift
    { printf '[req]\nprompt = no\nutf8 = yes\nstring_mask = %s\ndistinguished_name = dn\n[dn]\n' "$mask"
      printf '%s\n' "$@"; cat "$work/extensions"; } > "$work/none.cnf"
}

made() { # name: what openssl prints of it
    openssl x509 -in "$1.pem" -noout -nameopt RFC2253,-esc_msb -subject -issuer -serial > "$1.txt"
    openssl x509 -in "$1.pem" -noout -dateopt iso_8601 -dates >> "$1.txt"
    openssl x509 -in "$1.pem" -noout -sha1 -fingerprint >> "$1.txt"
    openssl x509 -in "$1.pem" -noout -sha256 -fingerprint >> "$1.txt"
    openssl x509 -in "$1.pem" -noout -ext subjectAltName,keyUsage,basicConstraints >> "$1.txt" 2> "$work/log" || true
    openssl x509 -in "$1.pem" -noout -text | grep -m1 'Signature Algorithm' | sed 's/^ *//' >> "$1.txt"
}

self() { # name, options of genpkey, options of req
    openssl genpkey $2 -out "$work/key" 2> "$work/log"
    openssl req -x509 -key "$work/key" -days 10000 -out "$1.pem" $3
    made "$1"
}

: > "$work/extensions"
config utf8only 'C = DE' 'O = Jotbench tests' 'CN = algorithms'
RSA='-algorithm RSA -pkeyopt rsa_keygen_bits'
EC='-algorithm EC -pkeyopt ec_paramgen_curve'
PSS='-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen'
self rsa1024-sha1 "$RSA:1024" "-sha1"
self rsa2048-md5 "$RSA:2048" "-md5"
self rsa2048-sha384 "$RSA:2048" "-sha384"
self rsa2048-sha512 "$RSA:2048 -pkeyopt rsa_keygen_pubexp:3" "-sha512 -set_serial 0"
self rsa2048-pss-sha256 "$RSA:2048" "-sha256 $PSS:digest -set_serial -3855"
self rsa2048-pss-sha1 "$RSA:2048" "-sha1 $PSS:digest"
self rsa4096-pss-sha512-longest-salt "$RSA:4096" "-sha512 $PSS:max -set_serial 0xfedcba9876543210"
self p256-sha512 "$EC:P-256" "-sha512"
self p384-sha256 "$EC:P-384" "-sha256"
self p521-sha256 "$EC:P-521" "-sha256"
self p521-sha384 "$EC:P-521" "-sha384"
self p256-sha1 "$EC:P-256" "-sha1"
self secp256k1-sha256 "$EC:secp256k1" "-sha256"
self ed25519 "-algorithm ED25519" ""
self ed448 "-algorithm ED448" ""

config default 'CN = Жанна Ёлкина' 'O = Bücher Möller' 'OU = plain' '0.OU = "a, b+c;d"' '1.OU = \#x'
self names-older "$EC:P-256" "-sha256"
config utf8only 'DC = org' 'C = DE' 'CN = two' '+OU = parts' 'emailAddress = a@example.org' 'UID = jde' 'serialNumber = 17'
self names-multivalued "$EC:P-256" "-sha256 -multivalue-rdn"

cat > "$work/extensions" <<'END'
[all]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
subjectAltName = @names
[names]
DNS.1 = a.example
DNS.2 = *.b.example
IP.1 = 192.0.2.7
IP.2 = 2001:db8::7
URI.1 = https://c.example/x?y=z
email.1 = d@example.org
RID.1 = 1.2.3.4
dirName.1 = directory
otherName.1 = 1.3.6.1.4.1.311.20.2.3;UTF8:jde@corp.example
otherName.2 = 1.2.3.5;IA5:other
[directory]
O = Directory
CN = entry
END
config utf8only 'CN = alternative names'
self alternative-names "$EC:P-256" "-sha256 -extensions all"

# OpenSSL writes no UniversalString into a name.
python3 - <<'END'
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type

def part(oid, text, kind):
    return x509.NameAttribute(oid, text, _type=kind)

name = x509.Name([
    part(x509.NameOID.COMMON_NAME, "\u03a9mega \U0001f511", _ASN1Type.UniversalString),
    part(x509.NameOID.ORGANIZATION_NAME, "four bytes each", _ASN1Type.UniversalString),
])
key = ec.generate_private_key(ec.SECP256R1())
start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
builder = x509.CertificateBuilder(name, name, key.public_key(), 5, start, start.replace(year=2049))
open("names-universal.pem", "wb").write(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
END
made names-universal

# With times of their own: only `openssl ca` sets the start.
printf '[ca]\ndefault_ca = own\n[own]\ndatabase = %s/index\nserial = %s/serial\nnew_certs_dir = %s\npolicy = any\ndefault_md = sha256\n[any]\ncommonName = supplied\n' \
    "$work" "$work" "$work" > "$work/ca.cnf"
dated() { # name, start, end
    : > "$work/index"; echo 0102030405 > "$work/serial"
    config utf8only "CN = $1"
    openssl genpkey $EC:P-256 -out "$work/key"
    openssl req -new -key "$work/key" -out "$work/request"
    openssl ca -config "$work/ca.cnf" -selfsign -batch -notext -keyfile "$work/key" -in "$work/request" -out "$1.pem" \
        -startdate "$2" -enddate "$3" 2> "$work/log"
    made "$1"
}
: > "$work/extensions"
dated dated 20240102030405Z 20260506070809Z
dated without-end 20240102030405Z 99991231235959Z

# A leaf by an authority of the same name, and a SHA-1 leaf by another.
config utf8only 'CN = same name'
openssl genpkey $RSA:2048 -out "$work/authority" 2> "$work/log"
openssl req -x509 -key "$work/authority" -sha256 -days 10000 -out "$work/authority.pem"
issued() { # name, subject, options of x509
    config utf8only "CN = $2"
    openssl genpkey $RSA:2048 -out "$work/key" 2> "$work/log"
    openssl req -new -key "$work/key" -out "$work/request"
    openssl x509 -req -in "$work/request" -CA "$work/authority.pem" -CAkey "$work/authority" -days 10000 -set_serial 77 \
        -out "$1.pem" $3 2> "$work/log"
    made "$1"
}
issued same-name-other-key-sha256 'same name' '-sha256'
issued same-name-other-key-sha1 'same name' '-sha1'
issued same-name-other-key-pss 'same name' "-sha384 $PSS:digest"
issued leaf-sha1 'leaf' '-sha1'
