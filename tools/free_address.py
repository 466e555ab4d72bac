"""Print the address that ``make serve`` shall use, or say that it is taken.

    free_address.py HOST:PORT            that address, or exit code 1 with words where it is taken
    free_address.py HOST:PORT --or-next  the first free one of that port and the nine after it

MkDocs itself meets a port in use only after the whole build, and then with a traceback.
"""

from __future__ import annotations

import socket
import sys
from typing import NoReturn

ATTEMPTS = 10


def stop(words: str) -> NoReturn:
    """End with exit code 1 after saying why on standard error."""
    print(words, file=sys.stderr)
    raise SystemExit(1)


def parse(address: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``. Raises SystemExit if it is none."""
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        stop(f"{address!r} is no address to serve at. Write it like 127.0.0.1:8000.")
    return host, int(port)


def trouble(host: str, port: int) -> OSError | None:
    """Return why no server can listen at that address, or None where one can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does, or an address that was in use a minute ago would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            return error
    return None


def choose(address: str, *, or_next: bool) -> str:
    """Return the address to use. Raises SystemExit where there is none."""
    host, port = parse(address)
    for candidate in range(port, min(port + (ATTEMPTS if or_next else 1), 65536)):
        if trouble(host, candidate) is None:
            if candidate != port:
                print(f"Port {port} is in use here: taking {candidate}.", file=sys.stderr)
            return f"{host}:{candidate}"
    reason = trouble(host, port)
    stop(
        f"Nothing can be served at {address}: {reason.strerror if reason else 'try again'}.\n"
        "Something else may be using it. Take another:  make serve ATLAS_ADDR=127.0.0.1:9000"
    )


if __name__ == "__main__":
    print(choose(sys.argv[1], or_next="--or-next" in sys.argv[2:]))
