"""MkDocs event handlers: hand the library's pages and assets to MkDocs. Everything else is in src/atlas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from atlas.base import Base, NoBase, read, valid_part
from atlas.generate import SameAddress, assets, collect, source_file
from atlas.issues import Issue, as_text
from atlas.loader.history import BadToday
from atlas.model import KINDS
from atlas.pages import Page, Site

log = get_plugin_logger("atlas")

# Section and index pages stand in mkdocs.yml's `nav:`; MkDocs slows to a crawl when thousands of leaf pages do too.
IN_NAV = frozenset({"home", "list", "transfers", "atoz", "steward", "reference"})


class _Build:
    """What one build works on; made anew by every on_config."""

    serving = False
    site: Site
    faults: tuple[Issue, ...] = ()
    pages: dict[str, Page]


_build = _Build()


def on_startup(*, command: str, dirty: bool) -> None:
    """Remember whether this is `serve`, which shows faults instead of stopping at them."""
    _build.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check here: a fault found later would leave an empty site, one found now leaves the old one."""
    root = Path(config.config_file_path).parent
    try:
        base = read(root)
    except (NoBase, BadToday) as error:
        raise PluginError(f"The base can't be read: {error}") from error
    _build.faults = tuple(base.errors)
    if _build.faults and not _build.serving:
        sys.stderr.write(as_text(_build.faults))
        raise PluginError(f"Nothing was built: errors in the records ({len(_build.faults)}). `make check` lists them.")
    if _build.faults:
        log.warning("Errors in the records; their pages are left out until then:\n%s", as_text(_build.faults))
    _build.site = _site(base, config)
    try:
        _build.pages = {source_file(page): page for page in collect(_build.site)}
    except SameAddress as error:
        raise PluginError(f"{error}.") from error
    config.extra["atlas"] = {"faults": _build.faults, "year": base.kb.today.year}
    return config


def _site(base: Base, config: MkDocsConfig) -> Site:
    kb = valid_part(base) if base.errors else base.kb
    return Site(kb, base.issues, config.edit_uri or "")


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
    """Watch the records too; a base need not have every folder."""
    root = Path(config.config_file_path).parent
    for path in (*(root / kind.folder for kind in KINDS.values()), root / "vocabularies", root / "exceptions.yml"):
        if path.exists():
            server.watch(str(path))
    return server


@event_priority(50)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a file for every page and asset; refuse two with one address, which MkDocs would overwrite silently."""
    for source, page in _build.pages.items():
        level = InclusionLevel.UNDEFINED if page.kind in IN_NAV else InclusionLevel.NOT_IN_NAV
        _add(files, File.generated(config, source, content="", inclusion=level), page.file)
    for asset in assets(Path(config.config_file_path).parent, _build.site):
        _add(files, File.generated(config, asset.path, content=asset.content), None)
    return files


def _add(files: Files, file: File, edit: str | None) -> None:
    if files.get_file_from_path(file.src_uri):
        raise PluginError(f"docs/{file.src_uri} and a generated page want one address, /{file.url}; rename the former.")
    file.edit_uri = edit
    files.append(file)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Leaf pages stand below the list of their kind, so that the active tab and the way up are right."""
    sections = {page.file.src_uri: page for page in nav.pages}
    for source, page in _build.pages.items():
        file = files.get_file_from_path(source)
        section = sections.get(f"{page.address.split('/')[0]}/index.md")
        if file and file.page and section and section is not file.page:
            file.page.parent = section.parent
    return nav


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Give MkDocs the title and the description of a generated page."""
    ours = _build.pages.get(page.file.src_uri)
    if ours:
        page.meta.update(title=ours.title, description=ours.description, kind=ours.kind)
    return markdown


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Put the finished HTML in, and its headings into the table of contents."""
    ours = _build.pages.get(page.file.src_uri)
    if not ours:
        return html
    tokens: list[dict[str, Any]] = []
    for entry in ours.toc:
        token = {"level": entry.level, "id": entry.id, "name": entry.words, "children": []}
        (tokens[-1]["children"] if entry.level > 2 and tokens else tokens).append(token)
    page.toc = get_toc(tokens)  # type: ignore[arg-type]  # a token is a dict with these keys
    return ours.content
