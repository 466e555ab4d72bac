"""Measure the finished site with other people's measures and print a Markdown table.

Usage: audit.py [--site FOLDER] [--runs N]

`make audit` builds the site first. Three parts:

- the Nu HTML checker over every page (npm package vnu-jar; needs Java 11 or newer);
- Lighthouse, mobile, the median of N runs (npm package lighthouse; needs Node 20 or newer and a Chromium);
- the bytes of a first view of each page kind, compressed as servers do (needs a Chromium).

What is missing is named, and its part left out; the exit code is then 1, as it is where a bar is missed. The npm
packages are fetched once into .cache/audit, from whatever registry npm is set to. No part of `make test`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from browsing import FLAGS, KINDS, PACKABLE, ROOT, SITE, chromium, served
from ensure_chromium import named, present

WORK = ROOT / ".cache" / "audit"
PACKAGES = {"vnu-jar": "26.9.27", "lighthouse": "12.8.2"}

CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MEASURED = ("home", "practice", "city", "all-transfers")
PRACTICE_MOST = 120_000  # bytes of a first view


def missing() -> dict[str, str]:
    """What is not on this machine: program → its name and what it is needed for."""
    wanted = {
        "java": "Java 11 or newer, for the Nu HTML checker",
        "node": "Node 20 or newer, for Lighthouse",
        "npm": "npm, to fetch the Nu HTML checker and Lighthouse",
    }
    lacking = {program: words for program, words in wanted.items() if not shutil.which(program)}
    if not (named() or present()):
        lacking["chromium"] = "Chromium, for Lighthouse and the bytes"
    return lacking


def installed(package: str) -> Path:
    """The folder of an npm package in .cache/audit, fetched where it is not there. Raises SystemExit if npm fails."""
    folder = WORK / "node_modules" / package
    if not _fetched():
        _fetch()
    return folder


def _fetched() -> bool:
    """True where every package is there in the version that is wanted."""
    for package, version in PACKAGES.items():
        manifest = WORK / "node_modules" / package / "package.json"
        if not manifest.is_file() or json.loads(manifest.read_text(encoding="utf-8"))["version"] != version:
            return False
    return True


def _fetch() -> None:
    """Have npm fetch the packages; nothing that it leaves behind names a registry, and no script of theirs is run."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    print(f"Fetching {', '.join(PACKAGES)} into {WORK}", file=sys.stderr, flush=True)
    options = ["--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    wanted = [f"{package}@{version}" for package, version in PACKAGES.items()]
    done = subprocess.run(["npm", "install", *options, "--prefix", str(WORK), *wanted], check=False)
    (WORK / "node_modules" / ".package-lock.json").unlink(missing_ok=True)
    if done.returncode != 0 or not _fetched():
        sys.exit(f"npm could not fetch {', '.join(wanted)}.")


# ---------- The Nu HTML checker ----------


def nu(site: Path) -> list[str]:
    """The errors and warnings of the Nu HTML checker over all HTML pages, one a line.

    Raises SystemExit if the checker says nothing that can be read.
    """
    jar = installed("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-Xss4m",
        "-jar",
        str(jar),
        "--skip-non-html",
        "--format",
        "json",
        "--exit-zero-always",
        str(site),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    try:
        messages = json.loads(done.stderr)["messages"]
    except (json.JSONDecodeError, KeyError):
        sys.exit(f"The Nu HTML checker failed:\n{done.stderr[:2000]}")
    return [
        f"{message.get('subType', message['type'])}: {urlsplit(message.get('url', '')).path.removeprefix(str(site))}"
        f":{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
    ]


def report_nu(site: Path) -> bool:
    """Print what the Nu HTML checker says; True where it finds no error."""
    found = nu(site)
    errors = [line for line in found if not line.startswith(("warning", "info"))]
    pages = sum(1 for _ in site.rglob("*.html"))
    print("\n## Nu HTML checker\n\n| Pages | Errors | Warnings |\n| ---: | ---: | ---: |")
    print(f"| {pages} | {len(errors)} | {len(found) - len(errors)} |")
    if found:
        print("\n" + "\n".join(f"- {line}" for line in [*errors, *(set(found) - set(errors))][:20]))
    return not errors


# ---------- Lighthouse ----------


def lighthouse(address: str) -> dict[str, Any]:
    """One run of Lighthouse: its report as read from JSON. Raises SystemExit if it fails."""
    script = installed("lighthouse") / "cli" / "index.js"
    options = [
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(FLAGS)}",
    ]
    done = subprocess.run(
        ["node", str(script), address, *options],
        env={**os.environ, "CHROME_PATH": chromium()},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout))


def report_lighthouse(base: str, runs: int) -> bool:
    """Print the median scores and times of pages; True where every bar is met."""
    print(f"\n## Lighthouse, mobile, median of {runs}\n")
    print(f"| Page | {' | '.join(CATEGORIES)} | Largest paint | Blocked | Shift |")
    print(f"| --- |{' ---: |' * (len(CATEGORIES) + 3)}")
    met = True
    for kind in MEASURED:
        reports = [lighthouse(f"{base}{KINDS[kind]}") for _ in range(runs)]
        scores = {
            name: round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
            for name in CATEGORIES
        }
        met = met and all(scores[name] >= least for name, least in CATEGORIES.items())
        paint, blocked, shift = (
            statistics.median(report["audits"][audit]["numericValue"] for report in reports)
            for audit in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
        )
        cells = " | ".join(str(score) for score in scores.values())
        print(f"| {kind} | {cells} | {paint / 1000:.1f} s | {blocked:.0f} ms | {shift:.3f} |", flush=True)
    return met


# ---------- Bytes ----------


def weighed(browser: Browser, base: str, site: Path, address: str) -> dict[str, int]:
    """What a first view asks for, and the bytes of each: compressed, fonts included."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: dict[str, None] = {}
    page.on("request", lambda request: asked.setdefault(request.url))
    page.goto(f"{base}{address}", wait_until="networkidle")
    context.close()
    return {url: _size(url, base, site) for url in asked if url.startswith(base)}


def _size(url: str, base: str, site: Path) -> int:
    file = site / urlsplit(url.removeprefix(base)).path
    file = file / "index.html" if file.is_dir() else file
    content = file.read_bytes()
    return len(gzip.compress(content)) if file.suffix in PACKABLE else len(content)


def report_bytes(base: str, site: Path) -> bool:
    """Print the bytes of a first view of each page kind, in kB; True where a practice stays under its bar."""
    print("\n## First view, kB compressed\n\n| Page | HTML | All | Requests |\n| --- | ---: | ---: | ---: |")
    met = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for kind, address in KINDS.items():
            costs = weighed(browser, base, site, address)
            total = sum(costs.values())
            met = met and (kind != "practice" or total <= PRACTICE_MOST)
            html = costs[f"{base}{address}"]
            print(f"| {kind} | {html / 1000:.1f} | {total / 1000:.1f} | {len(costs)} |")
        browser.close()
    return met


def parts(site: Path, runs: int, lacking: dict[str, str]) -> Iterator[bool]:
    """Print each part that this machine has the programs for; yield whether its bar is met."""
    if not lacking.keys() & {"java", "npm"}:
        yield report_nu(site)
    with served(site, packed=True) as base:
        if not lacking.keys() & {"node", "npm", "chromium"}:
            yield report_lighthouse(base, runs)
        if "chromium" not in lacking:
            yield report_bytes(base, site)


def main() -> None:
    """Measure; exit code 1 where a bar is missed or a program is missing."""
    parser = argparse.ArgumentParser(description="Measure the finished site; prints Markdown.")
    parser.add_argument("--site", type=Path, default=SITE, help="the finished site")
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse for each page")
    wanted = parser.parse_args()
    site = wanted.site.resolve()
    if not (site / "index.html").is_file():
        sys.exit(f"There is no site in {site}: `make build` writes it.")
    lacking = missing()
    print("# Audit")
    for words in lacking.values():
        print(f"\nMissing: {words}.")
    met = list(parts(site, wanted.runs, lacking))
    if lacking or not all(met):
        sys.exit("\nNot all is well: see above." if not lacking else "\nNot all could be measured: see above.")


if __name__ == "__main__":
    main()
