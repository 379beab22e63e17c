"""The commands of the network that judges boxes: `python -m training second`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from training.render_commands import Seed

second = typer.Typer(no_args_is_help=True, help="The second network, which judges boxes.")


@second.command()
def examples(  # noqa: PLR0913, PLR0917 - a command line has its options
    output: Annotated[Path, typer.Option(help="Folder of the crops.")],
    photos: Annotated[
        list[Path], typer.Option(help="Folder with images/ and labels/; repeatable.")
    ],
    crops: Annotated[list[Path] | None, typer.Option(help="Folder of crops; repeatable.")] = None,
    alarms: Annotated[Path | None, typer.Option(help="File written by `mine`.")] = None,
    held_out: Annotated[str, typer.Option(help="Photo numbers kept back, e.g. 355-368,4-8.")] = "",
    pasted: Annotated[
        int, typer.Option(help="Crops of pasted cameras and look-alikes, and of chance places.")
    ] = 5500,
    seed: Seed = 1,
) -> None:
    """Cut out what the second network learns from."""
    from training.compose import read_material  # noqa: PLC0415 - loads OpenCV
    from training.second_look import ExampleSettings, write_examples  # noqa: PLC0415

    material = read_material(photos, crops or (), alarms, held_out=held_out)
    settings = ExampleSettings(seed=seed, pasted=pasted)
    for kind, count in write_examples(output, material, settings).items():
        typer.echo(f"{kind} {count}")


@second.command()
def train(  # noqa: PLR0913, PLR0917 - as above
    dataset: Annotated[Path, typer.Option(help="Folder written by `examples`.")],
    output: Annotated[Path, typer.Option(help="Folder of the run.")],
    weights: Annotated[
        Path, typer.Option(help="Detector whose first layers it starts from, or a second network.")
    ],
    epochs: Annotated[int, typer.Option(help="Times that all crops are seen.")] = 3,
    learning_rate: Annotated[
        float, typer.Option(help="At the start; it falls along a cosine.")
    ] = 1e-3,
    device: Annotated[str, typer.Option(help="cpu, or the number of a GPU.")] = "cpu",
    bfloat16: Annotated[bool, typer.Option(help="As in `training train`.")] = False,
    seed: Seed = 1,
) -> None:
    """Train the second network on crops."""
    from training.second_look import start_weights  # noqa: PLC0415 - loads torch
    from training.train import SECOND_TRAIN, fine_tune_second  # noqa: PLC0415

    settings = replace(
        SECOND_TRAIN,
        epochs=epochs,
        learning_rate=learning_rate,
        device=device,
        bfloat16=bfloat16,
        seed=seed,
    )
    start = start_weights(weights, output / "start.pt")
    typer.echo(fine_tune_second(start, dataset, output, settings))
