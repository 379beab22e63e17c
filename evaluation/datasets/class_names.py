"""The class names in the data.yaml of a YOLO dataset, which a stranger may have written."""

from pathlib import Path
from typing import Any

import yaml

from evaluation.datasets.truth import DatasetError
from languages.kept import kept

__all__ = ["read_class_names"]

_MAX_BYTES = 1_000_000
_MAX_CLASSES = 10_000
_MAX_SHOWN = 200


class _Loader(yaml.SafeLoader):
    """Plain YAML without references: a few of them, nested, stand for more than memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "references are not read", mark)
        return super().compose_node(parent, index)


def read_class_names(path: Path) -> tuple[str, ...]:
    """Give the names in the order of their numbers, "" for a number that is left out.

    Raises DatasetError where the file does not say them.
    """
    content = _load(path)
    names = content.get("names") if isinstance(content, dict) else None
    if isinstance(names, dict) and all(isinstance(index, int) for index in names):
        count = max(names, default=-1) + 1
        if count <= _MAX_CLASSES:
            return tuple(str(names.get(index, "")) for index in range(count))
    elif isinstance(names, list):
        return tuple(map(str, names))
    raise DatasetError(
        kept(
            "{file}: expected names as a list or numbered, got {names}",
            file=path,
            names=repr(names)[:_MAX_SHOWN],
        )
    )


def _load(path: Path) -> Any:  # noqa: ANN401 - YAML
    if path.is_file() and path.stat().st_size > _MAX_BYTES:
        raise DatasetError(kept("{file}: over {megabytes} MB", file=path, megabytes=1))
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise DatasetError(
            kept("{file}: not readable as YAML: {reason}", file=path, reason=error)
        ) from error
