"""The sample photos: handing them in, and taking them out again with all that came of them."""

from functools import cache

import streamlit as st

from app_pages import hand_in, pictures, public_dataset, tour, unavailable, words
from app_pages.services import services
from app_pages.session import session
from app_pages.settings import SAMPLES_FOLDER
from app_pages.visitor import visitor
from detection.scan import find_photos
from languages.text import ntr, tr
from mapping.access.permission import Permission
from mapping.review.review import ReviewError
from mapping.storage.originals import digest
from mapping.storage.sample_photos import count_samples, remove_samples

__all__ = ["offer", "offer_removal"]


def offer() -> None:
    """Offer to try the app with the samples, and to remove those that are here."""
    st.subheader(tr("No photo at hand?"))
    st.write(tr("The sample photos show a made-up street with cameras of every kind."))
    st.button(tr("Try the sample photos"), icon=":material/photo_library:", on_click=_hand_in)
    offer_removal("upload")


def offer_removal(where: str) -> None:
    """Show the button that removes the samples, to whoever may and where there are any."""
    if not visitor().may(Permission.REMOVE_SAMPLES) or not count_samples(
        services().store, _samples()
    ):
        return
    st.button(
        tr("Remove the sample photos"),
        icon=":material/cleaning_services:",
        type="tertiary",
        help=tr("With all that came of them: proposals, decisions, and cameras on the map."),
        key=f"remove-samples-{where}",
        on_click=_remove,
    )


def _hand_in() -> None:
    photos = find_photos([SAMPLES_FOLDER])
    contents = (photo.read_bytes() for photo in photos)
    with unavailable.told():
        reception = services().intake.receive_shared(contents, who=visitor())
        hand_in.remember(reception, [photo.name for photo in photos])
        tour.begin()


def _remove() -> None:
    try:
        count = remove_samples(services().store, _samples(), who=visitor())
    except ReviewError as error:
        session().warn(words.error(error), ":material/lock:")
        return
    finally:
        pictures.forget_pictures()
        public_dataset.forget_dataset()
    tour.end()
    session().say(ntr("{count} sample photo removed", "{count} sample photos removed", count))


@cache
def _samples() -> tuple[str, ...]:
    """The SHA-256 of each sample; the files do not change while the app runs."""
    return tuple(digest(photo.read_bytes()) for photo in find_photos([SAMPLES_FOLDER]))
