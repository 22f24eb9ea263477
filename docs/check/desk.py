"""What a citizen does once officers were at work, at a running portal: questions, publishing, answers (protocol.md, «Act»)."""

import shlex
import subprocess
import uuid

from device import Device
from phan_anh import act, talk, trust
from portal import TEXT, Visit
from report import same

UNIT = "to-thu"


class Desk:
    """A report of the first device, somebody who only follows it, and a command that does what officers do."""

    def __init__(self, visit: Visit, command: str | None):
        self.report, self.device, self.command = visit.report, visit.device, command
        self.follower = Device(self.device.address, self.device.portal)
        self.sealed = self.device.seal_report(TEXT)
        self.followed: act.Sealed | None = None
        self.number = ""

    def run(self) -> bool:
        steps = [
            ("a question is heard, and its answer goes into the books", self.answer),
            ("once it is published, others may follow the case and say that they met the same", self.follow),
            ("what was answered can be rated and handled again", self.rate),
            ("whoever follows hears what is public, by their own act", self.hear_as_follower),
            ("whoever follows no longer hears nothing more", self.unfollow),
        ]
        return not self.command or self.report.facts("officers", steps)

    def officer(self, deed: str, *options: str) -> None:
        command = [*shlex.split(self.command), deed, self.number, *options]
        subprocess.run(command, check=True, timeout=30, stdout=subprocess.DEVNULL)

    def created(self, device: Device, sealed: act.Sealed) -> act.Sealed:
        result = device.sync([talk.act(sealed.data)]).result(sealed.ref)
        same((result[2], result.get(3)), (talk.CREATED, None), "outcome")
        receipt = trust.accepted(result[4], device.keys, sealed)
        trust.complete(result[5], device.keys, sealed)
        self.number = self.number or receipt[3]
        same((receipt[3], 4 in receipt), (self.number, sealed is self.sealed), "case number; tracking code")
        return sealed

    def own(self, kind: str, **fields) -> act.Sealed:
        about = str(uuid.UUID(bytes=self.sealed.id))
        return self.created(self.device, self.device.seal(kind, about=about, **fields))

    def of_case(self, kind: str) -> act.Sealed:
        return self.created(self.follower, self.follower.seal(kind, case=self.number))

    def heard(self, device: Device, of: act.Sealed) -> list[tuple[str, str | None]]:
        """Statuses with what is told, of one act, from the beginning."""
        device.hear_all()
        changes = device.sync([], device.proof()).changes
        return [(change[2], change.get(4)) for change in changes if list(change[0]) == of.ref]

    def answer(self) -> None:
        self.created(self.device, self.sealed)
        self.officer("accept")
        self.officer("ask", "--text", "Ở đâu?")
        same(self.heard(self.device, self.sealed)[-1], ("awaiting_citizen", "Ở đâu?"))
        self.own("answer", text="Trước cổng.")
        same(self.heard(self.device, self.sealed)[-1][0], "received")

    def follow(self) -> None:
        early = self.follower.seal("follow", case=self.number)
        result = self.follower.sync([talk.act(early.data)]).result(early.ref)
        same((result[2], result[3]), (talk.REJECTED, "case_unknown"), "before it is published")
        self.officer("publish", "--looked")
        self.followed = self.of_case("follow")
        self.of_case("me_too")

    def rate(self) -> None:
        self.officer("dispatch", "--unit", UNIT)
        self.officer("answer", "--outcome", "fixed", "--text", "Đã sửa.")
        same(self.heard(self.device, self.sealed)[-1], ("answered", "Đã sửa."))
        self.own("rate", rating=3)
        self.own("rework", text="Lại hỏng.")
        same(self.heard(self.device, self.sealed)[-1][0], "reopened")

    def hear_as_follower(self) -> None:
        heard = self.heard(self.follower, self.followed)
        told = [("received", None), ("dispatched", None), ("in_progress", None), ("answered", "Đã sửa."), ("reopened", None)]
        same(heard, told)

    def unfollow(self) -> None:
        self.of_case("unfollow")
        self.officer("dispatch", "--unit", UNIT)
        same(self.heard(self.follower, self.followed)[5:], [], "still heard")
