"""What tools and tests that look at the finished site share: a page of each kind, a server, a browser's flags."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ensure_chromium import WHAT_TO_TYPE, named, present, stop

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"

# One page of every kind: what it is called in tables and in names of files, and its address.
KINDS = {
    "home": "",
    "practice": "practices/preston-spend-analysis/",
    "strategy": "practices/amb-internationalisation-plan/",
    "transfer": "transfers/preston-spend-analysis--koszalin/",
    "city": "cities/koszalin/",
    "network": "networks/making-spend-matter/",
    "theme": "themes/public-procurement/",
    "country": "countries/poland/",
    "size": "sizes/100000-250000/",
    "event": "events/procure-lublin-2016/",
    "all-practices": "practices/",
    "all-transfers": "transfers/",
    "all-cities": "cities/",
    "all-countries": "countries/",
    "all-sizes": "sizes/",
    "all-networks": "networks/",
    "all-themes": "themes/",
    "all-events": "events/",
    "guides": "guides/",
    "guide": "guides/internationalisation/",
    "a-z": "a-z/",
    "contribute": "contribute/",
    "fields": "contribute/fields/",
    "messages": "contribute/messages/",
    "steward": "contribute/steward/",
    "about": "about/",
    "method": "about/method/",
    "coverage": "about/coverage/",
    "data": "data/",
    "accessibility": "about/accessibility/",
    "privacy": "about/privacy/",
    "imprint": "about/imprint/",
    "lost": "404.html",
}

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The program: ATLAS_CHROMIUM, else one that is on this machine. Raises SystemExit where there is none."""
    return named() or present() or stop(WHAT_TO_TYPE)


# What such hosts compress; the rest is compressed already.
PACKABLE = frozenset([".html", ".css", ".js", ".svg", ".json", ".xml", ".txt"])


class _Server(http.server.SimpleHTTPRequestHandler):
    """As a host of static pages: folders, and 404.html of the site for what is not there."""

    packed = False

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with the file; packed, with caching, where the server is asked to."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not self.packed or file.suffix not in PACKABLE or not file.is_file():
            super().do_GET()
            return
        content = gzip.compress(file.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where nothing is found."""
        lost = Path(self.directory) / self.path.lstrip("/").split("/")[0] / "404.html"
        if code != 404 or not lost.is_file():
            super().send_error(code, message, explain)
            return
        content = lost.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Packing(_Server):
    """As most hosts of static pages are set."""

    packed = True


@contextmanager
def served(site: Path, *, packed: bool = False) -> Iterator[str]:
    """Serve a site below the name of its folder; its address, with a slash at the end.

    `packed` compresses what hosts of static pages compress.
    """
    handler = functools.partial(_Packing if packed else _Server, directory=str(site.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
    server.shutdown()
    server.server_close()
    thread.join()
