"""A second device claims a report by its tracking code, at a running portal (protocol.md, «Claim»)."""

import os
import uuid

from device import Device
from phan_anh import act, talk, tracking, trust
from portal import TEXT, Visit
from report import same


class Claiming:
    """A report of the first device, and a second device with the code on a slip of paper."""

    def __init__(self, visit: Visit):
        self.report, self.first = visit.report, visit.device
        self.second = Device(self.first.address, self.first.portal)
        self.sealed = self.first.seal_report(TEXT)
        self.accepted: dict = {}

    def run(self) -> bool:
        steps = [
            ("without proof a code opens nothing", self.without_proof),
            ("a wrong code is refused", self.wrong),
            ("the right code brings the report with both receipts, and its changes", self.right),
            ("whoever claimed may ask how far it has come", self.follow),
            ("whoever claimed may do what the first device may", self.act),
            ("and both devices hear of it", self.both_hear),
        ]
        return self.report.facts("claims", steps)

    def claim(self, code: str, proof: bytes | None) -> talk.Answer:
        return self.second.sync([talk.claim(code)], proof)

    def without_proof(self) -> None:
        result = self.first.sync([talk.act(self.sealed.data)]).result(self.sealed.ref)
        self.accepted = trust.accepted(result[4], self.first.keys, self.sealed)
        (result,) = self.claim(self.accepted[4], None).results
        same((result[2], result[3], 4 in result, 9 in result), (talk.UNKNOWN, "proof_needed", False, False))

    def wrong(self) -> None:
        (result,) = self.claim(tracking.from_random(os.urandom(13)), self.second.proof()).results
        same((result[2], result[3], 4 in result, 9 in result), (talk.REJECTED, "code_wrong", False, False))

    def right(self) -> None:
        answer = self.claim(self.accepted[4], self.second.proof())
        (result,) = answer.results
        same((result[1], result[2], list(result[0])), (1, talk.EXISTS, self.sealed.ref))
        claimed = act.open_act(result[9], self.second.portal)
        same((claimed.data, claimed.device), (self.sealed.data, self.sealed.device), "the report")
        same(trust.accepted(result[4], self.second.keys, claimed), self.accepted, "accepted")
        trust.complete(result[5], self.second.keys, claimed)
        same([(list(change[0]), change[2]) for change in answer.changes], [(self.sealed.ref, "submitted")], "changes")

    def act(self) -> None:
        """It edits the report by its id, and otherwise names the case by its number."""
        edit = self.second.seal_report(f"{TEXT} (2)", replaces=str(uuid.UUID(bytes=self.sealed.id)))
        for sealed in (edit, self.second.seal("withdraw", case=self.accepted[3])):
            result = self.second.sync([talk.act(sealed.data)]).result(sealed.ref)
            same((result[2], result.get(3)), (talk.CREATED, None))
            receipt = trust.accepted(result[4], self.second.keys, sealed)
            same((receipt[3], 4 in receipt), (self.accepted[3], False), "case number; tracking code")

    def follow(self) -> None:
        result = self.second.sync([talk.follow(self.sealed.ref, talk.HELD_BOTH)], self.second.proof())
        same(result.result(self.sealed.ref)[2], talk.EXISTS)

    def both_hear(self) -> None:
        """Each from where it stands."""
        for device in (self.first, self.second):
            changes = device.sync([], device.proof()).changes
            told = [change[2] for change in changes if list(change[0]) == self.sealed.ref]
            same(told[-1:], ["withdrawn"])
