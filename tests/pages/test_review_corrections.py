"""Corrections on the review page: box, mount, direction, device, height, operator, tags."""

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import box_editor, direction_dial
from app_pages.services import services
from detection.record import Housing
from mapping.access.person import LOCAL
from mapping.review.claim import ClaimKind, Evidence
from mapping.review.proposal import Proposal
from mapping.review.verdict import Action
from mapping.storage.selection import Selection
from tests.builders import jpeg
from tests.pages.conftest import press
from tests.pages.messages import message

OpenReview = Callable[..., AppTest]


def only() -> Proposal:
    (proposal,) = services().store.proposals(Selection(states=()), who=LOCAL)
    return proposal


def field(app: AppTest, label: str) -> Any:
    return next(each for each in app.text_input if each.label.startswith(label))


class Part:
    """Stands in for a component: notes what it is given and sends what a person did."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.sends: tuple[str, object] | None = None

    def __call__(self, *, key: str, data: dict[str, Any], **others: Any) -> None:
        self.shown.append(data)
        if self.sends is not None:
            (kind, value), self.sends = self.sends, None
            st.session_state[key] = {kind: value}
            others[f"on_{kind}_change"]()


def pointed(dial: Part) -> object:
    """Where the dial was last shown to point, in degrees."""
    return dial.shown[-1]["degrees"]


def test_a_dragged_box_is_kept_and_places_the_camera_anew(
    open_review: OpenReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Part()
    monkeypatch.setattr(box_editor, "_editor", editor)
    app = open_review(jpeg())
    before = only()
    app.session_state[f"box-open-{before.id}"] = True
    app.run()
    (shown,) = editor.shown
    assert shown["single"]
    assert shown["image"].startswith("data:image/jpeg;base64,")
    keep = next(button for button in app.button if button.label == "Keep this box")
    assert keep.disabled
    drawn = {"box": [10.0, 12.0, 30.0, 32.0], "housing": "bullet"}
    editor.sends = ("drawn", {"photo": before.id, "boxes": [drawn]})
    app.run()
    press(app.run(), "Keep this box")
    after = only()
    assert after.box == (10.0, 12.0, 30.0, 32.0)
    assert after.detection == before.detection
    assert after.position != before.position
    (line,) = services().store.history(after.id, who=LOCAL)
    assert (line.action, line.before.box, line.after.box) == (Action.REDRAW, None, after.box)
    press(app, "Undo")
    assert only().standing == before.standing


def test_nonsense_from_the_editor_changes_nothing(
    open_review: OpenReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Part()
    monkeypatch.setattr(box_editor, "_editor", editor)
    app = open_review(jpeg())
    app.session_state[f"box-open-{only().id}"] = True
    editor.sends = ("drawn", {"photo": "?", "boxes": [{"box": [1, 2], "housing": "?"}]})
    app.run()
    press(app.run(), "Keep this box")
    assert "could not be read" in message(app)
    assert only().version == 0


def test_the_dial_sets_the_direction(
    open_review: OpenReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    dial = Part()
    monkeypatch.setattr(direction_dial, "_dial", dial)
    app = open_review(jpeg())
    assert pointed(dial) is None
    dial.sends = ("turned", 135)
    app.run()
    app.run()
    assert not app.exception
    assert only().standing.direction_deg == 135
    assert pointed(dial) == 135
    assert app.number_input[0].value == 135
    press(app, "Direction not known")
    assert only().standing.direction_deg is None
    assert pointed(dial) is None
    dial.sends = ("turned", "north")
    app.run()
    assert only().standing.direction_deg is None


def test_the_mount_is_set_and_taken_back_with_one_click(open_review: OpenReview) -> None:
    app = open_review(jpeg())
    mount = next(each for each in app.pills if each.label == "Hangs on")
    mount.set_value("street_lamp").run()
    assert only().tags["camera:mount"] == "street_lamp"
    claims = {claim.kind: claim.evidence for claim in only().claims}
    assert claims[ClaimKind.MOUNT] is Evidence.SEEN
    next(each for each in app.pills if each.label == "Hangs on").set_value(None).run()
    assert not app.exception
    assert "camera:mount" not in only().tags


def test_a_ptz_camera_may_be_a_speed_dome_or_an_open_one(open_review: OpenReview) -> None:
    app = open_review(jpeg())
    assert not any(each.label == "How it turns" for each in app.pills)
    app.pills[0].set_value(Housing.PTZ).run()
    turning = next(each for each in app.pills if each.label == "How it turns")
    turning.set_value("panning").run()
    assert not app.exception
    assert only().tags["camera:type"] == "panning"


def test_a_known_device_is_documented_by_its_link_or_seen(open_review: OpenReview) -> None:
    app = open_review(jpeg())
    device = next(each for each in app.selectbox if each.label == "Known device")
    assert device.options[0] == "Huawei IPC6225-VRZ-ES (Bullet)", "those of its type come first"
    device.select_index(0).run()
    said = " ".join(each.value for each in app.markdown)
    assert "**face recognition**, of the IPC6000 series" in said
    assert "(https://www.scribd.com/document/498634567/" in said
    press(app, "It is this device")
    seen = {claim.kind: claim for claim in only().claims}
    assert (seen[ClaimKind.MODEL].value, seen[ClaimKind.MODEL].evidence) == (
        "IPC6225-VRZ-ES",
        Evidence.SEEN,
    )
    next(each for each in app.radio if each.label == "How do you know?").set_value(
        "A document says so"
    ).run()
    press(app, "It is this device")
    documented = {claim.kind: claim for claim in only().claims}
    assert documented[ClaimKind.MODEL].evidence is Evidence.DOCUMENTED
    assert documented[ClaimKind.MODEL].source == "https://hiljade.kamera.rs/en/home/"
    assert only().standing.documented
    press(app, "The device is not known")
    assert only().standing.details == ()
    assert only().standing.documented == ()


def test_height_operator_and_further_tags_are_kept_with_their_evidence(
    open_review: OpenReview,
) -> None:
    app = open_review(jpeg())
    field(app, "Height").input("4,5 m")
    field(app, "Operator").input("Скупштина")
    app.text_area[0].input("surveillance:zone=traffic\nref=A 1 https://example.org/list")
    press(app, "Keep")
    assert {
        "height": "4.5",
        "operator": "Скупштина",
        "surveillance:zone": "traffic",
        "ref": "A 1",
    }.items() <= only().tags.items()
    evidence = {claim.subject: claim.evidence for claim in only().claims}
    assert evidence["tag:ref"] is Evidence.DOCUMENTED
    assert evidence["tag:surveillance:zone"] is Evidence.SEEN
    assert app.text_area[0].value == "ref=A 1 https://example.org/list\nsurveillance:zone=traffic"
    field(app, "Height").input("")
    app.text_area[0].input("")
    press(app, "Keep")
    assert [detail.key for detail in only().standing.details] == ["operator"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("just words", "just words is no tag"),
        ("height=4", "height has a field of its own"),
        ("man_made=mast", "man_made cannot be set here"),
        ("ref=1\nref=2", "ref is given twice"),
    ],
)
def test_a_line_that_is_no_tag_changes_nothing(
    open_review: OpenReview, lines: str, why: str
) -> None:
    app = open_review(jpeg())
    app.text_area[0].input(lines)
    press(app, "Keep")
    assert why in message(app).replace("\\", "")
    assert only().version == 0
    assert app.text_area[0].value == lines, "nothing typed is lost"


def test_the_types_are_explained_with_pictures(open_review: OpenReview) -> None:
    app = open_review(jpeg())
    told = [each.value for each in app.markdown if each.value.startswith("**")]
    assert any(each.startswith("**Bullet.** A tube") for each in told)
    first = next(each for each in told if "." in each.split("**")[1])
    assert first.startswith("**Bullet.**"), "the proposed type comes first"
    for name in ("Box", "Dome", "Turret", "PTZ", "ALPR"):
        assert any(each.startswith(f"**{name}.** ") for each in told), name
