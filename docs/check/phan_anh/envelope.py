"""COSE_Sign1 with Ed25519: the one envelope (protocol.md, «Envelope»)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import framing
from .refusal import Refused

TAG = 18
ALGORITHM, CRITICAL, CONTENT_TYPE, KEY_ID, VERSION, PORTAL = 1, 2, 3, 4, -70_001, -70_002
EDDSA = -8
P = 2**255 - 19
# The y of every point of order 1, 2, 4 and 8 of edwards25519, and their encodings that are not reduced.
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = {y % 2**255 for y in (0, 1, P - 1, P, P + 1, _Y8, P - _Y8)}


def content_type(kind: str) -> str:
    """The protected content type of one kind of content."""
    return f"application/vnd.phan-anh.{kind}+cbor"


def public(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes that name the key."""
    return key.public_key().public_bytes_raw()


def seal(key: Ed25519PrivateKey, kind: str, portal: str, payload: bytes) -> bytes:
    """Signs a payload: the whole envelope."""
    header = {ALGORITHM: EDDSA, CONTENT_TYPE: content_type(kind), KEY_ID: public(key), VERSION: 1, PORTAL: portal}
    protected = cbor2.dumps(header)
    signature = key.sign(to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure of RFC 9052 §4.4 without external data."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


@dataclass
class Envelope:
    """What a verified envelope says."""

    key: bytes
    portal: str
    payload: bytes
    protected: bytes


def open_envelope(data: bytes, kind: str, portal: str, longest: int | None = None) -> Envelope:
    """Reads and verifies; `longest` in bytes replaces the limits of an item for region packs."""
    if longest is None:
        framing.check_item(data)
    elif len(data) > longest:
        raise Refused("act_malformed", "too long")
    protected, payload, signature = parts(data)
    key, made_for = read_header(protected, kind)
    verify(key, signature, to_be_signed(protected, payload))
    if made_for != portal:
        raise Refused("wrong_portal")
    return Envelope(key, made_for, payload, protected)


def decode(data: bytes):
    """One CBOR item."""
    try:
        return cbor2.loads(data)
    except Exception as error:  # cbor2 has several kinds of its own and lets some of Python's through
        raise Refused("act_malformed", str(error)) from None


def parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature, undecoded."""
    tagged = decode(data)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != TAG:
        raise Refused("act_malformed", "not tagged as COSE_Sign1")
    if not isinstance(tagged.value, Sequence) or len(tagged.value) != 4:
        raise Refused("act_malformed", "not the four parts of a COSE_Sign1")
    protected, unprotected, payload, signature = tagged.value
    if not isinstance(unprotected, Mapping) or not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise Refused("act_malformed", "not a COSE_Sign1 with its payload")
    return protected, payload, signature


def read_header(protected: bytes, kind: str) -> tuple[bytes, str]:
    """The key and the portal, when the header says what it must."""
    header = decode(protected)
    if not isinstance(header, dict) or header.get(ALGORITHM) != EDDSA or CRITICAL in header:
        raise Refused("act_malformed", "algorithm or critical header")
    if header.get(CONTENT_TYPE) != content_type(kind):
        raise Refused("act_malformed", "another kind of content")
    version = header.get(VERSION)
    if not isinstance(version, int):
        raise Refused("act_malformed", "no version")
    if version != 1:
        raise Refused("version_not_taken")
    key, portal = header.get(KEY_ID), header.get(PORTAL)
    if not isinstance(key, bytes) or len(key) != 32:
        raise Refused("act_malformed", "no key")
    if not isinstance(portal, str) or not re.fullmatch("[a-z0-9-]{1,40}", portal):
        raise Refused("act_malformed", "no portal id")
    return key, portal


def verify(key: bytes, signature: bytes, message: bytes) -> None:
    """Strict Ed25519: a key or R of small order fits many messages and is refused beforehand."""
    for point in (key, signature[:32]):
        if int.from_bytes(point, "little") % 2**255 in SMALL_ORDER:
            raise Refused("signature_invalid", "a point of small order")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Refused("signature_invalid") from None
