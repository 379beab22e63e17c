"""What all sessions of the app share: store, intake, the worker that scans, evaluations."""

from dataclasses import dataclass

import streamlit as st

from app_pages.settings import settings
from detection import registry
from detection.guarded_photo import GuardedReader
from detection.record import Problem
from evaluation.datasets.dataset_library import DatasetLibrary
from evaluation.running.job_queue import JobQueue
from evaluation.running.uploaded_models import UploadedModels
from languages.text import tr
from mapping.operations.logs import set_up_logs
from mapping.storage.intake import Intake
from mapping.storage.reception import Receiver, other_than_photo, room_problem
from mapping.storage.store import Store, data_folder
from mapping.storage.worker import Worker
from mapping.storage.worker_processes import WorkerProcesses
from mapping.storage.worker_register import WorkerRegister

__all__ = ["Services", "services", "start"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """One of each for the whole process."""

    store: Store
    intake: Intake
    reader: GuardedReader
    register: WorkerRegister
    worker: Worker | WorkerProcesses
    evaluations: JobQueue
    datasets: DatasetLibrary
    uploaded_models: UploadedModels

    def scan_problem(self) -> Problem | None:
        """Say what keeps photos from being scanned now, wherever the workers run."""
        return room_problem(self.store) or self.register.obstacle(
            waiting_since=self.intake.waiting_since()
        )


def _stop(held: Services) -> None:
    held.worker.stop()
    held.evaluations.stop()
    held.reader.close()
    held.store.close()


@st.cache_resource(show_spinner=False, on_release=_stop)
def services() -> Services:
    """Open the store and start scanning what waits there; the detector loads meanwhile."""
    set_up_logs()
    store = Store.open()
    reader = GuardedReader(remember=settings().workers == "thread")
    receiver = Receiver(store, limits=settings().limits, refuse=other_than_photo)
    intake = Intake(store, receiver=receiver, read=reader.read)
    worker = _worker(intake, reader)
    worker.start()
    evaluations = JobQueue(data_folder())
    evaluations.start()
    return Services(
        store=store,
        intake=intake,
        reader=reader,
        register=WorkerRegister(store.database),
        worker=worker,
        evaluations=evaluations,
        datasets=DatasetLibrary(data_folder()),
        uploaded_models=UploadedModels(data_folder()),
    )


def _worker(intake: Intake, reader: GuardedReader) -> Worker | WorkerProcesses:
    workers = settings().workers
    if workers == "thread":
        return Worker(intake, lambda: registry.load(registry.find()), read=reader.read)
    return WorkerProcesses(workers)


def start() -> None:
    """Make sure that the worker runs, whichever page is opened first."""
    with st.spinner(tr("Opening the database …")):
        services()
