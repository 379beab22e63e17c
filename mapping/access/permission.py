"""The table of permissions: which role may do what. Documentation and tests are made from it.

Nothing is allowed that does not stand here, and an action asks for its own permission alone:
no role includes another.
"""

from enum import StrEnum
from types import MappingProxyType

from languages.kept import kept
from mapping.access.role import Role

__all__ = ["PERMITTED", "Permission"]


class Permission(StrEnum):
    """Every action of the app, as a sentence says it: "You may not … here"."""

    UPLOAD = kept("hand in photos")
    FOLLOW_UPLOAD = kept("follow an upload by its receipt")
    DELETE_UPLOAD = kept("delete an upload by its receipt")
    SEE_DATASET = kept("see the accepted cameras")
    EXPORT_CAMERAS = kept("download the accepted cameras")
    COMPARE_LIST = kept("compare an official list with the map")
    SEE_PROPOSALS = kept("see what waits for review")
    SEE_ORIGINAL = kept("see the photos of others")
    SEE_PHOTOGRAPHER = kept("see where a photo was taken")
    SEE_REVIEWERS = kept("see who decided what")
    DECIDE = kept("decide on proposals")
    UNDO = kept("take decisions back")
    PLACE_PHOTO = kept("place the photos of others on the map")
    MATCH = kept("hold proposals against known cameras")
    SEE_KNOWN = kept("see the imported cameras")
    IMPORT_KNOWN = kept("import known cameras")
    ADOPT_SCANS = kept("take in scan records")
    EXPORT_PROPOSALS = kept("export proposals that nobody accepted")
    EXPORT_LABELS = kept("export reviewed photos as a photo set")
    EVALUATE = kept("measure models")
    UPLOAD_MODEL = kept("upload models")
    UPLOAD_DATASET = kept("upload photo sets")
    ANNOTATE = kept("label photos")
    SEE_OPERATIONS = kept("see the queue, failures and disk")
    RETRY_SCANS = kept("have failed photos scanned again")
    REMOVE_SAMPLES = kept("remove the sample photos with all that came of them")
    EDIT_ROLES = kept("say who has which role")


_EVERYBODY = frozenset(Role)
_REVIEW = frozenset({Role.REVIEWER, Role.COORDINATOR})
_COORDINATION = frozenset({Role.COORDINATOR})
_RESEARCH = frozenset({Role.RESEARCHER})
_OPERATION = frozenset({Role.OPERATOR})

PERMITTED = MappingProxyType(
    {
        Permission.UPLOAD: _EVERYBODY,
        Permission.FOLLOW_UPLOAD: _EVERYBODY,
        Permission.DELETE_UPLOAD: _EVERYBODY,
        Permission.SEE_DATASET: _EVERYBODY,
        Permission.EXPORT_CAMERAS: _EVERYBODY,
        Permission.COMPARE_LIST: _EVERYBODY,
        Permission.SEE_PROPOSALS: _REVIEW,
        Permission.SEE_ORIGINAL: _REVIEW,
        Permission.SEE_PHOTOGRAPHER: _REVIEW,
        Permission.SEE_REVIEWERS: _REVIEW,
        Permission.DECIDE: _REVIEW,
        Permission.UNDO: _REVIEW,
        Permission.PLACE_PHOTO: _REVIEW,
        Permission.MATCH: _REVIEW,
        Permission.SEE_KNOWN: _REVIEW,
        Permission.IMPORT_KNOWN: _COORDINATION,
        Permission.ADOPT_SCANS: _COORDINATION,
        Permission.EXPORT_PROPOSALS: _COORDINATION,
        Permission.EXPORT_LABELS: _COORDINATION | _RESEARCH,
        Permission.EVALUATE: _RESEARCH,
        Permission.UPLOAD_MODEL: _RESEARCH,
        Permission.UPLOAD_DATASET: _RESEARCH,
        Permission.ANNOTATE: _RESEARCH,
        Permission.SEE_OPERATIONS: _OPERATION,
        Permission.RETRY_SCANS: _OPERATION,
        Permission.REMOVE_SAMPLES: _COORDINATION | _OPERATION,
        Permission.EDIT_ROLES: _OPERATION,
    }
)
"""The roles of each permission: having one of them is enough."""
