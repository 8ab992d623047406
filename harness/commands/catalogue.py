"""``catalogue``: the known defects as a page."""

from __future__ import annotations

import click

from harness.catalogue import all_scenarios
from harness.releases import Releases, default_cache
from harness.report.catalogue import page


@click.command()
def catalogue() -> None:
    """Print the known defects as Markdown: what users see, on which pips, why, and what helps."""
    cache = default_cache()
    cache.mkdir(parents=True, exist_ok=True)
    click.echo(page(all_scenarios(), Releases(cache).listed()), nl=False)
