"""Is a port free, and if not, who holds it?"""

import errno
import socket
from dataclasses import dataclass

import psutil

from stack.errors import PortTaken
from stack.settings import HOST, variable


@dataclass(frozen=True)
class PortUse:
    """A port that a part listens on, and the field of StackSettings that moves it."""

    port: int
    field: str


def require_free(part: str, uses: tuple[PortUse, ...]) -> None:
    """Raises PortTaken for the first port that another program listens on."""
    for use in uses:
        if not _is_free(use.port):
            raise PortTaken(
                f"Le port {use.port}, dont {part} a besoin, est pris{_by_whom(use.port)}.",
                f"Arrêtez ce programme, ou choisissez un autre port : {variable(use.field)}=<port>.",
            )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers themselves do: a connection in TIME_WAIT of the stack just stopped is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def _by_whom(port: int) -> str:
    try:
        for pid in _listeners(port):
            return f" par {psutil.Process(pid).name()} (processus {pid})"
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return ""  # another user's process: its name is not ours to read
    return ""


def _listeners(port: int) -> list[int]:
    connections = psutil.net_connections("tcp")
    listening = [c for c in connections if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port]
    return [c.pid for c in listening if c.pid]
