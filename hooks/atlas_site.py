"""MkDocs event handlers: hand the library's pages and assets to MkDocs. Everything else is in src/atlas."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from atlas.base import NoBase, checked, load_base, valid_part
from atlas.frames import Frame, Specimen, outline, specimens
from atlas.generate import SameAddress, assets, refuse_clashes, sitemap, source_file
from atlas.issues import as_text
from atlas.leaves import LEAF_KINDS, Leaves, leaf_addresses, leaf_pages, section_pages
from atlas.loader.history import BadToday
from atlas.model import KINDS, KnowledgeBase
from atlas.pages import Page, Site
from atlas.pages.base import TocEntry
from atlas.paths import FOLDERS
from atlas.preview import Preview, Shown
from atlas.render import compiled
from atlas.searching import Background, NotIndexed, index, words
from atlas_server import PreviewServer

log = get_plugin_logger("atlas")


class _Build:
    """What one build works on; made anew by every on_config. Without `leaves` MkDocs makes all pages itself."""

    serving = False
    site: Site
    pages: dict[str, Page]
    nav: Navigation
    addresses: dict[str, str]
    errors = False
    leaves: Leaves | None = None
    frames: dict[str, Frame]
    env: Environment
    files: Files
    search: Background | None = None
    preview: Preview | None = None


_build = _Build()


def on_startup(*, command: str, dirty: bool) -> None:
    """Remember whether this is `serve`, which shows faults instead of stopping at them."""
    _build.serving = command == "serve"
    if _build.serving:
        _build.search = Background(lambda said: log.warning("The search index stays as it was: %s", said))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check here: a fault found later would leave an empty site, one found now leaves the old one."""
    _give_up()
    root = Path(config.config_file_path).parent
    try:
        if _build.serving and not config.extra.get("atlas_plain"):
            _build.preview = _build.preview or Preview(root)
        loaded = _build.preview.load() if _build.preview else load_base(root)
        if not loaded.errors:
            _start(loaded.kb, config)  # pages are made while the records are checked; nothing is written yet
        base = checked(loaded)
    except (NoBase, BadToday) as error:
        raise PluginError(f"The base can't be read: {error}") from error
    if base.errors:
        _give_up()
        if not _build.serving:
            sys.stderr.write(as_text(base.errors))
            raise PluginError(
                f"Nothing was built: errors in the records ({len(base.errors)}). `make check` lists them."
            )
        log.warning("Errors in the records; their pages are left out until then:\n%s", as_text(base.errors))
        _start(valid_part(base), config)
    _build.site.issues, _build.errors = base.issues, bool(base.errors)
    _build.pages = {source_file(page): page for page in section_pages(_build.site)}
    if not _build.leaves:
        _build.pages |= {source_file(page): page for page in leaf_pages(_build.site)}
    _build.addresses = leaf_addresses(_build.site)
    try:
        refuse_clashes(Path(config.docs_dir), [*_build.addresses, *(page.address for page in _build.pages.values())])
    except SameAddress as error:
        _give_up()
        raise PluginError(f"{error}.") from error
    config.extra["atlas"] = {"faults": base.errors, "year": base.kb.today.year}
    return config


def _start(kb: KnowledgeBase, config: MkDocsConfig) -> None:
    _build.site = Site(kb, (), config.edit_uri or "", config.site_url or "")
    if not config.extra.get("atlas_plain"):
        _build.leaves = Leaves(_build.site, Path(config.site_dir))


def _give_up() -> None:
    if _build.leaves:
        _build.leaves.give_up()
    _build.leaves = None


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
    """Watch the records too; a base need not have every folder."""
    root = Path(config.config_file_path).parent
    records = [root / kind.folder for kind in KINDS.values()]
    if _build.preview:
        server = PreviewServer(server, _build.preview, records)
    for path in (*records, root / "vocabularies", root / "exceptions.yml"):
        if path.exists():
            server.watch(str(path))
    return server


@event_priority(50)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a file for every page and asset."""
    for source, page in _build.pages.items():
        level = InclusionLevel.NOT_IN_NAV if page.kind in LEAF_KINDS else InclusionLevel.UNDEFINED
        file = File.generated(config, source, content="", inclusion=level)
        file.edit_uri = page.file
        files.append(file)
    for asset in assets(Path(config.config_file_path).parent, _build.site):
        files.append(File.generated(config, asset.path, content=asset.content))
    for file in files.documentation_pages():
        _build.addresses.setdefault("" if file.url == "./" else file.url, "")
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Keep the navigation for the frames."""
    _build.nav = nav
    return nav


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Put the finished HTML in, with its title, description and contents."""
    ours = _build.pages.get(page.file.src_uri)
    return _filled(page, ours, ours.toc) if ours else html


def _filled(page: MkDocsPage, ours: Page, toc: tuple[TocEntry, ...]) -> str:
    # Themes may escape or not: Markup is escaped, and is not escaped again.
    page.meta.update(title=escape(ours.title), description=escape(ours.description), kind=ours.kind)
    tokens: list[dict[str, Any]] = []
    for entry in outline(toc):
        token = {"level": entry.level, "id": entry.id, "name": escape(entry.words), "children": []}
        (tokens[-1]["children"] if entry.level > 2 else tokens).append(token)
    page.toc = get_toc(tokens)  # type: ignore[arg-type]  # a token is a dict with these keys
    return ours.content


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let the theme render one frame for each kind of leaf page; the library fills them."""
    env.bytecode_cache = compiled()
    _build.env, _build.files = env, files
    if _build.leaves:
        _build.frames = {kind: _frame(kind, config) for kind in LEAF_KINDS}
        _build.leaves.frame(_build.frames)
    return env


def _frame(kind: str, config: MkDocsConfig) -> Frame:
    return Frame([_specimen(specimen, config) for specimen in specimens(FOLDERS[kind], kind)])


def _specimen(specimen: Specimen, config: MkDocsConfig) -> str:
    file = File.generated(config, source_file(specimen.page), content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.edit_uri = specimen.page.file
    page = MkDocsPage(None, file, config)
    page.markdown = ""
    return _rendered(page, specimen.page, specimen.toc, config)


def _rendered(page: MkDocsPage, ours: Page, toc: tuple[TocEntry, ...], config: MkDocsConfig) -> str:
    """As mkdocs.commands.build renders a page, but for writing it."""
    page.content = _filled(page, ours, toc)
    page.active = True
    try:
        return _build.env.get_template("main.html").render(get_context(_build.nav, _build.files, config, page))
    finally:
        page.active = False


def _framed(page: Page, config: MkDocsConfig) -> bytes:
    """The whole file of a page that is made after the build."""
    if page.kind in LEAF_KINDS:
        return _build.frames[page.kind].fill(page).encode()
    file = _build.files.get_file_from_path(source_file(page))
    assert file and file.page
    return _rendered(file.page, page, page.toc, config).encode(errors="xmlcharrefreplace")


def on_post_build(config: MkDocsConfig) -> None:
    """Wait for the leaf pages, write the map of the site, index it: in the background where somebody looks on."""
    if _build.leaves:
        _build.leaves.finish()
        _build.leaves = None
    # MkDocs' own knows no leaf pages and holds the day of the build.
    target = Path(config.site_dir)
    (target / "sitemap.xml.gz").unlink(missing_ok=True)
    (target / "sitemap.xml").write_text(sitemap(config.site_url or "", _build.addresses), encoding="utf-8")
    if _build.preview and not _build.errors:
        beside = _build.addresses.keys() - leaf_addresses(_build.site).keys()
        addresses = {address: _build.addresses[address] for address in beside}
        framed, indexed = partial(_framed, config=config), _indexed(target, config)
        _build.preview.show(Shown(_build.site, target, framed, addresses, indexed))
    _indexed(target, config)(_build.site)


def _indexed(target: Path, config: MkDocsConfig) -> Callable[[Site], None]:
    """What indexes the finished pages: at once, or in the background where somebody looks on."""
    if not config.extra.get("atlas_search", True):
        return lambda site: None
    if search := _build.search:
        return lambda site: search.renew(target, words(site))
    return lambda site: _index(target, site)


def _index(target: Path, site: Site) -> None:
    try:
        index(target, words(site))
    except NotIndexed as error:
        raise PluginError(f"The pages are built, but can't be searched: {error}") from error


def on_build_error(error: Exception) -> None:
    """Nothing is written by the other process once a build fails."""
    _give_up()


def on_shutdown() -> None:
    """The preview ends."""
    if _build.search:
        _build.search.close()
