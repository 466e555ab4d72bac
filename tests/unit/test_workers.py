"""Two processes give what one gives, in the same order; what fails in either is told, and nobody is left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from atlas import workers
from atlas.workers import Shared, WorkerError, can_fork, shared


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
    shared = Shared([1000, 1001], range(200), files.work, files.done)
    shared.start("late:")
    shared.finish()
    wanted = {f"{job * 2}.txt": f"late:{job * 2}" for job in (*range(200), 1000, 1001)}
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == wanted


@many
def test_nothing_is_written_by_who_gives_up(processes: None, tmp_path: Path) -> None:
    files = Files(tmp_path)
    shared = Shared([], range(200), files.work, files.done)
    shared.give_up()
    assert list(tmp_path.iterdir()) == []


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

    shared = Shared([], range(2000), work, done)
    end = time.monotonic() + 20
    while not begun.exists() and time.monotonic() < end:
        time.sleep(0.01)  # else this process might do it all
    shared.start("")
    with pytest.raises(WorkerError, match="no room left"):
        shared.finish()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_processes_cannot_be_copied_one_does_it(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.delenv("ATLAS_WORKERS", raising=False)
    monkeypatch.setattr("sys.platform", platform)
    assert not can_fork()


def test_a_setting_asks_for_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_WORKERS", "1")
    assert not can_fork()
