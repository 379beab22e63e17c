"""Command line: `python -m training render | compose | train | export`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
render = typer.Typer(
    no_args_is_help=True, help="Render with Blender (needs requirements-training.txt)."
)
app.add_typer(render, name="render")


@render.command()
def scenes(
    output: Annotated[Path, typer.Option(help="Folder of the photos and truth.json.")] = Path(
        "samples"
    ),
    seed: Annotated[
        int, typer.Option(help="Decides houses, look-alikes, noise and GPS errors.")
    ] = 11,
    samples: Annotated[int, typer.Option(help="Light paths a pixel, before denoising.")] = 6,
    scale: Annotated[
        float, typer.Option(help="Below 1: smaller pictures, for a quick look.")
    ] = 1.0,
    only: Annotated[
        list[str] | None, typer.Option(help="Render this photo only; repeatable.")
    ] = None,
) -> None:
    """Render the street scenes that make up samples/. Photos that are there already are kept."""
    from training.render import RenderSettings, render_samples  # noqa: PLC0415 - loads Blender

    settings = RenderSettings(seed=seed, samples=samples, scale=scale)
    render_samples(output, settings, only=only or ())


if __name__ == "__main__":
    app()
