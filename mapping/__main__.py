"""The command line: python -m mapping."""

import typer

from mapping.commands.backup import backup, restore
from mapping.commands.basemap import basemap
from mapping.commands.dataset import export, statistics
from mapping.commands.forget import forget, remove_samples
from mapping.commands.known import compare, import_, match
from mapping.commands.roles import roles
from mapping.commands.scans import locate, propose
from mapping.commands.status import health, serve_status
from mapping.commands.wild import checked, reviews, sample
from mapping.commands.worker import failures, retry, worker

app = typer.Typer(
    help="Place cameras on the map, review them, and give the data away.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command()(propose)
app.command()(locate)
app.command("import")(import_)
app.command()(match)
app.command()(export)
app.command()(reviews)
app.command()(sample)
app.command()(checked)
app.command()(compare)
app.command()(statistics)
app.command()(basemap)
app.command()(forget)
app.command()(remove_samples)
app.command()(worker)
app.command()(failures)
app.command()(retry)
app.command()(backup)
app.command()(restore)
app.command()(health)
app.command()(serve_status)
app.add_typer(roles, name="roles")

if __name__ == "__main__":
    app(prog_name="python -m mapping")
