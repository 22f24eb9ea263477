"""Personal parts: what says who, beside an act and bound to it (protocol.md, «Personal parts»)."""

import hashlib
import re
from dataclasses import dataclass

import cbor2

from . import framing
from .refusal import Refused

VALUE_BYTES = 1024


@dataclass
class Part:
    """A label, its salt and the value as one CBOR item."""

    label: str
    salt: bytes
    value: bytes

    @property
    def bound(self) -> bytes:
        """What its act names."""
        return hashlib.sha256(self.label.encode() + self.salt + self.value).digest()

    @property
    def fits(self) -> bool:
        """Whether it is within the limits."""
        try:
            framing.check_item(self.value)
        except Refused:
            return False
        return bool(re.fullmatch("[a-z_]{1,20}", self.label)) and len(self.value) <= VALUE_BYTES

    @property
    def numbered(self) -> dict:
        """As it travels."""
        return {0: self.label, 1: self.salt, 2: self.value}

    @classmethod
    def text(cls, label: str, salt: bytes, text: str) -> "Part":
        return cls(label, salt, cbor2.dumps(text))


def kept(offered: list[dict], act: dict) -> list[Part]:
    """Of the parts offered with an act, those that it names."""
    parts = [Part(one[0], one[1], one[2]) for one in offered]
    return [part for part in parts if part.fits and part.bound in act.get(11, [])]
