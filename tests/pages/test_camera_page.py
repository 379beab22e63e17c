"""The page of one camera, as somebody sees it who is signed out: no person, no photographer."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app_pages.services import services
from detection.record import Housing
from mapping.access.person import LOCAL, SIGNED_OUT
from mapping.review.description import with_detail
from mapping.review.osm import CameraType
from mapping.review.proposal import Proposal
from mapping.review.verdict import Accept, Correct, Describe, Pin, Reason, Reject, Reopen
from mapping.storage.forgetting import forget
from mapping.storage.public_camera import evidence_picture, public_camera
from tests.builders import jpeg
from tests.mapping_builders import ANA, awkward_details
from tests.pages.test_upload import text

Open = Callable[..., AppTest]
Wait = Callable[[], None]
NOTE = "seen from my window"


@pytest.fixture
def camera(open_app: Open, wait_for_scans: Wait, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """An accepted camera with a mount; from now on whoever looks is signed out."""
    open_app()
    services().intake.receive([jpeg()])
    wait_for_scans()
    store = services().store
    (proposal,) = store.proposals(who=LOCAL)
    described = with_detail(proposal.standing, "camera:mount", "street lamp")
    proposal = store.decide(proposal, described, who=ANA, note=NOTE)
    proposal = store.decide(proposal, Correct(direction_deg=77.0), who=ANA)
    proposal = store.decide(proposal, Accept(), who=ANA, note=NOTE)
    monkeypatch.setattr(LOCAL.__class__, "named", lambda *_: SIGNED_OUT)
    return proposal


def everything(app: AppTest) -> str:
    tables = "\n".join(str(frame.value.to_dict()) for frame in app.dataframe)
    maps = "\n".join(str(each.proto) for each in app.get("deck_gl_json_chart"))
    return "\n".join((text(app), tables, maps))


def test_a_camera_has_an_address_that_anybody_may_open(open_app: Open, camera: Proposal) -> None:
    app = open_app("dataset", camera=camera.id)
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == "Bullet camera"
    told = everything(app)
    place = camera.standing.camera_position
    assert place is not None
    assert f"{place.latitude:.7f}, {place.longitude:.7f}" in told
    assert f"https://www.openstreetmap.org/?mlat={place.latitude:.7f}" in told
    assert "camera:mount=street_lamp" in told
    assert f"?camera={camera.id}" in told
    claims = app.dataframe[0].value.set_index("What")["Rests on"]
    assert claims["There is a camera"] == "seen by a person"
    assert claims["It stands here"] == "suggested by the program"
    assert len(app.get("image")) == 1


@pytest.mark.parametrize(
    ("kind", "said"), [(CameraType.DOME, "Speed dome"), (CameraType.PANNING, "Open, turning")]
)
def test_how_a_camera_turns_is_said_in_words(
    open_app: Open, camera: Proposal, kind: CameraType, said: str
) -> None:
    store = services().store
    reopened = store.decide(camera, Reopen(), who=ANA)
    turning = store.decide(reopened, Correct(housing=Housing.PTZ, camera_type=kind), who=ANA)
    store.decide(turning, Accept(), who=ANA)
    claims = open_app("dataset", camera=camera.id).dataframe[0].value.set_index("What")["Is"]
    assert claims["How it turns"] == said


def test_it_tells_nothing_of_people(open_app: Open, camera: Proposal) -> None:
    photo = services().store.photo(camera.photo, who=LOCAL)
    here = photo.location
    assert here is not None
    assert camera.position is not None
    assert camera.position.bearing_deg is not None
    told = everything(open_app("dataset", camera=camera.id))
    secrets = (
        *(ANA.name, NOTE, camera.photo, camera.photo[:16], photo.receipt),
        *(f"{camera.position.bearing_deg:.2f}", "2026-05-01"),
    )
    for secret in secrets:
        assert secret not in told
    for degrees in (here.latitude, here.longitude):
        assert not re.search(rf"(?<!\d){re.escape(str(degrees))}0*(?!\d)", told)


def test_only_what_is_accepted_has_a_page(open_app: Open, camera: Proposal) -> None:
    store = services().store
    reopened = store.decide(camera, Reopen(), who=ANA)
    for state in ("proposed", "rejected"):
        app = open_app("dataset", camera=camera.id)
        assert "There is no accepted camera at this address" in app.warning[0].value, state
        assert app.get("image") == []
        assert public_camera(store, camera.id) is None
        assert evidence_picture(store, camera.id) is None
        if state == "proposed":
            store.decide(reopened, Reject(reason=Reason.LAMP), who=ANA)
    assert "no accepted camera" in open_app("dataset", camera="' OR 1=1 --").warning[0].value


def test_the_picture_is_a_small_redacted_crop(camera: Proposal) -> None:
    picture = evidence_picture(services().store, camera.id)
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.size == (480, 480)
        assert not opened.getexif()
    kept = services().store.pictures.crop(camera.photo, camera.box)
    assert picture == kept


def test_a_box_drawn_by_hand_is_cut_from_the_redacted_photo(camera: Proposal) -> None:
    store = services().store
    reopened = store.decide(camera, Reopen(), who=ANA)
    redrawn = store.redraw(reopened, (2.0, 2.0, 30.0, 20.0), who=ANA)
    assert store.pictures.crop(redrawn.photo, redrawn.box) is None
    pinned = store.decide(redrawn, Pin(latitude=44.8, longitude=20.4), who=ANA)
    store.decide(pinned, Accept(), who=ANA)
    picture = evidence_picture(store, camera.id)
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.size == (480, 480)


def test_a_forgotten_photo_leaves_a_page_without_picture(open_app: Open, camera: Proposal) -> None:
    store = services().store
    forget(store, store.photo(camera.photo, who=LOCAL).receipt)
    app = open_app("dataset", camera=camera.id)
    assert not app.exception
    assert app.title[0].value == "Bullet camera"
    assert "There is no picture of this camera" in app.info[0].value


def test_texts_of_strangers_stay_texts(open_app: Open, camera: Proposal) -> None:
    evil = "![x](https://evil.example/a.png)"
    services().store.decide(camera, Describe(details=awkward_details(evil)), who=ANA)
    app = open_app("dataset", camera=camera.id)
    assert not app.exception
    assert evil not in "".join(each.value for each in (*app.markdown, *app.caption))


def test_back_leads_to_all_cameras(open_app: Open, camera: Proposal) -> None:
    app = open_app("dataset", camera=camera.id)
    next(button for button in app.button if button.label == "All cameras").click().run()
    assert app.title[0].value == "Dataset"
    assert "camera" not in app.query_params
