"""Help to tell the housing types, and what is taken for them. The pictures are our own renders."""

from pathlib import Path

import streamlit as st

from app_pages import words
from detection.record import Housing
from languages.kept import kept
from languages.text import tr

__all__ = ["show"]

FOLDER = Path(__file__).parent / "look_alikes"
WIDTH_PX = 112

TOLD_BY = {
    Housing.BULLET: kept(
        "A tube, round or with edges, often with a sunshield over its front; lens and "
        "lights at one end. Fixed."
    ),
    Housing.BOX: kept(
        "A long square case like a shoe box, with a window in front; the camera sits inside. Fixed."
    ),
    Housing.DOME: kept(
        "A half sphere, often dark, in a flat ring under a ceiling or arm. Does not "
        "turn as a whole."
    ),
    Housing.TURRET: kept(
        "A ball in a socket that looks out of a cup; the lens is seen, no dark cover "
        "hides it. Fixed."
    ),
    Housing.PTZ: kept(
        "A large ball that hangs from an arm, with a neck above it: it turns and tilts. "
        "Larger than a dome, some 20 cm."
    ),
    Housing.ALPR: kept(
        "A tube or case with many small lights, low and level at a road, aimed at cars. "
        "Reads plates."
    ),
}
LOOK_ALIKES = {
    Housing.BULLET: {
        "spot_lamp": kept("Spot lamp: glass, no lens"),
        "horn_speaker": kept("Horn: open front"),
    },
    Housing.BOX: {
        "floodlight": kept("Floodlight: flat glass"),
        "column_speaker": kept("Speaker: cloth, no window"),
    },
    Housing.DOME: {
        "globe_lamp": kept("Globe lamp: white"),
        "bulkhead_lamp": kept("Wall lamp: frosted glass"),
    },
    Housing.TURRET: {
        "motion_sensor": kept("Motion sensor: milky"),
        "emergency_light": kept("Emergency lamp: two heads"),
    },
    Housing.PTZ: {"globe_lamp": kept("Globe lamp: white, no neck")},
    Housing.ALPR: {
        "spot_lamp": kept("Spot lamp: points up or down"),
        "intercom": kept("Intercom: at a door"),
    },
}


def show(housing: Housing) -> None:
    """Show the six types and their look-alikes, folded away; the proposed one comes first."""
    with st.expander(tr("How to tell the types, and what looks alike"), icon=":material/compare:"):
        for kind in sorted(TOLD_BY, key=lambda each: each is not housing):
            _show_type(kind)
        st.caption(tr("Not sure? Leave the type unknown; a wrong type is worse than none."))


def _show_type(kind: Housing) -> None:
    name = words.housing_word(kind)
    st.markdown(f"**{name}.** {tr(TOLD_BY[kind])}")
    with st.container(horizontal=True, gap="small"):
        _picture(kind.value, name)
        for file, other in LOOK_ALIKES[kind].items():
            _picture(file, tr("Not: {other}", other=tr(other)))


def _picture(name: str, caption: str) -> None:
    with st.container(width=WIDTH_PX, gap="xxsmall"):
        st.image(FOLDER / f"{name}.webp", alt=caption)
        st.caption(caption)
