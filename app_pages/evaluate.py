"""Evaluate: how well models find the cameras that people labelled, with error bars."""

import streamlit as st

from app_pages import evaluation_count, evaluation_form, evaluation_result, research, words
from app_pages.session import session
from evaluation.running.job import Job, JobState
from languages.figures import moment, number
from languages.kept import kept
from languages.text import ntr, said, tr

POLL_SECONDS = 1.0

_ICONS = {
    JobState.WAITING: ":material/hourglass_top:",
    JobState.RUNNING: ":material/progress_activity:",
    JobState.DONE: ":material/check_circle:",
    JobState.FAILED: ":material/error:",
    JobState.STOPPED: ":material/stop_circle:",
}
_STATE_WORDS = {
    JobState.WAITING: kept("waiting"),
    JobState.RUNNING: kept("running"),
    JobState.DONE: kept("done"),
    JobState.FAILED: kept("failed"),
    JobState.STOPPED: kept("stopped"),
}
_OPEN_STATES = {JobState.WAITING, JobState.RUNNING}


def page() -> None:
    """The whole page."""
    job_id = st.query_params.get("evaluation")
    if job_id is None:
        _overview()
        return
    job = research.evaluations().get(job_id)
    if job is None:
        st.title(tr("Evaluate"))
        st.warning(tr("There is no such evaluation. It may have been deleted."))
        _back()
    else:
        _show(job)


def _overview() -> None:
    st.title(tr("Evaluate"))
    st.write(
        tr(
            "Measure how well models find and name the cameras that people labelled: every figure "
            "with its 95% interval, every mistake with its picture, and a report to publish."
        )
    )
    order = evaluation_form.ask()
    if order is not None:
        _open(research.evaluations().add(order))
    evaluation_count.ask()
    if research.evaluations().all():
        st.subheader(tr("Evaluations so far"))
        st.fragment(_list, run_every=POLL_SECONDS if _any_open() else None)()


def _list() -> None:
    for job in research.evaluations().all():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{_ICONS[job.state]} **{_title(job)}**",
                width="content",
            )
            st.caption(f"{_describe(job)} · {_state_words(job)}", width="stretch")
            if st.button(tr("Open"), key=f"open-{job.id}"):
                _open(job)


def _show(job: Job) -> None:
    _back()
    st.title(_title(job))
    st.caption(_describe(job))
    if job.state in _OPEN_STATES:
        st.fragment(_show_progress, run_every=POLL_SECONDS)(job.id)
    elif job.state is JobState.DONE:
        evaluation_result.show(job)
        _offer_delete(job)
    else:
        if job.state is JobState.FAILED:
            st.error(words.plain(said(job.message)), icon=":material/error:")
        else:
            st.info(tr("Stopped. What was scanned so far is kept."), icon=":material/stop_circle:")
        if st.button(tr("Go on"), icon=":material/play_arrow:", type="primary"):
            research.evaluations().go_on(job)
            st.rerun()
        _offer_delete(job)


def _show_progress(job_id: str) -> None:
    """How far a job is; runs again by itself until it ends."""
    job = research.evaluations().get(job_id)
    if job is None or job.state not in _OPEN_STATES:
        st.rerun()  # as a whole page, which then shows the result
    with st.container(border=True):
        _progress_bar(job)
        st.caption(tr("You may close this page; the evaluation goes on and is listed here."))
        if st.button(tr("Stop"), icon=":material/stop:"):
            research.evaluations().ask_to_stop(job)
            session().say(tr("It stops after the photo under way"), ":material/stop_circle:")
            st.rerun()


def _progress_bar(job: Job) -> None:
    queue = research.evaluations()
    progress = queue.progress(job)
    share = progress.share if progress else 0.0
    if job.state is JobState.WAITING:
        st.progress(share, text=tr("Waiting for its turn"))
    elif not queue.is_alive(job):
        st.progress(share, text=tr("Interrupted; it goes on by itself where it was"))
    elif progress is None:
        st.progress(0.0, text=tr("Reading photos and loading the model"))
    elif progress.share >= 1.0:
        st.progress(1.0, text=tr("Working out the figures"))
    else:
        st.progress(
            share,
            text=ntr(
                "{model} ({number} of {models}): {done} of {count} photo",
                "{model} ({number} of {models}): {done} of {count} photos",
                progress.total,
                model=words.plain(progress.model),
                number=progress.number,
                models=progress.models,
                done=number(progress.done),
            ),
        )


def _title(job: Job) -> str:
    return words.plain(evaluation_form.dataset_word(job.order.dataset))


def _describe(job: Job) -> str:
    models = ", ".join(model.rsplit("/", 1)[-1] for model in job.order.models)
    return f"{words.plain(models)} · {moment(job.created_at)} UTC"


def _state_words(job: Job) -> str:
    if job.state is JobState.RUNNING and not research.evaluations().is_alive(job):
        return tr("interrupted")
    return tr(_STATE_WORDS[job.state])


def _any_open() -> bool:
    return any(job.state in _OPEN_STATES for job in research.evaluations().all())


def _back() -> None:
    if st.button(tr("All evaluations"), icon=":material/arrow_back:", type="tertiary"):
        del st.query_params["evaluation"]
        st.rerun()


def _open(job: Job) -> None:
    st.query_params["evaluation"] = job.id
    st.rerun()


def _offer_delete(job: Job) -> None:
    with st.popover(tr("Delete"), icon=":material/delete:"):
        st.write(tr("The report and the pictures of this evaluation will be gone."))
        if st.button(tr("Delete this evaluation"), type="primary"):
            research.evaluations().delete(job)
            session().say(tr("Deleted"), ":material/delete:")
            del st.query_params["evaluation"]
            st.rerun()


page()
