from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from detection.record import Box, Housing
from training.agreement import (
    CLASSES,
    Label,
    LabelError,
    compare,
    describe,
    main,
    read_labels,
)

LEFT: Box = (0.1, 0.1, 0.2, 0.2)
LEFT_HALF: Box = (0.1, 0.1, 0.15, 0.2)
RIGHT: Box = (0.7, 0.7, 0.8, 0.8)
REPOSITORY_LABELS = Path(__file__).parents[2] / "training" / "labels"


def _camera(box: Box, housing: Housing = Housing.BULLET) -> Label:
    return Label(housing=housing, box=box)


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def test_the_same_labels_agree_wholly() -> None:
    labels = {"a": (_camera(LEFT), _camera(RIGHT)), "b": ()}
    agreement = compare(labels, labels)
    assert agreement.photos == 2
    assert agreement.matched_ious == pytest.approx((1, 1))
    assert (agreement.only_first, agreement.only_second) == ((), ())
    assert agreement.housing_differences == 0


def test_a_box_without_partner_is_named_by_its_photo() -> None:
    agreement = compare({"a": (_camera(LEFT),), "b": ()}, {"a": (), "b": (_camera(RIGHT),)})
    assert agreement.only_first == ("a",)
    assert agreement.only_second == ("b",)
    assert agreement.mean_iou is None


def test_boxes_of_different_photos_never_match() -> None:
    agreement = compare({"a": (_camera(LEFT),), "b": ()}, {"a": (), "b": (_camera(LEFT),)})
    assert not agreement.matched_ious


def test_half_a_box_is_the_same_camera_at_one_half_but_not_above() -> None:
    first, second = {"a": (_camera(LEFT),)}, {"a": (_camera(LEFT_HALF),)}
    assert compare(first, second, min_iou=0.49).matched_ious == pytest.approx((0.5,))
    assert not compare(first, second, min_iou=0.51).matched_ious


def test_the_closest_box_takes_the_partner() -> None:
    agreement = compare({"a": (_camera(LEFT_HALF), _camera(LEFT))}, {"a": (_camera(LEFT),)})
    assert agreement.matched_ious == pytest.approx((1,))
    assert agreement.only_first == ("a",)


def test_different_housings_match_and_are_counted() -> None:
    agreement = compare(
        {"a": (_camera(LEFT, Housing.DOME), _camera(RIGHT))},
        {"a": (_camera(RIGHT), _camera(LEFT, Housing.TURRET))},
    )
    assert agreement.housing_pairs[Housing.DOME, Housing.TURRET] == 1
    assert agreement.housing_differences == 1
    assert "dome / turret: 1" in describe(agreement)


def test_photos_of_one_round_only_are_told_and_not_compared() -> None:
    agreement = compare({"a": (), "b": (_camera(LEFT),)}, {"a": (), "c": ()})
    assert agreement.photos == 1
    assert agreement.in_one_round_only == ("b", "c")
    assert not agreement.only_first
    assert "photos in one round only: 2 (b, c)" in describe(agreement)


def test_files_are_read_by_their_path_and_may_be_empty(tmp_path: Path) -> None:
    _write(tmp_path, "facades/a.txt", "2 0.5 0.5 0.2 0.1\n\n")
    _write(tmp_path, "facades/b.txt", "")
    _write(tmp_path, "classes.txt", "dome\nturret\n")
    labels = read_labels(tmp_path)
    assert set(labels) == {"facades/a", "facades/b"}
    assert labels["facades/a"][0].housing is Housing.BULLET
    assert labels["facades/a"][0].box == pytest.approx((0.4, 0.45, 0.6, 0.55))
    assert labels["facades/b"] == ()


@pytest.mark.parametrize(
    "line",
    [
        "2 0.5 0.5 0.2",
        "bullet 0.5 0.5 0.2 0.1",
        "7 0.5 0.5 0.2 0.1",
        "-1 0.5 0.5 0.2 0.1",
        "2 1.5 0.5 0.2 0.1",
        "2 0.5 0.5 0 0.1",
        "2 0.5 nan 0.2 0.1",
        "2 0.5 0.5 nan 0.1",
    ],
)
def test_a_line_that_is_no_box_is_refused_by_file_and_line(tmp_path: Path, line: str) -> None:
    _write(tmp_path, "a.txt", f"2 0.5 0.5 0.2 0.1\n{line}\n")
    with pytest.raises(LabelError, match=r"a\.txt line 2"):
        read_labels(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no label files"):
        read_labels(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabelError, match=r"a\.txt"):
        read_labels(tmp_path)


def test_the_command_prints_the_figures_and_refuses_a_folder_without_labels(
    tmp_path: Path,
) -> None:
    first = _write(tmp_path / "first", "a.txt", "2 0.5 0.5 0.2 0.1\n")
    second = _write(tmp_path / "second", "a.txt", "4 0.5 0.5 0.2 0.1\n")
    app = Typer()
    app.command()(main)
    told = CliRunner().invoke(app, [str(first), str(second)])
    assert told.exit_code == 0
    assert "boxes matched: 1 (mean IoU 1.000, lowest 1.000)" in told.output
    assert "bullet / box: 1" in told.output
    assert CliRunner().invoke(app, [str(first), str(tmp_path / "none")]).exit_code == 2


def test_the_three_rounds_of_the_repository_cover_the_same_photos() -> None:
    rounds = [read_labels(REPOSITORY_LABELS / name) for name in ("first", "second", "final")]
    assert rounds[0].keys() == rounds[1].keys() == rounds[2].keys()
    names = (REPOSITORY_LABELS / "classes.txt").read_text("utf-8").split()
    assert names == [housing.value for housing in CLASSES]


def test_the_readme_of_the_labels_states_what_the_command_finds() -> None:
    rounds = [read_labels(REPOSITORY_LABELS / name) for name in ("first", "second")]
    agreement = compare(rounds[0], rounds[1])
    readme = (REPOSITORY_LABELS / "README.md").read_text("utf-8")
    for line in describe(agreement).splitlines():
        assert line in readme
