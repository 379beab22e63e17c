"""What only people and documents know of a camera: known device, height, operator, further tags."""

import streamlit as st

from app_pages import words
from app_pages.camera_facts import UNKNOWN
from app_pages.review_decisions import decide
from app_pages.session import session
from languages.figures import day
from languages.kept import kept
from languages.text import tr
from mapping.review.catalogue import Capability, Device
from mapping.review.catalogue_file import catalogue
from mapping.review.description import IDENTITY_KEYS, described, device_of, identified
from mapping.review.detail import Detail, DetailError, parse_detail
from mapping.review.proposal import Proposal

__all__ = ["show"]

SEEN, DOCUMENTED = kept("I can see it"), kept("A document says so")
ASKED = {"height": kept("Height (m)"), "operator": kept("Operator of the camera")}
LINK = kept("Link, if a document says it")
OWN_FIELDS = {*IDENTITY_KEYS, *ASKED, "camera:mount"}


def show(proposal: Proposal) -> None:
    """Show what is known, and forms to add to it, folded away."""
    with st.expander(tr("Device, height, operator, further tags"), icon=":material/sell:"):
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
        tr("Known device"),
        devices,
        index=devices.index(held) if held in devices else None,
        format_func=lambda device: f"{device.name} ({words.housing_word(device.housing)})",
        placeholder=tr(UNKNOWN),
        key=f"device-{version}",
    )
    link = None
    if chosen is not None:
        how = st.radio(
            tr("How do you know?"),
            [SEEN, DOCUMENTED],
            format_func=tr,
            horizontal=True,
            key=f"how-{version}",
        )
        if how == DOCUMENTED:
            link = st.text_input(
                tr("Link to the document"), chosen.identified_by.url, key=f"link-{version}"
            )
        _show_capabilities(chosen)
    with st.container(horizontal=True):
        if chosen is not None:
            st.button(tr("It is this device"), on_click=_identify, args=(proposal, chosen, link))
        if held is not None:
            st.button(
                tr("The device is not known"), on_click=_identify, args=(proposal, None, None)
            )


def _show_capabilities(device: Device) -> None:
    st.markdown(words.plain(tr(device.description)))
    st.markdown("\n".join(f"- {_told(each, device)}" for each in device.capabilities))
    caveats = {tr(each.source.caveat) for each in device.capabilities if each.source.caveat}
    none = tr("What the housing looks like says nothing of this.")
    st.caption(" ".join([none, *sorted(caveats)]))


def _told(capability: Capability, device: Device) -> str:
    source = capability.source
    values = {
        "capability": words.plain(tr(capability.name)),
        "paraphrase": words.plain(tr(capability.paraphrase)),
        "source": words.plain(source.title),
        "url": source.url,
        "day": day(source.read_on),
    }
    if capability.said_of == "series":
        return tr(
            "**{capability}**, of the {series} series: {paraphrase} [{source}]({url}), "
            "read on {day}",
            series=device.series,
            **values,
        )
    return tr("**{capability}**: {paraphrase} [{source}]({url}), read on {day}", **values)


def _identify(proposal: Proposal, device: Device | None, link: str | None) -> None:
    if link is not None and not link.strip():
        session().warn(tr("Give the link of the document"))
        return
    try:
        verdict = identified(proposal.standing, device, link)
    except DetailError as error:
        session().warn(words.error(error))
    else:
        named = device.name if device else tr(UNKNOWN).lower()
        decide(proposal, verdict, tr("Device: {device}", device=named))


def _details(proposal: Proposal) -> None:
    held = {detail.key: detail for detail in proposal.standing.details}
    version = f"{proposal.id}-{proposal.version}"
    with st.form(f"details-{version}", border=False):
        for key, label in ASKED.items():
            value, link = st.columns([2, 3])
            value.text_input(tr(label), _value(held.get(key)), key=f"{key}-{version}")
            link.text_input(tr(LINK), _source(held.get(key)), key=f"{key}-link-{version}")
        further = [detail for detail in held.values() if detail.key not in OWN_FIELDS]
        st.text_area(
            tr(
                "Further OpenStreetMap tags, one a line: key=value, and behind it a link if a "
                "document says it"
            ),
            "\n".join(map(_line, further)),
            placeholder="surveillance:zone=traffic\nref=BG-104 https://…",
            height=90,
            key=f"further-{version}",
        )
        st.form_submit_button(tr("Keep"), on_click=_keep, args=(proposal, version))


def _keep(proposal: Proposal, version: str) -> None:
    said = [each for each in proposal.standing.details if each.key == "camera:mount"]
    try:
        for key in ASKED:
            value = st.session_state[f"{key}-{version}"]
            if value.strip():
                source = st.session_state[f"{key}-link-{version}"]
                said.append(parse_detail(key, value, source=source))
        lines = st.session_state[f"further-{version}"].splitlines()
        further = [_parse_line(line) for line in lines if line.strip()]
        verdict = described(proposal.standing, [*said, *further])
    except DetailError as error:
        session().warn(words.error(error))
    else:
        decide(proposal, verdict, tr("Kept"))


def _parse_line(line: str) -> Detail:
    """Read `key=value`, or `key=value https://…`."""
    key, equals, rest = line.strip().partition("=")
    if not equals:
        raise DetailError(tr("{line} is no tag: write key=value.", line=line.strip()))
    if key.strip() in OWN_FIELDS:
        raise DetailError(tr("{key} has a field of its own.", key=key.strip()))
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
