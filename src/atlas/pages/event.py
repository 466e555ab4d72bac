"""The page of an event."""

from __future__ import annotations

from atlas import paths
from atlas.model import file_of
from atlas.pages.base import Page, PageKind, Site, record_ids, shortened
from atlas.render import days


def page(site: Site, id: str) -> Page:
    """The page of the event `id`."""
    event = site.kb.events[id]
    here = paths.record("event", id)
    minutes = [item.minutes for item in event.agenda if item.minutes]
    content = site.render("event.html", here, event=event, total=sum(minutes), file=file_of("event", id))
    where = "online" if event.online else ", ".join(site.kb.cities[city].name for city in event.cities)
    parts = [site.kb.label("event-kinds", event.kind), days(event.date, event.end), where, event.topic or ""]
    description = shortened(". ".join(part for part in parts if part))
    return Page(here, "event", event.title, description, content, file_of("event", id))


KIND = PageKind("event", record_ids("event"), page)
