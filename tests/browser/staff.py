"""The app with somebody of each role signed in to it, and something there for each to do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import ColumnElement, func, select

from app_pages.navigation import PAGES as ALL
from detection.record import Detection, HeadingReference, Location, Problem
from evaluation.datasets.dataset_library import DatasetLibrary
from evaluation.datasets.labelling import LabelFolder
from evaluation.running.job import JobOrder, JobState, new_job, write_job
from mapping.access.permission import PERMITTED
from mapping.access.person import LOCAL
from mapping.access.role import Role
from mapping.matching.known import KnownCamera
from mapping.review.verdict import Accept
from mapping.storage.adoption import adopt
from mapping.storage.failures import failures
from mapping.storage.intake import Intake
from mapping.storage.known_store import KnownSource, import_known, known_cameras
from mapping.storage.originals import digest
from mapping.storage.people import grant, role_changes
from mapping.storage.schema import PhotoRow, UploadRow
from mapping.storage.selection import Selection
from mapping.storage.store import Store
from tests.browser.conftest import PATIENCE_MS, ROOT, started
from tests.browser.sign_in import provider, secrets_file, sign_in
from tests.builders import BELGRADE_GPS, jpeg
from tests.mapping_builders import a_detection, a_record
from tests.servers import free_port

__all__ = [
    "ANYWHERE",
    "EVALUATION",
    "FAILED",
    "KNOWN",
    "PAGES",
    "REVIEWER",
    "STOOD_AT",
    "App",
    "photos",
    "staffed",
]

T = TypeVar("T")

OWN_ROLES = {"nobody": Role.VOLUNTEER} | {role.value: role for role in Role}
PAGES = {
    person: {"account"} | {page.name for page in ALL if role in PERMITTED[page.permission]}
    for person, role in OWN_ROLES.items()
}
"""What each may open, by the table of permissions, which tests/unit/test_mapping_access.py pins."""

REVIEWER = "Markirana Recenzentkinja"
KNOWN = KnownSource(name="Marked list", origin="a group", licence="CC0-1.0")
STOOD_AT = Location(
    latitude=44.8123953,
    longitude=20.4612953,
    accuracy_m=2.0,
    heading_deg=45.0,
    heading_reference=HeadingReference.TRUE,
    focal_length_35mm=26.0,
)
ANYWHERE = Selection(states=())
BOX = (8.0, 8.0, 12.0, 11.0)
FAILED = jpeg({**BELGRADE_GPS, 17: [(300, 1)]})
EVALUATION = "20260501-stopped"
SAMPLE = ROOT / "samples" / "street-01.jpg"


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """A running app that people sign in to, and the folder of its data.

    `unplaced` is the receipt of a photo without a place.
    """

    address: str
    folder: Path
    receipt: str
    unplaced: str
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def _look(self, look: Callable[[Store], T]) -> T:
        store = Store.open(self.folder)
        try:
            return look(store)
        finally:
            store.close()

    def _rows(self, table: type[PhotoRow | UploadRow], *conditions: ColumnElement[bool]) -> int:
        def count(store: Store) -> int:
            with store.database.read() as session:
                rows = select(func.count()).select_from(table).where(*conditions)
                return session.scalar(rows) or 0

        return self._look(count)

    def _entries(self, below: str) -> int:
        return len(list(self.folder.glob(below)))

    def decisions(self) -> int:
        """All steps of the histories of all proposals."""
        return self._look(
            lambda store: sum(
                len(store.history(proposal.id, who=LOCAL))
                for proposal in store.proposals(ANYWHERE, who=LOCAL)
            )
        )

    def role_changes(self) -> int:
        """What was given and taken."""
        return self._look(lambda store: len(role_changes(store, who=LOCAL)))

    def retried(self) -> int:
        """One more for each photo that waits no longer to be tried again."""
        return self._look(lambda store: -len(failures(store, who=LOCAL)))

    def uploads(self) -> int:
        """Receipts."""
        return self._rows(UploadRow)

    def photos(self) -> int:
        """Photos of all receipts."""
        return self._rows(PhotoRow)

    def removed_samples(self) -> int:
        """One more for each sample photo that is gone."""
        return -self._rows(PhotoRow, PhotoRow.sha256 == digest(SAMPLE.read_bytes()))

    def placed(self) -> int:
        """Photos whose place a person gave."""
        return self._rows(PhotoRow, PhotoRow.placed_latitude.is_not(None))

    def known(self) -> int:
        """Imported cameras."""
        return self._look(lambda store: len(list(known_cameras(store, who=LOCAL))))

    def datasets(self) -> int:
        """Labelled datasets."""
        return self._entries("datasets/[!.]*")

    def deleted_datasets(self) -> int:
        """One more for each that is gone."""
        return -self.datasets()

    def labelled(self) -> int:
        """Photos to label."""
        return self._entries("datasets/*/inbox/*.*")

    def models(self) -> int:
        """Models that were uploaded."""
        return self._entries("models/[!.]*")

    def deleted_evaluations(self) -> int:
        """One more for each that is gone."""
        return -self._entries("evaluations/*")


def photos() -> list[bytes]:
    """Four photos, one camera in each."""
    return [jpeg({**BELGRADE_GPS, 17: [(degree, 1)]}) for degree in range(100, 104)]


def _adopt(store: Store, contents: Sequence[bytes], *boxes: Detection, at: Location | None) -> str:
    """Take in photos with these boxes each, and give their receipt."""
    files = {f"{number}.jpg": content for number, content in enumerate(contents)}
    records = [
        a_record(content, photo=name, width=96, height=64, location=at, detections=boxes)
        for name, content in files.items()
    ]
    receipt = adopt(store, records, read=files.get, who=LOCAL).receipt
    assert receipt is not None
    return receipt


def _fill(folder: Path) -> tuple[str, str]:
    """Put something there for every role; give the receipts of four cameras and of no place.

    Of the four one is accepted. Before them came two photos of one camera, and one that could not
    be scanned.
    """
    store = Store.open(folder)
    _two_views(store)
    _failure(store)
    # not sure of its type, or the four were taken for views of one camera
    unsure = a_detection(box=BOX, housing_confidence=0.5)
    receipt = _adopt(store, photos(), unsure, at=STOOD_AT)
    _, first, *_ = store.proposals(who=LOCAL)
    store.decide(first, Accept(), who=LOCAL.named(REVIEWER))
    unplaced = _adopt(store, [jpeg(None)], unsure, at=None)
    _adopt(store, [SAMPLE.read_bytes()], at=None)
    known = KnownCamera(
        source=KNOWN.name, source_id="1", latitude=44.9, longitude=20.3, error_m=8.0
    )
    import_known(store, KNOWN, [known], who=LOCAL)
    store.close()
    _labels(folder)
    _evaluation(folder)
    return receipt, unplaced


def _two_views(store: Store) -> None:
    contents = [jpeg({**BELGRADE_GPS, 17: [(degree, 1)]}) for degree in (200, 201)]
    _adopt(store, contents, a_detection(box=BOX), at=STOOD_AT)
    (camera,) = store.proposals(who=LOCAL)
    assert len(store.views(camera.id, who=LOCAL)) == 1


def _failure(store: Store) -> None:
    intake, slow = Intake(store), Problem(code="too_slow", message="It took too long.")
    intake.receive([FAILED])
    intake.scan_next(lambda content: a_record(content, detections=(), error=slow))


def _labels(folder: Path) -> None:
    """A dataset to delete, which comes first, and one with a photo that is done."""
    library = DatasetLibrary(folder)
    for name in ("to delete", "to keep"):
        labels = LabelFolder.create(library.create(name))
        photo = labels.add(jpeg(None))
        assert photo is not None
        labels.save(photo, [], done=True)


def _evaluation(folder: Path) -> None:
    order = JobOrder(dataset="to keep", root=str(folder), models=("none",))
    job = replace(new_job(order), id=EVALUATION, state=JobState.STOPPED)
    place = folder / "evaluations" / job.id
    place.mkdir(parents=True)
    write_job(job, place)


@contextmanager
def staffed(folder: Path, browser: Browser) -> Iterator[App]:
    """Run the app with a provider, data, and a browser for each role, signed in."""
    receipt, unplaced = _fill(folder)
    people = {role.value: {"email": f"{role}@example.org", "email_verified": True} for role in Role}
    with provider(free_port(), people, folder / "provider.log") as issuer:
        _give_roles(folder, issuer)
        secrets = secrets_file(folder / "secrets.toml", issuer)
        with started(ROOT, folder, "--secrets.files", str(secrets)) as address:
            contexts = {person: _signed_in(browser, address, person) for person in PAGES}
            yield App(
                address=address,
                folder=folder,
                receipt=receipt,
                unplaced=unplaced,
                contexts=contexts,
            )
            for context in contexts.values():
                context.close()


def _give_roles(folder: Path, issuer: str) -> None:
    store = Store.open(folder)
    for role in Role:
        if role is not Role.VOLUNTEER:
            key = f"{issuer} {role}" if role is Role.REVIEWER else f"{role}@example.org"
            grant(store, key, role, name=f"The {role}", who=LOCAL)
    grant(store, "ana@example.org", Role.RESEARCHER, name="Ana, first", who=LOCAL)
    store.close()


def _signed_in(browser: Browser, address: str, person: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    if person != "nobody":
        page = context.new_page()
        sign_in(page, address, person)
        page.close()
    return context
