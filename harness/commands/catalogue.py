"""``catalogue``: the known defects as a page."""

from __future__ import annotations

import click

from harness.catalogue import all_scenarios
from harness.places import ready_cache
from harness.releases import Releases
from harness.report.catalogue import page


@click.command()
def catalogue() -> None:
    """Print the known defects as Markdown: what users see, on which pips, why, and what helps."""
    cache = ready_cache()
    click.echo(page(all_scenarios(), Releases(cache).ever_listed()), nl=False)
