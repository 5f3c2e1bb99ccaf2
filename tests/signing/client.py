"""A node whose signatures nobody here has written: `client.py BASE_URL` registers it and sends heartbeats.

Signs with http-message-signatures and sends with requests, both of PyPI: what the service verifies is then RFC 9421 as others
have understood it. What must be refused is tried too, since a service that takes everything would pass otherwise.
"""

import datetime
import json
import secrets
import sys
import time

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

MUST = ("@method", "@path", "@query")
MORE = (*MUST, "@authority", "@request-target", "content-type", "x-request-start-time")


class OneKey(HTTPSignatureKeyResolver):
    """Has the node's own key and no other."""

    def __init__(self, key):
        self.key = key

    def resolve_private_key(self, key_id):
        return self.key

    def resolve_public_key(self, key_id):
        raise AssertionError("nothing is verified here")


class Node:
    def __init__(self, base_url):
        self.base_url = base_url.rstrip("/")
        self.key = Ed25519PrivateKey.generate()
        self.id = f"signing.{secrets.token_hex(8)}"
        self.session = requests.Session()

    def public_key(self):
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def prepare(self, method, target, body=None, *, headers=(), cover=MUST, late=0, nonce=None, key=None):
        """A signed request that is ready to go out."""
        data = None if body is None else json.dumps(body).encode()
        request = requests.Request(method, self.base_url + target, headers=dict(headers), data=data).prepare()
        if data is not None:
            request.headers["Content-Type"] = "application/json"
        signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=OneKey(key or self.key)
        )
        signer.sign(
            request,
            key_id=self.id,
            created=datetime.datetime.now() - datetime.timedelta(seconds=late),
            nonce=nonce or secrets.token_urlsafe(24),
            covered_component_ids=cover,
            body=data,
        )
        return request

    def send(self, request, status, code=None):
        """The reply, which must have this status, and this code of a problem."""
        reply = self.session.send(request, timeout=30)
        got = reply.json() if reply.content else None
        what = f"{request.method} {request.path_url}"
        assert reply.status_code == status, f"{what}: {reply.status_code}, not {status}: {reply.text}"
        assert code is None or got["code"] == code, f"{what}: {got['code']}, not {code}"
        assert status != 401 or reply.headers["WWW-Authenticate"], f"{what}: a 401 without WWW-Authenticate"
        return got

    def call(self, method, target, body=None, status=200, code=None, **different):
        return self.send(self.prepare(method, target, body, **different), status, code)


def main(base_url):
    node = Node(base_url)
    registration = {
        "node_id": node.id,
        "address": "127.0.0.1:9000",
        "public_key": node.public_key().hex(),
        "capabilities": {"cpu_cores": 4, "memory_mb": 8192, "network_type": "ethernet", "max_bandwidth_mbps": 100},
    }
    beat = f"/api/nodes/heartbeat?node_id={node.id}"
    show = f"/api/nodes/node?node_id={node.id}"
    now = {"X-Request-Start-Time": str(time.time_ns() // 1_000_000)}

    stranger = Ed25519PrivateKey.generate()
    node.call("POST", "/api/nodes/register", registration, 401, "signature_invalid", key=stranger)
    shown = node.call("POST", "/api/nodes/register", registration, 201)
    assert shown["node_id"] == node.id and shown["status"] == "active", shown
    node.call("POST", "/api/nodes/register", registration, 200)

    # With and without a body, and with all that can be covered.
    assert node.call("POST", beat)["next_heartbeat_ms"] == 30000
    node.call("POST", beat, {"status": "busy"})
    node.call("POST", beat, {"status": "busy"}, headers=now, cover=MORE)
    assert node.call("GET", show)["status"] == "busy"
    # A path without a query: RFC 9421 has a `?` there.
    node.call("POST", "/api/nodes/heartbeat", {"node_id": node.id})
    # What is percent-encoded is signed so.
    node.call("GET", show.replace(".", "%2E"))
    node.call("GET", "/api/nodes/list?status=busy&limit=1&cursor=%F0%9F%9A%80", status=400, code="invalid_request")

    # What is not so.
    for field in ["Signature", "Signature-Input"]:
        request = node.prepare("POST", beat)
        del request.headers[field]
        node.send(request, 401, "signature_invalid")
    request = node.prepare("POST", beat, {"status": "paused"})
    request.body = request.body.replace(b"paused", b"active")
    node.send(request, 401, "digest_mismatch")
    request = node.prepare("POST", beat)
    request.url += "0"
    node.send(request, 401, "signature_invalid")
    node.call("POST", beat, status=401, code="signature_invalid", key=stranger)
    node.call("POST", beat, status=401, code="clock_skew", late=400)
    node.call("POST", beat, status=401, code="signature_invalid", headers=now)
    request = node.prepare("POST", beat)
    node.send(request, 200)
    node.send(request, 401, "replayed_request")
    assert node.call("GET", show)["status"] == "busy"
    print(f"{node.id} registered and sent heartbeats, and was refused where it must be: {base_url}")


if __name__ == "__main__":
    main(sys.argv[1])
