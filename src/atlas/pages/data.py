"""The page for those who take the data: every file, how to read it, how to name where it comes from."""

from __future__ import annotations

from atlas import exports, paths
from atlas.pages.base import Page, PageKind, Site

TITLE = "Take the data"


def page(site: Site, id: str) -> Page:
    """The page of the data."""
    files = exports.listed(site.edition)
    forms = ", ".join(dict.fromkeys(file.form for file in files))
    description = f"Everything here as files: {forms}. Free under {exports.LICENCE}."
    of_networks = {paths.calendar(network): network for network in site.kb.networks}
    content = site.render(
        "data.html",
        paths.DATA,
        title=TITLE,
        description=description,
        files=[file for file in files if file.path not in of_networks],
        calendars=[(of_networks[file.path], file) for file in files if file.path in of_networks],
        usual=exports.usual(),
        without_day=exports.without_day(site.edition),
        name=exports.TITLE,
        author=exports.AUTHOR,
        licence=exports.LICENCE,
        licence_url=exports.LICENCE_URL,
    )
    return Page(paths.DATA, "data", TITLE, description, content)


KIND = PageKind("data", lambda site: ["data"], page, lambda id: paths.DATA)
