"""What only people and documents know of a camera: known device, height, operator, further tags."""

import streamlit as st

from app_pages import words
from app_pages.review_decisions import decide
from app_pages.session import session
from mapping.review.catalogue import Device
from mapping.review.catalogue_file import catalogue
from mapping.review.description import IDENTITY_KEYS, described, device_of, identified
from mapping.review.detail import Detail, DetailError, parse_detail
from mapping.review.proposal import Proposal

__all__ = ["show"]

SEEN, DOCUMENTED = "I can see it", "A document says so"
ASKED = {"height": "Height (m)", "operator": "Operator"}
LINK = "Link, if a document says it"
OWN_FIELDS = {*IDENTITY_KEYS, *ASKED, "camera:mount"}


def show(proposal: Proposal) -> None:
    """Show what is known, and forms to add to it, folded away."""
    with st.expander("Device, height, operator, further tags", icon=":material/sell:"):
        _device(proposal)
        st.divider()
        _details(proposal)


def _device(proposal: Proposal) -> None:
    known = catalogue()
    held = device_of(proposal.standing, known)
    fitting = known.cameras(proposal.housing)
    version = f"{proposal.id}-{proposal.version}"  # fields show what holds after each decision
    devices = [*fitting, *(each for each in known.cameras() if each not in fitting)]
    chosen = st.selectbox(
        "Known device",
        devices,
        index=devices.index(held) if held in devices else None,
        format_func=lambda device: f"{device.name} ({words.HOUSING_WORDS[device.housing]})",
        placeholder="Not known",
        key=f"device-{version}",
    )
    link = None
    if chosen is not None:
        how = st.radio(
            "How do you know?", [SEEN, DOCUMENTED], horizontal=True, key=f"how-{version}"
        )
        if how == DOCUMENTED:
            link = st.text_input(
                "Link to the document", chosen.identified_by.url, key=f"link-{version}"
            )
        _show_capabilities(chosen)
    with st.container(horizontal=True):
        if chosen is not None:
            st.button("It is this device", on_click=_identify, args=(proposal, chosen, link))
        if held is not None:
            st.button("The device is not known", on_click=_identify, args=(proposal, None, None))


def _show_capabilities(device: Device) -> None:
    st.markdown(words.plain(device.description))
    for capability in device.capabilities:
        source = capability.source
        reach = f", of the {device.series} series" if capability.said_of == "series" else ""
        st.markdown(
            f"- **{words.plain(capability.name)}**{reach}: {words.plain(capability.paraphrase)} "
            f"[{words.plain(source.title)}]({source.url}), read on {source.read_on:%-d %B %Y}"
        )
    caveats = {each.source.caveat for each in device.capabilities if each.source.caveat}
    st.caption(" ".join(["What the housing looks like says nothing of this.", *sorted(caveats)]))


def _identify(proposal: Proposal, device: Device | None, link: str | None) -> None:
    if link is not None and not link.strip():
        session().say("Give the link of the document", ":material/warning:")
        return
    try:
        verdict = identified(proposal.standing, device, link)
    except DetailError as error:
        session().say(words.plain(str(error)), ":material/warning:")
    else:
        decide(proposal, verdict, f"Device: {device.name if device else 'not known'}")


def _details(proposal: Proposal) -> None:
    held = {detail.key: detail for detail in proposal.standing.details}
    version = f"{proposal.id}-{proposal.version}"
    with st.form(f"details-{version}", border=False):
        for key, label in ASKED.items():
            value, link = st.columns([2, 3])
            value.text_input(label, _value(held.get(key)), key=f"{key}-{version}")
            link.text_input(LINK, _source(held.get(key)), key=f"{key}-link-{version}")
        further = [detail for detail in held.values() if detail.key not in OWN_FIELDS]
        st.text_area(
            "Further OpenStreetMap tags, one a line: key=value, and behind it a link if a document "
            "says it",
            "\n".join(map(_line, further)),
            placeholder="surveillance:zone=traffic\nref=BG-104 https://…",
            height=90,
            key=f"further-{version}",
        )
        st.form_submit_button("Keep", on_click=_keep, args=(proposal, version))


def _keep(proposal: Proposal, version: str) -> None:
    kept = [each for each in proposal.standing.details if each.key == "camera:mount"]
    try:
        for key in ASKED:
            value = st.session_state[f"{key}-{version}"]
            if value.strip():
                source = st.session_state[f"{key}-link-{version}"]
                kept.append(parse_detail(key, value, source=source))
        lines = st.session_state[f"further-{version}"].splitlines()
        further = [_parse_line(line) for line in lines if line.strip()]
        verdict = described(proposal.standing, [*kept, *further])
    except DetailError as error:
        session().say(words.plain(str(error)), ":material/warning:")
    else:
        decide(proposal, verdict, "Kept")


def _parse_line(line: str) -> Detail:
    """Read `key=value`, or `key=value https://…`."""
    key, equals, rest = line.strip().partition("=")
    if not equals:
        raise DetailError(f"{line.strip()} is no tag: write key=value.")
    if key.strip() in OWN_FIELDS:
        raise DetailError(f"{key.strip()} has a field of its own.")
    value, _, last = rest.rpartition(" ")
    if last.startswith(("http://", "https://")) and value.strip():
        return parse_detail(key, value, source=last)
    return parse_detail(key, rest)


def _line(detail: Detail) -> str:
    return f"{detail.key}={detail.value}" + (f" {detail.source}" if detail.source else "")


def _value(detail: Detail | None) -> str:
    return detail.value if detail else ""


def _source(detail: Detail | None) -> str:
    return (detail.source or "") if detail else ""
