"""Which keys of a portal to believe, and its two receipts (protocol.md, «Trust» and «Receipts»)."""

from dataclasses import dataclass

from . import envelope, tracking
from .act import Sealed
from .refusal import Refused

RECEIPTS, REGION, ROOT = 0, 1, 2
PACK_BYTES = 16 * 1024 * 1024


@dataclass
class Trusted:
    """The keys that one root key vouches for."""

    root: bytes
    portal: str
    certified: set[tuple[bytes, int]]


def read_certificates(certificates: list[bytes], portal: str, pinned: bytes | None) -> Trusted:
    """Believes only the pinned root and its successors; at first contact the root of the first receipt or pack key."""
    successors: dict[bytes, bytes] = {}
    certified: list[tuple[bytes, tuple[bytes, int]]] = []
    for data in certificates:
        opened = open_signed(data, "certificate", portal)
        key, purpose = (envelope.decode(opened.payload)[number] for number in (0, 1))
        if purpose == ROOT:
            successors.setdefault(opened.key, key)
        elif purpose in (RECEIPTS, REGION):
            certified.append((opened.key, (key, purpose)))
    root = pinned or (certified[0][0] if certified else None)
    if root is None:
        raise Refused("receipt_invalid", "nobody vouches for any key")
    for _ in successors:
        root = successors.get(root, root)
    if any(by != root for by, _ in certified):
        raise Refused("portal_key_changed")
    return Trusted(root, portal, {vouched for _, vouched in certified})


def open_signed(data: bytes, kind: str, portal: str, longest: int | None = None) -> envelope.Envelope:
    try:
        return envelope.open_envelope(data, kind, portal, longest)
    except Refused as refused:
        raise Refused("receipt_invalid", str(refused)) from None


def open_certified(data: bytes, kind: str, keys: Trusted, purpose: int, longest: int | None = None) -> dict:
    """The payload of an envelope that a key for `purpose` signed."""
    opened = open_signed(data, kind, keys.portal, longest)
    if (opened.key, purpose) not in keys.certified:
        raise Refused("receipt_invalid", "by a key that the root key does not certify for this")
    return envelope.decode(opened.payload)


def accepted(data: bytes, keys: Trusted, act: Sealed) -> dict:
    """The first receipt, when it is the portal's for this act."""
    receipt = open_certified(data, "accepted", keys, RECEIPTS)
    check_same(receipt, act)
    if 4 in receipt:
        tracking.read(receipt[4])
    return receipt


def complete(data: bytes, keys: Trusted, act: Sealed) -> dict:
    """The second receipt, when it lists every attachment of this act as stored."""
    receipt = open_certified(data, "complete", keys, RECEIPTS)
    check_same(receipt, act)
    if not set(act.hashes) <= set(receipt[4]):
        raise Refused("receipt_invalid", "an attachment is missing")
    return receipt


def check_same(receipt: dict, act: Sealed) -> None:
    if [receipt[0], receipt[1], receipt[2]] != [act.device, act.id, act.digest]:
        raise Refused("receipt_invalid", "for another act")


def region(data: bytes, keys: Trusted) -> dict:
    """The region pack."""
    return open_certified(data, "region", keys, REGION, PACK_BYTES)
