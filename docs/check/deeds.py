"""What a citizen does after a report, at a running portal: each kind of act that needs no officer (protocol.md, «Act»)."""

import os
import uuid

from phan_anh import act, envelope, talk, trust
from phan_anh.part import Part
from portal import TEXT, Visit
from report import same


class Deeds:
    """A report of the same device with personal parts, and what becomes of it."""

    def __init__(self, visit: Visit):
        self.report, self.device = visit.report, visit.device
        self.name = Part.text("name", os.urandom(32), "Người gửi thử")
        self.phone = Part.text("phone", os.urandom(32), "0900 000 000")
        bound = [part.bound.hex() for part in (self.name, self.phone)]
        self.sealed = self.device.seal_report(TEXT, parts=bound)
        self.number = ""

    def run(self) -> bool:
        steps = [
            ("a report with personal parts is filed, and both receipts come at once", self.file),
            ("an edit has its own receipts for the same case", self.edit),
            ("an act that lacks what its kind needs is refused", self.incomplete),
            ("a case that is not public is as unknown as one that does not exist", self.unknown),
            ("what the status does not allow comes too late", self.too_late),
            ("a withdrawal is filed once and ends the case", self.withdraw),
            ("an erased report stays erased", self.erase),
            ("what comes before its report waits for it", self.wait),
        ]
        return self.report.facts("acts", steps)

    def offer(self, sealed: act.Sealed, more: dict | None = None) -> dict:
        return self.device.sync([talk.act(sealed.data, more=more)]).result(sealed.ref)

    def created(self, sealed: act.Sealed, more: dict | None = None) -> dict:
        """Its two receipts verify; the first is returned."""
        result = self.offer(sealed, more)
        same((result[2], result.get(3)), (talk.CREATED, None), "outcome")
        receipt = trust.accepted(result[4], self.device.keys, sealed)
        same(trust.complete(result[5], self.device.keys, sealed)[3], receipt[3], "case number")
        return receipt

    def refused(self, sealed: act.Sealed, code: str) -> None:
        result = self.offer(sealed)
        same((result[2], result.get(3), 4 in result), (talk.REJECTED, code, False))

    def file(self) -> None:
        unbound = Part.text("name", os.urandom(32), "Không ai hỏi")
        receipt = self.created(self.sealed, {2: [part.numbered for part in (self.name, self.phone, unbound)]})
        self.number = receipt[3]
        same(4 in receipt, True, "a tracking code")

    def edit(self) -> None:
        receipt = self.created(self.device.seal_report(f"{TEXT} (2)", replaces=self.own()["about"]))
        same((receipt[3], 4 in receipt), (self.number, False), "case number; tracking code")

    def own(self) -> dict:
        """The subject of an act about the report."""
        return {"about": str(uuid.UUID(bytes=self.sealed.id))}

    def incomplete(self) -> None:
        """Sealed all the same, as a device with a fault does."""
        fields = {"kind": "rate", "captured_at_ms": 1, "uptime_ms": 1, "attachments": [], "consent_version": 0}
        payload = act.encode(fields | {"id": "01a1ee56-5e00-7abc-8def-0123456789ab"} | self.own())
        sealed = envelope.seal(self.device.key, "act", self.device.portal, payload)
        (result,) = self.device.sync([talk.act(sealed)]).results
        same((result[2], result[3]), (talk.REJECTED, "act_incomplete"))

    def unknown(self) -> None:
        for number in (self.number, "QT-1999-999999"):
            self.refused(self.device.seal("follow", case=number), "case_unknown")
        self.refused(self.device.seal("withdraw", case="QT-1999-999999"), "case_unknown")

    def too_late(self) -> None:
        self.refused(self.device.seal("rate", rating=4, **self.own()), "too_late")
        self.refused(self.device.seal("rework", text="Chưa xong.", **self.own()), "too_late")
        self.refused(self.device.seal("answer", text="Ở đây.", **self.own()), "too_late")

    def withdraw(self) -> None:
        sealed = self.device.seal("withdraw", text="Thử xong.", **self.own())
        receipt = self.created(sealed)
        same((receipt[3], 4 in receipt), (self.number, False), "case number; tracking code")
        same(self.offer(sealed)[2], talk.EXISTS, "again")
        self.refused(self.device.seal("withdraw", **self.own()), "too_late")
        same(self.statuses(), ["submitted", "withdrawn"])

    def statuses(self) -> list[str]:
        """What the device hears of the report."""
        self.device.hear_all()
        answer = self.device.sync([], self.device.proof())
        return [change[2] for change in answer.changes if list(change[0]) == self.sealed.ref]

    def erase(self) -> None:
        receipt = self.created(self.device.seal("erase", **self.own()))
        same(receipt[3], self.number, "case number")
        self.refused(self.sealed, "act_erased")

    def wait(self) -> None:
        """Carried by another hand; then both come in one request."""
        report = self.device.seal_report(TEXT)
        early = self.device.seal("withdraw", about=str(uuid.UUID(bytes=report.id)))
        result = self.offer(early)
        same((result[2], result[3], result[8] >= 1), (talk.RETRY, "report_awaited", True))
        results = self.device.sync([talk.act(report.data), talk.act(early.data)]).results
        same([result[2] for result in results], [talk.CREATED, talk.CREATED])
