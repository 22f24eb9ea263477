"""A portal whose keys change, and one that comes back from a backup (protocol.md, «Trust», «Epoch and position»)."""

import subprocess

from phan_anh import talk, trust
from phan_anh.envelope import open_envelope
from portal import TEXT, Visit
from report import same


class Rotation:
    """The device of the first visit goes on while others turn the portal's keys and restore it."""

    def __init__(self, visit: Visit, rotate: str | None, restore: str | None):
        self.visit, self.report, self.device = visit, visit.report, visit.device
        self.rotate, self.restore = rotate, restore
        self.before = self.second = self.receipts = None

    def run(self) -> bool:
        turned = [
            ("after the keys were changed, the pinned root leads to the new one", self.turn),
            ("receipts by the retired key come again, the same bytes, and verify", self.first_again),
            ("a new report's receipt is by another key and verifies", self.file),
        ]
        restored = [
            ("a restored portal has another epoch and does not know what came later", self.bring_back),
            ("it takes back the number that it gave, with the same receipts", self.offer_again),
            ("and gives it to nobody else", self.next_number),
        ]
        steps = (turned if self.rotate else []) + (restored if self.rotate and self.restore else [])
        return self.report.facts("keys", steps)

    def signer(self, receipt: bytes) -> bytes:
        return open_envelope(receipt, "accepted", self.device.portal).key

    def turn(self) -> None:
        self.before = self.device.keys
        subprocess.run(self.rotate, shell=True, check=True, timeout=60)
        self.device.sync([])
        kept = {(key, purpose) for key, purpose in self.before.certified if purpose == trust.RECEIPTS}
        same(kept - self.device.keys.certified, set(), "receipt keys that are certified no more")
        same(len(self.device.keys.certified - self.before.certified) >= 1, True, "a new key")

    def first_again(self) -> None:
        result = self.device.sync([talk.act(self.visit.sealed.data)]).result(self.visit.sealed.ref)
        same((result[4], result[5]), (self.visit.accepted, self.visit.complete))
        trust.accepted(result[4], self.device.keys, self.visit.sealed)
        trust.complete(result[5], self.device.keys, self.visit.sealed)

    def file(self) -> None:
        self.second = self.device.seal_report(TEXT)
        result = self.device.sync([talk.act(self.second.data)]).result(self.second.ref)
        self.receipts = result[4], result[5]
        trust.accepted(result[4], self.device.keys, self.second)
        trust.complete(result[5], self.device.keys, self.second)
        same(self.signer(result[4]) == self.signer(self.visit.accepted), False, "by the old key")

    def bring_back(self) -> None:
        epoch, _ = self.device.heard
        subprocess.run(self.restore, shell=True, check=True, timeout=60)
        self.device.sync([])
        same(self.device.heard[0] == epoch, False, "the same epoch")
        self.device.hear_all()
        follow = [talk.follow(sealed.ref, talk.HELD_NONE) for sealed in (self.visit.sealed, self.second)]
        results = self.device.sync(follow, self.device.proof()).results
        same([result[2] for result in results], [talk.EXISTS, talk.UNKNOWN], "before and after the backup")

    def offer_again(self) -> None:
        accepted, complete = self.receipts
        item = talk.act(self.second.data, more={3: accepted, 4: complete})
        result = self.device.sync([item]).result(self.second.ref)
        same((result[2], result[4], result[5]), (talk.CREATED, accepted, complete))

    def next_number(self) -> None:
        sealed = self.device.seal_report(TEXT)
        result = self.device.sync([talk.act(sealed.data)]).result(sealed.ref)
        number, again = (
            int(trust.accepted(receipt, self.device.keys, act)[3].rsplit("-", 1)[1])
            for receipt, act in ((result[4], sealed), (self.receipts[0], self.second))
        )
        same(number >= again + 10_000, True, f"{number} after {again}: a gap of 10,000")
