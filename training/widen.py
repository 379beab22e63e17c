"""Make a YOLO26s of a YOLO26n that computes the same, so that both sizes start from one point.

Net2WiderNet of Chen, Goodfellow and Shlens, "Net2Net: Accelerating Learning via Knowledge
Transfer", ICLR 2016 (arXiv:1511.05641), section 3.2: each channel stands twice, and what its
weight was is shared out between the two, unevenly, so that training pulls the twins apart.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detection.ultralytics_network import import_ultralytics
from training.yolo import load_yolo

if TYPE_CHECKING:
    import torch

__all__ = ["widen"]

_LEAST_SHARE = 0.3
"""Of a weight, what the weaker of its two channels gets; 0.5 would keep the twins alike forever."""


def widen(narrow: Path, wide: Path, *, seed: int) -> Path:
    """Write weights of a YOLO26s detector with the outputs of those of a YOLO26n.

    Raises ValueError where `narrow` is another architecture: its layers have other names, or
    neither the size of those of a YOLO26s nor half of it.
    """
    import torch  # noqa: PLC0415 - takes seconds

    small = load_yolo(narrow).model.float()
    large = import_ultralytics().YOLO("yolo26s.yaml", task="detect")
    large.model = _unfilled(small)
    heads = {
        name: module.key_dim * 2 + module.head_dim
        for name, module in small.named_modules()
        if hasattr(module, "qkv")
    }
    wanted, given = large.model.state_dict(), small.state_dict()
    if given.keys() != wanted.keys():
        raise ValueError(f"{narrow} is no YOLO26n detector: its layers are others")
    generator = torch.Generator().manual_seed(seed)
    for name, values in given.items():
        blocks = _blocks_of(name, heads)
        wanted[name] = _doubled(name, values, wanted[name].shape, blocks, generator)
    large.model.load_state_dict(wanted)
    wide.parent.mkdir(parents=True, exist_ok=True)
    large.save(str(wide))
    return wide


def _unfilled(small: Any) -> Any:  # noqa: ANN401 - ultralytics is untyped
    """Build a YOLO26s of as many classes, with twice the channels where classes are told apart.

    By its own rule it would have 128 there; a YOLO26n has 64, or 80 once it comes from COCO.
    """
    from torch import nn  # noqa: PLC0415 - as above

    parts = import_ultralytics().nn.modules
    large = import_ultralytics().nn.tasks.DetectionModel(
        "yolo26s.yaml", nc=len(small.names), verbose=False
    )
    large.names = small.names
    for branch in ("cv3", "one2one_cv3"):
        if not hasattr(small.model[-1], branch):
            raise ValueError("no YOLO26n detector: its head cannot do without suppression")
        twice = 2 * getattr(small.model[-1], branch)[0][-1].in_channels
        for scale in getattr(large.model[-1], branch):
            entering, classes = scale[0][0].conv.in_channels, scale[-1].out_channels
            scale[0][1] = parts.Conv(entering, twice, 1)
            scale[1] = nn.Sequential(parts.DWConv(twice, twice, 3), parts.Conv(twice, twice, 1))
            scale[2] = nn.Conv2d(twice, classes, 1)
    return large


def _blocks_of(name: str, heads: dict[str, int]) -> tuple[int, int]:
    """Give how many channels stay together when they are doubled, of a layer's output and input.

    One, but for what leaves and enters the heads of an attention: those are doubled as a whole.
    """
    attention, _, layer = name.partition(".attn.")
    size = heads.get(f"{attention}.attn")
    if size is None:
        return 1, 1
    part = layer.split(".")[0]
    head = size // 2  # keys and queries have half the channels of the values
    return {"qkv": (size, 1), "pe": (head, 1), "proj": (1, head)}[part]


def _doubled(
    name: str,
    values: "torch.Tensor",
    shape: "torch.Size",
    blocks: tuple[int, int],
    generator: "torch.Generator",
) -> "torch.Tensor":
    """Double the channels of an output, then those of an input with their weights shared out."""
    import torch  # noqa: PLC0415 - as above

    doubled: Any = values
    for axis, block in enumerate(blocks[: values.dim()]):
        if shape[axis] == values.shape[axis]:
            continue
        if shape[axis] != 2 * values.shape[axis]:
            raise ValueError(f"{name} has {values.shape[axis]} channels, not half of {shape[axis]}")
        groups = doubled.unflatten(axis, (-1, block))
        if axis == 0:
            twins = [groups, groups]
        else:
            share = torch.empty(groups.shape).uniform_(
                _LEAST_SHARE, 1 - _LEAST_SHARE, generator=generator
            )
            twins = [groups * share, groups * (1 - share)]
        doubled = torch.stack(twins, dim=axis + 1).flatten(axis, axis + 2)
    return doubled  # type: ignore[no-any-return]
