"""One act in JSON, and the events that say that there is something new, at a running portal (protocol.md, «The rest»)."""

import json
import os
import socket
import ssl
import uuid

from http_portal import Answered, call
from phan_anh import act, talk, trust
from phan_anh.part import Part
from portal import TEXT, Visit
from report import same


class Putting:
    """The device of the first visit, as a program that speaks JSON."""

    def __init__(self, visit: Visit):
        self.report, self.device = visit.report, visit.device
        self.part = Part.text("phone", os.urandom(32), "0900 000 000")
        self.sealed = self.device.seal_report(TEXT, parts=[self.part.bound.hex()])
        self.told: dict = {}

    def run(self) -> bool:
        steps = [
            ("an act that is put is filed once, with both receipts", self.put),
            ("by a session it is told again, and to nobody else", self.get),
            ("another act under the same id, one that lacks something and one under another id are refused", self.refuse),
            ("whoever listens hears of a change, and only of the position", self.listen),
        ]
        return self.report.facts("json", steps)

    def path(self, sealed: act.Sealed) -> str:
        return f"/v1/acts/{uuid.UUID(bytes=sealed.id)}"

    def offer(self, path: str, sealed: bytes) -> Answered:
        body = {"sealed": talk.text(sealed), "parts": [talk.json_part(self.part)]}
        return call(self.device.address, "PUT", path, {"Content-Type": "application/json"}, json.dumps(body))

    def put(self) -> None:
        first, again = (self.offer(self.path(self.sealed), self.sealed.data) for _ in range(2))
        same((first.status, again.status), (201, 200), first.body.decode())
        self.told = json.loads(first.body)
        same(json.loads(again.body), self.told)
        receipt = trust.accepted(talk.data(self.told["accepted"]), self.device.keys, self.sealed)
        trust.complete(talk.data(self.told["complete"]), self.device.keys, self.sealed)
        same((self.told["case_number"], self.told["tracking_code"]), (receipt[3], receipt[4]))
        same((self.told["tickets"], self.told["thumbnails"]), ([], []))

    def get(self) -> None:
        self.device.sync([], self.device.proof())
        bearer = {"Authorization": f"Bearer {talk.text(self.device.session)}"}
        answered = call(self.device.address, "GET", self.path(self.sealed), bearer)
        told = json.loads(answered.body)
        self.device.session = talk.data(told.pop("session"))
        same((answered.status, told), (200, self.told))
        stranger = call(self.device.address, "GET", self.path(self.sealed))
        same((stranger.status, json.loads(stranger.body)["code"]), (401, "proof_needed"))

    def refuse(self) -> None:
        own = self.path(self.sealed)
        other = self.device.seal_report("Nội dung khác.", id=str(uuid.UUID(bytes=self.sealed.id)))
        early = self.device.seal("rate", rating=1, about=str(uuid.UUID(bytes=self.sealed.id)))
        elsewhere = self.device.seal_report(TEXT)
        for path, sealed, wanted in (
            (own, other, (409, "act_conflict")),
            (self.path(early), early, (422, "too_late")),
            (own, elsewhere, (422, "act_malformed")),
        ):
            answered = self.offer(path, sealed.data)
            same((answered.status, json.loads(answered.body)["code"]), wanted)

    def listen(self) -> None:
        """A withdrawal is a change of this device; the event comes while the stream stays open."""
        address = self.device.address
        stream = socket.create_connection((address.host, address.port or (443 if address.secure else 80)), timeout=10)
        if address.secure:
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=address.host)
        with stream:
            bearer = f"Authorization: Bearer {talk.text(self.device.session)}"
            stream.sendall(f"GET /v1/events HTTP/1.1\r\nHost: {address.host}\r\n{bearer}\r\n\r\n".encode())
            heard = stream.recv(4096)
            same(b" 200 " in heard and b"text/event-stream" in heard, True, heard.decode())
            sealed = self.device.seal("withdraw", about=str(uuid.UUID(bytes=self.sealed.id)))
            same(self.offer(self.path(sealed), sealed.data).status, 201, "the withdrawal")
            while b"event: changes" not in heard or b"\n\n" not in heard.split(b"event: changes")[1]:
                heard += stream.recv(4096)
        same(b"data: " in heard.split(b"event: changes")[1], True, "a position")
