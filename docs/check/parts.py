"""The vectors of personal parts: bound by salted hashes, and kept only when the act names them."""

import uuid
from functools import partial

import cbor2

from forms import check_item, check_shape
from phan_anh import act, part, talk
from report import same


def run_parts(vectors) -> None:
    for entry in vectors.parts["parts"]:
        vectors.report.fact(f"personal part {entry['name']}", partial(check_part, entry))
    for entry in vectors.parts["unfit"]:
        vectors.report.fact(f"personal part that does not fit: {entry['name']}", partial(check_unfit, entry))
    vectors.report.fact("personal parts offered with their act", partial(check_offered, vectors))
    vectors.report.fact("the same offer in JSON", partial(check_put, vectors))


def read(entry: dict) -> part.Part:
    return part.Part(entry["label"], bytes.fromhex(entry["salt"]), bytes.fromhex(entry["value"]))


def check_part(entry: dict) -> None:
    one = read(entry)
    same((one.bound.hex(), one.fits), (entry["bound"], True))
    if "text" in entry:
        same(part.Part.text(one.label, one.salt, entry["text"]), one, "made again")
    check_shape("part", cbor2.dumps(one.numbered))


def check_unfit(entry: dict) -> None:
    one = read(entry)
    same((one.bound.hex(), one.fits), (entry["bound"], False))


def check_offered(vectors) -> None:
    offered = vectors.parts["offered"]
    item = bytes.fromhex(offered["item"])
    check_item("request-item", item)
    content = cbor2.loads(item)[1]
    sealed = act.open_act(content[0], vectors.portal)
    same([one.label for one in part.kept(content[2], sealed.act)], offered["kept"], "kept")


def check_put(vectors) -> None:
    """Made again from what is offered in CBOR."""
    put, item = vectors.parts["put"], cbor2.loads(bytes.fromhex(vectors.parts["offered"]["item"]))[1]
    sealed = act.open_act(item[0], vectors.portal)
    parts = [part.Part(one[0], one[1], one[2]) for one in item[2]]
    same(put["body"], {"sealed": talk.text(sealed.data), "parts": [talk.json_part(one) for one in parts]})
    same(put["path"], f"/v1/acts/{uuid.UUID(bytes=sealed.id)}")
