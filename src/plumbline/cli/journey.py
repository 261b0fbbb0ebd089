"""`plumbline journey`: prove journeys without a server, play them, read and write them in other formats; and those on a server."""

import typer

from plumbline.cli.journey_check import check
from plumbline.cli.journey_compare import compare
from plumbline.cli.journey_coverage import coverage
from plumbline.cli.journey_formats import export, import_
from plumbline.cli.journey_kept import add_kept
from plumbline.cli.journey_link import add_links
from plumbline.cli.journey_merge import add_merging
from plumbline.cli.journey_paths import paths
from plumbline.cli.journey_play import play
from plumbline.cli.journey_update import update

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command()(check)
app.command()(paths)
app.command()(play)
app.command()(export)
app.command("import")(import_)
app.command()(compare)
app.command()(coverage)
add_kept(app)
add_merging(app)
add_links(app)
app.command()(update)
