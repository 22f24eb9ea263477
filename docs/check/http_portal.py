"""HTTP to one portal, as plainly as it goes: every answer with its status, headers and whole body."""

import http.client
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Address:
    """Where a portal is: https, or plain http to this machine and private networks."""

    secure: bool
    host: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> "Address":
        url = urlsplit(text)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError(f"not the address of a portal: {text}")
        if url.scheme == "http" and not is_near(url.hostname):
            raise ValueError("plain http is only for this machine and private networks")
        return cls(url.scheme == "https", url.hostname, url.port)


def is_near(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_private or address.is_link_local


@dataclass
class Answered:
    """An answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def number(self, name: str) -> int:
        """A header that is a number."""
        return int(self.headers[name])


def call(address: Address, method: str, path: str, headers: dict | None = None, body=None) -> Answered:
    """One request on a connection of its own."""
    kind = http.client.HTTPSConnection if address.secure else http.client.HTTPConnection
    connection = kind(address.host, address.port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return Answered(response.status, response.headers, response.read())
    finally:
        connection.close()
