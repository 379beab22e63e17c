"""Review: one proposal a screen, decided with a click or a key."""

import streamlit as st

from app_pages import headings, maps, matches, pictures, review_map, votes, words
from app_pages.map_shapes import Point
from app_pages.placing import ask_for_place
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import names_themselves, visitor
from detection.record import Housing
from mapping.review.claim import ClaimKind
from mapping.review.osm import CameraType
from mapping.review.proposal import Proposal, State
from mapping.review.review import ReviewError, objection
from mapping.review.verdict import Accept, Correct, Pin, Reason, Reject, Verdict
from mapping.storage.rows import StoredPhoto
from mapping.storage.selection import Order, Selection

REASON_WORDS = {
    Reason.LAMP: "Lamp",
    Reason.SPEAKER: "Speaker",
    Reason.SENSOR: "Sensor",
    Reason.BOX: "Some box",
    Reason.OTHER: "No camera",
    Reason.DUPLICATE: "Duplicate",
    Reason.PRIVATE_INTERIOR: "Private interior",
    Reason.UNCLEAR: "Too unclear",
}
CROP_WIDTH_PX = 300

ORDER_WORDS = {
    Order.ARRIVAL: "In order of arrival",
    Order.UNCERTAIN: "Uncertain first",
    Order.CONFIDENT: "Certain first",
}


def page() -> None:
    """The whole page."""
    session().show_message()
    head, tally = st.columns([2, 3], vertical_alignment="bottom")
    head.title("Review")
    _show_tally(tally)
    selection = _selection()
    proposal = services().store.next(selection, who=visitor())
    if proposal is None:
        _show_end(selection)
        return
    photo = services().store.photo(proposal.photo, who=visitor())
    left, right = st.columns([2, 3], gap="medium")
    found = matches.of(proposal, photo.receipt)
    with left:
        _show_crop(proposal)
        matches.show(found)
        votes.show(proposal)
        _buttons(proposal)
        _correct_housing(proposal)
        _correct_direction(proposal)
    with right:
        _show_photo(proposal, photo)
        headings.show_doubts(photo)
        review_map.show(proposal, photo, found)
        _place(proposal, photo)


def _show_tally(column: st.delta_generator.DeltaGenerator) -> None:
    store = services().store
    counts = {state: store.count(Selection(states=(state,))) for state in State}
    column.markdown(
        f":material/inbox: **{counts[State.PROPOSED]}** waiting · "
        f":material/check: **{counts[State.ACCEPTED]}** accepted · "
        f":material/close: **{counts[State.REJECTED]}** rejected"
    )


def _selection() -> Selection:
    with st.expander("Who reviews, and what comes first"):
        name, order, kinds, least = st.columns(4)
        _ask_name(name)
        chosen = order.selectbox("Order", list(ORDER_WORDS), format_func=ORDER_WORDS.__getitem__)
        housings = kinds.multiselect(
            "Only these types", list(Housing), format_func=words.HOUSING_WORDS.__getitem__
        )
        confidence = least.slider("At least this certain", 0, 100, 0, format="%d %%")
    return Selection(
        order=chosen,
        housings=tuple(housings),
        min_confidence=confidence / 100,
        without=tuple(session().skipped),
    )


def _ask_name(column: st.delta_generator.DeltaGenerator) -> None:
    own = names_themselves()
    typed = column.text_input(
        "Your name or sign, kept with each decision",
        value=session().reviewer if own else visitor().name,
        disabled=not own,
    )
    if own:
        session().reviewer = typed.strip() or "reviewer"


def _show_end(selection: Selection) -> None:
    skipped = len(session().skipped)
    if skipped:
        st.info(f"Only the {words.number_of(skipped, 'proposal')} that you skipped are left.")
        if st.button("Look at them again"):
            session().skipped.clear()
            st.rerun()
    elif selection.housings or selection.min_confidence:
        st.info("Nothing waits that fits these filters.")
    else:
        waiting = services().store.count(selection)
        others = " What waits now waits for another reviewer." if waiting else ""
        st.success(f"Nothing waits for review by you.{others} New photos bring new proposals.")
    _undo_button()


def _show_crop(proposal: Proposal) -> None:
    crop = pictures.camera_crop(proposal.photo, proposal.detection.box)
    if crop:
        st.image(crop, width=CROP_WIDTH_PX, alt="The proposed camera, enlarged")
    else:
        st.info("The photo is no longer kept.")
    st.markdown(f"**{words.HOUSING_WORDS[proposal.housing]}**")
    st.caption(
        f"{words.describe_sight(proposal.detection)} · {words.describe_place(proposal.position)}"
    )


def _buttons(proposal: Proposal) -> None:
    hindrance = objection(proposal.standing)
    if hindrance:
        st.warning(hindrance, icon=":material/wrong_location:")
    with st.container(horizontal=True):
        st.button(
            "Accept",
            type="primary",
            icon=":material/check:",
            shortcut="a",
            disabled=hindrance is not None,
            on_click=_decide,
            args=(proposal, Accept(), "Accepted"),
        )
        st.button(
            "Skip", icon=":material/skip_next:", shortcut="s", on_click=_skip, args=(proposal.id,)
        )
        _undo_button()
    st.markdown("**Reject**, because it is")
    with st.container(horizontal=True, gap="small"):
        for number, (reason, label) in enumerate(REASON_WORDS.items(), start=1):
            st.button(
                label,
                shortcut=str(number),
                on_click=_decide,
                args=(proposal, Reject(reason=reason), f"Rejected: {label.lower()}"),
            )


def _undo_button() -> None:
    st.button("Undo", icon=":material/undo:", shortcut="u", on_click=_undo)


def _correct_housing(proposal: Proposal) -> None:
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
    _decide(proposal, Correct(housing=housing), f"Type set to {words.HOUSING_WORDS[housing]}")


def _correct_direction(proposal: Proposal) -> None:
    """Ask where a fixed camera looks; the program has no opinion on that."""
    if proposal.tags.get("camera:type") != CameraType.FIXED:
        return
    key = f"direction-{proposal.id}"
    st.number_input(
        "Looks towards, if you can tell (degrees: 0 north, 90 east)",
        min_value=0.0,
        max_value=359.0,
        value=proposal.standing.direction_deg,
        step=5.0,
        format="%.0f",
        placeholder="not known",
        key=key,
        on_change=_set_direction,
        args=(proposal, key),
    )
    if proposal.standing.direction_deg is not None:  # a number field that has one can't be emptied
        st.button(
            "Direction not known",
            icon=":material/backspace:",
            on_click=_clear_direction,
            args=(proposal, key),
        )


def _clear_direction(proposal: Proposal, key: str) -> None:
    st.session_state[key] = None
    _decide(proposal, Correct(cleared=frozenset({ClaimKind.DIRECTION})), "Direction taken back")


def _set_direction(proposal: Proposal, key: str) -> None:
    direction_deg = st.session_state[key]
    if direction_deg is not None:
        _decide(proposal, Correct(direction_deg=direction_deg), "Direction set")


def _decide(proposal: Proposal, verdict: Verdict, done: str) -> None:
    try:
        decided = services().store.decide(proposal, verdict, who=visitor())
    except ReviewError as error:
        session().say(words.plain(str(error)), ":material/warning:")
    else:
        session().say(votes.outcome(decided, verdict, done))


def _skip(proposal_id: str) -> None:
    session().skipped.add(proposal_id)


def _undo() -> None:
    try:
        proposal = services().store.undo_last(visitor())
    except ReviewError as error:
        session().say(words.plain(str(error)), ":material/warning:")
    else:
        session().skipped.discard(proposal.id)
        session().say("Taken back", ":material/undo:")


def _show_photo(proposal: Proposal, photo: StoredPhoto) -> None:
    boxes = tuple(other.box for other in photo.proposals)
    at = next(at for at, other in enumerate(photo.proposals) if other.id == proposal.id)
    picture = pictures.photo_with_boxes(photo.sha256, boxes, marked=at)
    if picture:
        st.image(picture, width="stretch", alt="The photo, the proposed camera marked")


def _place(proposal: Proposal, photo: StoredPhoto) -> None:
    def pin(point: Point) -> None:
        _decide(proposal, Pin(latitude=point[0], longitude=point[1]), "Placed on the map")
        st.rerun()

    place = proposal.position or photo.location
    by_hand = st.expander(
        "Put the camera where it really is",
        expanded=proposal.position is None,
        key=f"pin-open-{proposal.id}",
        on_change="rerun",
    )
    if not by_hand.open:  # its map is heavy, and most proposals need none
        return
    with by_hand:
        ask_for_place(
            f"pin-{proposal.id}",
            centre=(place.latitude, place.longitude) if place else None,
            layers=maps.camera_layers(services().store.cameras()),
            on_place=pin,
            button="The camera is here",
        )


page()
