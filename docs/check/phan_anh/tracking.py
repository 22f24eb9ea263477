"""Tracking codes: Crockford's base 32 with Luhn's check character modulo 32 (protocol.md, «Tracking code»)."""

from .refusal import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans("OIL", "011")
SEPARATORS = "- .–"


def check_value(values: list[int]) -> int:
    """The value of the check character: every second value from the right, the last one first, is doubled."""
    total = 0
    for index, value in enumerate(reversed(values)):
        doubled = value * 2 if index % 2 == 0 else value
        total += doubled // 32 + doubled % 32
    return -total % 32


def from_random(random: bytes) -> str:
    """The compact code of thirteen random bytes, of each of which the five low bits count."""
    values = [byte & 0x1F for byte in random]
    return "".join(ALPHABET[value] for value in values + [check_value(values)])


def shown(compact: str) -> str:
    """As people see it."""
    return f"{compact[:5]}-{compact[5:10]}-{compact[10:]}"


def read(typed: str) -> str:
    """The compact code that somebody typed."""
    compact = "".join(character for character in typed if character not in SEPARATORS).upper().translate(ALIKE)
    if len(compact) != 14 or any(character not in ALPHABET for character in compact):
        raise Refused("tracking_code_invalid")
    values = [ALPHABET.index(character) for character in compact]
    if check_value(values[:13]) != values[13]:
        raise Refused("tracking_code_invalid", "the check character does not fit")
    return compact
