"""What MkDocs and its theme make of our pages: in a build, and one by one after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from atlas.frames import Frame, Specimen, outline, specimens
from atlas.generate import source_file
from atlas.leaves import LEAF_KINDS
from atlas.pages import Page
from atlas.pages.base import TocEntry
from atlas.paths import FOLDERS


def fill(page: MkDocsPage, ours: Page, toc: tuple[TocEntry, ...] | None = None) -> None:
    """Give MkDocs' page title, description, contents and content of ours; `toc` in the place of its own contents."""
    # Themes may escape or not: Markup is escaped, and is not escaped again.
    page.meta.update(title=escape(ours.title), description=escape(ours.description), kind=ours.kind)
    tokens: list[dict[str, Any]] = []
    for entry in outline(ours.toc if toc is None else toc):
        token = {"level": entry.level, "id": entry.id, "name": escape(entry.words), "children": []}
        (tokens[-1]["children"] if entry.level > 2 else tokens).append(token)
    page.toc = get_toc(tokens)  # type: ignore[arg-type]  # a token is a dict with these keys
    page.content = ours.content


@dataclass
class Theme:
    """The theme of one build."""

    config: MkDocsConfig
    env: Environment
    nav: Navigation
    files: Files

    def __post_init__(self) -> None:
        self.frames = {kind: Frame([self._specimen(s) for s in specimens(FOLDERS[kind], kind)]) for kind in LEAF_KINDS}

    def whole(self, page: Page) -> bytes:
        """The whole file of a page, the same as the build writes."""
        if page.kind in LEAF_KINDS:
            return self.frames[page.kind].fill(page).encode()
        file = self.files.get_file_from_path(source_file(page.address))
        assert file and file.page
        return self._rendered(file.page, page).encode(errors="xmlcharrefreplace")

    def _specimen(self, specimen: Specimen) -> str:
        source = source_file(specimen.page.address)
        file = File.generated(self.config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.edit_uri = specimen.page.file
        page = MkDocsPage(None, file, self.config)
        page.markdown = ""
        return self._rendered(page, specimen.page, specimen.toc)

    def _rendered(self, page: MkDocsPage, ours: Page, toc: tuple[TocEntry, ...] | None = None) -> str:
        """As mkdocs.commands.build renders a page, but for writing it."""
        fill(page, ours, toc)
        page.active = True
        try:
            return self.env.get_template("main.html").render(get_context(self.nav, self.files, self.config, page))
        finally:
            page.active = False
