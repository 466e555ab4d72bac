"""The files for those who take the data, in the finished site: published as they are made, linked where they help."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.exports import Edition, exports, has_day
from atlas.relations import Relations
from support.bases import ROOT, real
from support.build import environment
from support.web import Site, none_of

pytestmark = pytest.mark.site

SITE_URL = "https://example.org/practice-atlas/"


def made(site_url: str) -> dict[str, bytes]:
    return {export.path: export.content() for export in exports(Edition(Relations(real().kb), site_url))}


def test_the_site_publishes_every_file_with_its_own_address(site: Site) -> None:
    none_of(path for path, content in made(SITE_URL).items() if (site.folder / path).read_bytes() != content)


def test_generate_publishes_the_same_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "atlas.cli", "--root", str(ROOT), "generate", str(tmp_path / "out")]
    for more, site_url in (([], ""), (["--site-url", SITE_URL], SITE_URL)):
        subprocess.run([*command, *more], env=environment(), check=True, capture_output=True, timeout=120)
        none_of(path for path, content in made(site_url).items() if (tmp_path / "out" / path).read_bytes() != content)


def test_addresses_in_the_files_lead_to_pages(site: Site) -> None:
    whole = json.loads((site.folder / "data/practice-atlas.json").read_text(encoding="utf-8"))
    ids: dict[str, list[str]] = {}
    lost = []
    for kind in ("practices", "cities", "networks", "transfers", "events"):
        for row in whole[kind]:
            address, _, anchor = row["page"].removeprefix(SITE_URL).partition("#")
            shown = (site.folder / address / "index.html").is_file()
            if shown and anchor:
                shown = anchor in ids.setdefault(address, site[address].ids)
            lost += [] if shown else [row["page"]]
    none_of(lost)


def test_calendars_are_linked_where_the_events_are(site: Site) -> None:
    with_calendar = {id for event in real().kb.events.values() if has_day(event) for id in event.networks}
    assert "events/events.ics" in site["events/"].targets
    for id in real().kb.networks:
        assert (f"networks/{id}/events.ics" in site[f"networks/{id}/"].targets) == (id in with_calendar), id


def test_the_page_of_the_data_is_found_from_everywhere(site: Site) -> None:
    listed = {target for target, _ in site[""].links(site[""].root)}
    assert "data/" in listed
    assert made("").keys() <= site["data/"].targets
