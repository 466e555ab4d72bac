"""The same corpus for generators that know nothing of practices: plain MkDocs with Material, and Hugo.

Pages and relations are the same (a practice names its city, network and adopters; a city what it gave and took up),
maps, checks, exports and the rest of ours are missing there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from corpus import Corpus

Relations = dict[str, list[tuple[str, str]]]

_MATERIAL = """site_name: Peer
theme: {name: material, font: false}
plugins: [search]
nav: [index.md, practices/index.md, cities/index.md, networks/index.md, themes/index.md]
"""
_HUGO = """baseURL = "https://example.org/"
title = "Peer"
disableKinds = ["RSS", "sitemap"]
[taxonomies]
theme = "themes"
[outputs]
home = ["HTML", "JSON"]
[markup.goldmark.renderHooks.link]
useEmbedded = "always"
"""
_HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<header><a href="/">{{ site.Title }}</a><nav><a href="/practices/">Practices</a> <a href="/cities/">Cities</a>
<a href="/networks/">Networks</a> <a href="/themes/">Themes</a></nav></header><main><h1>{{ .Title }}</h1>
"""
_TAIL = "</main></body></html>\n"
_LAYOUTS = {
    "_default/list.html": _HEAD
    + '<ul>{{ range sort .Pages "Title" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
    + _TAIL,
    # Which city leads to which pages is worked out once, as one would in Hugo.
    "_default/single.html": _HEAD
    + '{{ $all := partialCached "relations.html" site }}{{ with index $all .File.ContentBaseName }}<ul>{{ range . }}'
    + '<li>{{ .as }} <a href="{{ .page.RelPermalink }}">{{ .page.Title }}</a></li>{{ end }}</ul>'
    + "{{ end }}{{ .Content }}"
    + _TAIL,
    "partials/relations.html": "{{ $r := newScratch }}{{ range hugo.Data.links }}"
    '{{ $r.Add (index . 0) (slice (dict "as" (index . 1) "page" (site.GetPage (index . 2)))) }}{{ end }}'
    "{{ return $r.Values }}",
    "index.html": _HEAD + "{{ .Content }}" + _TAIL,
    "index.json": '[{{ range $i, $p := site.RegularPages }}{{ if $i }},{{ end }}{{ dict "title" $p.Title "href" '
    '$p.RelPermalink "text" $p.Plain | jsonify }}{{ end }}]',
}  # fmt: skip


def relations(corpus: Corpus) -> Relations:
    """What each page lists beside its text: id → (as what, `folder/id`)."""
    found: Relations = defaultdict(list)

    def both(a: tuple[str, str], b: tuple[str, str], words: tuple[str, str]) -> None:
        found[a[1]].append((words[0], f"{b[0]}/{b[1]}"))
        found[b[1]].append((words[1], f"{a[0]}/{a[1]}"))

    for id, facts in corpus.practices.items():
        for city in facts["cities"]:
            both(("practices", id), ("cities", city), ("from", "gave"))
    for id, facts in corpus.networks.items():
        both(("networks", id), ("practices", facts["practice"]), ("carries", "carried by"))
        for partner in facts["partners"]:
            both(("networks", id), ("cities", partner["city"]), ("partner", "belongs to"))
            both(("practices", facts["practice"]), ("cities", partner["city"]), ("taken up by", "took up"))
    return found


def _titles(corpus: Corpus) -> dict[str, dict[str, str]]:
    return {
        "practices": {id: facts["title"] for id, facts in corpus.practices.items()},
        "cities": {id: facts["name"] for id, facts in corpus.cities.items()},
        "networks": {id: facts["name"] for id, facts in corpus.networks.items()},
    }


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _text(corpus: Corpus, id: str) -> str:
    return corpus.stories.get(id, "A place.\n").replace(".yml)", ".md)")


def material(corpus: Corpus, target: Path) -> None:
    """A project for plain MkDocs with Material; its Markdown has the relations written out already."""
    titles, linked = _titles(corpus), relations(corpus)
    _write(target / "mkdocs.yml", _MATERIAL)
    _write(target / "docs/index.md", "# Peer\n")
    for folder, names in titles.items():
        rows = "".join(f"- [{name}]({id}.md)\n" for id, name in names.items())
        _write(target / f"docs/{folder}/index.md", f"# {folder.title()}\n\n{rows}")
        for id, name in names.items():
            rows = "".join(f"- {words} [{_named(titles, page)}](../{page}.md)\n" for words, page in linked[id])
            _write(target / f"docs/{folder}/{id}.md", f"# {name}\n\n{rows}\n{_text(corpus, id)}")
    rows = "".join(f"- [{theme}]({theme}.md)\n" for theme in _themes(corpus))
    _write(target / "docs/themes/index.md", f"# Themes\n\n{rows}")
    for theme, ids in _themes(corpus).items():
        rows = "".join(f"- [{titles['practices'][id]}](../practices/{id}.md)\n" for id in ids)
        _write(target / f"docs/themes/{theme}.md", f"# {theme}\n\n{rows}")


def _named(titles: dict[str, dict[str, str]], page: str) -> str:
    folder, _, id = page.partition("/")
    return titles[folder][id]


def _themes(corpus: Corpus) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for id, facts in corpus.practices.items():
        for theme in facts["themes"]:
            found[theme].append(id)
    return found


def hugo(corpus: Corpus, target: Path) -> None:
    """A project for Hugo, whose templates work the relations out from data."""
    _write(target / "hugo.toml", _HUGO)
    for name, text in _LAYOUTS.items():
        _write(target / "layouts" / name, text)
    links = [[id, words, f"/{page}"] for id, rows in relations(corpus).items() for words, page in rows]
    _write(target / "data/links.json", json.dumps(links))
    for folder, names in _titles(corpus).items():
        for id, name in names.items():
            facts: dict[str, Any] = {"title": name}
            if folder == "practices":
                facts["themes"] = corpus.practices[id]["themes"]
            _write(target / f"content/{folder}/{id}.md", f"{json.dumps(facts)}\n{_text(corpus, id)}")
