"""What a model found in each photo: records of a scan, told apart by the hash of the photo."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detection.record import RecordError, ScanRecord, read_records
from evaluation.datasets.truth import Dataset
from evaluation.figures.matching import Scene

__all__ = ["PredictionError", "Predictions", "read_predictions", "scenes"]


class PredictionError(ValueError):
    """Predictions that do not belong to the dataset or cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Predictions:
    """All that one model found, by the SHA-256 of the photo.

    `model_sha256` and `seconds_per_photo` (of the scan, reading included) are None where the
    predictions came from a file; so are the settings `image_size` (pixels) and `views`.
    """

    name: str
    records: Mapping[str, ScanRecord]
    model_sha256: str | None = None
    image_size: int | None = None
    views: str | None = None
    seconds_per_photo: float | None = None


def read_predictions(path: Path, name: str | None = None) -> Predictions:
    """Read scan records from a JSON Lines file; raises PredictionError naming file and line."""
    try:
        with path.open(encoding="utf-8") as lines:
            records = {
                record.sha256: record for record in read_records(lines) if record.sha256 is not None
            }
    except (OSError, UnicodeDecodeError, RecordError) as error:
        raise PredictionError(f"{path}: {error}") from error
    return Predictions(name=name or path.stem, records=records)


def scenes(dataset: Dataset, predictions: Predictions) -> tuple[Scene, ...]:
    """Put predictions beside the truth, in the order of the dataset's photos.

    Raises PredictionError if a photo has no record: a photo that was never scanned is not a
    photo in which nothing was found.
    """
    missing = [photo.name for photo in dataset.photos if photo.sha256 not in predictions.records]
    if missing:
        raise PredictionError(
            f"{predictions.name}: no predictions for {len(missing)} of {len(dataset.photos)} "
            f"photos, such as {missing[0]}"
        )
    return tuple(
        Scene(found=predictions.records[photo.sha256].detections, truth=photo.boxes)
        for photo in dataset.photos
    )
