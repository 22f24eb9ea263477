"""A mail server on loopback. Prints its port, then each mail that it took as a line of JSON.

The first argument is how often it says «not now» (451) before it takes a mail. Mailboxes that begin with `no-one` do not
exist (550).
"""

import email
import email.policy
import json
import sys

from aiosmtpd.controller import Controller


class Desk:
    def __init__(self, not_now):
        self.not_now = not_now

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("no-one"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.not_now > 0:
            self.not_now -= 1
            return "451 not now"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        html = mail.get_body(("html",))
        print(json.dumps({
            "to": envelope.rcpt_tos,
            "from": envelope.mail_from,
            "subject": mail["subject"],
            "id": mail["message-id"],
            "plain": mail.get_body(("plain",)).get_content(),
            "html": html.get_content() if html else None,
        }), flush=True)
        return "250 OK"


class OnAnyPort(Controller):
    """A controller that knows which port it was given."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = OnAnyPort(Desk(int(sys.argv[1])), hostname="127.0.0.1", port=0)
controller.start()
print(controller.port, flush=True)
# Until whoever started it closes the pipe.
sys.stdin.read(1)
controller.stop()
