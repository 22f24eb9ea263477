"""Sessions at a running portal: given for a proof, shown instead of one, rotating (protocol.md, «Proof and session»)."""

import os

from phan_anh import talk
from portal import Visit
from report import same


class Reading:
    """The device of the first visit reads on."""

    def __init__(self, visit: Visit):
        self.report, self.device, self.sealed = visit.report, visit.device, visit.sealed
        self.first = self.second = b""

    def run(self) -> bool:
        steps = [
            ("a proof brings a session token", self.given),
            ("the token stands for a proof and brings the next one", self.shown),
            ("the old token is valid until the new one is used", self.rotated),
            ("a token that nobody gave opens nothing, and files all the same", self.foreign),
        ]
        return self.report.facts("sessions", steps)

    def follow(self, proof: bytes | None = None, session: bytes | None = None) -> tuple[int, str | None]:
        self.device.hear_all()
        answer = self.device.sync([talk.follow(self.sealed.ref, talk.HELD_BOTH)], proof, session)
        result = answer.result(self.sealed.ref)
        same(bool(answer.changes), result[2] == talk.EXISTS, "changes are told")
        return result[2], result.get(3)

    def given(self) -> None:
        same(self.follow(), (talk.UNKNOWN, "proof_needed"))
        same(self.device.session, None, "session without proof")
        same(self.follow(self.device.proof()), (talk.EXISTS, None))
        self.first = self.device.session
        same(1 <= len(self.first) <= 64, True, "length")

    def shown(self) -> None:
        same(self.follow(session=self.first), (talk.EXISTS, None))
        self.second = self.device.session
        same(1 <= len(self.second) <= 64, True, "length")

    def rotated(self) -> None:
        """The answer with the second token may have been lost."""
        same(self.follow(session=self.first), (talk.EXISTS, None), "the old one")
        newest = self.device.session
        same(self.follow(session=newest), (talk.EXISTS, None), "the new one")
        if newest != self.first:
            same(self.follow(session=self.first), (talk.UNKNOWN, "proof_needed"), "the old one when the new one was used")

    def foreign(self) -> None:
        same(self.follow(session=os.urandom(32)), (talk.UNKNOWN, "proof_needed"))
        same(self.device.session, None, "session")
