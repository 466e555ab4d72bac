"""The `atlas` command: check, stats, generate, reference."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from atlas.base import Base, NoBase, find_root, read
from atlas.issues import FORMATS, Issue, Level
from atlas.loader.history import BadToday

OK, FAULTS, USAGE = 0, 1, 2

_DESCRIPTION = """\
Practice Atlas: good practices of cities, and how they travel.

The records are text files: practices/ID.md, cities/ID.yml, networks/ID.yml, transfers/PRACTICE--CITY.md,
events/ID.yml. This command checks them, counts them, and writes pages from them. To see the site, type `make serve`.
"""
_EPILOG = """\
examples:
  atlas check                     every fault in every file, each as file:line:column CODE words
  atlas check --strict            warnings fail too, as in CI
  atlas --root ../other check     a base elsewhere
  atlas stats --format json       how many records there are
  atlas generate out              every page as a Markdown file with finished HTML

exit codes: 0 nothing to mend, 1 faults found, 2 the command was not understood or there is no base
"""


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="atlas", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=raw)
    parser.add_argument("--root", type=Path, metavar="DIR", help="the base (default: here or the nearest folder above)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check",
        help="check every record",
        description="Check every record and list all faults in one run, each with its file, line and column.\n\n"
        "An error stops the build. A warning fails with --strict unless exceptions.yml accepts it.\n"
        "A note is for the steward's page and fails nothing; --notes lists notes too.",
        epilog="The page contribute/messages/ of the site explains every code.",
        formatter_class=raw,
    )
    check.add_argument(
        "--format", choices=sorted(FORMATS), default="text", help="text (default), json, or github annotations"
    )
    check.add_argument("--strict", action="store_true", help="warnings fail too")
    check.add_argument("--notes", action="store_true", help="list notes in text and github output too")
    check.set_defaults(run=_check)

    stats = commands.add_parser(
        "stats",
        help="count the records",
        description="Count practices, cities, networks, events, themes and transfers.",
    )
    stats.add_argument("--format", choices=["text", "json"], default="text", help="text (default) or json")
    stats.set_defaults(run=_stats)

    generate = commands.add_parser(
        "generate",
        help="write every page as a Markdown file",
        description="Write every page as a Markdown file whose body is the finished HTML, with the assets and docs/,\n"
        "so that a site generator without our hooks can build the same site. Refused while there are errors.",
        formatter_class=raw,
    )
    generate.add_argument(
        "dir", type=Path, metavar="DIR", help="a new or empty folder, or one that an earlier run wrote"
    )
    generate.add_argument(
        "--site-url",
        default=os.environ.get("SITE_URL", ""),
        metavar="URL",
        help="address of the site, which calendars and tables name (default: SITE_URL, else none)",
    )
    generate.set_defaults(run=_generate)

    reference = commands.add_parser(
        "reference",
        help="bring schemas/ up to date",
        description="Compare schemas/ with the models and vocabularies, and say what is stale; --write mends it.",
    )
    reference.add_argument("--write", action="store_true", help="rewrite what is stale")
    reference.set_defaults(run=_reference)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    gc.disable()  # a command ends before there is garbage worth a search
    try:
        base = read(options.root if options.root else find_root(Path()))
        return int(options.run(base, options))
    except NoBase as error:
        return _refuse(str(error))
    except BadToday as error:
        return _refuse(f"ATLAS_TODAY holds {str(error)!r}; write a day such as 2026-11-22, or unset it")


def _say(words: str) -> None:
    """Print. Where the reader of a pipe (head, less) has seen enough, the rest is lost; the exit code stays right."""
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(words: str) -> int:
    print(f"atlas: {words}", file=sys.stderr)
    return USAGE


def _check(base: Base, options: argparse.Namespace) -> int:
    notes = base.of_level(Level.NOTE)
    shown = [i for i in base.issues if options.notes or options.format == "json" or i.level is not Level.NOTE]
    _say(FORMATS[options.format](shown))
    errors, warnings = len(base.errors), len(base.of_level(Level.WARNING))
    files = len({issue.file for issue in base.issues if issue.level is not Level.NOTE})
    if errors or warnings:
        print(f"{_many(errors, 'error')}, {_many(warnings, 'warning')} in {_many(files, 'file')}.", file=sys.stderr)
    else:
        tail = f" ({_many(len(notes), 'note')} on the steward's page)" if notes else ""
        print(f"Checked {_many(sum(1 for _ in base.kb), 'record')}: nothing to mend{tail}.", file=sys.stderr)
    return FAULTS if errors or (options.strict and warnings) else OK


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _told(faults: Sequence[Issue], undone: str) -> bool:
    """Tell of the faults that keep a command from its work, where there are any."""
    if faults:
        sys.stderr.write(FORMATS["text"](faults))
        print(f"{_many(len(faults), 'error')}: {undone}", file=sys.stderr)
    return bool(faults)


def _in_lists(base: Base) -> list[Issue]:
    """Errors in vocabularies/, without which nothing can be counted or described."""
    return [issue for issue in base.errors if issue.file.startswith("vocabularies/")]


def _stats(base: Base, options: argparse.Namespace) -> int:
    from atlas.relations import Relations

    if _told(_in_lists(base), "nothing was counted."):
        return FAULTS
    counts = Relations(base.kb).counts
    if options.format == "json":
        _say(json.dumps(counts, indent=1) + "\n")
        return OK
    for name, count in counts.items():
        words = f"{count['total']} ({count['told']} told)" if isinstance(count, dict) else str(count)
        _say(f"{name:<12}{words}\n")
    return OK


def _generate(base: Base, options: argparse.Namespace) -> int:
    # Jinja, templates and maps are loaded only here, so that `atlas check` starts fast.
    from atlas.generate import NotOurs, SameAddress, generate
    from atlas.pages import Site

    if _told(base.errors, "nothing was written."):
        return FAULTS
    try:
        count = generate(base.root, Site(base.kb, base.issues, site_url=options.site_url), options.dir)
    except (NotOurs, SameAddress, OSError) as error:
        return _refuse(str(error))
    _say(f"Wrote {_many(count, 'page')} to {options.dir}.\n")
    return OK


def _reference(base: Base, options: argparse.Namespace) -> int:
    from atlas import reference

    if _told(_in_lists(base), "schemas were not compared."):
        return FAULTS
    work, words = (
        (reference.write, "wrote {}\n")
        if options.write
        else (reference.stale, "{}: stale. Run `make schemas` and commit the result.\n")
    )
    files = work(base.root, base.kb.vocabularies)
    _say("".join(map(words.format, files)) or "schemas are up to date\n")
    return FAULTS if files and not options.write else OK


if __name__ == "__main__":
    sys.exit(main())
