"""The commands that need Blender: `python -m training render`."""

from pathlib import Path
from typing import Annotated

import typer

from detection.record import Housing

render = typer.Typer(no_args_is_help=True, help="Render with Blender (requirements-training.txt).")

Seed = Annotated[int, typer.Option(help="The same seed gives the same output.")]


@render.command()
def scenes(
    output: Annotated[Path, typer.Option(help="Folder of the photos and truth.json.")],
    seed: Seed = 11,
    samples: Annotated[int, typer.Option(help="Light paths a pixel, before denoising.")] = 4,
    scale: Annotated[float, typer.Option(help="Below 1: smaller pictures, for a quick look.")] = 1,
    only: Annotated[list[str] | None, typer.Option(help="Only this photo; repeatable.")] = None,
) -> None:
    """Render the street scenes of samples/. Photos that are there already are kept."""
    from training.render import RenderSettings, render_samples  # noqa: PLC0415 - loads Blender

    settings = RenderSettings(seed=seed, samples=samples, scale=scale)
    render_samples(output, settings, only=only or ())


@render.command()
def crops(  # noqa: PLR0913, PLR0917 - a command line has its options
    output: Annotated[Path, typer.Option(help="Folder of the PNG and JSON files.")],
    count: Annotated[int, typer.Option(help="How many; those that are there are kept.")] = 100,
    seed: Seed = 1,
    size: Annotated[int, typer.Option(help="Side in pixels.")] = 208,
    samples: Annotated[int, typer.Option(help="Light paths a pixel, before denoising.")] = 8,
    trial: Annotated[
        bool, typer.Option(help="Look-alikes that no training sees, and all types equally often.")
    ] = False,
    only: Annotated[Housing | None, typer.Option(help="Cameras of this type alone.")] = None,
) -> None:
    """Render single housings and look-alikes with transparency."""
    from training.crops import render_crops  # noqa: PLC0415 - loads Blender

    render_crops(
        output, count=count, seed=seed, size_px=size, samples=samples, trial=trial, only=only
    )
