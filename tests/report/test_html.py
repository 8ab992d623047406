"""One rule: the file stands alone, and its data stays data."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.html import format_html

Make = Callable[..., Record]

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ' \" <b>"


class Tags(HTMLParser):
    """A page as a browser reads it: its tags with their attributes, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data

    def named(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        found = zip(self.tags, self.texts, strict=True)
        return [(attributes, text) for (name, attributes), text in found if name == tag]


def data(text: str) -> dict[str, dict[str, object]]:
    (told,) = [text for attributes, text in Tags(text).named("script") if attributes.get("id") == "data"]
    parsed: dict[str, dict[str, object]] = json.loads(told)
    return parsed


def test_every_cell_can_be_opened_and_has_its_data(record: Make) -> None:
    text = format_html([record(), record("direct.a", verdict=Verdict.FAIL), record("direct.a", "24.0")])
    buttons = [attributes["data-cell"] for attributes, _ in Tags(text).named("button") if "data-cell" in attributes]
    assert sorted(map(str, buttons)) == sorted(data(text))
    assert len(buttons) == 3


def test_a_cell_shows_its_verdict_in_letters_and_as_a_class(record: Make) -> None:
    text = format_html([record(verdict=Verdict.FAIL)])
    assert "FAIL" in [attributes.get("class") for attributes, _ in Tags(text).named("td")]
    assert "FAIL" in [text.strip() for attributes, text in Tags(text).named("button") if "data-cell" in attributes]


def test_the_data_says_what_the_details_show(record: Make) -> None:
    (cell,) = data(
        format_html([record(verdict=Verdict.FAIL, expected_transcript=("done",), transcript=("no",))])
    ).values()
    assert cell["expected"] == "accepts"
    assert cell["seen"] == "rejects the origin leg (unknown_ca); exit 1; through connect-proxy"
    assert cell["transcript"] == ["--- expected", "+++ seen", "@@ -1 +1 @@", "-done", "+no"]


def test_no_text_of_a_record_becomes_markup(record: Make) -> None:
    fields = dict.fromkeys(["claim", "why", "replay", "topology"], HOSTILE)
    hostile = record("direct." + HOSTILE, verdict=Verdict.SKIP, transcript=(HOSTILE,), **fields)
    text = format_html([hostile], title=HOSTILE)
    harmless = format_html([record("direct.a", verdict=Verdict.SKIP, why="-")])
    tags, allowed = ([tag for tag, _ in Tags(made).tags if tag != "wbr"] for made in (text, harmless))
    assert tags == allowed
    (cell,) = data(text).values()
    told = cell["record"]
    assert isinstance(told, dict)
    assert told["claim"] == HOSTILE


def test_the_file_loads_nothing(record: Make) -> None:
    text = format_html([record()])
    loading = {"src", "href", "srcset", "action", "data", "poster"}
    assert not [attributes for _, attributes in Tags(text).tags if loading & set(attributes)]
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_page_knows_light_and_dark(record: Make) -> None:
    assert "prefers-color-scheme: dark" in format_html([record()])


def test_a_page_without_records_is_a_page() -> None:
    assert data(format_html([])) == {}
