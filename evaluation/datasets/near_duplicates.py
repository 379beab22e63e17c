"""Photos that show almost the same, which make a test easier than it looks.

Each photo is reduced to 64 bits that survive scaling and recompression (the perceptual hash
of imagehash); photos whose bits differ in few places are called near-duplicates.
"""

import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import imagehash
import numpy as np
import numpy.typing as npt
import pi_heif
from PIL import Image, ImageOps

from evaluation.datasets.photo_files import photo_paths
from evaluation.datasets.truth import Finding, LabelledPhoto
from languages.kept import kept

__all__ = [
    "MAX_DISTANCE",
    "find_near_duplicates",
    "near_duplicates_of",
    "perceptual_hash",
    "seen_in_training",
]

MAX_DISTANCE = 6
"""Near-duplicates differ in at most so many of 64 bits."""

_DRAFT_PX = 512
_CHUNK = 1000


def perceptual_hash(content: bytes) -> int:
    """Hash an upright photo to 64 bits; raises OSError where it does not decode."""
    pi_heif.register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content)) as image:
            image.draft("L", (_DRAFT_PX, _DRAFT_PX))
            upright = ImageOps.exif_transpose(image)
    return int(str(imagehash.phash(upright)), 16)


def find_near_duplicates(
    photos: Sequence[LabelledPhoto], hashes: Sequence[int]
) -> tuple[Finding, ...]:
    """Tell which photos are near-duplicates of an earlier one, worst first.

    Pairs between two splits are told apart from pairs within one: only the first kind lets a
    model be tested on what it was trained on.
    """
    bits = np.array(hashes, dtype=np.uint64)
    findings = [_finding(photos[first], photos[second]) for first, second in _near(bits)]
    return tuple(sorted(findings, key=lambda one: one.code != "near_duplicate_across_splits"))


def near_duplicates_of(
    photos: Sequence[LabelledPhoto], cache: Path | None = None
) -> tuple[Finding, ...]:
    """Hash photos and tell the near-duplicates; hashes are kept in the file `cache`."""
    hashes = _hashes({photo.sha256: photo.path for photo in photos}, cache)
    read = [photo for photo in photos if photo.sha256 in hashes]
    return find_near_duplicates(read, [hashes[photo.sha256] for photo in read])


def seen_in_training(
    photos: Sequence[LabelledPhoto], folders: Sequence[Path], cache: Path | None = None
) -> tuple[Finding, ...]:
    """Tell which photos, or near-duplicates of them, lie in folders used for training."""
    files = [path for folder in folders for path in photo_paths(folder)]
    training = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    ours = _hashes({photo.sha256: photo.path for photo in photos}, cache)
    theirs = _hashes(training, cache)
    names = list(theirs)
    bits = np.array([theirs[name] for name in names], dtype=np.uint64)
    findings = []
    for photo in photos:
        twin = training.get(photo.sha256)
        if twin is None and photo.sha256 in ours and names:
            distance = np.bitwise_count(bits ^ np.uint64(ours[photo.sha256]))
            nearest = int(distance.argmin())
            twin = training[names[nearest]] if distance[nearest] <= MAX_DISTANCE else None
        if twin is not None:
            message = kept(
                "Trained on: {photo} is the same or shows almost the same; kept.", photo=twin.name
            )
            findings.append(Finding(code="seen_in_training", where=photo.name, message=message))
    return tuple(findings)


def _hashes(paths: Mapping[str, Path], cache: Path | None) -> dict[str, int]:
    """Give the hashes of photos by their SHA-256; those that do not decode are left out."""
    known = _read(cache)
    for sha256, path in paths.items():
        if sha256 not in known:
            known[sha256] = _hash_file(path)
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(known), "utf-8")
    return {sha256: one for sha256 in paths if (one := known[sha256]) is not None}


def _read(cache: Path | None) -> dict[str, int | None]:
    if cache is None:
        return {}
    try:
        known = json.loads(cache.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _hash_file(path: Path) -> int | None:
    try:
        return perceptual_hash(path.read_bytes())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # the header was good and the pixels are not: the scan reports it


def _near(bits: npt.NDArray[np.uint64]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for start, end in pairwise([*range(0, len(bits), _CHUNK), len(bits)]):
        distance = np.bitwise_count(bits[start:end, None] ^ bits[None, :])
        rows, columns = np.nonzero(distance <= MAX_DISTANCE)
        pairs += [
            (int(earlier), int(row) + start)
            for row, earlier in zip(rows, columns, strict=True)
            if earlier < row + start
        ]
    return pairs


def _finding(earlier: LabelledPhoto, later: LabelledPhoto) -> Finding:
    if earlier.split != later.split:
        return Finding(
            code="near_duplicate_across_splits",
            where=later.name,
            message=kept(
                "Shows almost the same as {earlier}, and one is in {one}, the other in {other}; "
                "both were kept.",
                earlier=earlier.name,
                one=earlier.split,
                other=later.split,
            ),
        )
    message = kept("Shows almost the same as {earlier}; both were kept.", earlier=earlier.name)
    return Finding(code="near_duplicate", where=later.name, message=message)
