"""``catalogue``: the known defects as a page."""

from __future__ import annotations

import click

from harness.catalogue.find import all_scenarios
from harness.provision.places import ready_cache
from harness.provision.releases import Releases
from harness.report.catalogue import format_catalogue


@click.command()
def catalogue() -> None:
    """Print the known defects as Markdown: what users see, on which pips, why, and what helps."""
    cache = ready_cache()
    click.echo(format_catalogue(all_scenarios(), Releases(cache).ever_listed()), nl=False)
