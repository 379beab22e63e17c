"""What most proposals need corrected, each with one click: type, direction, mount."""

import streamlit as st

from app_pages import words
from app_pages.camera_facts import CAMERA_TYPE_WORDS, MOUNT_WORDS, UNKNOWN
from app_pages.direction_dial import direction_dial
from app_pages.review_decisions import decide
from app_pages.session import session
from detection.record import Housing
from languages.text import tr
from mapping.review.claim import ClaimKind
from mapping.review.description import with_detail
from mapping.review.detail import MOUNTS, DetailError
from mapping.review.osm import CAMERA_TYPES, CameraType
from mapping.review.proposal import Proposal
from mapping.review.verdict import Correct

__all__ = ["show"]


def show(proposal: Proposal) -> None:
    """Ask for what a person can tell better than the program."""
    _housing(proposal)
    _camera_type(proposal)
    _mount(proposal)
    _direction(proposal)


def _housing(proposal: Proposal) -> None:
    key = f"housing-{proposal.id}"
    st.pills(
        tr("Type of the housing"),
        list(Housing),
        default=proposal.housing,
        required=True,
        format_func=words.housing_word,
        key=key,
        wrap=True,
        on_change=_set_housing,
        args=(proposal, key),
    )


def _set_housing(proposal: Proposal, key: str) -> None:
    housing = st.session_state[key]
    done = tr("Type set to {type}", type=words.housing_word(housing))
    decide(proposal, Correct(housing=housing), done)


def _camera_type(proposal: Proposal) -> None:
    """Ask how it turns, where the housing leaves it open."""
    choices = CAMERA_TYPES[proposal.housing]
    if len(choices) < 2:
        return
    key = f"camera-type-{proposal.id}"
    st.pills(
        tr("How it turns"),
        choices,
        default=proposal.standing.camera_type or choices[0],
        required=True,
        format_func=lambda turns: tr(CAMERA_TYPE_WORDS[turns]),
        key=key,
        on_change=_set_camera_type,
        args=(proposal, key),
    )


def _set_camera_type(proposal: Proposal, key: str) -> None:
    chosen: CameraType = st.session_state[key]
    done = tr("Set to {type}", type=tr(CAMERA_TYPE_WORDS[chosen]).lower())
    decide(proposal, Correct(camera_type=chosen), done)


def _mount(proposal: Proposal) -> None:
    """Ask what it hangs on; only a person can tell."""
    key = f"mount-{proposal.id}"
    current = proposal.tags.get("camera:mount")
    st.pills(
        tr("Hangs on"),
        MOUNTS if current in (None, *MOUNTS) else (*MOUNTS, current),
        default=current,
        format_func=_mount_word,
        key=key,
        wrap=True,
        on_change=_set_mount,
        args=(proposal, key),
    )


def _mount_word(mount: str) -> str:
    return tr(MOUNT_WORDS.get(mount, mount.replace("_", " ").capitalize()))


def _set_mount(proposal: Proposal, key: str) -> None:
    mount = st.session_state[key] or ""
    try:
        verdict = with_detail(proposal.standing, "camera:mount", mount)
    except DetailError as error:
        session().warn(words.error(error))
    else:
        told = (_mount_word(mount) if mount else tr(UNKNOWN)).lower()
        decide(proposal, verdict, tr("Hangs on: {mount}", mount=told))


def _direction(proposal: Proposal) -> None:
    """Ask where a fixed camera looks; the program has no opinion on that."""
    if proposal.tags.get("camera:type") != CameraType.FIXED:
        return
    held, key = proposal.standing.direction_deg, f"direction-{proposal.id}"
    st.markdown(tr("Looks towards, if you can tell"))
    with st.container(horizontal=True, vertical_alignment="center"):
        direction_dial(
            held, key=f"dial-{proposal.id}", on_turned=lambda deg: _set_direction(proposal, deg)
        )
        with st.container(width=170):
            st.number_input(
                tr("Degrees (0 north, 90 east)"),
                min_value=0.0,
                max_value=359.0,
                value=held,
                step=5.0,
                format="%.0f",
                placeholder=tr(UNKNOWN).lower(),
                key=key,
                on_change=_take_number,
                args=(proposal, key),
            )
            if held is not None:  # a number field that has one can't be emptied
                st.button(
                    tr("Direction not known"),
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
    decide(proposal, Correct(direction_deg=direction_deg), tr("Direction set"))


def _clear_direction(proposal: Proposal, key: str) -> None:
    st.session_state[key] = None
    decide(proposal, Correct(cleared=frozenset({ClaimKind.DIRECTION})), tr("Direction taken back"))
