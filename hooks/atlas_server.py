"""MkDocs' preview server, quicker: the system tells of saved files, and saved records are taken up one by one."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from atlas.issues import as_text
from atlas.model import KINDS
from atlas.preview import Preview

log = get_plugin_logger("atlas")

# Editors save in several steps: the last is waited for so long, but all of them no longer than that (seconds).
_SETTLED, _AT_MOST = 0.03, 0.5
# After so long without a change (seconds) there is time for what nobody has asked for; a rule over thousands of
# records can take a second, in which a save would wait.
_QUIET = 2.0
# Reading a file is an event too.
_CHANGES = frozenset({"created", "modified", "deleted", "moved"})


def watching(server: LiveReloadServer, preview: Preview | None, config: MkDocsConfig) -> LiveReloadServer:
    """A server for what there is to preview, else the given one. It watches the records and the look too.

    A base need not have every folder.
    """
    root = Path(config.config_file_path).parent
    records = [root / kind.folder for kind in KINDS.values()]
    if preview:
        server = PreviewServer(server, preview, records)
    for path in (*records, root / "vocabularies", root / "exceptions.yml", *map(Path, config.theme.dirs[:1])):
        if path.exists():
            server.watch(str(path))
    return server


class PreviewServer(LiveReloadServer):
    """Serves pages as `Preview` makes them; everything else, and every full build, is left to MkDocs."""

    observer: BaseObserver  # type: ignore[assignment]  # MkDocs' own knows one kind only

    def __init__(self, plain: LiveReloadServer, preview: Preview, records: Iterable[Path]) -> None:
        """In the place of `plain`, which has not begun to serve; `records` are the folders that `preview` reads."""
        host, port = plain.server_address[:2]
        super().__init__(plain.builder, str(host), port, plain.root, plain.mount_path)
        self.error_handler = plain.error_handler
        self._preview = preview
        self._records = tuple(os.path.realpath(folder) + os.sep for folder in records)
        self._changed: set[str] = set()
        for path in plain._watched_paths:
            self.watch(path)

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Remember a file or folder to watch."""
        self._watched_paths[os.path.realpath(path)] = 1

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Serve until stopped."""
        try:
            self.observer = self._observing(Observer())
        except OSError as error:
            log.info("The system tells of no more files (%s): looking twice a second instead", error)
            self.observer = self._observing(PollingObserver(timeout=0.5))
        super().serve(open_in_browser=open_in_browser)  # type: ignore[no-untyped-call]  # MkDocs gives no types

    def _observing(self, observer: BaseObserver) -> BaseObserver:
        """The observer, watching. Files by their folders: many editors put a new one in the old one's place."""
        files = {path for path in self._watched_paths if not Path(path).is_dir()}
        folders = self._watched_paths.keys() - files
        for folder in folders:
            observer.schedule(_Handler(self, None), folder, recursive=True)
        for folder in {str(Path(file).parent) for file in files} - folders:
            observer.schedule(_Handler(self, files), folder)
        observer.start()
        observer.start = lambda: None  # type: ignore[method-assign]  # MkDocs starts it again
        return observer

    def tell(self, paths: set[str]) -> None:
        """These files changed."""
        with self._rebuild_cond:
            self._changed |= paths
            self._rebuild_cond.notify_all()

    def _build_loop(self) -> None:
        steps: Iterator[None] | None = None
        last = time.monotonic()
        while not self._shutdown:
            if changed := self._awaited(0 if steps else self.shutdown_delay):
                steps, last = None, time.monotonic()
                self._take_up(changed)
            elif steps:
                steps = steps if next(steps, steps) is None else None
                self._warn()
            elif self._preview.faulty:
                self._build()
            elif self._preview.behind and time.monotonic() - last > _QUIET:
                steps = self._preview.idle()

    def _awaited(self, patience: float) -> set[str]:
        """The files that changed, once their editor is done with them; nothing where none did."""
        with self._rebuild_cond:
            self._rebuild_cond.wait_for(lambda: self._changed or self._shutdown, timeout=patience)
            end = time.monotonic() + _AT_MOST
            while self._changed and time.monotonic() < end and self._rebuild_cond.wait(timeout=_SETTLED):
                pass
            changed, self._changed = self._changed, set()
            return changed

    def _take_up(self, changed: set[str]) -> None:
        started = time.monotonic()
        try:
            renewed = all(path.startswith(self._records) for path in changed) and self._preview.renew()
        except Exception:
            # Whatever it was, a full build either gets over it or tells of it.
            log.debug("%s", traceback.format_exc())
            renewed = False
        if not renewed:
            self._build()
            return
        with self._epoch_cond:
            self._wanted_epoch = self._visible_epoch = round(time.monotonic() * 1000)
            self._epoch_cond.notify_all()
        log.info("Changes taken up in %.2f s", time.monotonic() - started)
        self._warn()

    def _warn(self) -> None:
        warnings, self._preview.warnings = self._preview.warnings, []
        if warnings:
            log.info("Warnings in what was saved:\n%s", as_text(warnings))

    def _build(self) -> None:
        """A full build, as MkDocs does it."""
        self._wanted_epoch = round(time.monotonic() * 1000)
        try:
            self.builder()
        except Exception as error:
            self._preview.faulty = False
            if isinstance(error, SystemExit):
                sys.stderr.write(f"{error}\n")
            else:
                traceback.print_exc()
            log.error("The site stays as it was until that is mended.")
            return
        with self._epoch_cond:
            self._visible_epoch = self._wanted_epoch
            self._epoch_cond.notify_all()

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if path.startswith(self.mount_path):
            address = path[len(self.mount_path) :]
            # Looked at before the page is made: at worst the page is loaded again in vain.
            epoch = self._visible_epoch
            content = self._preview.page(address)
            if content is not None:
                content = self._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]  # MkDocs gives no types
                headers = [("Content-Type", "text/html"), ("Content-Length", str(len(content)))]
                start_response("200 OK", headers)
                return [content]
            self._preview.refresh(address)
        return super()._serve_request(environ, start_response)


class _Handler(FileSystemEventHandler):
    """Tells the server of changed files: of all, or of some of a folder's."""

    def __init__(self, server: PreviewServer, files: set[str] | None) -> None:
        self._server, self._files = server, files

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGES or event.is_directory:
            return
        paths = {os.fsdecode(path) for path in (event.src_path, event.dest_path) if path}
        if self._files is not None:
            paths &= self._files
        if paths:
            self._server.tell(paths)
