"""What all sessions of the app share: store, intake, the worker that scans, evaluations."""

from dataclasses import dataclass

import streamlit as st

from detection import registry
from evaluation.datasets.dataset_library import DatasetLibrary
from evaluation.running.job_queue import JobQueue
from evaluation.running.uploaded_models import UploadedModels
from mapping.operations.logs import set_up_logs
from mapping.storage.intake import Intake
from mapping.storage.store import Store, data_folder
from mapping.storage.worker import Worker

__all__ = ["Services", "services", "start"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """One of each for the whole process."""

    store: Store
    intake: Intake
    worker: Worker
    evaluations: JobQueue
    datasets: DatasetLibrary
    uploaded_models: UploadedModels


def _stop(held: Services) -> None:
    held.worker.stop()
    held.evaluations.stop()
    held.store.close()


@st.cache_resource(show_spinner="Opening the database …", on_release=_stop)
def services() -> Services:
    """Open the store and start scanning what waits there; the detector loads meanwhile."""
    set_up_logs()
    store = Store.open()
    intake = Intake(store)
    intake.resume()
    worker = Worker(intake, load=lambda: registry.load(registry.find()))
    worker.start()
    evaluations = JobQueue(data_folder())
    evaluations.start()
    return Services(
        store=store,
        intake=intake,
        worker=worker,
        evaluations=evaluations,
        datasets=DatasetLibrary(data_folder()),
        uploaded_models=UploadedModels(data_folder()),
    )


def start() -> None:
    """Make sure that the worker runs, whichever page is opened first."""
    services()
