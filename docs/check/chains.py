"""The vectors of keys that change: rotated receipt keys, and root keys that handed on."""

from functools import partial

from phan_anh import trust
from report import refused, same


def run_chains(vectors) -> None:
    for entry in vectors.chains["believed"]:
        vectors.report.fact(f"keys believed: {entry['name']}", partial(check_believed, vectors, entry))
    for entry in vectors.chains["refused"]:
        read = partial(read_chain, vectors, entry)
        vectors.report.fact(f"keys refused: {entry['name']}", partial(refused, entry["code"], read))


def read_chain(vectors, entry: dict) -> trust.Trusted:
    certificates = [bytes.fromhex(one) for one in entry["certificates"]]
    pinned = bytes.fromhex(entry["pinned"]) if "pinned" in entry else None
    return trust.read_certificates(certificates, vectors.portal, pinned)


def check_believed(vectors, entry: dict) -> None:
    """The root that follows, and a receipt by each receipt key, the retired one too."""
    for one in entry["certificates"]:
        vectors.check_envelope(bytes.fromhex(one), "certificate")
    keys = read_chain(vectors, entry)
    same(keys.root.hex(), entry["root"], "root")
    for name, receipt in entry["accepted"].items():
        trust.accepted(bytes.fromhex(receipt), keys, vectors.sealed(name))
