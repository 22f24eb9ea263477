"""A device that knows nothing but `docs/protocol.md`: its key, what it pinned and heard, and how it speaks."""

import base64
import hashlib
import time
import uuid

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from http_portal import Address, Answered, call
from phan_anh import act, envelope, shapes, talk, trust
from report import same

PLACE = {"lat_e7": 168_163_000, "lon_e7": 1_070_960_000, "accuracy_m": 12, "source": "map"}
OCTETS = "application/offset+octet-stream"


def act_id(wall_ms: int) -> str:
    """A UUIDv7 (RFC 9562)."""
    random = uuid.uuid4().int & ((1 << 80) - 1)
    versioned = (wall_ms << 80 | random) & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=versioned & ~(0x3 << 62) | 0x2 << 62))


def attachment(photo: bytes, thumbnail: bytes | None = None) -> dict:
    told = {"media_type": "image/jpeg", "sha256": hashlib.sha256(photo).hexdigest(), "length": len(photo)}
    return told | ({"thumbnail": hashlib.sha256(thumbnail).hexdigest()} if thumbnail else {})


class Device:
    """One key that speaks with one portal."""

    def __init__(self, address: Address, portal: str):
        self.address, self.portal = address, portal
        self.key = Ed25519PrivateKey.generate()
        self.keys: trust.Trusted | None = None
        self.heard: tuple[bytes, int] | None = None
        self.nonce = b""
        self.session: bytes | None = None

    def seal(self, kind: str, **fields) -> act.Sealed:
        """An act made now."""
        wall_ms = time.time_ns() // 1_000_000
        told = {"id": act_id(wall_ms), "kind": kind, "captured_at_ms": wall_ms, "uptime_ms": 1, "attachments": []}
        told |= {"consent_version": 0} | fields
        return act.open_act(envelope.seal(self.key, "act", self.portal, act.encode(told)), self.portal)

    def seal_report(self, text: str, **fields) -> act.Sealed:
        told = {"text": text, "category": "giao-thong", "place": PLACE, "consent_version": 1}
        return self.seal("report", **(told | fields))

    def sync(
        self, items: list[bytes], proof: bytes | None = None, session: bytes | None = None, zstd: bool = True
    ) -> talk.Answer:
        """One exchange: its answer has the shapes of the CDDL, and its certificates lead to the pinned root."""
        plain = [talk.header(time.time_ns() // 1_000_000, 1, self.heard, proof, session), *items]
        body = b"".join(talk.framing.write(plain) if zstd else plain)
        encoding = {"Content-Encoding": "zstd", "Accept-Encoding": "zstd"} if zstd else {}
        answered = call(self.address, "POST", "/v1/sync", {"Content-Type": talk.MEDIA_TYPE} | encoding, body)
        same((answered.status, answered.headers["Content-Type"]), (200, talk.MEDIA_TYPE), "answer")
        answer, heard = talk.hear(answered.body, answered.headers.get("Content-Encoding", "identity"))
        for item in heard:
            same(shapes.fits("answer-item", item), None, "answer-item")
        self.believe(answer)
        return answer

    def believe(self, answer: talk.Answer) -> None:
        pinned = self.keys and self.keys.root
        self.keys = trust.read_certificates(answer.header[2], self.portal, pinned)
        self.nonce, self.heard = answer.header[1], (answer.header[0], answer.end)
        self.session = answer.header.get(6)

    def proof(self) -> bytes:
        """Over the nonce of the last answer."""
        return envelope.seal(self.key, "proof", self.portal, cbor2.dumps([self.heard[0], self.nonce]))

    def hear_all(self) -> None:
        """From the beginning."""
        self.heard = (self.heard[0], 0)

    def tus(self, method: str, path: str, headers: dict, body: bytes = b"") -> Answered:
        answered = call(self.address, method, path, {"Tus-Resumable": "1.0.0"} | headers, body)
        same(answered.headers["Tus-Resumable"], "1.0.0", "Tus-Resumable")
        return answered

    def create(self, ticket: str, length: int, part: bytes = b"") -> Answered:
        """Begins an upload, or finds it again, with the ticket in the metadata."""
        metadata = base64.b64encode(ticket.encode()).decode()
        headers = {"Upload-Length": str(length), "Upload-Metadata": f"ticket {metadata}"}
        answered = self.tus("POST", "/v1/files", headers | ({"Content-Type": OCTETS} if part else {}), part)
        same(answered.status, 201, "status")
        return answered
