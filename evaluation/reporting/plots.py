"""The plots of a report, as SVG pictures drawn from its JSON values."""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["PLOTS", "Plot", "draw"]

Plot = Callable[[Axes, Sequence[Mapping[str, Any]]], None]

# Okabe and Ito's colours: told apart by people who do not see red and green.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "axes.axisbelow": True,
}


def draw(plot: Plot, models: Sequence[Mapping[str, Any]], name: str) -> str:
    """Draw one plot of the entries of `models` in a report; give the SVG text."""
    # The salt makes the ids inside the picture the same in every run.
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=(4.6, 3.4), layout="constrained")
        axes = figure.subplots()
        plot(axes, models)
        if len(models) > 1 and axes.get_legend_handles_labels()[1]:  # the page names a single one
            axes.legend(fontsize=7.5, frameon=False)
        stream = StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def _precision_recall(axes: Axes, models: Sequence[Mapping[str, Any]]) -> None:
    for colour, model in zip(_cycle(models), models, strict=True):
        for iou, line in (("iou30", "-"), ("iou50", "--")):
            points = _points(model, iou)
            label = model["name"] if iou == "iou30" else None
            recalls = [point["recall"] for point in points]
            precisions = [point["precision"] for point in points]
            axes.plot(recalls, precisions, line, color=colour, label=label, linewidth=1.4)
        _mark(axes, model, colour, "precision_iou30")
    axes.set(xlabel="Recall", ylabel="Precision", xlim=(0, 1.02), ylim=(0, 1.02))


def _recall_false_alarms(axes: Axes, models: Sequence[Mapping[str, Any]]) -> None:
    for colour, model in zip(_cycle(models), models, strict=True):
        points = _points(model, "iou30")
        false = [point["false_per_photo"] for point in points]
        recalls = [point["recall"] for point in points]
        axes.plot(false, recalls, color=colour, label=model["name"], linewidth=1.4)
    axes.set(xlabel="False alarms a photo", ylabel="Recall", ylim=(0, 1.02))
    axes.set_xscale("symlog", linthresh=0.1)
    axes.set_xlim(left=0)


def _recall_by_size(axes: Axes, models: Sequence[Mapping[str, Any]]) -> None:
    width = 0.8 / len(models)
    for place, (colour, model) in enumerate(zip(_cycle(models), models, strict=True)):
        for number, size in enumerate(model["by_size_px"]):
            recall = size["recall"]
            if recall["value"] is None:
                continue
            at = number + (place - (len(models) - 1) / 2) * width
            below, above = _reach(recall)
            label = model["name"] if number == _first_filled(model) else None
            axes.bar(at, recall["value"], width * 0.9, color=colour, label=label, alpha=0.75)
            axes.errorbar(
                at,
                recall["value"],
                yerr=[[below], [above]],
                color="#333333",
                capsize=2,
                linewidth=1,
            )
    sizes = models[0]["by_size_px"]
    labels = [f"{_span(one)}\n({one['cameras']})" for one in sizes]
    axes.set_xticks(range(len(sizes)), labels)
    axes.set(xlabel="Size in pixels (cameras)", ylabel="Recall at the threshold", ylim=(0, 1.05))


def _reliability(axes: Axes, models: Sequence[Mapping[str, Any]]) -> None:
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle=":")
    for colour, model in zip(_cycle(models), models, strict=True):
        bins = [one for one in model["calibration"]["bins"] if one["count"]]
        stated = [one["mean_confidence"] for one in bins]
        right = [one["right"]["value"] for one in bins]
        reach = list(zip(*(_reach(one["right"]) for one in bins), strict=True)) or None
        axes.errorbar(
            stated, right, yerr=reach, color=colour, label=model["name"], marker="o",
            markersize=3.5, linewidth=1.2, capsize=2,
        )  # fmt: skip
    axes.set(xlabel="Confidence", ylabel="Share that is right", xlim=(0, 1), ylim=(0, 1.02))


PLOTS: Mapping[str, tuple[str, Plot]] = {
    "Precision and recall": (
        "Each point is a threshold, the dot the chosen one. Solid: IoU .30; dashed: IoU .50.",
        _precision_recall,
    ),
    "Recall and false alarms": (
        "What a higher recall costs in boxes that a person must reject (IoU .30).",
        _recall_false_alarms,
    ),
    "Recall by size": (
        "Size is the side of the square of the box's area. Bars show 95% intervals.",
        _recall_by_size,
    ),
    "Reliability": (
        "On the dotted line, a confidence of .8 is right in eight cases of ten.",
        _reliability,
    ),
}
"""Title, what it shows, and the function that draws it."""


def _points(model: Mapping[str, Any], iou: str) -> list[Mapping[str, Any]]:
    return [point for point in model["curves"][iou] if point["recall"] is not None]


def _mark(axes: Axes, model: Mapping[str, Any], colour: str, figure: str) -> None:
    recall = model["any_housing"]["recall_iou30"]["value"]
    height = model["any_housing"][figure]["value"]
    if recall is not None and height is not None:
        axes.plot([recall], [height], "o", color=colour, markersize=6)


def _reach(estimate: Mapping[str, float | None]) -> tuple[float, float]:
    """Give how far an interval reaches below and above its figure; nothing without one."""
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None or low is None or high is None:
        return 0.0, 0.0
    return value - low, high - value


def _first_filled(model: Mapping[str, Any]) -> int:
    sizes = enumerate(model["by_size_px"])
    return next((place for place, one in sizes if one["recall"]["value"] is not None), 0)


def _span(size: Mapping[str, Any]) -> str:
    if size["to"] is None:
        return f"> {size['from']:g}"
    return f"< {size['to']:g}" if not size["from"] else f"{size['from']:g}-{size['to']:g}"


def _cycle(models: Sequence[object]) -> list[str]:
    return [_COLOURS[place % len(_COLOURS)] for place in range(len(models))]
