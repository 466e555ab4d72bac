"""Two processes give what one gives, in the same order; what fails in either is told, and nobody is left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from atlas import workers
from atlas.workers import Shared, WorkerError, both, can_fork, shared


@pytest.fixture
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process or two, whatever the machine has."""
    monkeypatch.setattr(workers, "can_fork", lambda: request.param == "two")


many = pytest.mark.parametrize("processes", ["one", "two"], indirect=True)


@many
def test_halves_come_back_in_order(processes: None) -> None:
    jobs = range(1000)
    assert shared(lambda job: job * job, jobs, "Squaring") == [job * job for job in jobs]


def test_few_jobs_are_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    assert set(shared(lambda job: os.getpid(), range(20), "Asking")) == {os.getpid()}


@pytest.mark.parametrize("bad", [0, 999])
@many
def test_what_fails_in_a_half_is_told(processes: None, bad: int) -> None:
    def work(job: int) -> int:
        if job == bad:
            raise ValueError(f"job {job} is bad")
        return job

    with pytest.raises((ValueError, WorkerError), match=f"job {bad} is bad"):
        shared(work, range(1000), "Trying")


class Files:
    """Writes numbers into files, half of them in another process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def work(self, jobs: Sequence[int]) -> list[int]:
        return [job * 2 for job in jobs]

    def done(self, made: list[int], extra: str) -> None:
        for number in made:
            (self.folder / f"{number}.txt").write_text(f"{extra}{number}", encoding="utf-8")


@many
def test_every_job_is_done_once_with_what_came_late(processes: None, tmp_path: Path) -> None:
    files = Files(tmp_path)
    jobs = Shared([1000, 1001], range(200), files.work, files.done)
    jobs.start("late:")
    jobs.finish()
    wanted = {f"{job * 2}.txt": f"late:{job * 2}" for job in (*range(200), 1000, 1001)}
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == wanted


@many
def test_nothing_is_written_by_who_gives_up(processes: None, tmp_path: Path) -> None:
    before = open_files()
    files = Files(tmp_path)
    jobs = Shared([], range(200), files.work, files.done)
    jobs.give_up()
    assert list(tmp_path.iterdir()) == []
    assert open_files() == before


@many
def test_nothing_stays_open(processes: None, tmp_path: Path) -> None:
    before = open_files()
    files = Files(tmp_path)
    shared([*range(1000)].index, range(1000), "Finding")
    jobs = Shared([1], range(200), files.work, files.done)
    jobs.start("")
    jobs.finish()
    assert both(lambda: 1, lambda: 2) == (1, 2)
    assert open_files() == before


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@many
def test_two_pieces_of_work_are_done(processes: None) -> None:
    assert both(lambda: [1, 2], lambda: "other") == ([1, 2], "other")
    with pytest.raises((ZeroDivisionError, WorkerError), match="by zero"):
        both(lambda: 1 // 0, lambda: 1)
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1, lambda: 1 // 0)


def test_a_failure_of_the_other_process_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    files, parent = Files(tmp_path), os.getpid()

    begun = tmp_path / "begun"

    def work(jobs: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            begun.touch()
        return files.work(jobs)

    def done(made: list[int], extra: str) -> None:
        if os.getpid() != parent:
            raise RuntimeError("no room left")
        files.done(made, extra)

    jobs = Shared([], range(2000), work, done)
    end = time.monotonic() + 20
    while not begun.exists() and time.monotonic() < end:
        time.sleep(0.01)  # else this process might do it all
    jobs.start("")
    with pytest.raises(WorkerError, match="no room left"):
        jobs.finish()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_processes_cannot_be_copied_one_does_it(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.delenv("ATLAS_WORKERS", raising=False)
    monkeypatch.setattr("sys.platform", platform)
    assert not can_fork()


def test_a_setting_asks_for_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_WORKERS", "1")
    assert not can_fork()


@many
def test_who_fails_waits_for_nobody_and_leaves_nothing_open(processes: None, tmp_path: Path) -> None:
    before, begun = open_files(), time.monotonic()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            both(lambda: time.sleep(workers.can_fork() * 60), lambda: 1 // 0)
        with pytest.raises((ZeroDivisionError, WorkerError)):
            shared(lambda job: 1 // 0, range(1000), "Failing")
    assert time.monotonic() - begun < 30
    jobs = Shared([], range(200), Files(tmp_path).work, Files(tmp_path).done)
    jobs.give_up()
    jobs.give_up()
    assert open_files() == before
