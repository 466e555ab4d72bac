"""tools/free_address.py finds an address for the preview, or says in words that it is taken."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "free_address.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_a_free_address_is_taken_as_it_is(free: int) -> None:
    done = run(f"127.0.0.1:{free}")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"127.0.0.1:{free}\n", "")


def test_a_taken_address_is_refused_in_words(taken: int) -> None:
    done = run(f"127.0.0.1:{taken}")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Nothing can be served at 127.0.0.1:{taken}" in done.stderr
    assert "make serve ATLAS_ADDR=" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_next_free_one_is_found_and_told(taken: int) -> None:
    done = run(f"127.0.0.1:{taken}", "--or-next")
    host, _, port = done.stdout.strip().rpartition(":")
    assert done.returncode == 0
    assert host == "127.0.0.1"
    assert taken < int(port) < taken + 10
    assert done.stderr == f"Port {taken} is in use here: taking {port}.\n"


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:0", "127.0.0.1:70000"])
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    done = run(address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{address!r} is no address to serve at. Write it like 127.0.0.1:8000.\n"
