#!/usr/bin/env python3
"""Judges tokens with another library than ours, jwcrypto, and by the RFCs' own words; tests/broken_outside.rs compares.

Reads {"now": …, "cases": […]}, cases as in cases.json, from standard input. Writes a list of
{"signature": bool, "valid": bool, "why": "…"}: whether the signature verifies, and whether the token passes as a whole
under the options of the case. Needs python3-jwcrypto.
"""
import argparse, base64, binascii, hashlib, json, re, sys, urllib.parse
from jwcrypto.jwa import JWA
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS


NOW = 0  # the moment to judge at, as asked


class No(Exception):
    """The reason why a token is refused."""


def need(fact, why):
    if not fact:
        raise No(why)


def decoded(text):
    need(isinstance(text, str) and re.fullmatch("[A-Za-z0-9_-]*={0,2}", text), "no base64url")
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error:
        raise No("no base64url")


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def parsed(data):
    """JSON whose objects name no member twice."""
    def members(pairs):
        need(len({name for name, _ in pairs}) == len(pairs), "a member stands twice")
        return dict(pairs)

    need(not (isinstance(data, bytes) and data.startswith(b"\xef\xbb\xbf")), "a byte order mark")

    def constant(name):
        raise No(f"{name} is no JSON")

    try:
        return json.loads(data, object_pairs_hook=members, parse_constant=constant)
    except (ValueError, RecursionError):
        raise No("no JSON")


def an_object(data):
    value = parsed(data)
    need(isinstance(value, dict), "no object")
    return value


def cleaned(text):
    """The token in what was pasted: JSON as it is, or the first thing that looks like a compact token."""
    text = re.sub("(?i)(bearer)\u00a0", r"\1 ", text)
    text = re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0]", "", text).strip()
    line = re.search(r"(?im)^authorization: .*\..*\..*$", text)
    text = line[0] if line and "HTTP/" in text else text
    if text.startswith("{"):
        try:
            value = json.loads(text)
        except ValueError:
            value = {}
        if {"signature", "signatures", "payload"} & set(value):
            return text
    raw = re.search(r"e[yw][\w-]+\.([^.]*)\.[\w-]+(=|~|$)", text)
    if raw and not re.fullmatch(r"[\w=\s>-]*", raw[1]):
        return raw[0]  # the payload as it is, RFC 7797
    if "%2" in text:
        text = urllib.parse.unquote(text)
    text = re.sub(r"=?\s*\n[\s>]*", "", text)
    found = re.search(r"(?<![\w-])e[yw][\w-]+=*(\.[\w-]*=*)+(~[^\s]*)?", text)
    need(found, "no token")
    return found[0]


# Keys.
def secret(text, encoding):
    text = text.removesuffix("\n").removesuffix("\r")
    read = {"text": str.encode, "hex": bytes.fromhex, "base64": base64.b64decode, "base64url": decoded}
    try:
        return read[encoding](text)
    except ValueError:
        raise No("the secret is not written so")


def keys_of(case):
    """The members of each key, without what cannot be read, and whether they are a set."""
    if "secret" in case:
        return [{"kty": "oct", "k": encoded(secret(case["secret"], case["encoding"]))}], False
    if case["key"].lstrip().startswith("{"):
        value = json.loads(case["key"])
        return value.get("keys", [value]), "keys" in value
    first = re.search("-----BEGIN[^-]*-----.*?-----END[^-]*-----", case["key"], re.S)
    return [json.loads(JWK.from_pem((first[0] if first else case["key"]).encode()).export_public())], False


def candidates(case, header, options):
    """The keys that may verify a token with this header (RFC 7517 section 4)."""
    keys, is_set = keys_of(case)
    kid = options.kid or header.get("kid")
    for members in keys:
        operations = {"verify", "sign"} if "d" in members else {"verify"}
        if is_set and kid is not None and members.get("kid") != kid:
            continue
        if members.get("use", "sig") != "sig" or members.get("alg", header["alg"]) != header["alg"]:
            continue
        if "key_ops" in members and not operations & set(members["key_ops"]):
            continue
        try:
            yield JWK(**{name: value for name, value in members.items() if name not in ("alg", "use", "key_ops", "x5c")})
        except Exception:
            continue  # of a kind that jwcrypto does not know


# One signature.
def header_of(one):
    """Both headers of a signature as one, held to RFC 7515 sections 4 and 4.1.11 and RFC 7797 section 6."""
    protected = an_object(decoded(one["protected"])) if one.get("protected") else {}
    header = one.get("header", {})
    need(isinstance(header, dict) and not set(header) & set(protected), "a member in both headers")
    need("crit" not in header and "b64" not in header, "crit is not protected")
    if "crit" in protected:
        crit = protected["crit"]
        need(isinstance(crit, list) and crit and set(crit) <= {"b64"} and set(crit) <= set(protected), "crit")
    need("b64" not in protected or (isinstance(protected["b64"], bool) and "b64" in protected.get("crit", [])), "b64")
    both = {**header, **protected}
    need(isinstance(both.get("alg"), str), "no alg")
    return both, protected


def verifies(one, payload, keys, both, protected):
    """jwcrypto's word on one signature. `payload` is the member's text, as it stands in the token."""
    flattened = {**one, "payload": payload}
    for key in keys:
        try:
            if "=" in one.get("protected", "") + payload and both.get("b64", True):
                # jwcrypto writes the parts anew, without the padding that was signed.
                signing_input = f"{one['protected']}.{payload}".encode()
                JWA.signing_alg(both["alg"]).verify(key, signing_input, decoded(one["signature"]))
            else:
                JWS().deserialize(json.dumps(flattened), key, None if "alg" in protected else both["alg"])
            return True
        except Exception:
            continue
    return False


def signatures_of(token, case):
    """Each signature with its headers, and the text of the payload."""
    if token.startswith("{"):
        value = an_object(token)
        if "signatures" in value:
            need(not {"signature", "protected", "header"} & set(value), "two forms at once")
            need(isinstance(value["signatures"], list) and value["signatures"], "signatures")
            ones = value["signatures"]
        else:
            ones = [{name: value[name] for name in ("protected", "header", "signature") if name in value}]
        payload = value.get("payload", "")
        need(isinstance(payload, str), "payload")
        for one in ones:
            need(isinstance(one, dict) and isinstance(one.get("signature"), str), "signature")
            need(isinstance(one.get("protected", ""), str), "protected")
    else:
        parts = token.split(".")
        need(len(parts) == 3, f"{len(parts)} parts")
        ones, payload = [{"protected": parts[0], "signature": parts[2]}], parts[1]
    return ones, payload


def media_type(typ):
    return str(typ).lower().removeprefix("application/")


def typ_of(one):
    try:
        return media_type(an_object(decoded(one["protected"])).get("typ")) if one.get("protected") else None
    except No:
        return None


def checked(token, case, options):
    """The header and the payload of a JWS of which one signature verifies."""
    ones, payload = signatures_of(token, case)
    # Of several that verify one counts that is as expected.
    as_wanted = lambda one: options.typ and typ_of(one) not in map(media_type, options.typ)
    ones = sorted(ones, key=lambda one: bool(as_wanted(one)))
    given = base64.b64decode(case["payload_b64"]) if "payload_b64" in case else None
    why = "no signature verifies"
    for one in ones:
        try:
            both, protected = header_of(one)
            as_it_is = both.get("b64", True) is False
            shown = payload
            if not payload and given is not None:
                shown = given.decode() if as_it_is else encoded(given)
            need(not options.alg or both["alg"] in options.alg, "alg is not allowed")
            if one["signature"] and verifies(one, shown, candidates(case, both, options), both, protected):
                # What nobody signed is no typ.
                return {**both, "typ": protected.get("typ")}, shown.encode() if as_it_is else decoded(shown)
        except No as no:
            why = str(no)
            if len(ones) == 1:
                raise
    raise No(why)


# SD-JWT (RFC 9901 section 7).
def presented(token):
    """What an SD-JWT in JSON presents, or nothing (RFC 9901 section 8)."""
    if not token.startswith("{"):
        return None
    value = json.loads(token)
    first = value["signatures"][0] if isinstance(value.get("signatures"), list) and value["signatures"] else value
    header = first.get("header") if isinstance(first, dict) else None
    return header if isinstance(header, dict) and {"disclosures", "kb_jwt"} & set(header) else None


def disclosed_in_json(token, header_of_it, case, options):
    header, payload = checked(token, case, options)

    def claims():
        disclosures, binding = header_of_it.get("disclosures", []), header_of_it.get("kb_jwt", "")
        need(isinstance(disclosures, list) and all(isinstance(one, str) for one in disclosures), "disclosures")
        need(isinstance(binding, str) and binding.count(".") in (0, 2) and (not binding or "." in binding), "kb_jwt")
        return opened(an_object(payload), disclosures, binding, token, options)

    return header, payload, claims


def disclosed(token, case, options):
    jwt, *disclosures, binding = token.split("~")
    header, payload = checked(jwt, case, options)
    return header, payload, lambda: opened(an_object(payload), disclosures, binding, token, options)


def opened(claims, disclosures, binding, token, options):
    name = claims.pop("_sd_alg", "sha-256")
    need(name in ("sha-256", "sha-384", "sha-512"), "_sd_alg")
    digest = lambda text: encoded(hashlib.new(name.replace("-", ""), text.encode()).digest())
    need(len(set(disclosures)) == len(disclosures), "a disclosure twice")
    held = {digest(text): parsed(decoded(text)) for text in disclosures}
    seen = set()

    def take(at, parts):
        need(at not in seen, "a digest twice")
        seen.add(at)
        value = held.get(at)
        if value is not None:
            need(isinstance(value, list) and len(value) == parts and isinstance(value[0], str), "disclosure")
        return value

    def walk(value):
        if isinstance(value, list):
            out = []
            for element in value:
                if isinstance(element, dict) and "..." in element:
                    need(set(element) == {"..."}, "...")
                    found = take(element["..."], 2)
                    out += [walk(found[1])] if found else []
                else:
                    out.append(walk(element))
            return out
        if not isinstance(value, dict):
            return value
        out = {name: walk(inner) for name, inner in value.items() if name != "_sd"}
        for at in value.get("_sd", []):
            found = take(at, 3)
            if found:
                need(isinstance(found[1], str) and found[1] not in ("_sd", "_sd_alg", "...") and found[1] not in out, "name")
                out[found[1]] = walk(found[2])
        return out

    whole = walk(claims)
    need(set(held) <= seen, "a disclosure of nothing")
    if binding:
        need(isinstance(whole.get("cnf"), dict) and "jwk" in whole["cnf"], "no key to bind to")
        plain = parser().parse_args([])
        need("keys" not in whole["cnf"]["jwk"], "a set of keys to bind to")
        header, payload = checked(binding, {"key": json.dumps(whole["cnf"]["jwk"])}, plain)
        need(not header["alg"].startswith("HS"), "a secret that everybody can read")
        need(media_type(header.get("typ")) == "kb+jwt", "typ of the key binding")
        payload = an_object(payload)
        need(all(isinstance(payload.get(name), str) for name in ("aud", "nonce", "sd_hash")), "a type in the key binding")
        in_time(payload, NOW, 0)
        need(payload.get("sd_hash") == digest(token[:token.rindex("~") + 1]), "sd_hash")
        need({"iat", "aud", "nonce"} <= set(payload), "a claim of the key binding is missing")
    return whole


# The claims.
def parser():
    options = argparse.ArgumentParser()
    for name in ["--iss", "--aud", "--sub", "--typ"]:
        options.add_argument(name, action="append", default=[])
    for name in ["--require", "--alg"]:
        options.add_argument(name, action="extend", type=lambda text: text.split(","), default=[])
    options.add_argument("--leeway", default="0s")
    options.add_argument("--at", type=int)
    options.add_argument("--kid")
    options.add_argument("--ignore-time", action="store_true")
    options.add_argument("--any-payload", action="store_true")
    return options


def in_time(claims, now, leeway):
    for name in ["exp", "nbf", "iat"]:
        value = claims.get(name, 0)
        need(isinstance(value, (int, float)) and not isinstance(value, bool), f"{name} is no number")
    need("exp" not in claims or claims["exp"] > now - leeway, "expired")
    need(claims.get("nbf", now) <= now + leeway, "not yet valid")
    need(claims.get("iat", now) <= now + leeway, "issued ahead")


def as_expected(claims, header, options):
    need(not options.typ or media_type(header.get("typ")) in map(media_type, options.typ), "typ")
    for name, wanted in [("iss", options.iss), ("aud", options.aud), ("sub", options.sub)]:
        value = claims.get(name)
        held = value if name == "aud" and isinstance(value, list) else [value]
        need(not wanted or any(one in wanted for one in held), name)
    need(all(claims.get(name) is not None for name in options.require), "a claim is missing")


def judged(case, now):
    options = parser().parse_args(case["options"])
    verdict = {"signature": False, "valid": False, "why": ""}
    try:
        token = cleaned(case["token"])
        in_json = presented(token)
        unencoded = "~" in token and re.fullmatch(r"e[yw][\w-]+\.[^.]*\.[\w-]+", token) and "b64" in str(decoded(token.split(".")[0]))
        if in_json is not None:
            header, payload, claims = disclosed_in_json(token, in_json, case, options)
        elif "~" in token and not unencoded:
            header, payload, claims = disclosed(token, case, options)
        else:
            header, payload = checked(token, case, options)
            claims = lambda: an_object(payload)
        verdict["signature"] = True
        unit = {"s": 1, "m": 60, "h": 3600}
        leeway = int(options.leeway.rstrip("smh")) * unit.get(options.leeway[-1], 1)
        try:
            claims = claims()
        except No:
            need(options.any_payload and ("~" not in token or unencoded), "no claims set")
            need(not (options.iss or options.aud or options.sub or options.require), "nothing that could be as expected")
            claims = None
        if claims is not None:
            if not options.ignore_time:
                in_time(claims, now if options.at is None else options.at, leeway)
            as_expected(claims, header, options)
        verdict["valid"] = True
    except No as no:
        verdict["why"] = str(no)
    return verdict


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    NOW = asked["now"]
    json.dump([judged(case, asked["now"]) for case in asked["cases"]], sys.stdout)
