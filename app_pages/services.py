"""What all sessions of the app share: the store, the intake, and the worker that scans."""

from dataclasses import dataclass

import streamlit as st

from detection import registry
from mapping.intake import Intake
from mapping.store import Store
from mapping.worker import Worker

__all__ = ["Services", "services", "start"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """One of each for the whole process."""

    store: Store
    intake: Intake
    worker: Worker


def _stop(held: Services) -> None:
    held.worker.stop()
    held.store.close()


@st.cache_resource(show_spinner="Opening the database …", on_release=_stop)
def services() -> Services:
    """Open the store and start scanning what waits there; the detector loads meanwhile."""
    store = Store.open()
    intake = Intake(store)
    intake.resume()
    worker = Worker(intake, load=lambda: registry.load(registry.find()))
    worker.start()
    return Services(store=store, intake=intake, worker=worker)


def start() -> None:
    """Make sure that the worker runs, whichever page is opened first."""
    services()
