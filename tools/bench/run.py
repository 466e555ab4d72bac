"""Measure how fast the site builds, beside other generators, and print Markdown tables.

usage: run.py [--records N [N …]] [--runs N] [--seed N] [--work FOLDER] [--stages-only]

A made-up base of each size is laid out for ours, for plain MkDocs with Material and, where it is installed, for
Hugo. All are built in turn, `--runs` times, so that a busy machine slows them alike; tables show medians. Quote the
ratios of one run, never seconds from two.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import corpus
import peers
import stages

MKDOCS = [sys.executable, "-m", "mkdocs"]
ATLAS = [sys.executable, "-c", "import sys; from atlas.cli import main; sys.exit(main())"]
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
UNINDEXED = {**ENVIRONMENT, "ATLAS_SEARCH": "false"}


def hugo() -> str | None:
    """The program, where there is one: named by HUGO, beside Python, or on the path."""
    beside = Path(sys.executable).with_name("hugo")
    return os.environ.get("HUGO") or (str(beside) if beside.exists() else shutil.which("hugo"))


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Seconds of one run; raises SystemExit with the program's words where it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (done.returncode == 1 and "check" not in command):
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


def cold(command: list[str], environment: dict[str, str]) -> Callable[[Path], float]:
    """A build that finds neither a site nor caches."""

    def build(folder: Path) -> float:
        for made in ("site", "public", "resources", ".cache", ".hugo_build.lock"):
            path = folder / made
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        return timed(command, folder, environment)

    return build


def edited(
    record: str, command: list[str], environment: dict[str, str], *, fact: bool = False
) -> Callable[[Path], float]:
    """A build in a new process after one practice got another paragraph, or another tagline."""

    def build(folder: Path) -> float:
        file = folder / record
        before = file.read_text(encoding="utf-8")
        more = f"One more paragraph, number {time.time_ns()}."
        changed = before.replace("\ntagline: ", "\ntagline: Now ", 1) if fact else f"{before}\n{more}\n"
        file.write_text(changed, encoding="utf-8")
        try:
            return timed(command, folder, environment)
        finally:
            file.write_text(before, encoding="utf-8")

    return build


def served(folder: Path, runs: int) -> float:
    """Median seconds from saving a practice to having its page with the new words from `serve`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*MKDOCS, "serve", "-q", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
    address = f"http://127.0.0.1:{port}/practice-atlas/practices/practice-1/"
    file = folder / "practices/practice-1.md"
    before = file.read_text(encoding="utf-8")
    found = []
    with subprocess.Popen(command, cwd=folder, env=UNINDEXED, stdout=subprocess.DEVNULL) as server:
        try:
            _until(address, "</html>", 300)
            for number in range(runs):
                file.write_text(f"{before}\nSaved as word{number}word.\n", encoding="utf-8")
                found.append(_until(address, f"word{number}word", 60))
        finally:
            file.write_text(before, encoding="utf-8")
            server.terminate()
    return statistics.median(found)


def _until(address: str, text: str, limit: float) -> float:
    started = time.perf_counter()
    while time.perf_counter() - started < limit:
        try:
            with urllib.request.urlopen(address, timeout=limit) as answer:  # noqa: S310  # our own server
                if text in answer.read().decode():
                    return time.perf_counter() - started
        except OSError:
            pass
        time.sleep(0.01)
    sys.exit(f"{address} never showed {text}")


def peak(folder: Path) -> float:
    """Megabytes of the largest process of a cold build."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); " \
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"  # fmt: skip
    command = [sys.executable, "-c", code, *MKDOCS, "build", "-q"]
    done = subprocess.run(command, cwd=folder, env=UNINDEXED, capture_output=True, text=True, check=True)
    kilobytes = int(done.stdout.split()[-1])
    return kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


Measures = dict[tuple[str, int], list[float]]


def measure(work: Path, sizes: list[int], runs: int, seed: int) -> Measures:
    """Every measure of every size: (what, records) → seconds, or megabytes, of each run."""
    found: Measures = {}
    program = hugo()
    build = [*MKDOCS, "build", "-q"]
    record = "practices/practice-1.md"
    for size in sizes:
        drawn = corpus.made(size, seed)
        folders = {name: work / str(size) / name for name in ("atlas", "material", "hugo")}
        for folder in folders.values():
            folder.mkdir(parents=True)
        corpus.write(drawn, folders["atlas"])
        peers.material(drawn, folders["material"])
        jobs: list[tuple[str, str, Callable[[Path], float]]] = [
            ("cold", "atlas", cold(build, UNINDEXED)),
            ("after one edit of a story", "atlas", edited(record, build, UNINDEXED)),
            ("after one edit of a fact", "atlas", edited(record, build, UNINDEXED, fact=True)),
            ("cold, with search", "atlas", cold(build, ENVIRONMENT)),
            ("atlas check", "atlas", lambda folder: timed([*ATLAS, "check"], folder, ENVIRONMENT)),
            ("cold", "material", cold(build, ENVIRONMENT)),
        ]
        if program:
            peers.hugo(drawn, folders["hugo"])
            command = [program, "--destination", "site", "--logLevel", "error"]
            jobs.append(("cold", "hugo", cold(command, ENVIRONMENT)))
            jobs.append(("after one edit of a story", "hugo", edited(f"content/{record}", command, ENVIRONMENT)))
        for number in range(runs):
            for what, name, job in jobs:
                print(f"{size} records, run {number + 1} of {runs}: {name}, {what}", file=sys.stderr, flush=True)
                found.setdefault((f"{name}: {what}", size), []).append(job(folders[name]))
        found["atlas: save to served", size] = [served(folders["atlas"], max(3, runs))]
        found["atlas: peak memory, MB", size] = [peak(folders["atlas"])]
    return found


def exponent(points: list[tuple[int, float]]) -> float:
    """How a measure grows with the number of records: the slope of a line through logarithms (least squares)."""
    xs, ys = [math.log(n) for n, _ in points], [math.log(value) for _, value in points]
    x, y = statistics.mean(xs), statistics.mean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def report(found: Measures, sizes: list[int]) -> None:
    """Print the tables."""
    medians = {key: statistics.median(values) for key, values in found.items()}
    print(f"\n| Median | {' | '.join(f'{size:,} records' for size in sizes)} | Grows with |")
    print(f"| --- | {'---: | ' * len(sizes)}---: |")
    for what in dict.fromkeys(what for what, _ in found):
        points = [(size, medians[what, size]) for size in sizes]
        grows = f"N^{exponent(points):.2f}" if len(points) > 1 else ""
        print(f"| {what} | {' | '.join(f'{value:.2f}' for _, value in points)} | {grows} |")
    print(f"\n| Ratio | {' | '.join(f'{size:,} records' for size in sizes)} |")
    print(f"| --- | {'---: | ' * len(sizes)}")
    for ours, theirs in (
        ("atlas: cold", "material: cold"),
        ("atlas: cold", "hugo: cold"),
        ("atlas: after one edit of a story", "hugo: after one edit of a story"),
    ):
        if (theirs, sizes[0]) in medians:
            ratios = [medians[ours, size] / medians[theirs, size] for size in sizes]
            print(f"| {ours} / {theirs} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |")
    if ("hugo: cold", sizes[0]) not in medians:
        print("\nHugo is not installed here; HUGO=/path/to/hugo names one.")


def main() -> None:
    """Lay out, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--records", type=int, nargs="+", default=[200, 1000], help="sizes to measure")
    parser.add_argument("--runs", type=int, default=5, help="runs of each build")
    parser.add_argument("--seed", type=int, default=1, help="what the made-up records are drawn from")
    parser.add_argument("--work", type=Path, help="where to lay out; kept (default: a folder that is removed)")
    parser.add_argument("--stages-only", action="store_true", help="only where our own time goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as passing:
        work = options.work or Path(passing)
        if not options.stages_only:
            report(measure(work, options.records, options.runs, options.seed), options.records)
        folder = work / "stages"
        folder.mkdir()
        corpus.write(corpus.made(options.records[-1], options.seed), folder)
        stages.report(folder, options.records[-1])


if __name__ == "__main__":
    main()
