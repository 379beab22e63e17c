"""Archives: found anywhere, scanned on a cluster, and the records those of the local engine."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import psutil
import pytest
from PIL import Image
from typer.testing import CliRunner

from detection.__main__ import app
from detection.bulk import sources
from detection.bulk.parts import Parts, PartsError
from detection.record import Detection, Housing, ScanRecord, record_line

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "street-01.jpg"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve photos, four with cameras in them, and one file that is no photo."""
    monkeypatch.chdir(tmp_path)
    folder = Path("archive")
    (folder / "deep").mkdir(parents=True)
    with Image.open(SAMPLE) as street:
        street.crop((700, 400, 1660, 1120)).save(folder / "deep" / "street.jpg", quality=95)
        for number in range(11):
            street.crop((90 * number, 300, 90 * number + 960, 1020)).save(
                folder / f"part-{number:02d}.jpg"
            )
    (folder / "deep" / "text.jpg").write_bytes(b"This is text.")
    return folder


def record(name: str, **changes: object) -> ScanRecord:
    return ScanRecord(photo=name, sha256="0" * 64, **changes)  # type: ignore[arg-type]


def test_folders_and_patterns_give_the_photos_that_the_local_engine_takes(archive: Path) -> None:
    names = list(sources.find([str(archive)]))
    assert len(names) == 13
    assert names[0] == "archive/deep/street.jpg"
    assert list(sources.find(["archive/part-0*.jpg"])) == names[2:12]
    assert list(sources.find(["archive/**/street.jpg", str(archive)])) == names
    with pytest.raises(FileNotFoundError, match="gone"):
        list(sources.find(["gone"]))


def test_object_storage_is_searched_and_read_by_address() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/b.jpg", b"b")
    memory.pipe("/bucket/a/a.jpg", b"a")
    memory.pipe("/bucket/notes.txt", b"n")
    found = list(sources.find(["memory://bucket"]))
    assert found == ["memory:///bucket/a/a.jpg", "memory:///bucket/b.jpg"]
    with sources.photo_file(found[0], "/").open("rb") as stream:
        assert stream.read() == b"a"
    assert list(sources.find(["memory://bucket/*.jpg"])) == found[1:]
    with pytest.raises(FileNotFoundError):
        list(sources.find(["memory://bucket/none"]))


def test_parts_give_their_records_back_in_order_and_know_what_is_done(tmp_path: Path) -> None:
    parts = Parts(str(tmp_path / "out"))
    parts.begin({"model": "a"})
    box = (1.0, 2.0, 3.0, 4.0)
    found = Detection(housing=Housing.DOME, housing_confidence=0.5, confidence=0.5, box=box)
    records = [record(f"{at}.jpg") for at in range(6)]
    records[4] = record("4.jpg", detections=(found,))
    parts.write([(3, records[3]), (5, records[5])])
    parts.write([(4, records[4])])
    parts.write([(0, records[0]), (1, records[1]), (2, records[2])])
    parts.write([(4, records[4])])  # a worker that died after it had written
    assert list(parts.lines()) == [record_line(each) for each in records]
    assert parts.done() == {each.photo for each in records}
    assert parts.tally() == (6, 1, 0)
    with pytest.raises(PartsError, match="another scan"):
        parts.begin({"model": "b"})


def test_ray_needs_a_folder_for_its_files(archive: Path) -> None:
    answer = CliRunner().invoke(app, ["scan", str(archive), "--engine", "ray"])
    assert answer.exit_code == 2
    assert "--output" in answer.output


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster of two nodes with one processor each, on this machine."""
    pytest.importorskip("ray", reason="no Ray here: pip install -r requirements-ray.txt")
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - only where it is installed

    nodes = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 10**8},
    )
    nodes.add_node(num_cpus=1, object_store_memory=10**8)
    yield nodes.address
    nodes.shutdown()  # type: ignore[no-untyped-call]


class Run:
    """The command in a process of its own, on a cluster."""

    def __init__(self, cluster: str, archive: Path, output: Path) -> None:
        self.output = output
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "detection", "scan", str(archive)),
                *("--engine", "ray", "--cluster", cluster, "--output", str(output)),
                *("--workers", "2", "--photos-a-task", "1"),
            ],
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "HOME": str(Path.home())},
            stderr=subprocess.PIPE,
            text=True,
        )

    def parts(self) -> dict[str, int]:
        """The files that are there, with the times at which they were written."""
        return {part.name: part.stat().st_mtime_ns for part in self.output.glob("part-*")}

    def wait_for_a_part(self) -> None:
        deadline = time.monotonic() + 120
        while not self.parts():
            assert self.process.poll() is None, "it ended without a record"
            assert time.monotonic() < deadline, "no record was written"
            time.sleep(0.02)

    def end(self) -> str:
        _, told = self.process.communicate(timeout=200)
        assert self.process.returncode == 1, told  # one file is no photo
        return told.splitlines()[-1]


def kill_a_worker() -> None:
    """End one of the processes that scan, as a machine does that runs out of memory."""
    inside = psutil.Process().children(recursive=True)
    workers = [one for one in inside if one.name().startswith("ray::") and "Worker" in one.name()]
    assert workers, [one.name() for one in inside]
    workers[0].kill()


def test_a_killed_worker_and_a_killed_run_lose_nothing_and_the_records_are_the_local_ones(
    cluster: str, archive: Path
) -> None:
    local = CliRunner().invoke(app, ["scan", str(archive), "--output", "local.jsonl"])
    assert local.exit_code == 1, local.output
    expected = Path("local.jsonl").read_text("utf-8")
    assert '"confidence"' in expected
    assert '"not_a_photo"' in expected

    run = Run(cluster, archive, Path("parts"))
    run.wait_for_a_part()
    kill_a_worker()
    assert len(run.parts()) < len(expected.splitlines())
    assert run.end().startswith(f"{len(expected.splitlines())} photos, ")
    assert "".join(Parts("parts").lines()) == expected

    kept = run.parts()
    for name in sorted(kept)[3:5]:  # as if the run had been killed before it wrote these
        del kept[name]
        (Path("parts") / name).unlink()
    again = Run(cluster, archive, Path("parts"))
    again.end()
    assert kept.items() < again.parts().items()
    told = CliRunner().invoke(app, ["records", "parts", "--output", "collected.jsonl"])
    assert told.exit_code == 0
    assert Path("collected.jsonl").read_text("utf-8") == expected
