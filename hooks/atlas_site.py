"""MkDocs event handlers: hand the library's pages and assets to MkDocs. Everything else is in src/atlas."""

from __future__ import annotations

import gc

# Of what is imported from here on nothing is garbage, and a build ends before there is any worth a search.
gc.disable()

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from atlas.base import NoBase, checked, valid_part
from atlas.compiled import compiled
from atlas.generate import SameAddress, assets, refuse_clashes, source_file
from atlas.issues import as_text
from atlas.leaves import LEAF_KINDS, Leaves, write_sitemap
from atlas.loader.history import BadToday
from atlas.model import KnowledgeBase
from atlas.pages import PageKind, Site, addresses
from atlas.preview import Preview, Shown
from atlas.searching import Background, indexing
from atlas_again import Again, index
from atlas_theme import Theme, fill

log = get_plugin_logger("atlas")


class _Build:
    """What one build works on; made anew by every on_config. Without `leaves` MkDocs makes all pages itself."""

    serving = False
    again = Again()  # whoever builds from a program, without starting up, wants no build left out
    site: Site
    pages: dict[str, tuple[PageKind, str]]
    nav: Navigation
    addresses: list[str]
    errors = False
    leaves: Leaves | None = None
    theme: Theme
    search: Background | None = None
    preview: Preview | None = None
    ends_with_the_process: Any = None


_build = _Build()


def on_startup(*, command: str, dirty: bool) -> None:
    """Remember whether this is `serve`, which shows faults instead of stopping at them."""
    _build.serving = command == "serve"
    if _build.serving:
        gc.enable()
        _build.search = Background(lambda said: log.warning("The search index stays as it was: %s", said))
    # Whoever builds for more than the site, such as `gh-deploy`, has to go on after it.
    _build.again.start(keeps=command == "build" and not dirty)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check here: a fault found later would leave an empty site, one found now leaves the old one."""
    _give_up()
    try:
        if _build.serving and not config.extra.get("atlas_plain"):
            _build.preview = _build.preview or Preview(Path(config.config_file_path).parent)
        loaded = _build.preview.load() if _build.preview else _build.again.load(config)
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
    pages = addresses(_build.site)
    _build.pages = {
        source_file(address): (kind, id)
        for address, (kind, id) in pages.items()
        if not (_build.leaves and kind.name in LEAF_KINDS)
    }
    try:
        refuse_clashes(Path(config.docs_dir), pages)
    except SameAddress as error:
        _give_up()
        raise PluginError(f"{error}.") from error
    config.extra["atlas"] = {"faults": base.errors, "year": base.kb.today.year}
    return config


def _start(kb: KnowledgeBase, config: MkDocsConfig) -> None:
    _build.site = Site(kb, (), config.edit_uri or "", config.site_url or "")
    if not config.extra.get("atlas_plain"):
        _build.leaves = Leaves(
            Path(config.config_file_path).parent, _build.site, Path(config.site_dir), _build.again.keep
        )


def _give_up() -> None:
    if _build.leaves:
        _build.leaves.give_up()
    _build.leaves = None


def on_serve(server: Any, config: MkDocsConfig, builder: Any) -> Any:
    """Let the preview serve, and watch what it is made of."""
    # A build is spared the server's module; MkDocs has taken its folder off the path by now.
    sys.path.insert(0, str(Path(__file__).parent))
    atlas_server = import_module("atlas_server")
    del sys.path[0]
    return atlas_server.watching(server, _build.preview, config)


@event_priority(50)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a file for every page and asset."""
    for source, (kind, _) in _build.pages.items():
        level = InclusionLevel.NOT_IN_NAV if kind.name in LEAF_KINDS else InclusionLevel.UNDEFINED
        files.append(File.generated(config, source, content="", inclusion=level))
    root = Path(config.config_file_path).parent
    for asset in () if _build.leaves else assets(root, _build.site):
        files.append(File.generated(config, asset.path, content=asset.content))
    _build.addresses = ["" if file.url == "./" else file.url for file in files.documentation_pages()]
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Keep the navigation for the frames."""
    _build.nav = nav
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let the theme render one frame for each kind of leaf page; the library fills them."""
    env.bytecode_cache = compiled()
    if _build.leaves:
        _build.theme = Theme(config, env, _build.nav, files)
        _build.leaves.frame(_build.theme.frames)
    return env


def on_page_context(
    context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Make a page just before the theme gets it."""
    if found := _build.pages.pop(page.file.src_uri, None):
        kind, id = found
        fill(page, kind.page(_build.site, id))
    return context


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    """What will be written need not be kept: lists of thousands take megabytes."""
    page.content = ""
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """Wait for the leaf pages, write the map of the site, index it; a preview goes on from there."""
    target, site = Path(config.site_dir), _build.site
    indexed = indexing(target, _build.search, wanted=config.extra.get("atlas_search", True))
    if _build.leaves:
        _build.leaves.finish()
        _build.leaves = None
        if _build.preview and not _build.errors:
            _build.preview.show(Shown(site, target, _build.theme.whole, _build.addresses, indexed))
    # MkDocs' own knows no leaf pages and holds the day of the build.
    (target / "sitemap.xml.gz").unlink(missing_ok=True)
    write_sitemap(target, site, _build.addresses)
    index(indexed, site)
    if not config.extra.get("atlas_plain"):
        _build.again.end(_build.theme.frames, site.issues)


def on_build_error(error: Exception) -> None:
    """Nothing is written by the other process once a build fails."""
    _give_up()


def on_shutdown() -> None:
    """The preview ends. What a build made goes with the process, not piece by piece before it."""
    _give_up()  # stopped by Ctrl-C, nothing may be written any more
    if _build.search:
        _build.search.close()
    gc.freeze()
    _build.ends_with_the_process = _build
