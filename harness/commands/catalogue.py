"""``catalogue``: print the known defects as a page."""

from __future__ import annotations

import click

from harness.catalogue.find import load_scenarios
from harness.provision.places import prepare_cache
from harness.provision.releases import Releases
from harness.report.catalogue import format_catalogue


@click.command("catalogue")
def print_catalogue() -> None:
    """Print the known defects as Markdown.

    Of each: what users see, with which pips, why, and what helps.
    """
    cache = prepare_cache()
    click.echo(format_catalogue(load_scenarios(), Releases(cache).list_ever_listed()), nl=False)
