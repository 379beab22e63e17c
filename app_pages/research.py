"""What belongs to evaluation and labelling, handed out to those who may use it.

The evaluation knows nothing of people, so its doors are guarded here, at each access.
"""

from collections.abc import Callable

from app_pages.services import services
from app_pages.visitor import visitor, visitor_then
from evaluation.datasets.dataset_library import DatasetLibrary
from evaluation.running.job_queue import JobQueue
from evaluation.running.uploaded_models import UploadedModels
from mapping.access.permission import Permission
from mapping.access.person import require

__all__ = ["datasets", "evaluations", "file_for", "require_annotator", "uploaded_models"]


def evaluations() -> JobQueue:
    """The queue of evaluations; raises Forbidden."""
    require(visitor(), Permission.EVALUATE)
    return services().evaluations


def datasets(permission: Permission) -> DatasetLibrary:
    """The labelled datasets, for somebody with this permission; raises Forbidden."""
    require(visitor(), permission)
    return services().datasets


def uploaded_models(permission: Permission) -> UploadedModels:
    """The models that people brought along, for somebody with this permission."""
    require(visitor(), permission)
    return services().uploaded_models


def require_annotator() -> None:
    """Let pass who may label; for what is done to a folder that was opened before."""
    require(visitor(), Permission.ANNOTATE)


def file_for(permission: Permission, write: Callable[[], bytes]) -> Callable[[], bytes]:
    """A file to download, written only for who has the permission when it is asked for."""
    who = visitor_then()

    def guarded() -> bytes:
        require(who(), permission)
        return write()

    return guarded
