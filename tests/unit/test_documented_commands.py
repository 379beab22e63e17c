"""Every command that the documentation shows is run here, or says here why not."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detection.record import ScanRecord
from mapping.access.person import LOCAL
from mapping.review.review import objection
from mapping.review.verdict import Accept
from mapping.storage.drawing import draw_missing
from mapping.storage.intake import Intake
from mapping.storage.store import Store
from tests.builders import plain_pictures
from tests.mapping_builders import sha256
from tests.review_builders import sample_records

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "samples/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "models").glob("*.md")),
)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SETTING = re.compile(r"^([A-Z_]+)=(.*)$")
OURS = {"benchmarks", "detection", "evaluation", "mapping", "training"}

NOT_RUN = {
    "benchmarks.": "minutes to a day; what they measure stands on the page",
    "detection scan": "that of the README runs in test_documentation.py; a cluster, in none",
    "detection records": "reads what Ray wrote: test_detection_bulk.py",
    "evaluation run": "that of the README runs in test_documentation.py",
    "mapping worker": "runs until it is stopped: test_mapping_worker_processes.py",
    "mapping serve-status": "runs until it is interrupted: test_mapping_health.py",
    "training": "Blender, or hours, or both; its steps run in test_training_*.py",
}
"""Commands of ours that are only held against the options that exist, and why."""

ELSEWHERE = {
    "pip": "installs packages",
    "python3.11": "makes an environment",
    "ray": "a cluster of machines",
}
"""Programs of others, and why they are not run."""

NAMED_OTHERWISE = {"DATASET...": "samples", "FOLDER": "samples"}
"""What stands for the reader's own, and what stands here in its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command as a page shows it: its settings, and its words."""

    page: Path
    settings: tuple[tuple[str, str], ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}: {' '.join(self.words)}"[:90]

    @property
    def module(self) -> str | None:
        """The module of ours that it runs, None for another program."""
        program, *rest = self.words
        if Path(program).name == "python" and rest[:1] == ["-m"]:
            return rest[1] if rest[1].partition(".")[0] in OURS else None
        return None

    @property
    def arguments(self) -> list[str]:
        return [NAMED_OTHERWISE.get(word, word) for word in self.words[3:]]

    @property
    def reason_not_to_run(self) -> str | None:
        told = " ".join(self.words[2:])
        return next((each for each in NOT_RUN if told.startswith(each)), None)


def commands(page: Path) -> Iterator[Command]:
    """The commands in the shell blocks of a page, without comments and redirections."""
    for language, block in BLOCK.findall(page.read_text("utf-8")):
        if language == "sh":
            for line in block.replace("\\\n", " ").splitlines():
                for part in line.split(" && "):
                    words = shlex.split(part.partition(" > ")[0], comments=True)
                    settings = [found.groups() for word in words if (found := SETTING.match(word))]
                    rest = tuple(word for word in words if not SETTING.match(word))
                    if rest:
                        yield Command(page=page, settings=tuple(settings), words=rest)  # type: ignore[arg-type]


SHOWN = [command for page in PAGES for command in commands(page)]
OF_OURS = [command for command in SHOWN if command.module]
RUN = [command for command in OF_OURS if not command.reason_not_to_run]
OF_MAKE = sorted({command.words[1] for command in SHOWN if command.words[0] == "make"})


def understood(module: str, arguments: list[str]) -> Result:
    """Parse a command without running it: help is given only once all options are known."""
    app = import_module(f"{module}.__main__").app
    return CliRunner().invoke(app, [*arguments, "--help"])


@pytest.mark.parametrize("command", OF_OURS, ids=str)
def test_a_shown_command_exists_with_its_options(command: Command) -> None:
    assert command.module
    if "." in command.module:
        assert find_spec(command.module) is not None
    else:
        answer = understood(command.module, command.arguments)
        assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("target", OF_MAKE)
def test_what_make_is_asked_for_is_there(target: str) -> None:
    asked = ["make", "--dry-run", target]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as readers have it: photos reviewed in part, scan records, and their own tables."""
    folder = tmp_path_factory.mktemp("reader")
    records = list(islice(sample_records(), 3))
    lines = (json.dumps(record.to_json()) for record in records)
    (folder / "scan.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("OSMATRAC_ORIGINALS", "keep")
        review(folder / "data", {str(record.sha256): record for record in records})
    (folder / "samples").symlink_to(ROOT / "samples")
    table = "latitude,longitude,name\n44.8125,20.4612,Terazije\n"
    for name in ("cameras.csv", "list.csv"):
        (folder / name).write_text(table, "utf-8")
    ring = [[20, 44], [21, 44], [21, 45], [20, 45], [20, 44]]
    area = {
        "type": "Feature",
        "properties": {"name": "Centre"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    collection = {"type": "FeatureCollection", "features": [area]}
    (folder / "districts.geojson").write_text(json.dumps(collection), "utf-8")
    return folder


def review(folder: Path, records: Mapping[str, ScanRecord]) -> None:
    """Take photos in, find in them what their records say, and accept what can be."""
    store = Store.open(folder)
    intake = Intake(store)
    intake.receive([Path(record.photo).read_bytes() for record in records.values()])
    while intake.scan_next(lambda photo: records[sha256(photo)]):
        pass
    while draw_missing(store, plain_pictures):
        pass
    for proposal in list(store.proposals(who=LOCAL)):
        if objection(proposal.standing) is None:
            store.decide(proposal, Accept(), who=LOCAL)
    store.close()


@pytest.mark.parametrize(
    "page", sorted({command.page for command in RUN}), ids=lambda page: page.name
)
def test_the_commands_of_a_page_work_one_after_the_other(
    page: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "reader"
    shutil.copytree(filled, here, symlinks=True)
    monkeypatch.chdir(here)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for command in RUN:
        if command.page == page:
            assert command.module
            monkeypatch.setenv("OSMATRAC_DATA", str(here / "data"))
            for name, value in command.settings:
                monkeypatch.setenv(name, inside(value, here))
            app = import_module(f"{command.module}.__main__").app
            arguments = [inside(word, here) for word in command.arguments]
            done = CliRunner().invoke(app, arguments)
            assert done.exit_code == 0, (str(command), done.output, done.exception)
            if command.words[2:4] == ("mapping", "sample"):
                draw_a_box_in_each(here / "sample")


def draw_a_box_in_each(folder: Path) -> None:
    """What the page leaves to a person, between two of its commands."""
    for labels in (folder / "labels").iterdir():
        labels.write_text("0 .5 .5 .1 .1\n", "utf-8")


def inside(word: str, folder: Path) -> str:
    """An absolute path of the page as one below the folder of the test."""
    return f"{folder}{word}" if word.startswith("/") else word


def test_no_command_is_left_out() -> None:
    unknown = [
        str(command)
        for command in SHOWN
        if not command.module
        and Path(command.words[0]).name not in {"make", *ELSEWHERE}
        and not (ROOT / command.words[0]).is_file()
    ]
    assert unknown == []
    assert {command.reason_not_to_run for command in OF_OURS} - {None} == set(NOT_RUN)
    assert {command.words[0] for command in SHOWN} >= set(ELSEWHERE)
    assert len(RUN) > 20


def test_commands_stand_in_shell_blocks_alone() -> None:
    for page in PAGES:
        for language, block in BLOCK.findall(page.read_text("utf-8")):
            if language != "sh":
                assert not re.search(r"python -m|^make |^pip ", block, re.MULTILINE), page


def test_an_unknown_option_would_be_noticed() -> None:
    assert understood("mapping", ["export", "--no-such-option", "1"]).exit_code == 2
    assert understood("mapping", ["no-such-command"]).exit_code == 2
