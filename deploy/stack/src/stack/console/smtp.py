"""The SMTP side of the mailbox: accepts everything, sends nothing anywhere."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.console.mailbox import Mailbox
from stack.settings import HOST

SIZE_LIMIT = 5 * 1024 * 1024


class Inbox:
    """aiosmtpd's handler: the mail is on disk before the client hears 250."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        self._mailbox.deliver(content, envelope.rcpt_tos)
        return "250 Message accepted"


async def serve_smtp(mailbox: Mailbox, port: int) -> asyncio.Server:
    def connection() -> SMTP:
        return SMTP(Inbox(mailbox), data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, hostname="alin.local")

    return await asyncio.get_running_loop().create_server(connection, HOST, port)
