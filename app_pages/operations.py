"""Operations: how the installation is doing, and photos to try again. For operators."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from app_pages import words
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
from languages.figures import moment, number
from languages.kept import kept
from languages.text import ntr, said, tr
from mapping.access.permission import Permission
from mapping.access.person import require
from mapping.operations.health import Finding, Health, Installation, Part
from mapping.operations.queue_state import QueueState
from mapping.operations.versions import versions
from mapping.review.review import ReviewError
from mapping.storage.failures import Failure, failures, retry
from mapping.storage.store import data_folder

REFRESH_SECONDS = 10.0
MAX_SHOWN = 200
TITLES = {
    Part.DATABASE: kept("Database"),
    Part.DISK: kept("Disk"),
    Part.WORKER: kept("Scanning"),
    Part.MODEL: kept("Model"),
}


def page() -> None:
    """The whole page."""
    st.title(tr("Operations"))
    st.fragment(_now, run_every=REFRESH_SECONDS)()
    _failures()
    with st.expander(tr("Versions")):
        found = pd.Series(versions(), name=tr("Version")).rename_axis(tr("Part"))
        st.dataframe(found, key="versions")


def _now() -> None:
    health = _installation().examine()
    _show_health(health)
    if health.queue:
        _show_queue(health.queue)
        _show_workers(health.queue)


def _installation() -> Installation:
    require(visitor(), Permission.SEE_OPERATIONS)  # a fragment runs on when the role is gone
    store = services().store
    return Installation(data_folder(), lambda: store)


def _show_health(health: Health) -> None:
    if health.fine:
        st.success(tr("Everything is fine."), icon=":material/check_circle:")
    for finding in health.findings:
        _show_finding(finding)


def _show_finding(finding: Finding) -> None:
    icon = ":material/check:" if finding.fine else ":material/error:"
    line = f"{icon} **{tr(TITLES[finding.part])}** · {words.plain(said(finding.message))}"
    if finding.fine:
        st.markdown(line)
    else:
        st.error(line)


def _show_queue(queue: QueueState) -> None:
    st.subheader(tr("Photos"))
    figures = {
        tr("Waiting"): queue.waiting,
        tr("In work"): queue.in_work,
        tr("Scanned"): queue.photos["scanned"],
        tr("Not usable"): queue.photos["failed"],
    }
    with st.container(horizontal=True):
        for name, figure in figures.items():
            st.metric(name, number(figure), width=140)
    notes = []
    if queue.oldest_waiting:
        notes.append(tr("The oldest has waited for {time}.", time=_how_long(queue.oldest_waiting)))
    if queue.tried_again:
        notes.append(
            ntr(
                "{count} photo failed before and will be tried again.",
                "{count} photos failed before and will be tried again.",
                queue.tried_again,
            )
        )
    if notes:
        st.caption(" ".join(notes))


def _show_workers(queue: QueueState) -> None:
    if not queue.workers:
        st.caption(tr("No worker was seen in the last minute."))
        return
    rows = [
        {
            tr("Worker"): tr("{host}, process {number}", host=worker.host, number=worker.process),
            tr("Since"): f"{moment(worker.started_at)} UTC",
            tr("Scanned"): worker.scanned,
            tr("Held up by"): said(worker.problem.message) if worker.problem else "",
        }
        for worker in queue.workers
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="workers")


def _failures() -> None:
    st.subheader(tr("Set aside"))
    everything = st.toggle(tr("Show damaged and refused photos too"), key="all-failures")
    found = failures(services().store, who=visitor(), all_reasons=everything)
    if not found:
        st.info(tr("No photo was set aside."), icon=":material/task_alt:")
        return
    shown = found[:MAX_SHOWN]
    chosen = st.dataframe(
        pd.DataFrame(map(_row, shown)),
        hide_index=True,
        key="failures",
        on_select="rerun",
        selection_mode="multi-row",
    )
    if len(found) > len(shown):
        st.caption(
            tr("The first {shown} of {all}.", shown=number(len(shown)), all=number(len(found)))
        )
    picked = [shown[row] for row in chosen["selection"]["rows"]] or list(found)
    again = [each.sha256 for each in picked if each.retryable]
    st.button(
        ntr("Scan {count} photo again", "Scan {count} photos again", len(again)),
        icon=":material/replay:",
        disabled=not again,
        on_click=_retry,
        args=(again,),
    )


def _row(failure: Failure) -> dict[str, object]:
    return {
        tr("Photo"): failure.sha256[:12],
        tr("Came in"): f"{moment(failure.received_at)} UTC",
        tr("What its sender reads"): said(failure.problem.message),
        tr("What happened"): said(failure.reason or ""),
        tr("Tries"): failure.tries,
    }


def _retry(photos: list[str]) -> None:
    try:
        count = retry(services().store, photos, who=visitor())
    except ReviewError as error:
        session().warn(words.error(error))
    else:
        services().worker.wake()
        session().say(
            ntr(
                "{count} photo will be scanned again",
                "{count} photos will be scanned again",
                count,
            )
        )


def _how_long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 2 * 60:
        return ntr("{count} minute", "{count} minutes", minutes)
    return ntr("{count} hour", "{count} hours", minutes // 60)


page()
