"""What most proposals need corrected, each with one click: type, direction, mount."""

import streamlit as st

from app_pages import words
from app_pages.direction_dial import direction_dial
from app_pages.review_decisions import decide
from app_pages.session import session
from detection.record import Housing
from mapping.review.claim import ClaimKind
from mapping.review.description import with_detail
from mapping.review.detail import MOUNTS, DetailError
from mapping.review.osm import CAMERA_TYPES, CameraType
from mapping.review.proposal import Proposal
from mapping.review.verdict import Correct

__all__ = ["show"]

CAMERA_TYPE_WORDS = {
    CameraType.FIXED: "Fixed",
    CameraType.DOME: "Speed dome",
    CameraType.PANNING: "Open, turning",
}


def show(proposal: Proposal) -> None:
    """Ask for what a person can tell better than the program."""
    _housing(proposal)
    _camera_type(proposal)
    _mount(proposal)
    _direction(proposal)


def _housing(proposal: Proposal) -> None:
    key = f"housing-{proposal.id}"
    st.pills(
        "Type of the housing",
        list(Housing),
        default=proposal.housing,
        required=True,
        format_func=words.HOUSING_WORDS.__getitem__,
        key=key,
        wrap=True,
        on_change=_set_housing,
        args=(proposal, key),
    )


def _set_housing(proposal: Proposal, key: str) -> None:
    housing = st.session_state[key]
    decide(proposal, Correct(housing=housing), f"Type set to {words.HOUSING_WORDS[housing]}")


def _camera_type(proposal: Proposal) -> None:
    """Ask how it turns, where the housing leaves it open."""
    choices = CAMERA_TYPES[proposal.housing]
    if len(choices) < 2:
        return
    key = f"camera-type-{proposal.id}"
    st.pills(
        "How it turns",
        choices,
        default=proposal.standing.camera_type or choices[0],
        required=True,
        format_func=CAMERA_TYPE_WORDS.__getitem__,
        key=key,
        on_change=_set_camera_type,
        args=(proposal, key),
    )


def _set_camera_type(proposal: Proposal, key: str) -> None:
    chosen: CameraType = st.session_state[key]
    decide(proposal, Correct(camera_type=chosen), f"Set to {CAMERA_TYPE_WORDS[chosen].lower()}")


def _mount(proposal: Proposal) -> None:
    """Ask what it hangs on; only a person can tell."""
    key = f"mount-{proposal.id}"
    current = proposal.tags.get("camera:mount")
    st.pills(
        "Hangs on",
        MOUNTS if current in (None, *MOUNTS) else (*MOUNTS, current),
        default=current,
        format_func=lambda mount: mount.replace("_", " ").capitalize(),
        key=key,
        wrap=True,
        on_change=_set_mount,
        args=(proposal, key),
    )


def _set_mount(proposal: Proposal, key: str) -> None:
    mount = st.session_state[key] or ""
    try:
        verdict = with_detail(proposal.standing, "camera:mount", mount)
    except DetailError as error:
        session().say(words.plain(str(error)), ":material/warning:")
    else:
        decide(proposal, verdict, f"Hangs on: {mount.replace('_', ' ') or 'not known'}")


def _direction(proposal: Proposal) -> None:
    """Ask where a fixed camera looks; the program has no opinion on that."""
    if proposal.tags.get("camera:type") != CameraType.FIXED:
        return
    held, key = proposal.standing.direction_deg, f"direction-{proposal.id}"
    st.markdown("Looks towards, if you can tell")
    with st.container(horizontal=True, vertical_alignment="center"):
        direction_dial(
            held, key=f"dial-{proposal.id}", on_turned=lambda deg: _set_direction(proposal, deg)
        )
        with st.container(width=170):
            st.number_input(
                "Degrees (0 north, 90 east)",
                min_value=0.0,
                max_value=359.0,
                value=held,
                step=5.0,
                format="%.0f",
                placeholder="not known",
                key=key,
                on_change=_take_number,
                args=(proposal, key),
            )
            if held is not None:  # a number field that has one can't be emptied
                st.button(
                    "Direction not known",
                    icon=":material/backspace:",
                    on_click=_clear_direction,
                    args=(proposal, key),
                )


def _take_number(proposal: Proposal, key: str) -> None:
    direction_deg = st.session_state[key]
    if direction_deg is not None:
        _set_direction(proposal, direction_deg)


def _set_direction(proposal: Proposal, direction_deg: float) -> None:
    st.session_state[f"direction-{proposal.id}"] = float(round(direction_deg) % 360)
    decide(proposal, Correct(direction_deg=direction_deg), "Direction set")


def _clear_direction(proposal: Proposal, key: str) -> None:
    st.session_state[key] = None
    decide(proposal, Correct(cleared=frozenset({ClaimKind.DIRECTION})), "Direction taken back")
