"""A build after another: MkDocs has nothing to do where only words of stories changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import CountHandler

from atlas.base import Base, load_base
from atlas.frames import Frame
from atlas.issues import Issue
from atlas.kept import Kept
from atlas.loader import Reader
from atlas.searching import indexing

log = get_plugin_logger("atlas")


def _plain(value: Any) -> Any:
    """Settings within settings as they are; of what else there is, modules and plugins, the files are looked at."""
    return dict(value) if isinstance(value, Mapping) else type(value).__name__


class Again:
    """What is kept from build to build. A build with warnings keeps nothing: they would be told only once."""

    def __init__(self, *, keeps: bool) -> None:
        """Without `keeps` every build makes everything, and leaves nothing."""
        self._keeps = keeps
        self._kept: Kept | None = None
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
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
        Raises atlas.searching.NotIndexed, and as atlas.base.load_base does.
        """
        root = Path(config.config_file_path).parent
        # What other plugins do nobody here knows of; what MkDocs makes by itself it makes as a whole.
        alone = len(config.hooks) == 1 and list(config.plugins) == list(config.hooks)
        if self._keeps and alone and not config.extra.get("atlas_plain"):
            settings = json.dumps(dict(config), default=_plain, sort_keys=True)
            self._kept = Kept(root, Path(config.site_dir), settings)
            self._bring_up_to_date(self._kept, config)
        self._reader = Reader(root)
        return load_base(root, self._reader)

    def _bring_up_to_date(self, kept: Kept, config: MkDocsConfig) -> None:
        done = kept.site(config.edit_uri or "", config.site_url or "")
        if done is None:
            return
        site, made = done
        if made:
            indexing(Path(config.site_dir), None, wanted=config.extra.get("atlas_search", True))(site)
            kept.renewed()
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
