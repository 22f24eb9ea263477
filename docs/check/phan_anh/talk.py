"""The items of `POST /v1/sync`: what a device says and what it hears (protocol.md, «Sync»)."""

import base64
from dataclasses import dataclass, field

import cbor2

from . import framing
from .part import Part
from .refusal import Refused

MEDIA_TYPE = "application/cbor-seq"
HEADER, ACT, THUMBNAIL, FOLLOW, CLAIM = range(5)
RESULT, CHANGE, END = 1, 2, 3
REQUEST_TYPES, ANSWER_TYPES = range(5), range(4)
CREATED, EXISTS, CONFLICT, REJECTED, RETRY, UNKNOWN = range(6)
HELD_NONE, HELD_ACCEPTED, HELD_BOTH = range(3)


def header(
    wall_ms: int,
    uptime_ms: int,
    heard: tuple[bytes, int] | None = None,
    proof: bytes | None = None,
    session: bytes | None = None,
) -> bytes:
    """The first item; `heard` is the epoch of the last answer and the position in its end."""
    told = {0: 1, 1: wall_ms, 2: uptime_ms}
    if heard:
        told |= {3: heard[0], 4: heard[1]}
    return cbor2.dumps([HEADER, told | ({5: proof} if proof else {}) | ({6: session} if session else {})])


def act(sealed: bytes, held: int = HELD_NONE, more: dict | None = None) -> bytes:
    """`more` are personal parts (2) and the receipts that are offered again (3, 4)."""
    return cbor2.dumps([ACT, {0: sealed, 1: held} | (more or {})])


def claim(code: str) -> bytes:
    return cbor2.dumps([CLAIM, {0: code}])


def thumbnail(of: list[bytes], attachment: bytes, data: bytes) -> bytes:
    return cbor2.dumps([THUMBNAIL, {0: of, 1: attachment, 2: data}])


def follow(of: list[bytes], held: int) -> bytes:
    return cbor2.dumps([FOLLOW, {0: of, 1: held}])


def text(data: bytes) -> str:
    """Bytes as they stand in JSON, and a session token in an HTTP header: base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def data(text: str) -> bytes:
    """And back."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def json_part(part: Part) -> dict:
    """A personal part as it stands in JSON."""
    return {"label": part.label, "salt": text(part.salt), "value": text(part.value)}


@dataclass
class Answer:
    """What was heard. Without an end it was cut."""

    header: dict | None = None
    results: list[dict] = field(default_factory=list)
    changes: list[dict] = field(default_factory=list)
    end: int | None = None

    def result(self, of: list[bytes]) -> dict:
        """The one result for an act."""
        (found,) = [result for result in self.results if list(result.get(0, [])) == of]
        return found


def hear(body: bytes, encoding: str) -> tuple[Answer, list[bytes]]:
    """An answer and the bytes of its items."""
    items, fault = framing.read(body, encoding)
    if fault:
        raise fault
    answer = Answer()
    for item in items:
        kind, content = cbor2.loads(item)[:2]
        if kind == HEADER:
            answer.header = content
        elif kind == RESULT:
            answer.results.append(content)
        elif kind == CHANGE:
            answer.changes.append(content)
        elif kind == END:
            answer.end = content
    if answer.header is None or answer.end is None:
        raise Refused("link_cut", "no header or no end")
    return answer, items
