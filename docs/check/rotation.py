"""A portal whose keys change (protocol.md, «Trust»)."""

import subprocess

from phan_anh import talk, trust
from phan_anh.envelope import open_envelope
from portal import TEXT, Visit
from report import same


class Rotation:
    """The device of the first visit goes on while others turn the portal's keys."""

    def __init__(self, visit: Visit, rotate: str | None):
        self.visit, self.report, self.device = visit, visit.report, visit.device
        self.rotate = rotate
        self.before = None

    def run(self) -> bool:
        turned = [
            ("after the keys were changed, the pinned root leads to the new one", self.turn),
            ("receipts by the retired key come again, the same bytes, and verify", self.first_again),
            ("a new report's receipt is by another key and verifies", self.file),
        ]
        return not self.rotate or self.report.facts("keys", turned)

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
        sealed = self.device.seal_report(TEXT)
        result = self.device.sync([talk.act(sealed.data)]).result(sealed.ref)
        trust.accepted(result[4], self.device.keys, sealed)
        trust.complete(result[5], self.device.keys, sealed)
        same(self.signer(result[4]) == self.signer(self.visit.accepted), False, "by the old key")
