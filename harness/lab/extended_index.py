"""The further pages of an origin for a scenario: a git repository, a page of pip, redirects that lead away.

One rule: whatever a scenario does not ask for, its origin does not have.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from harness.lab.nodes.further_files import add_files, lead_away
from harness.lab.repository import REPOSITORY
from harness.lab.workshop import Workshop
from harness.model.conditions import Action
from harness.model.conditions.indexes import LeadAway
from harness.model.scenario import Scenario

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: A release that never was: newer than any.
_NEWER = "pip-9999-py3-none-any.whl"
_PAGE = f'<!DOCTYPE html>\n<html><body><a href="/files/{_NEWER}">{_NEWER}</a></body></html>\n'


def make_extended_application(application: WSGIApplication, scenario: Scenario, workshop: Workshop) -> WSGIApplication:
    """Return the application of an index with everything else that a client may ask for."""
    action, index = scenario.action, scenario.index.value
    if index.away is not None:
        application = _lead_away(application, index.away, workshop)
    if action.value.checks_itself:
        path = workshop.index.find_page(action.value.fetches)
        application = add_files(application, path.rstrip("/"), {path: _PAGE.encode()})
    if action.is_by_git:
        application = add_files(application, REPOSITORY, workshop.repository.files)
    return application


def _lead_away(application: WSGIApplication, away: LeadAway, workshop: Workshop) -> WSGIApplication:
    wheel = workshop.find_wanted_file(Action.DOWNLOAD).path
    encoded = base64.b64encode(workshop.files[wheel]).decode()
    url = away.url.format(local=workshop.local.as_uri(), wheel=wheel, base64=encoded)
    page = workshop.index.find_page("demo")
    return lead_away(application, url, lambda path: path == page if away.pages else path.endswith(f"/{wheel}"))
