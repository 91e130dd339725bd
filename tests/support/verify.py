"""Reads lines of JSON with a token, an algorithm and a key (PEM, or a base64url secret), and verifies each with
jwcrypto; answers with the header and payload texts that were signed, or with why it does not verify."""

import json
import sys

from jwcrypto import jwk, jws

for line in sys.stdin:
    case = json.loads(line)
    if "secret" in case:
        key = jwk.JWK(kty="oct", k=case["secret"])
    else:
        key = jwk.JWK.from_pem(case["pem"].encode())
    token = jws.JWS()
    token.allowed_algs = [case["alg"]]
    try:
        token.deserialize(case["token"], key)
        # The header's bytes, and not what a parser made of them.
        header = jws.base64url_decode(case["token"].split(".")[0]).decode()
        answer = {"header": header, "payload": token.payload.decode()}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
