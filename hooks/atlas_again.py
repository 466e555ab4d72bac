"""A build after another: MkDocs has nothing to do where only words of stories changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.theme import Theme
from mkdocs.utils import CountHandler
from pathspec import GitIgnoreSpec

from atlas.base import Base, load_base
from atlas.frames import Frame
from atlas.issues import Issue
from atlas.kept import Kept
from atlas.loader import Reader
from atlas.pages import Site
from atlas.searching import NotIndexed, indexing

log = get_plugin_logger("atlas")


def _plain(value: Any) -> str:
    """A setting as text, the same for the same setting; of plugins and modules, whose files are looked at, the kind."""
    if isinstance(value, Theme):
        # Not all that is said of a theme is among its own settings.
        return _plain([value.name, value.custom_dir, value.dirs, sorted(value.static_templates), dict(value)])
    if isinstance(value, GitIgnoreSpec):
        return _plain([[pattern.include, pattern.regex] for pattern in value.patterns])
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_plain(key)}: {_plain(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_plain, value))}]"
    text = repr(value)
    # An object without words of its own shows where it lies in memory, which says nothing.
    return type(value).__name__ if " at 0x" in text or isinstance(value, ModuleType) else text


def index(indexed: Callable[[Site], None], site: Site) -> None:
    """Have a site indexed; raises PluginError where that fails."""
    try:
        indexed(site)
    except NotIndexed as error:
        raise PluginError(f"The pages are built, but can't be searched: {error}") from error


class Again:
    """What is kept from build to build. A build with warnings keeps nothing: they would be told only once."""

    def __init__(self) -> None:
        """Until it is started every build makes everything, and leaves nothing."""
        self._keeps = False
        self._kept: Kept | None = None
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)

    def start(self, *, keeps: bool) -> None:
        """Count warnings from now on; with `keeps` a build may be left out, and leaves something for the next."""
        self._keeps = keeps
        mkdocs = logging.getLogger("mkdocs")
        if not mkdocs.isEnabledFor(logging.WARNING):
            # With -q MkDocs hides warnings from everybody, from --strict too: then nobody but readers is spared them.
            for handler in mkdocs.handlers:
                handler.setLevel(logging.ERROR)
            mkdocs.setLevel(logging.WARNING)
        mkdocs.addHandler(self._warnings)

    def load(self, config: MkDocsConfig) -> Base:
        """The base to build from, where there is something to build.

        Where the finished site could be brought up to date without MkDocs, the build ends here, well: SystemExit.
        Raises PluginError where it can't be indexed then, else as atlas.base.load_base does.
        """
        root = Path(config.config_file_path).parent
        # What other plugins do nobody here knows of; what MkDocs makes by itself it makes as a whole.
        alone = len(config.hooks) == 1 and list(config.plugins) == list(config.hooks)
        if self._keeps and alone and not config.extra.get("atlas_plain"):
            # What may lie elsewhere; the theme's own folder goes by its version.
            paths = [config.docs_dir, config.config_file_path, *config["hooks"], config.theme.custom_dir]
            self._kept = Kept(root, Path(config.site_dir), _plain(dict(config)), [Path(path) for path in paths if path])
            self._bring_up_to_date(self._kept, config)
        self._reader = Reader(root)
        return load_base(root, self._reader)

    def _bring_up_to_date(self, kept: Kept, config: MkDocsConfig) -> None:
        done = kept.site(config.edit_uri or "", config.site_url or "")
        if done is None:
            return
        site, made = done
        if made:
            index(indexing(Path(config.site_dir), None, wanted=config.extra.get("atlas_search", True)), site)
            kept.renewed(made)
            log.info("Only words of stories have changed; made anew: %s", ", ".join(made))
        else:
            log.info("Nothing has changed since the last build.")
        # MkDocs asks nobody whether it has to build.
        raise SystemExit(0)

    def keep(self) -> None:
        """Keep what was read; may be done in another process than the rest."""
        if self._kept:
            self._kept.records(self._reader)

    def end(self, frames: Mapping[str, Frame], issues: Sequence[Issue]) -> None:
        """A build of everything has ended, with these frames of page kinds, and with these faults."""
        if self._kept and not self._warnings.get_counts():
            self._kept.built(self._reader, frames, issues)
