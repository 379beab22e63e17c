"""Writes a report: report.json, report.html that needs no other file, and report.md."""

import json
import shlex
from base64 import b64encode
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.datasets.truth import LabelledPhoto
from evaluation.figures.matching import Scene
from evaluation.figures.measurement import Measurement
from evaluation.reporting.gallery import Mistake, false_alarms, misses, picture
from evaluation.reporting.plots import PLOTS, draw

__all__ = ["HEADLINE", "gallery_of", "html", "markdown", "write"]

HEADLINE: Mapping[str, str] = {
    "ap30": "AP30",
    "ap50": "AP50",
    "ap50_95": "AP50-95",
    "recall_iou30": "recall",
    "precision_iou30": "precision",
    "f1_iou30": "F1",
    "recall_iou50": "recall IoU .50",
    "precision_iou50": "precision IoU .50",
    "false_per_photo_iou30": "false a photo",
    "false_per_empty_photo_iou30": "false a photo without cameras",
}
"""The figures of the first table."""

_SHOWN = 36
"""The most pictures of each kind of mistake; more make a file that is slow to open."""

Report = Mapping[str, Any]


def write(report: Report, gallery: Report, output: Path) -> None:
    """Write the three files into a folder, which is made if need be."""
    output.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    (output / "report.json").write_text(text + "\n", "utf-8")
    (output / "report.html").write_text(html(report, gallery), "utf-8")
    (output / "report.md").write_text(markdown(report), "utf-8")


def html(report: Report, gallery: Report) -> str:
    """Give the page; `gallery` comes from gallery_of, by the name of the model."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    plots = [
        {
            "title": title,
            "caption": caption,
            "picture": _data_uri(draw(plot, report["models"], title).encode(), "svg+xml"),
        }
        for title, (caption, plot) in PLOTS.items()
        if report["models"]
    ]
    template = environment.get_template("report.html.jinja")
    return template.render(report=report, headline=HEADLINE, plots=plots, gallery=gallery)


def markdown(report: Report) -> str:
    """Give the first table with the facts that it needs beside it."""
    dataset = report["dataset"]
    facts = (
        f"{dataset['photos']} photos of {dataset['name']} ({dataset['photos_without_cameras']} "
        f"without cameras), {dataset['cameras']} cameras. A camera is found at IoU .30 unless "
        "another is named; in brackets 95% bootstrap intervals over photos."
    )
    if dataset["photos_seen_in_training"]:
        facts += f" **{dataset['photos_seen_in_training']} of the photos were trained on.**"
    lines = [
        facts,
        "",
        "| model | threshold | " + " | ".join(HEADLINE.values()) + " |",
        "|---" * (len(HEADLINE) + 2) + "|",
    ]
    for model in report["models"]:
        cells = [_text(model["any_housing"][key]) for key in HEADLINE]
        name = model["name"].replace("|", "\\|")
        lines.append(
            f"| {name} | {model['confidence_threshold']:.2f} | " + " | ".join(cells) + " |"
        )
    lines += ["", f"Made by `{shlex.join(report['command'])}` at {report['made_at']}."]
    return "\n".join(lines) + "\n"


def gallery_of(
    photos: Sequence[LabelledPhoto], scenes: Sequence[Scene], measured: Measurement
) -> dict[str, Any]:
    """Give the mistakes of one model with their pictures as data URIs."""
    alarms, missed = false_alarms(photos, scenes, measured), misses(photos, scenes, measured)
    shown = [_entry(one) for one in islice(alarms, _SHOWN)]
    return {
        "false_alarms": shown,
        "false_alarm_count": len(shown) + sum(1 for _ in alarms),
        "misses": [_entry(one) for one in missed[:_SHOWN]],
        "miss_count": len(missed),
    }


def _entry(mistake: Mistake) -> dict[str, Any]:
    x1, y1, x2, y2 = mistake.box
    coded = picture(mistake)
    return {
        "photo": mistake.photo.name,
        "housing": mistake.housing,
        "confidence": mistake.confidence,
        "size_px": f"{x2 - x1:.0f} x {y2 - y1:.0f}",
        "picture": _data_uri(coded, "jpeg") if coded else None,
    }


def _data_uri(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def _text(estimate: Mapping[str, float | None]) -> str:
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None:
        return "-"
    return f"{value:.3f}" if low is None else f"{value:.3f} ({low:.3f} to {high:.3f})"
