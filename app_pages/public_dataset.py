"""The accepted cameras as the dataset page shows them, read once for all visitors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app_pages.services import services
from app_pages.settings import settings
from app_pages.visitor import visitor
from mapping.access.permission import Permission
from mapping.access.person import require
from mapping.export.camera import released
from mapping.importing.districts import DistrictError, read_districts
from mapping.matching.district import OUTSIDE, DistrictCounts, count_by_district
from mapping.review.proposal import Proposal
from mapping.storage.public_camera import dataset_revision
from mapping.storage.statistics import months_of_acceptance

__all__ = ["PublicDataset", "forget_dataset", "load"]

_KEPT_S = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicDataset:
    """Cameras in the order of their ids; months of acceptance and areas by these.

    `counts` are those by area, None where no areas are set up; `problem` says what is wrong
    with their file.
    """

    cameras: tuple[Proposal, ...]
    months: Mapping[str, str]
    areas: Mapping[str, str]
    counts: DistrictCounts | None
    problem: str | None


def load() -> PublicDataset:
    """Give the dataset as it is now; it is read anew after each decision only."""
    require(visitor(), Permission.SEE_DATASET)
    file = settings().areas
    changed = file.stat().st_mtime if file and file.is_file() else None
    revision = dataset_revision(services().store)
    return _read(revision.decisions, revision.photos, file, changed)


def forget_dataset() -> None:
    """Drop what this process holds in memory."""
    _read.clear()


@st.cache_resource(ttl=_KEPT_S, max_entries=2, show_spinner=False)
def _read(decisions: int, photos: int, file: Path | None, changed: float | None) -> PublicDataset:
    del decisions, photos, changed  # they are what the memory is kept by
    store = services().store
    cameras = tuple(store.cameras())
    areas: dict[str, str] = {}
    counts, problem = None, None
    if file is not None:
        try:
            districts = read_districts(file)
        except DistrictError as error:
            problem = str(error)
        else:
            exported = tuple(released(cameras))
            counts = count_by_district(exported, districts)
            areas = {
                each.id: districts.at(each.place.latitude, each.place.longitude) or OUTSIDE
                for each in exported
                if each.place is not None
            }
    return PublicDataset(
        cameras=cameras,
        months=months_of_acceptance(store),
        areas=areas,
        counts=counts,
        problem=problem,
    )
