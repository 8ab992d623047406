"""Select the evidence of a cell and word it, once for terminal, page, Markdown, JUnit and annotations.

One rule: a report chooses how evidence looks, never what is shown or in which words. Every line is text of a record,
and may hold anything: a report makes it harmless for its own format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from rich.cells import cell_len

from harness.model.record import Observed, Record, RecordedClient
from harness.model.words import Verdict, Whose
from harness.report.phrases import describe_observed, describe_recorded, diff_transcripts

#: The name of evidence starts at the same place in every line, with a colon and a blank after the longest usual one.
LABEL_WIDTH = 11


class TextKind(Enum):
    """The kind of text that evidence is, by which a report chooses how to show it."""

    WORDS = "words"  #: sentences
    DIFF = "diff"  #: lines of a unified diff, or of a transcript with a blank before each
    OUTPUT = "output"  #: lines as a program printed them
    COMMAND = "command"  #: a command for a shell


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: its name, at least one line, and what kind of text that is."""

    name: str
    lines: tuple[str, ...]
    kind: TextKind = TextKind.WORDS

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(self.lines)


def select_evidence(record: Record) -> tuple[Evidence, ...]:
    """Return all evidence of a cell, in the order in which it is read; what a record does not have is left out."""
    return tuple(each for each in _collect_evidence(record) if each.lines)


def _collect_evidence(record: Record) -> Iterator[Evidence]:
    yield Evidence("claim", (record.claim,))
    yield Evidence("because", _list_given(record.because))
    yield Evidence("expected", (describe_recorded(record.expected),))
    yield Evidence("seen", (describe_observed(record.observed), *explain_seen(record.observed)))
    yield Evidence("why", _list_given(record.why if record.why != record.because else None))
    yield Evidence("defect", _list_given(name_defect(record)))
    yield Evidence("lost at", describe_losses(record.observed))
    yield Evidence("client said", record.said if record.verdict is not Verdict.PASS else (), TextKind.OUTPUT)
    yield Evidence("transcript", diff_transcripts(record), TextKind.DIFF)
    yield Evidence("witness saw", record.witness, TextKind.OUTPUT)
    yield Evidence("credentials", describe_credentials(record.observed))
    yield Evidence("called home", record.observed.called_home if record.observed else ())
    yield Evidence("runs on", (describe_libraries(record.client),))
    yield Evidence("seconds", (f"{record.seconds:.2f}",) if record.observed else ())
    yield Evidence("replay", (record.replay,), TextKind.COMMAND)


def _list_given(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def name_defect(record: Record) -> str | None:
    """Return the known defect of a cell with its issue; None without one."""
    return f"{record.defect} ({record.issue})" if record.defect else None


def explain_seen(seen: Observed | None) -> tuple[str, ...]:
    """Return an explanation of the terms in what was seen; none if they need none."""
    if seen is None or seen.context is not Whose.LOST:
        return ()
    luck = " This time the outcome is the same, by luck." if seen.outcome == "accepts" else ""
    return (
        "The session's context is the ssl_context that the client made for all its connections, with the authorities "
        f"that it is to trust. Here one that was made elsewhere decided, with authorities of its own.{luck}",
    )


def describe_losses(seen: Observed | None) -> tuple[str, ...]:
    """Return the places where the session's context was lost; none if none was lost, or nothing is known of it."""
    return seen.lost_at if seen is not None else ()


def describe_credentials(seen: Observed | None) -> tuple[str, ...]:
    """Return a line per node that was shown credentials: ``origin was shown the login of the index``."""
    if seen is None:
        return ()
    shown: dict[str, Iterable[str]] = {
        **{node: [each.value for each in held] for node, held in seen.credentials.items()}
    }
    shown |= {
        node: [f"the {each}" if " of the " in each else each for each in held] for node, held in seen.secrets.items()
    }
    return tuple(f"{node} was shown {' and '.join(held)}" for node, held in sorted(shown.items()) if held)


def describe_libraries(client: RecordedClient) -> str:
    """Return what a client runs on: its Python, OpenSSL, and the libraries that were recorded."""
    under = [f"{name} {version}" for name, version in sorted(client.libraries.items())]
    return ", ".join([f"Python {client.python}", client.openssl, *under])


def format_evidence(
    evidence: Iterable[Evidence], width: int | None = None, *, whole_commands: bool = False
) -> Iterator[str]:
    """Yield evidence as lines of plain text: words beside their name, anything else as a block below it.

    With a width lines are folded: words at blanks, a command so that a shell still reads it as one, or not at all.
    """
    for each in evidence:
        if each.kind in {TextKind.DIFF, TextKind.OUTPUT}:
            yield f"{each.name}:"
            yield from (part for line in each.lines for part in wrap_lines(f"  {line}", width, hang=6))
            continue
        label = f"{each.name + ':':<{LABEL_WIDTH}}" + (" " if len(each.name) >= LABEL_WIDTH - 1 else "")
        tail = " \\" if each.kind is TextKind.COMMAND else ""
        room = None if tail and whole_commands else width
        for start, line in zip([label, *[" " * LABEL_WIDTH] * len(each.lines)], each.lines, strict=False):
            yield from wrap_lines(start + line, room, hang=LABEL_WIDTH, tail=tail)


def wrap_lines(line: str, width: int | None, hang: int = 0, tail: str = "") -> list[str]:
    """Return a line in lines of at most this width, all but the first indented; a longer word stays whole.

    ``tail`` ends each line that another follows.
    """
    if width is None or cell_len(line) <= width:
        return [line]
    first, *words = re.findall(r"\s*\S+", line) or [line]
    lines = [first]
    for word in words:
        if cell_len(lines[-1] + word + tail) <= width:
            lines[-1] += word
        else:
            lines.append(" " * hang + word.lstrip())
    return [*(each + tail for each in lines[:-1]), lines[-1]]
