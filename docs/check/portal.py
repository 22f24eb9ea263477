"""Files a report with a photo at a running portal, as a device of its own that knows nothing but `docs/protocol.md`."""

import base64
import hashlib
import json
import uuid

import cbor2

import photo
from device import OCTETS, Device, attachment
from http_portal import Address, Answered, call
from phan_anh import act, talk, trust
from report import Report, same

TEXT = "Thử giao thức: báo cáo tự động, không phải phản ánh thật. / A test of the protocol, not a report."


class Visit:
    """One device's first visit to a portal."""

    def __init__(self, report: Report, address: Address, portal: str):
        self.report, self.address, self.portal = report, address, portal
        self.device = Device(address, portal)
        self.photo, self.thumbnail = photo.grey(320, 240, comment_bytes=80_000), photo.grey(32, 24)
        self.hash = hashlib.sha256(self.photo).digest()
        self.sealed = self.seal(TEXT)
        self.ticket = self.place = None
        self.accepted = self.complete = b""

    def run(self) -> bool:
        """Each step needs the one before it."""
        steps = [
            ("the portal says who it is", self.who),
            ("a report is filed, and its receipt verifies", self.file),
            ("offered again, it is there, with the same receipt", self.file_again),
            ("another text under the same id is a conflict, and a later item is skipped", self.conflict),
            ("a broken seal is refused and the item after it is not", self.one_bad_item),
            ("without proof nothing is told", self.ask_without_proof),
            ("the portal speaks tus 1.0.0", self.options),
            ("without a ticket nothing is taken", self.no_ticket),
            ("the first part of the photo goes up", self.first_part),
            ("creation repeated gives the same place and offset", self.create_again),
            ("a wrong offset is refused", self.wrong_offset),
            ("a piece that does not have its sum is not taken", self.wrong_sum),
            ("a whole with another hash is refused and begins anew", self.wrong_hash),
            ("the whole photo goes up piece by piece", self.whole),
            ("with proof the last receipt comes, and it verifies", self.prove),
            ("both receipts come again, the same bytes", self.both_again),
            ("nothing of the report is public", self.nothing_public),
            ("the region pack, if there is one, verifies", self.region),
            ("an unknown address is a problem in words", self.problem),
        ]
        return self.report.facts("portal", steps)

    # ---- the sync

    def seal(self, text: str, **fields) -> act.Sealed:
        return self.device.seal_report(text, attachments=[attachment(self.photo, self.thumbnail)], **fields)

    def who(self) -> None:
        answered = call(self.address, "GET", "/v1/portal")
        same(answered.status, 200, "status")
        told = json.loads(answered.body)
        same(told["id"], self.portal, "id")
        certificates = [talk.data(one) for one in told["certificates"]]
        keys = trust.read_certificates(certificates, self.portal, None)
        same(keys.root.hex(), told["root_key"], "root key")

    def file(self) -> None:
        thumbnail = talk.thumbnail(self.sealed.ref, self.hash, self.thumbnail)
        answer = self.device.sync([talk.act(self.sealed.data), thumbnail])
        result = answer.result(self.sealed.ref)
        same(result[2], talk.CREATED, "outcome")
        self.accepted = result[4]
        receipt = trust.accepted(self.accepted, self.device.keys, self.sealed)
        same(receipt[6], [{0: self.hash, 1: len(self.photo)}], "expected")
        same((5 in result, result[7]), (False, []), "complete before the photo; thumbnails that are missing")
        same([ticket[0] for ticket in result[6]], [self.hash], "tickets for")
        self.ticket = result[6][0][1]

    def file_again(self) -> None:
        """Uncompressed this time."""
        result = self.device.sync([talk.act(self.sealed.data)], zstd=False).result(self.sealed.ref)
        same((result[2], result[4]), (talk.EXISTS, self.accepted))

    def conflict(self) -> None:
        other = self.seal("Nội dung khác dưới cùng một số.", id=str(uuid.UUID(bytes=self.sealed.id)))
        unknown = cbor2.dumps([40, {0: "from a later version"}])
        answer = self.device.sync([unknown, talk.act(other.data)])
        same([(result[1], result[2], result[3]) for result in answer.results], [(2, talk.CONFLICT, "act_conflict")])

    def one_bad_item(self) -> None:
        broken = self.sealed.data[:-1] + bytes([self.sealed.data[-1] ^ 1])
        answer = self.device.sync([talk.act(broken), talk.act(self.sealed.data, talk.HELD_ACCEPTED)])
        refused, good = answer.results
        same((refused[1], refused[2], refused[3]), (1, talk.REJECTED, "signature_invalid"))
        same((good[1], good[2], 4 in good), (2, talk.EXISTS, False))

    def ask_without_proof(self) -> None:
        self.device.hear_all()
        answer = self.device.sync([talk.follow(self.sealed.ref, talk.HELD_NONE)])
        result = answer.result(self.sealed.ref)
        same((result[2], result[3], 4 in result), (talk.UNKNOWN, "proof_needed", False))
        same((answer.changes, answer.end), ([], 0), "changes and position")

    def prove(self) -> None:
        """The proof is over the nonce of the last answer; it opens the act and its changes."""
        answer = self.device.sync([talk.follow(self.sealed.ref, talk.HELD_ACCEPTED)], self.device.proof())
        result = answer.result(self.sealed.ref)
        same((result[2], 4 in result, result[6]), (talk.EXISTS, False, []))
        receipt = trust.complete(result[5], self.device.keys, self.sealed)
        self.complete = result[5]
        same(receipt[3], trust.accepted(self.accepted, self.device.keys, self.sealed)[3], "case number")
        changes = [(list(change[0]), change[2]) for change in answer.changes]
        same(changes, [(self.sealed.ref, "submitted")], "changes")
        same(answer.end >= answer.changes[-1][1], True, "the end covers the changes")

    def both_again(self) -> None:
        result = self.device.sync([talk.act(self.sealed.data)]).result(self.sealed.ref)
        same((result[4], result[5]), (self.accepted, self.complete))

    # ---- tus

    def options(self) -> None:
        answered = self.device.tus("OPTIONS", "/v1/files", {})
        same(answered.status, 204, "status")
        needed = {"creation", "creation-with-upload", "checksum", "expiration", "termination"}
        same(needed - set(answered.headers["Tus-Extension"].split(",")), set(), "extensions that are missing")
        same(answered.number("Tus-Max-Size"), act.ATTACHMENT_BYTES, "Tus-Max-Size")

    def no_ticket(self) -> None:
        answered = self.device.tus("POST", "/v1/files", {"Upload-Length": str(len(self.photo))})
        same((answered.status, json.loads(answered.body)["code"]), (401, "ticket_missing"))

    def create(self, part: bytes) -> Answered:
        return self.device.create(self.ticket, len(self.photo), part)

    def first_part(self) -> None:
        answered = self.create(self.photo[:30_000])
        same(answered.number("Upload-Offset"), 30_000, "Upload-Offset")
        self.place = answered.headers["Location"]
        head = self.device.tus("HEAD", self.place, {})
        same((head.status, head.number("Upload-Offset"), head.number("Upload-Length")), (200, 30_000, len(self.photo)))

    def create_again(self) -> None:
        """Its body is ignored."""
        answered = self.create(self.photo[:10_000])
        same((answered.headers["Location"], answered.number("Upload-Offset")), (self.place, 30_000))

    def append(self, offset: int, part: bytes, summed: bytes | None = None) -> Answered:
        """`summed` are the bytes whose sum is told."""
        digest = base64.b64encode(hashlib.sha256(summed or part).digest()).decode()
        headers = {"Upload-Offset": str(offset), "Content-Type": OCTETS, "Upload-Checksum": f"sha256 {digest}"}
        return self.device.tus("PATCH", self.place, headers, part)

    def refused(self, answered: Answered, status: int, code: str, offset: int) -> None:
        told = (answered.status, json.loads(answered.body)["code"], answered.number("Upload-Offset"))
        same(told, (status, code, offset))
        same(self.device.tus("HEAD", self.place, {}).number("Upload-Offset"), offset, "the offset afterwards")

    def wrong_offset(self) -> None:
        self.refused(self.append(29_999, self.photo[29_999:]), 409, "offset_mismatch", 30_000)

    def wrong_sum(self) -> None:
        part = self.photo[30_000:40_000]
        self.refused(self.append(30_000, part, summed=part[1:]), 460, "checksum_mismatch", 30_000)

    def wrong_hash(self) -> None:
        self.refused(self.append(30_000, bytes(len(self.photo) - 30_000)), 460, "hash_mismatch", 0)

    def whole(self) -> None:
        ends = [20_000, 50_000, len(self.photo)]
        for start, end in zip([0, *ends], ends):
            answered = self.append(start, self.photo[start:end])
            same((answered.status, answered.number("Upload-Offset")), (204, end))

    # ---- the rest

    def nothing_public(self) -> None:
        """Until the duty desk publishes it."""
        number, since = trust.accepted(self.accepted, self.device.keys, self.sealed)[3], 0
        while True:
            answered = call(self.address, "GET", f"/v1/changes?since={since}")
            told = json.loads(answered.body)
            same([change for change in told["changes"] if change["case_number"] == number], [])
            if not told["changes"]:
                break
            since = told["next"]
        again = call(self.address, "GET", f"/v1/changes?since={since}", {"If-None-Match": answered.headers["ETag"]})
        same((again.status, again.body), (304, b""))

    def region(self) -> None:
        answered = call(self.address, "GET", "/v1/region")
        if answered.status == 404:
            same(json.loads(answered.body)["code"], "region_missing")
            return
        trust.region(answered.body, self.device.keys)
        again = call(self.address, "GET", "/v1/region", {"If-None-Match": answered.headers["ETag"]})
        same((again.status, again.body), (304, b""))

    def problem(self) -> None:
        answered = call(self.address, "GET", "/v1/no-such-thing", {"Accept-Language": "en"})
        same((answered.status, answered.headers["Content-Type"]), (404, "application/problem+json"))
        told = json.loads(answered.body)
        same((told["code"], bool(told["title"]), bool(told["detail"])), ("not_found", True, True))
