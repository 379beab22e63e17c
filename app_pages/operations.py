"""Operations: how the installation is doing, and photos to try again. For operators."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from app_pages import words
from app_pages.services import services
from app_pages.session import session
from app_pages.visitor import visitor
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
    Part.DATABASE: "Database",
    Part.DISK: "Disk",
    Part.WORKER: "Scanning",
    Part.MODEL: "Model",
}


def page() -> None:
    """The whole page."""
    session().show_message()
    st.title("Operations")
    st.fragment(_now, run_every=REFRESH_SECONDS)()
    _failures()
    with st.expander("Versions"):
        st.dataframe(pd.Series(versions(), name="Version").rename_axis("Part"), key="versions")


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
        st.success("Everything is fine.", icon=":material/check_circle:")
    for finding in health.findings:
        _show_finding(finding)


def _show_finding(finding: Finding) -> None:
    icon = ":material/check:" if finding.fine else ":material/error:"
    line = f"{icon} **{TITLES[finding.part]}** · {words.plain(finding.message)}"
    if finding.fine:
        st.markdown(line)
    else:
        st.error(line)


def _show_queue(queue: QueueState) -> None:
    st.subheader("Photos")
    figures = {
        "Waiting": queue.waiting,
        "In work": queue.in_work,
        "Scanned": queue.photos["scanned"],
        "Not usable": queue.photos["failed"],
    }
    with st.container(horizontal=True):
        for name, number in figures.items():
            st.metric(name, f"{number:,}", width=120)
    notes = []
    if queue.oldest_waiting:
        notes.append(f"The oldest has waited for {_how_long(queue.oldest_waiting)}.")
    if queue.tried_again:
        again = words.number_of(queue.tried_again, "photo")
        notes.append(f"{again} failed before and will be tried again.")
    if notes:
        st.caption(" ".join(notes))


def _show_workers(queue: QueueState) -> None:
    if not queue.workers:
        st.caption("No worker was seen in the last minute.")
        return
    rows = [
        {
            "Worker": f"{worker.host}, process {worker.process}",
            "Since": worker.started_at,
            "Scanned": worker.scanned,
            "Held up by": worker.problem.message if worker.problem else "",
        }
        for worker in queue.workers
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="workers")


def _failures() -> None:
    st.subheader("Set aside")
    everything = st.toggle("Show damaged and refused photos too", key="all-failures")
    found = failures(services().store, who=visitor(), all_reasons=everything)
    if not found:
        st.info("No photo was set aside.", icon=":material/task_alt:")
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
        st.caption(f"The first {len(shown)} of {len(found)}.")
    picked = [shown[row] for row in chosen["selection"]["rows"]] or list(found)
    again = [each.sha256 for each in picked if each.retryable]
    st.button(
        f"Scan {words.number_of(len(again), 'photo')} again",
        icon=":material/replay:",
        disabled=not again,
        on_click=_retry,
        args=(again,),
    )


def _row(failure: Failure) -> dict[str, object]:
    return {
        "Photo": failure.sha256[:12],
        "Came in": failure.received_at,
        "What its sender reads": failure.problem.message,
        "What happened": failure.reason or "",
        "Tries": failure.tries,
    }


def _retry(photos: list[str]) -> None:
    try:
        count = retry(services().store, photos, who=visitor())
    except ReviewError as error:
        session().say(words.plain(str(error)), ":material/warning:")
    else:
        services().worker.wake()
        session().say(f"{words.number_of(count, 'photo')} will be scanned again")


def _how_long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 2 * 60:
        return words.number_of(minutes, "minute")
    return words.number_of(minutes // 60, "hour")


page()
