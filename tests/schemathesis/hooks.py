"""What schemathesis must be taught of this service: who calls, and texts that no pattern describes.

Nodes sign with http-message-signatures, which nobody here wrote. A pool of them is registered when this is loaded, at
the server that WILLIW_URL names.
"""

import base64
import hashlib
import json
import os
import random
import re
import time
from urllib.parse import parse_qs, urlsplit

import http_message_signatures as signatures
import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import strategies as st

URL = os.environ["WILLIW_URL"]
TOKEN = os.environ["ADMIN_TOKEN"]
NODES = 64
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

# Not hypothesis's: who signs, and with which nonce, is no part of an example.
chance = random.SystemRandom()


def base58(data):
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def public(key):
    return base58(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def key(number):
    """The same in every run, and however often this is loaded."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"schemathesis {number}".encode()).digest())


# Keys by what is written in base58, and the keys of nodes that are registered.
KEYS = {public(one): one for one in map(key, range(NODES * 2))}
POOL = {f"pool-{number}": one for number, one in zip(range(NODES), KEYS.values())}


def a_node():
    return chance.choice(list(POOL))


class Keys(signatures.HTTPSignatureKeyResolver):
    def __init__(self, key):
        self.key = key

    def resolve_private_key(self, key_id):
        return self.key


class Signed(requests.auth.AuthBase):
    """Signs a request as a node: the one that it is about, where that is one of the pool."""

    def __call__(self, request):
        node, key = self.who(request)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        # A request that is sent again is signed anew.
        for name in ("Content-Digest", "Signature-Input", "Signature"):
            request.headers.pop(name, None)
        signer = signatures.HTTPMessageSigner(
            signature_algorithm=signatures.algorithms.ED25519, key_resolver=Keys(key)
        )
        signer.sign(
            request,
            key_id=node,
            nonce=f"{chance.getrandbits(128):032x}",
            label="sig1",
            include_alg=True,
            covered_component_ids=["@method", "@path", "@query"],
            # Its digest is made, and covered.
            body=body or None,
        )
        return request

    def who(self, request):
        query = parse_qs(urlsplit(request.url).query)
        named = query.get("node_id", [None])[0]
        try:
            body = json.loads(request.body or "null")
        except ValueError:
            body = None
        if isinstance(body, dict):
            named = body.get("node_id", named)
            key = KEYS.get(body.get("public_key")) if isinstance(body.get("public_key"), str) else None
            # A node that registers is known by the key that it brings.
            if key is not None and isinstance(named, str) and named.isascii() and named.isprintable() and named:
                return named, key
        if not isinstance(named, str) or named not in POOL:
            named = a_node()
        return named, POOL[named]


class Bearer(requests.auth.AuthBase):
    """Shows the operator's token."""

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {TOKEN}"
        return request


SCHEMES = {"node": Signed(), "admin": Bearer()}


@schemathesis.auth(refresh_interval=None)
class Callers:
    """One of those who may call the operation."""

    def get(self, case, context):
        security = context.operation.definition.raw.get("security", [])
        names = [name for requirement in security for name in requirement]
        return SCHEMES[chance.choice(names)] if names else None

    def set(self, case, data, context):
        case._auth = data


# ---- texts that a function judges --------------------------------------------------------------

schemathesis.openapi.format("public-key", st.sampled_from(sorted(KEYS)))
schemathesis.openapi.format("wallet-address", st.sampled_from(sorted(KEYS)))
schemathesis.openapi.format("transaction-signature", st.binary(min_size=64, max_size=64).map(base58))


# ---- what no schema can say --------------------------------------------------------------------

# The cursors that the service has given.
CURSORS = set()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Of requests that must be taken most are of a node that is there, query and body speak of one node, and cursors
    are only those that were given."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        # On the way a value becomes text, without the blanks around it: what is left may well be a key.
        key = (case.headers or {}).get("Idempotency-Key")
        if key is not None and not is_key(key) and is_key(str(key).strip()):
            case.headers["Idempotency-Key"] = "k" * 129
        # What is wrong may be that there are no credentials; but who calls brings some.
        if is_key(key) and only_headers_are_wrong(case):
            case.headers["Idempotency-Key"] = "k" * 129
        return
    if case.query and case.query.get("cursor", None) not in CURSORS:
        case.query.pop("cursor", None)
    body = case.body if isinstance(case.body, dict) else {}
    if case.operation.path == "/api/nodes/register":
        for gpu in body["capabilities"].get("gpu_info") or []:
            settle_capability(gpu)
        return
    # In the query or in the body, but somewhere.
    if case.operation.path == "/api/nodes/heartbeat" and not (body.get("node_id") or (case.query or {}).get("node_id")):
        case.query = {**(case.query or {}), "node_id": a_node()}
    agree(case.operation.path, body)
    named = [values for values in (case.query or {}, body) if isinstance(values.get("node_id"), str)]
    if named:
        node = a_node() if chance.random() < 0.8 else named[0]["node_id"]
        for values in named:
            values["node_id"] = node


def only_headers_are_wrong(case):
    wrong = [place for place, info in case.meta.components.items() if info.mode.is_negative] if case.meta else []
    return wrong == ["header"]


def is_key(value):
    return isinstance(value, str) and len(value) <= 128 and re.fullmatch("[!-~]([ -~]*[!-~])?", value) is not None and ", " not in value


def agree(path, body):
    """What the descriptions of members say of each other, or of the time."""
    if path == "/api/rewards/settle" and not (body.get("payout_id") and body.get("transaction_signature")):
        body.pop("payout_id", None)
        body.pop("transaction_signature", None)
    if path == "/api/payouts/resolve":
        if body["outcome"] == "failed":
            body.pop("transaction_signature", None)
        elif not body.get("transaction_signature"):
            body["outcome"] = "failed"
            body.pop("transaction_signature", None)
    if path == "/api/tasks/add" and (body.get("scheduled_at") or 0) > (time.time() + 30 * 86400 - 60) * 1000:
        body["scheduled_at"] = 0
    if path == "/api/contributions/record" and isinstance(body.get("proof"), dict):
        # As an encoder writes it: the bits that are left over are zero.
        body["proof"]["proof"] = base64.b64encode(base64.b64decode(body["proof"]["proof"])).decode()


def settle_capability(gpu):
    """A text or a number, of so many bytes: what the description says of a field that is any JSON."""
    value = gpu.get("compute_capability")
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    if isinstance(value, (bool, list, dict)) or size > 34:
        gpu["compute_capability"] = "8.9"


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 200 and case.method == "GET" and case.operation.path.endswith("/list"):
        CURSORS.add(response.json().get("next_cursor"))
    node = (case.query or {}).get("node_id")
    if case.method == "DELETE" and response.status_code == 200 and node in POOL:
        register(node, POOL[node])


# ---- the pool ----------------------------------------------------------------------------------


def register(node, key):
    body = {
        "node_id": node,
        "address": "203.0.113.7:9000",
        "public_key": public(key),
        "capabilities": {
            "cpu_cores": 8,
            "memory_mb": 32768,
            "gpu_info": [],
            "network_type": "ethernet",
            "max_bandwidth_mbps": 1000,
        },
    }
    reply = requests.post(f"{URL}/api/nodes/register", json=body, auth=Signed(), timeout=30)
    assert reply.status_code in (200, 201), f"{node} cannot register: {reply.status_code} {reply.text}"


for name, private in POOL.items():
    register(name, private)
