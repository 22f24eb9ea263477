"""The committed vectors: made again where they can be made, believed where they must be, refused where they must be."""

import hashlib
import json
from functools import partial
from pathlib import Path

import cbor2
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chains import run_chains
from forms import check_item, check_shape
from phan_anh import act, envelope, framing, talk, tracking, trust
from parts import run_parts
from report import Report, refused, same

FOLDER = Path(__file__).resolve().parents[1] / "vectors"


def load(name: str):
    return json.loads((FOLDER / name).read_text())


class Vectors:
    """All documents, and the portal and keys that they share."""

    def __init__(self, report: Report):
        self.report = report
        self.keys = load("keys.json")
        self.portal = self.keys["portal"]
        self.kinds, self.parts, self.chains = (load(f"{name}.json") for name in ("kinds", "parts", "trust"))
        acts = [*load("acts.json")["acts"], *self.kinds["acts"], self.parts["act"]]
        self.acts = {entry["name"]: entry for entry in acts}
        self.receipts = load("receipts.json")
        self.sync = load("sync.json")
        self.broken = load("refused.json")
        self.codes = load("tracking.json")

    def key(self, name: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.keys["keys"][name]["seed"]))

    def sealed(self, name: str) -> act.Sealed:
        return act.open_act(bytes.fromhex(self.acts[name]["sealed"]), self.portal)

    def trusted(self) -> trust.Trusted:
        certificates = [bytes.fromhex(entry["bytes"]) for entry in self.receipts["certificates"]]
        return trust.read_certificates(certificates, self.portal, bytes.fromhex(self.receipts["root"]))

    def run(self) -> None:
        """Everything."""
        for name in self.keys["keys"]:
            self.report.fact(f"key {name}", partial(self.check_key, name))
        for name, entry in self.acts.items():
            self.report.fact(f"act {name}", partial(self.check_act, entry))
        run_parts(self)
        self.run_receipts()
        run_chains(self)
        self.run_sync()
        self.run_codes()
        self.run_broken()

    def check_key(self, name: str) -> None:
        same(envelope.public(self.key(name)).hex(), self.keys["keys"][name]["public"])

    def check_act(self, entry: dict) -> None:
        """A later version's act cannot be made here, but it is read and kept as it is."""
        data, payload = bytes.fromhex(entry["sealed"]), bytes.fromhex(entry["payload"])
        sealed = self.sealed(entry["name"])
        same(sealed.digest.hex(), entry["digest"], "digest")
        same(hashlib.sha256(payload).hexdigest(), entry["digest"], "digest")
        self.check_envelope(data, "act")
        if not set(sealed.act) <= set(range(14)):
            return
        made = act.encode(entry["fields"])
        same(made, payload, "payload")
        same(envelope.seal(self.key(entry["sealed_by"]), "act", self.portal, made), data, "seal")

    def check_envelope(self, data: bytes, kind: str) -> None:
        """Shape and canonical form of an envelope, its header and its payload."""
        opened = envelope.open_envelope(data, kind, self.portal, trust.PACK_BYTES)
        for rule, part in (("envelope", data), (f"{kind}-header", opened.protected), (kind, opened.payload)):
            check_shape(rule, part)

    # ---- receipts

    def run_receipts(self) -> None:
        for entry in self.receipts["certificates"]:
            self.report.fact(f"certificate for {entry['purpose']}", partial(self.check_certificate, entry))
        for entry in self.receipts["receipts"]:
            self.report.fact(f"receipt accepted for {entry['name']}", partial(self.check_accepted, entry))
            self.report.fact(f"receipt complete for {entry['name']}", partial(self.check_complete, entry))
        self.report.fact("proof", self.check_proof)
        for name in ("region", "region_with_names", "region_with_categories", "region_with_time", "region_with_rules", "region_with_spoken", "region_with_base_map"):
            self.report.fact(f"region pack {name}", partial(self.check_region, self.receipts[name]))
        self.report.fact("archive of recordings", self.check_archive)

    def check_certificate(self, entry: dict) -> None:
        data = bytes.fromhex(entry["bytes"])
        self.check_envelope(data, "certificate")
        purpose = ["receipts", "region"].index(entry["purpose"])
        payload = cbor2.dumps({0: bytes.fromhex(entry["key"]), 1: purpose, 2: entry["since_ms"]})
        same(envelope.seal(self.key("root"), "certificate", self.portal, payload), data)

    def check_accepted(self, entry: dict) -> None:
        sealed, wanted = self.sealed(entry["act"]), entry["accepted"]
        data = bytes.fromhex(wanted["bytes"])
        self.check_envelope(data, "accepted")
        receipt = trust.accepted(data, self.trusted(), sealed)
        expected = [{0: bytes.fromhex(one["sha256"]), 1: one["length"]} for one in wanted["expected"]]
        secret = {4: wanted["tracking_code"]} if "tracking_code" in wanted else {}
        same(receipt, self.about(sealed) | {3: wanted["case_number"], 5: wanted["at_ms"], 6: expected} | secret)
        begins = sealed.act[1] == act.REPORT and 8 not in sealed.act
        same(4 in receipt, begins, "a tracking code")
        self.check_made_again(data, "accepted", receipt)

    def check_complete(self, entry: dict) -> None:
        sealed, wanted = self.sealed(entry["act"]), entry["complete"]
        data = bytes.fromhex(wanted["bytes"])
        self.check_envelope(data, "complete")
        receipt = trust.complete(data, self.trusted(), sealed)
        stored = [bytes.fromhex(one) for one in wanted["stored"]]
        same(receipt, self.about(sealed) | {3: wanted["case_number"], 4: stored, 5: wanted["at_ms"]})
        self.check_made_again(data, "complete", receipt)

    def about(self, sealed: act.Sealed) -> dict:
        return {0: sealed.device, 1: sealed.id, 2: sealed.digest}

    def check_made_again(self, data: bytes, kind: str, receipt: dict) -> None:
        payload = cbor2.dumps(dict(sorted(receipt.items())))
        same(envelope.seal(self.key("receipts"), kind, self.portal, payload), data, "made again")

    def check_proof(self) -> None:
        entry = self.receipts["proof"]
        data = bytes.fromhex(entry["bytes"])
        self.check_envelope(data, "proof")
        payload = cbor2.dumps([bytes.fromhex(entry["epoch"]), bytes.fromhex(entry["nonce"])])
        same(envelope.seal(self.key(entry["signed_by"]), "proof", self.portal, payload), data)

    def check_region(self, entry: dict) -> None:
        data = bytes.fromhex(entry["bytes"])
        self.check_envelope(data, "region")
        pack = trust.region(data, self.trusted())
        same(pack[0], entry["made_at_ms"])
        old, places = ([[type(field).__name__ for field in one] for one in pack.get(key, [])] for key in (4, 5))
        same([kinds[:4] for kinds in old], [["str"] * 4] * len(old), "old communes")
        same([kinds[:3] for kinds in places], [["str", "int", "str"]] * len(places), "named places")
        if base_map := pack.get(10):
            same([type(base_map[key]).__name__ for key in (0, 1, 2)], ["bytes", "int", "str"], "base map")

    def check_archive(self) -> None:
        pack = trust.region(bytes.fromhex(self.receipts["region_with_spoken"]["bytes"]), self.trusted())
        data = bytes.fromhex(self.receipts["spoken_archive"])
        same((pack[9][0], pack[9][1]), (hashlib.sha256(data).digest(), len(data)))
        check_shape("archive", data)
        same({language for language, *_ in cbor2.loads(data)} <= {code for code, _ in pack[9][2]}, True)

    # ---- requests and answers

    def run_sync(self) -> None:
        for side, rule in (("requests", "request-item"), ("answers", "answer-item")):
            for entry in self.sync[side]:
                self.report.fact(f"{rule}s of {entry['name']}", partial(self.check_body, entry, rule))
        self.report.fact("receipts inside the answers", self.check_answers)
        self.report.fact("acts and proofs inside the requests", self.check_requests)
        self.report.fact("sessions in both headers", self.check_session)

    def check_body(self, entry: dict, rule: str) -> None:
        items = [bytes.fromhex(item) for item in entry["items"]]
        pieces = [bytes.fromhex(piece) for piece in entry["zstd"]]
        same(framing.read(bytes.fromhex(entry["plain"])), (items, None), "plain")
        same(framing.read(b"".join(pieces), "zstd"), (items, None), "zstd")
        same(framing.read(b"".join(framing.write(items)), "zstd"), (items, None), "our own zstd")
        decompressor = zstandard.ZstdDecompressor(max_window_size=framing.WINDOW_BYTES).decompressobj()
        for item, piece in zip(items, pieces):
            same(decompressor.decompress(piece), item, "an item flushed")
        for item in items:
            check_item(rule, item)

    def check_answers(self) -> None:
        keys, act_of = self.trusted(), {self.sealed(name).id: self.sealed(name) for name in self.acts}
        receipts = 0
        for kind, result in self.decoded("answers"):
            if kind == talk.HEADER:
                same(trust.read_certificates(result[2], self.portal, keys.root), keys, "certificates")
            for number, verify in ((4, trust.accepted), (5, trust.complete)):
                if kind == talk.RESULT and number in result:
                    verify(result[number], keys, act_of[result[0][1]])
                    receipts += 1
            if kind == talk.RESULT and 9 in result:
                claimed = act.open_act(result[9], self.portal)
                same(claimed.ref, list(result[0]), "the act that was claimed")
        same(receipts, 6, "receipts")

    def check_requests(self) -> None:
        items = self.decoded("requests")
        acts = [act.open_act(item[0], self.portal) for kind, item in items if kind == talk.ACT]
        same(len(acts), 7, "acts")
        proofs = [item[5] for kind, item in items if kind == talk.HEADER and 5 in item]
        provers = [envelope.open_envelope(proof, "proof", self.portal).key for proof in proofs]
        same(provers, [acts[0].device, envelope.public(self.key("other_device"))], "proofs")
        ((again, code),) = zip(
            [item for kind, item in items if kind == talk.ACT and 3 in item],
            [item[0] for kind, item in items if kind == talk.CLAIM],
        )
        offered = act.open_act(again[0], self.portal)
        same(trust.accepted(again[3], self.trusted(), offered)[4], code, "code of the case")
        trust.complete(again[4], self.trusted(), offered)

    def check_session(self) -> None:
        """The same token in both headers, and as the text of an HTTP header."""
        session = bytes.fromhex(self.sync["session"]["bytes"])
        items = self.decoded("requests") + self.decoded("answers")
        shown = [item[6] for kind, item in items if kind == talk.HEADER and 6 in item]
        same(shown, [session, session], "sessions")
        same(talk.text(session), self.sync["session"]["bearer"], "as text")

    def decoded(self, side: str) -> list:
        """Type and content of every item whose type is known."""
        items = [cbor2.loads(bytes.fromhex(item)) for entry in self.sync[side] for item in entry["items"]]
        return [(item[0], item[1]) for item in items if item[0] in talk.REQUEST_TYPES]

    # ---- tracking codes

    def run_codes(self) -> None:
        for entry in self.codes["codes"]:
            self.report.fact(f"tracking code {entry['compact']}", partial(self.check_code, entry))
        for entry in self.codes["refused"]:
            typed = entry["typed"]
            check = partial(refused, "tracking_code_invalid", partial(tracking.read, typed))
            self.report.fact(f"tracking code refused: {entry['name']}", check)

    def check_code(self, entry: dict) -> None:
        same(tracking.from_random(bytes.fromhex(entry["random"])), entry["compact"])
        same(tracking.shown(entry["compact"]), entry["shown"])
        for typed in entry["also_typed"]:
            same(tracking.read(typed), entry["compact"], typed)

    # ---- what must be refused

    def run_broken(self) -> None:
        for entry in self.broken["acts"] + self.kinds["refused"]:
            read = partial(act.open_act, bytes.fromhex(entry["sealed"]), self.portal)
            self.report.fact(f"act refused: {entry['name']}", partial(refused, entry["code"], read))
        for entry in self.broken["receipts"]:
            read = partial(self.read_receipt, entry)
            self.report.fact(f"receipt refused: {entry['name']}", partial(refused, entry["code"], read))
        for entry in self.broken["sequences"]:
            self.report.fact(f"body refused: {entry['name']}", partial(self.check_sequence, entry))

    def read_receipt(self, entry: dict) -> None:
        certificates = [bytes.fromhex(one) for one in entry["certificates"]]
        keys = trust.read_certificates(certificates, self.portal, bytes.fromhex(self.receipts["root"]))
        verify = {"accepted": trust.accepted, "complete": trust.complete}[entry["kind"]]
        verify(bytes.fromhex(entry["bytes"]), keys, self.sealed("photo_and_text"))

    def check_sequence(self, entry: dict) -> None:
        items, fault = framing.read(bytes.fromhex(entry["bytes"]), entry["encoding"])
        same(fault and fault.code, entry["code"], "code")
        same(len(items), entry["whole_items"], "whole items")
