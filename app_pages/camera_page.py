"""The public page of one accepted camera: what it is, where, and on what each statement rests."""

from collections.abc import Iterable

import pandas as pd
import pydeck as pdk
import streamlit as st

from app_pages import map_grid, maps, reader, words
from app_pages.camera_facts import CAMERA_TYPE_WORDS, MOUNT_WORDS
from app_pages.map_shapes import circle
from app_pages.services import services
from app_pages.settings import settings
from app_pages.symbols import KNOWN_COLOUR, Symbol, legend
from app_pages.visitor import visitor
from detection.record import Housing
from languages.figures import metres
from languages.kept import kept
from languages.text import tr
from mapping.export.camera import ExportedCamera, Place, released
from mapping.review.claim import EVIDENCE_WORDS, Claim, ClaimKind
from mapping.review.osm import CameraType
from mapping.review.proposal import Proposal
from mapping.storage.public_camera import evidence_picture, public_camera

__all__ = ["show"]

PICTURE_PX = 360
SPAN_M = 120.0

CLAIM_WORDS = {
    ClaimKind.EXISTS: kept("There is a camera"),
    ClaimKind.PLACE: kept("It stands here"),
    ClaimKind.HOUSING: kept("Housing"),
    ClaimKind.CAMERA_TYPE: kept("How it turns"),
    ClaimKind.DIRECTION: kept("Looks towards (°)"),
    ClaimKind.MOUNT: kept("Hangs on"),
    ClaimKind.HEIGHT: kept("Height (m)"),
    ClaimKind.OPERATOR: kept("Operator of the camera"),
    ClaimKind.MANUFACTURER: kept("Manufacturer"),
    ClaimKind.MODEL: kept("Model"),
    ClaimKind.CAPABILITY: kept("What the model can do"),
    ClaimKind.TAG: kept("Further tag"),
}
_IN_WORDS = {ClaimKind.EXISTS: kept("yes"), ClaimKind.PLACE: kept("see above")}


def show(camera_id: str) -> None:
    """Show the camera with this id, or say that there is none."""
    st.button(tr("All cameras"), icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    found = public_camera(services().store, camera_id, who=visitor())
    if found is None:
        st.title(tr("Camera"))
        st.warning(
            tr(
                "There is no accepted camera at this address. A reviewer may have taken it back, "
                "or the address was not copied whole."
            )
        )
        return
    (camera,) = released([found])
    st.title(tr("{housing} camera", housing=words.housing_word(camera.housing)))
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
        st.info(tr("There is no picture of this camera (any more)."), icon=":material/hide_image:")
        return
    st.image(picture, width=PICTURE_PX, alt=tr("The camera, cut out of a street photo"))
    st.caption(tr("Cut out of a street photo. Faces and number plates are blurred where found."))


def _place(place: Place | None) -> None:
    if place is None:
        st.write(tr("Its place is not known."))
        return
    st.markdown(
        tr(
            "**{coordinates}**, within {distance} (95%)",
            coordinates=f"{place.latitude_text}, {place.longitude_text}",
            distance=metres(place.accuracy_m, 1),
        )
        + "  \n["
        + tr("Show it on openstreetmap.org")
        + f"]({place.openstreetmap_link})"
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
        data=[{"polygon": circle(here, place.accuracy_m), "label": tr("It stands here with 95%")}],
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
        tr("The circle holds its place with 95%."),
        note,
    )


def _claims(claims: Iterable[Claim]) -> None:
    st.subheader(tr("What is said of it, and on what that rests"))
    rows = [
        {
            "What": tr(CLAIM_WORDS[claim.kind]),
            "Is": _value(claim),
            "Rests on": tr(EVIDENCE_WORDS[claim.evidence]),
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
        column_config={
            "What": tr("What"),
            "Is": tr("Is"),
            "Rests on": tr("Rests on"),
            "Source": st.column_config.LinkColumn(tr("Source")),
        },
    )
    st.caption(tr("What a camera can do is told by documents alone, never by how it looks."))


def _value(claim: Claim) -> str:
    """What a claim states, in words where we have them."""
    if claim.kind in _IN_WORDS:
        return tr(_IN_WORDS[claim.kind])
    if claim.kind is ClaimKind.HOUSING:
        return words.housing_word(Housing(claim.value))
    if claim.kind is ClaimKind.CAMERA_TYPE:
        return tr(CAMERA_TYPE_WORDS[CameraType(claim.value)])
    if claim.kind is ClaimKind.MOUNT:
        return tr(MOUNT_WORDS.get(claim.value, claim.value))
    return tr(claim.value) if claim.kind is ClaimKind.CAPABILITY else claim.value


def _tags(camera: ExportedCamera) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(tr("OpenStreetMap tags"))
        tags = "\n".join(f"{key}={value}" for key, value in camera.tags.items())
        st.code(tags, language=None, wrap_lines=True)
    with right:
        st.subheader(tr("Link to this page"))
        st.code(reader.address(camera=camera.id), language=None, wrap_lines=True)
        st.caption(words.terms(settings().licence))
