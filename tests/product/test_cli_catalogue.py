from __future__ import annotations

from tests.support.product import ROOT, lab


def test_the_page_of_the_catalogue_is_what_the_lab_prints() -> None:
    done = lab("catalogue")
    assert done.returncode == 0, done.stderr
    page = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert done.stdout == page, "write it anew: nox -s lab -- catalogue > docs/catalogue.md"
