"""`docs/protocol.cddl`, asked whether bytes have the shape that it says."""

import re
from functools import cache
from pathlib import Path

import pycddl

SOURCE = Path(__file__).resolve().parents[2] / "protocol.cddl"


@cache
def schema(rule: str) -> pycddl.Schema:
    # RFC 8610 §3.8.3 means the whole text; this validator looks for a part of it. And for `{}` it takes anything.
    text = re.sub(r'\.regexp "([^"]*)"', r'.regexp "^(\1)$"', SOURCE.read_text())
    text = text.replace("{}", '{ ? "never": nil }')
    return pycddl.Schema(f"root = {rule}\n{text}")


def fits(rule: str, data: bytes) -> str | None:
    """None when `data` fits the rule, else why it does not."""
    try:
        schema(rule).validate_cbor(data)
    except pycddl.ValidationError as error:
        return str(error) or "does not fit"
    return None
