"""The live preview: a change shows, a fault shows where it is while the rest stays, and it ends when asked to."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support import bases
from support.bases import city, network, practice
from support.build import build, environment
from support.web import Page, elements, words

pytestmark = pytest.mark.serve

PATIENCE = 40.0
FILES = {
    "practices/fair.md": practice("Fair buying", "ada"),
    "practices/kind.md": practice("Kind buying", "bela", "related: [fair]"),
    "cities/ada.yml": city("Ada", "RS", "location: {lat: 45.8, lon: 20.1}"),
    "cities/bela.yml": city("Bela", "SK", "location: {lat: 48.7, lon: 18.9}"),
    "networks/buyers.yml": network("Buyers", "practice: fair", "lead: ada", "partners: [{city: bela, role: adopter}]"),
}


class Preview:
    """`mkdocs serve --livereload` on a project of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{self.port}"]
        variables = environment(PYTHONUNBUFFERED="1", TMPDIR=str(folder.parent))
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._said: queue.Queue[str] = queue.Queue()
        self.log = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output:
            for line in output:
                self._said.put(line)

    def hear(self) -> str:
        """All that the terminal has shown so far."""
        while not self._said.empty():
            self.log += self._said.get()
        return self.log

    def forget(self) -> None:
        """Start listening anew."""
        self.hear()
        self.log = ""

    def text(self, address: str) -> str:
        """What the preview serves there now, nothing where it has nothing."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/practice-atlas/{address}", timeout=10) as answer:
                served: bytes = answer.read()
                return served.decode("utf-8")
        except urllib.error.HTTPError as error:
            error.close()
            return ""
        except (urllib.error.URLError, OSError):
            return ""

    def get(self, address: str) -> Page | None:
        """A page as the preview serves it now, None where it has none."""
        markup = self.text(address)
        return Page(address, markup) if markup else None

    def wait(self, is_so: Callable[[], bool], what: str) -> None:
        """Until something is so; the terminal's words where it never is."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if is_so():
                return
            assert self.process.poll() is None, f"the preview ended:\n{self.hear()}"
            time.sleep(0.1)
        raise AssertionError(f"{what} was not seen in {PATIENCE:.0f} s:\n{self.hear()}")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).parent.mkdir(exist_ok=True)
        (self.folder / file).write_text(text, encoding="utf-8")

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C, which reaches all processes of the preview; the exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        code = self.process.wait(timeout=20)
        self._listener.join(timeout=20)
        return code


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for the tests below, which leave the project as they found it."""
    running = Preview(bases.project(tmp_path_factory.mktemp("serve") / "base", FILES))
    running.wait(lambda: running.get("") is not None, "the home page")
    yield running
    running.stop(signal.SIGKILL)


def shown(preview: Preview, address: str) -> str:
    page = preview.get(address)
    return words(page.content) if page else ""


def banner(preview: Preview, address: str = "") -> str:
    """The words of the page outside its own part and navigation, where a banner stands."""
    page = preview.get(address)
    if page is None:
        return ""
    return " ".join(
        words(e) for e in elements(page.root) if e.get("role") in ("status", "alert", "region") or e.tag == "aside"
    )


def test_a_changed_record_shows_on_its_page(preview: Preview) -> None:
    preview.write("practices/fair.md", FILES["practices/fair.md"].replace("Fair buying", "Fairer buying"))
    preview.wait(lambda: "Fairer buying" in shown(preview, "practices/fair/"), "the new title")
    assert "Fairer buying" in shown(preview, "transfers/")
    preview.write("practices/fair.md", FILES["practices/fair.md"])
    preview.wait(lambda: "Fairer" not in shown(preview, "practices/fair/"), "the old title")


def test_a_new_record_gets_a_page_and_a_deleted_one_loses_it(preview: Preview) -> None:
    preview.write("cities/cela.yml", city("Cela", "AL"))
    preview.wait(lambda: "Cela" in shown(preview, "cities/cela/"), "the new page")
    assert "Cela" in shown(preview, "cities/")
    (preview.folder / "cities/cela.yml").unlink()
    preview.wait(lambda: preview.get("cities/cela/") is None, "that the page is gone")


def test_what_is_taken_up_is_what_a_build_gives(preview: Preview, tmp_path: Path) -> None:
    """Not only the changed page: every page that was asked for since, to the byte, but for what reloads it."""
    preview.forget()
    preview.write("practices/fair.md", FILES["practices/fair.md"].replace("What it was.", "Told in other words."))
    preview.wait(lambda: "Told in other words." in shown(preview, "practices/fair/"), "the new words")
    assert "taken up" in preview.hear()
    assert "Building documentation" not in preview.hear()
    address = f"http://127.0.0.1:{preview.port}/practice-atlas/"
    build(tmp_path, cwd=preview.folder, SITE_URL=address, ATLAS_SEARCH="false")
    for file in sorted(tmp_path.rglob("index.html")):
        page = file.parent.relative_to(tmp_path).as_posix().strip(".")
        served = preview.get(f"{page}/" if page else "")
        assert served is not None, page
        assert re.sub(r"<script>[^<]*livereload.*?</script>", "", served.markup, flags=re.DOTALL) == file.read_text(
            encoding="utf-8"
        ), page
    preview.write("practices/fair.md", FILES["practices/fair.md"])
    preview.wait(lambda: "What it was." in shown(preview, "practices/fair/"), "the old words")


def test_a_warning_shows_in_the_terminal_after_a_while(preview: Preview) -> None:
    said = "Some people who live here mended the old bridge over the river together."
    preview.forget()
    preview.write("practices/fair.md", FILES["practices/fair.md"].replace("What it was.", f"{said} So. {said}"))
    preview.wait(lambda: "practices/fair.md:14:78 C570 warning" in preview.hear(), "the warning")
    preview.write("practices/fair.md", FILES["practices/fair.md"])
    preview.wait(lambda: "What it was." in shown(preview, "practices/fair/"), "the old words")


def test_a_changed_style_is_served(preview: Preview) -> None:
    style = "overrides/assets/atlas/atlas.css"
    before = (preview.folder / style).read_text(encoding="utf-8")
    preview.write(style, f"{before}\n/* another colour */\n")
    preview.wait(lambda: "another colour" in preview.text("assets/atlas/atlas.css"), "the new style")
    preview.write(style, before)
    preview.wait(lambda: "another colour" not in preview.text("assets/atlas/atlas.css"), "the old style")


def test_many_quick_saves_settle_on_the_last(preview: Preview) -> None:
    for number in range(25):
        text = FILES["practices/fair.md"].replace("What it was.", f"Save number {number}.")
        preview.write("practices/fair.md", text if number % 7 else "---\ntitle: [\n")
        time.sleep(0.01)
    preview.wait(lambda: "Save number 24." in shown(preview, "practices/fair/"), "the last save")
    preview.write("practices/fair.md", FILES["practices/fair.md"])
    preview.wait(lambda: "What it was." in shown(preview, "practices/fair/"), "the old words")


def test_a_fault_shows_in_the_terminal_and_on_a_banner_while_the_rest_is_served(preview: Preview) -> None:
    preview.forget()
    preview.write("practices/kind.md", FILES["practices/kind.md"].replace("good-practice", "god-practice"))
    preview.wait(lambda: "practices/kind.md:4:7" in banner(preview), "the fault on the home page")
    said = preview.hear()
    assert "practices/kind.md:4:7 F304 “god-practice” is not in the list" in said
    assert "Did you mean “good-practice”?" in said
    assert "Traceback" not in said
    assert "F304" in banner(preview, "practices/fair/"), "the banner stands on pages of records too"
    assert preview.get("practices/kind/") is None, "its page is left out"
    assert "Fair buying" in shown(preview, "practices/fair/")
    assert "Kind buying" not in shown(preview, "practices/")
    preview.write("practices/kind.md", FILES["practices/kind.md"])
    preview.wait(lambda: "Kind buying" in shown(preview, "practices/kind/"), "the mended page")
    assert "practices/kind.md" not in banner(preview)
    assert "F304" not in banner(preview, "practices/fair/")


def test_a_broken_list_shows_too_and_nothing_stands_still(preview: Preview) -> None:
    """Every page needs the lists: while one is broken the preview still answers, and comes back."""
    file = preview.folder / "vocabularies/themes.yml"
    text = file.read_text(encoding="utf-8")
    preview.forget()
    file.write_text("title: [\n", encoding="utf-8")
    preview.wait(lambda: "vocabularies/themes.yml:2:1" in banner(preview), "the fault on the home page")
    assert "Traceback" not in preview.hear()
    assert "Fair buying" in shown(preview, "practices/fair/")
    file.write_text(text, encoding="utf-8")
    preview.wait(lambda: "vocabularies/themes.yml" not in banner(preview), "that the fault is gone")


def test_a_hostile_file_name_is_words_on_the_banner(preview: Preview) -> None:
    name = "<img src=x onerror=alert(1)>.yml"
    (preview.folder / "cities" / name).write_text("name: X\n", encoding="utf-8")
    preview.wait(lambda: "D102" in banner(preview), "the fault")
    page = preview.get("")
    assert page is not None
    assert not [e for e in elements(page.root, "img") if e.get("src") == "x"]
    assert "<img src=x onerror=alert(1)>.yml" in banner(preview)
    (preview.folder / "cities" / name).unlink()
    preview.wait(lambda: "D102" not in banner(preview), "that the fault is gone")


def test_pages_reload_by_themselves(preview: Preview) -> None:
    page = preview.get("practices/fair/")
    assert page is not None
    assert any("livereload" in words(script, without=()) for script in elements(page.root, "script"))


def test_ctrl_c_ends_it_cleanly(preview: Preview) -> None:
    """The last of these tests."""
    preview.forget()
    code = preview.stop()
    said = preview.hear()
    assert code == 0, said
    assert "Traceback" not in said
    left = [path.name for path in preview.folder.parent.iterdir() if path != preview.folder]
    assert [name for name in left if re.match(r"atlas-|mkdocs_", name)] == [], (
        "nothing is left in the folder for passing things"
    )
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", preview.port), timeout=1):
        pass
