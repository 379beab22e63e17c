"""The public page of one accepted camera: what it is, where, and on what each statement rests."""

from collections.abc import Iterable

import pandas as pd
import pydeck as pdk
import streamlit as st

from app_pages import map_grid, maps, words
from app_pages.map_shapes import circle
from app_pages.services import services
from app_pages.settings import settings
from app_pages.symbols import KNOWN_COLOUR, Symbol, legend
from app_pages.visitor import visitor
from mapping.export.camera import ExportedCamera, Place, released
from mapping.review.claim import Claim, ClaimKind, Evidence
from mapping.review.proposal import Proposal
from mapping.storage.public_camera import evidence_picture, public_camera

__all__ = ["show"]

PICTURE_PX = 360
SPAN_M = 120.0

CLAIM_WORDS = {
    ClaimKind.EXISTS: "There is a camera",
    ClaimKind.PLACE: "It stands here",
    ClaimKind.HOUSING: "Housing",
    ClaimKind.CAMERA_TYPE: "How it turns",
    ClaimKind.DIRECTION: "Looks towards (°)",
    ClaimKind.MOUNT: "Hangs on",
    ClaimKind.HEIGHT: "Height (m)",
    ClaimKind.OPERATOR: "Operator",
    ClaimKind.MANUFACTURER: "Manufacturer",
    ClaimKind.MODEL: "Model",
    ClaimKind.CAPABILITY: "What the model can do",
    ClaimKind.TAG: "Further tag",
}
_IN_WORDS = {ClaimKind.EXISTS: "yes", ClaimKind.PLACE: "see above"}
EVIDENCE_WORDS = {
    Evidence.SUGGESTED: "suggested by the program",
    Evidence.SEEN: "seen by a person",
    Evidence.DOCUMENTED: "a document says so",
}


def show(camera_id: str) -> None:
    """Show the camera with this id, or say that there is none."""
    st.button("All cameras", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    found = public_camera(services().store, camera_id, who=visitor())
    if found is None:
        st.title("Camera")
        st.warning(
            "There is no accepted camera at this address. A reviewer may have taken it back, or "
            "the address was not copied whole."
        )
        return
    (camera,) = released([found])
    st.title(f"{words.HOUSING_WORDS[camera.housing]} camera")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _picture(camera.id)
        _place(camera.place)
    with right:
        _map(found, camera.place)
    _claims(found.claims)
    _tags(camera)


def _leave() -> None:
    st.query_params.pop("camera", None)


def _picture(camera_id: str) -> None:
    picture = evidence_picture(services().store, camera_id, who=visitor())
    if picture is None:
        st.info("There is no picture of this camera (any more).", icon=":material/hide_image:")
        return
    st.image(picture, width=PICTURE_PX, alt="The camera, cut out of a street photo")
    st.caption("Cut out of a street photo. Faces and number plates are blurred where found.")


def _place(place: Place | None) -> None:
    if place is None:
        st.write("Its place is not known.")
        return
    st.markdown(
        f"**{place.latitude_text}, {place.longitude_text}**, within {place.accuracy_m:g} m (95 %)  "
        f"\n[Show it on openstreetmap.org]({place.openstreetmap_link})"
    )


def _map(camera: Proposal, place: Place | None) -> None:
    if place is None:
        return
    here = (place.latitude, place.longitude)
    span_m = max(SPAN_M, 3 * place.accuracy_m)
    ground, note = map_grid.ground(here, span_m)
    around = pdk.Layer(
        "PolygonLayer",
        id="accuracy",
        data=[{"polygon": circle(here, place.accuracy_m), "label": "It stands here with 95 %"}],
        get_polygon="polygon",
        get_fill_color=[*KNOWN_COLOUR, 40],
        get_line_color=[*KNOWN_COLOUR, 180],
        get_line_width=2,
        line_width_units=maps.PIXELS,
        pickable=True,
    )
    layers = [*ground, around, *maps.camera_layers([camera])]
    st.pydeck_chart(maps.deck(layers, here, span_m), height=360, key=f"camera-map-{camera.id}")
    looking = maps.viewing_direction(camera) is not None
    legend(
        [Symbol.ACCEPTED, *([Symbol.VIEW] if looking else [])],
        f"The circle holds its place with 95 %. {note}",
    )


def _claims(claims: Iterable[Claim]) -> None:
    st.subheader("What is said of it, and on what that rests")
    rows = [
        {
            "What": CLAIM_WORDS[claim.kind],
            "Is": _IN_WORDS.get(claim.kind, claim.value),
            "Rests on": EVIDENCE_WORDS[claim.evidence],
            "Source": claim.source or "",
        }
        for claim in claims
    ]
    table = pd.DataFrame(rows)
    if not any(table["Source"]):
        table = table.drop(columns="Source")
    st.dataframe(
        table,
        hide_index=True,
        key="claims",
        column_config={"Source": st.column_config.LinkColumn()},
    )
    st.caption("What a camera can do is told by documents alone, never by how it looks.")


def _tags(camera: ExportedCamera) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("OpenStreetMap tags")
        st.code("\n".join(f"{key}={value}" for key, value in camera.tags.items()), language=None)
    with right:
        st.subheader("Link to this page")
        st.code(_address(camera.id), language=None)
        licence = settings().licence
        st.caption(f"Licence: {licence.identifier}, © {licence.attribution}")


def _address(camera_id: str) -> str:
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?camera={camera_id}"
