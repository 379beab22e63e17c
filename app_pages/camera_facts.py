"""What the dataset page says of a camera beside its type: model, and what it hangs on."""

from mapping.review.proposal import Proposal

__all__ = ["UNKNOWN", "model_of", "mount_of"]

UNKNOWN = "Not known"


def model_of(camera: Proposal) -> str:
    """Manufacturer and model, where somebody said them."""
    tags = camera.tags
    if "model" not in tags:
        return UNKNOWN
    return f"{tags.get('manufacturer', '')} {tags['model']}".strip()


def mount_of(camera: Proposal) -> str:
    """What it hangs on, as a word with a capital."""
    return camera.tags.get("camera:mount", UNKNOWN).replace("_", " ").capitalize()
