"""The annotation corner's dataset: nothing drawn is lost, nothing unseen passes for empty."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from detection.photo import PhotoError
from detection.record import Housing
from evaluation.datasets.labelling import CLASSES, LabelFolder
from evaluation.datasets.truth import TruthBox
from evaluation.datasets.yolo import read_yolo
from tests.builders import encoded, exif_block, jpeg, picture

BOX = TruthBox(box=(10.0, 5.0, 30.0, 25.0), housing=Housing.PTZ)


@pytest.fixture
def folder(tmp_path: Path) -> LabelFolder:
    (tmp_path / "set").mkdir()
    return LabelFolder.create(tmp_path / "set")


def added(folder: LabelFolder, content: bytes | None = None) -> str:
    name = folder.add(content or jpeg())
    assert name is not None
    return name


def test_photos_are_kept_without_their_metadata(folder: LabelFolder) -> None:
    content = folder.path(added(folder)).read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert "exif" not in image.info
    assert b"Exif" not in content


def test_photos_are_kept_upright(folder: LabelFolder) -> None:
    lying = encoded(exif=exif_block(image={0x112: 6}))
    pixels = folder.pixels(added(folder, lying))
    assert pixels.shape == (96, 64, 3)


@pytest.mark.parametrize("kind", ["HEIF", "PNG", "WEBP"])
def test_any_photo_becomes_one_that_browsers_show(folder: LabelFolder, kind: str) -> None:
    assert added(folder, encoded(kind=kind)).endswith(".jpg")


def test_the_same_photo_comes_once(folder: LabelFolder) -> None:
    added(folder)
    assert folder.add(jpeg()) is None
    added(folder, encoded(picture(200, 100)))
    assert [name[:4] for name in folder.names()] == ["0001", "0002"]


def test_what_is_no_photo_is_refused(folder: LabelFolder) -> None:
    with pytest.raises(PhotoError, match="not a photo"):
        folder.add(b"text")
    assert folder.names() == ()


def test_a_done_photo_is_read_by_the_evaluation(folder: LabelFolder) -> None:
    first, second = added(folder), added(folder, encoded(picture(200, 100)))
    folder.save(first, [BOX], done=True)
    folder.save(second, [], done=True)
    dataset = read_yolo(folder.root)
    assert dataset.findings == ()
    (one,) = dataset.photos[0].boxes
    assert one.housing is Housing.PTZ
    assert one.box == pytest.approx(BOX.box, abs=0.01)
    assert dataset.photos[1].boxes == ()


def test_boxes_so_far_are_kept_and_the_photo_does_not_count_yet(folder: LabelFolder) -> None:
    done, begun = added(folder), added(folder, encoded(picture(200, 100)))
    folder.save(done, [], done=True)
    folder.save(begun, [BOX], done=False)
    again = LabelFolder(folder.root)
    assert [one.box for one in again.boxes(begun)] == [pytest.approx(BOX.box, abs=0.01)]
    assert again.waiting() == {begun}
    dataset = read_yolo(folder.root)
    assert len(dataset.photos) == 1
    assert dataset.findings == ()


def test_a_done_photo_can_be_mended(folder: LabelFolder) -> None:
    name = added(folder)
    folder.save(name, [BOX], done=True)
    folder.save(name, [], done=False)
    assert folder.boxes(name) == ()
    assert folder.waiting() == frozenset()


def test_boxes_are_cut_at_the_borders(folder: LabelFolder) -> None:
    name = added(folder)
    beyond = (
        TruthBox(box=box, housing=Housing.DOME) for box in [(90, 60, 1e9, 70), (200, 0, 300, 9)]
    )
    folder.save(name, list(beyond), done=True)
    assert [one.box for one in folder.boxes(name)] == [pytest.approx((90, 60, 96, 64), abs=0.01)]


def test_a_removed_photo_leaves_nothing(folder: LabelFolder) -> None:
    name = added(folder)
    folder.save(name, [BOX], done=True)
    folder.remove(name)
    assert [path.name for path in folder.root.rglob("*") if path.is_file()] == ["data.yaml"]
    with pytest.raises(FileNotFoundError):
        folder.save(name, [BOX], done=True)


@pytest.mark.parametrize("name", ["../data.yaml", "/etc/passwd", "data.yaml", ""])
def test_only_photos_of_the_folder_are_opened(folder: LabelFolder, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        folder.path(name)


def test_the_zip_holds_what_is_done_and_reads_as_a_dataset(
    folder: LabelFolder, tmp_path: Path
) -> None:
    name = added(folder)
    waiting = added(folder, encoded(picture(200, 100)))
    folder.save(name, [BOX], done=True)
    with zipfile.ZipFile(io.BytesIO(folder.zipped())) as archive:
        inside = archive.namelist()
        archive.extractall(tmp_path / "out")
    assert not any(Path(waiting).stem in one for one in inside)
    dataset = read_yolo(tmp_path / "out" / "set")
    assert dataset.sha256 == read_yolo(folder.root).sha256
    assert dataset.boxes_by_housing[Housing.PTZ] == 1


def test_other_peoples_classes_keep_their_order(tmp_path: Path) -> None:
    for name in ("images", "labels"):
        (tmp_path / name).mkdir()
    (tmp_path / "data.yaml").write_text("names: [bullet-camera, dome]\n", "utf-8")
    (tmp_path / "images" / "a.jpg").write_bytes(jpeg())
    (tmp_path / "labels" / "a.txt").write_text("1 .5 .5 .2 .2\nbroken\n0 0 0 .1 0 .1 .1\n", "utf-8")
    assert LabelFolder.is_one(tmp_path)
    folder = LabelFolder(tmp_path)
    assert folder.classes == (Housing.BULLET, Housing.DOME)
    boxes = folder.boxes("a.jpg")
    assert [one.housing for one in boxes] == [Housing.DOME, Housing.BULLET]
    assert boxes[1].box == pytest.approx((0, 0, 9.6, 6.4))
    folder.save("a.jpg", boxes, done=True)
    assert (tmp_path / "labels" / "a.txt").read_text("utf-8").startswith("1 0.5000")


@pytest.mark.parametrize(
    "described", ["names: [dome, bird]", "names: 3", "[", "names: {0: dome, 2: ptz}"]
)
def test_classes_that_would_be_lost_are_not_edited(tmp_path: Path, described: str) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "data.yaml").write_text(described, "utf-8")
    assert not LabelFolder.is_one(tmp_path)


def test_classes_stand_in_the_order_of_the_projects_own_labels() -> None:
    listed = Path("training/labels/classes.txt").read_text("utf-8").split()
    assert [housing.value for housing in CLASSES] == listed
