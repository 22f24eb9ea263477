"""Acts: from named fields to the payload, and from a sealed act to what it says (protocol.md, «Act»)."""

import hashlib
import re
import uuid
from dataclasses import dataclass

import cbor2

from . import envelope
from .refusal import Refused

KINDS = ["report", "answer", "rate", "rework", "withdraw", "me_too", "follow", "unfollow", "erase"]
REPORT, ANSWER, RATE, REWORK, WITHDRAW, ME_TOO, FOLLOW, UNFOLLOW, ERASE = range(9)
PUBLIC = {ME_TOO, FOLLOW, UNFOLLOW}
TAKE_ATTACHMENTS = {REPORT, ANSWER, REWORK}
PARTS = 8
SOURCES = ["gps", "exif", "map", "kiosk", "chosen"]
PHOTO_TYPE = "image/jpeg"
VOICE_TYPES = ["audio/webm", "audio/ogg", "audio/mp4"]
ATTACHMENT_BYTES = 25 * 1024 * 1024
VOICE_BYTES = 2 * 1024 * 1024


@dataclass
class Sealed:
    """A verified act."""

    data: bytes
    device: bytes
    digest: bytes
    act: dict

    @property
    def id(self) -> bytes:
        """Its name, unique per device."""
        return self.act[0]

    @property
    def ref(self) -> list[bytes]:
        """What names it on the wire."""
        return [self.device, self.id]

    @property
    def hashes(self) -> list[bytes]:
        """The hashes of its attachments."""
        return [attachment[1] for attachment in self.act[7]]


def without_missing(numbered: dict) -> dict:
    """A field that is missing is left out of its map."""
    return {number: value for number, value in numbered.items() if value is not None}


def encode(fields: dict) -> bytes:
    """The payload: a map in ascending order of its numbers, shortest forms."""
    place, parts = fields.get("place"), fields.get("parts")
    return cbor2.dumps(
        without_missing(
            {
                0: uuid.UUID(fields["id"]).bytes,
                1: KINDS.index(fields["kind"]),
                2: fields["captured_at_ms"],
                3: fields["uptime_ms"],
                4: fields.get("category"),
                5: fields.get("text"),
                6: None if place is None else encode_place(place),
                7: [encode_attachment(attachment) for attachment in fields["attachments"]],
                8: optional_id(fields.get("replaces")),
                9: optional_id(fields.get("about")),
                10: fields["consent_version"],
                11: None if parts is None else [bytes.fromhex(part) for part in parts],
                12: fields.get("case"),
                13: fields.get("rating"),
            }
        )
    )


def optional_id(text: str | None) -> bytes | None:
    return None if text is None else uuid.UUID(text).bytes


def encode_place(place: dict) -> dict:
    numbered = {0: place.get("lat_e7"), 1: place.get("lon_e7"), 2: place.get("accuracy_m")}
    return without_missing(numbered | {3: SOURCES.index(place["source"]), 4: place.get("commune")})


def encode_attachment(attachment: dict) -> dict:
    thumbnail = attachment.get("thumbnail")
    return without_missing(
        {
            0: attachment["media_type"],
            1: bytes.fromhex(attachment["sha256"]),
            2: attachment["length"],
            3: None if thumbnail is None else bytes.fromhex(thumbnail),
            4: attachment.get("unit_hears"),
        }
    )


def open_act(data: bytes, portal: str) -> Sealed:
    """Reads a sealed act, verifies it and holds it to the limits."""
    opened = envelope.open_envelope(data, "act", portal)
    act = envelope.decode(opened.payload)
    check_shape(act)
    check_limits(act)
    return Sealed(data, opened.key, hashlib.sha256(opened.payload).digest(), act)


def check_shape(act) -> None:
    """What must be there, and of the right type."""
    if not isinstance(act, dict):
        raise Refused("act_malformed", "not a map")
    required = {0: bytes, 1: int, 2: int, 3: int, 7: list, 10: int}
    if not all(isinstance(act.get(number), kind) for number, kind in required.items()):
        raise Refused("act_malformed", "a field is missing or of another type")
    if len(act[0]) != 16 or act[1] not in range(len(KINDS)):
        raise Refused("act_malformed", "id or kind")
    if act.get(13, 1) not in range(1, 5) or not re.fullmatch("[A-Za-z0-9-]{1,24}", act.get(12, "-")):
        raise Refused("act_malformed", "rating or case number")


def check_limits(act: dict) -> None:
    """What no portal takes although it is well formed."""
    if len(act.get(5, "")) > 10_000:
        raise Refused("text_too_long")
    voices = [attachment for attachment in act[7] if attachment[0] in VOICE_TYPES]
    if len(act[7]) > 6 or len(voices) > 1:
        raise Refused("too_many_attachments")
    if len(act.get(11, [])) > PARTS:
        raise Refused("act_malformed", "too many personal parts")
    for attachment in act[7]:
        longest = VOICE_BYTES if attachment in voices else ATTACHMENT_BYTES
        if not 1 <= attachment[2] <= longest:
            raise Refused("attachment_too_large")
        if attachment[0] not in [PHOTO_TYPE, *VOICE_TYPES]:
            raise Refused("medium_not_taken")
    check_whole(act)


def check_whole(act: dict) -> None:
    """What its kind needs, and nothing attached that its kind does not take."""
    if act[1] == REPORT:
        if not (says_where(act.get(6)) and says_what(act) and 1 <= len(act.get(4, "").encode()) <= 60):
            raise Refused("report_incomplete")
        return
    by_number = 12 in act
    about_one = by_number != (9 in act) and (by_number or act[1] not in PUBLIC)
    has_words = bool(act.get(5, "").strip())
    enough = {ANSWER: says_what(act), REWORK: has_words, RATE: 13 in act}.get(act[1], True)
    if not (about_one and enough and (act[1] in TAKE_ATTACHMENTS or not act[7])):
        raise Refused("act_incomplete")


def says_where(place: dict | None) -> bool:
    return place is not None and (0 in place) == (1 in place) and (0 in place or 4 in place)


def says_what(act: dict) -> bool:
    return bool(act.get(5, "").strip() or act[7])
