"""An explanation in words: what a message says, its causes, what helps, and the command that tells more.

One rule: nothing of the text is printed, except that a short text that is not known is named, without passwords.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.advise.defects import describe_span, find_fixing_release, find_having_release
from harness.advise.explain import Explanation, PossibleCause
from harness.advise.log import LogFacts
from harness.evidence.wording import describe_expectation
from harness.model.command_line import format_command
from harness.model.foreign import clean_line
from harness.model.url_secrets import remove_secrets
from harness.model.words import Leg, Phase

#: A text that is longer is a log, and not shown.
_SHORT = 120


def format_explanation(explanation: Explanation, text: str) -> Iterator[str]:
    """Yield the lines of an explanation: messages and causes; for a text that is not known, what to try."""
    shown = explanation.shown
    for entry, words in explanation.entries:
        yield f"'{words}': {entry.says}"
    if about := _describe_shown(shown):
        yield f"The text shows, or you say: {about}."
    if not explanation.causes:
        if not explanation.entries:
            yield f"No known defect shows as {_name_text(text)}, and no message is known in it."
        yield from _suggest(shown)
        return
    if len(explanation.causes) > 1:
        yield "Several causes share this message; the most common first, as far as is known:"
    for number, each in enumerate(explanation.causes, start=1):
        yield from _format_cause(number, each, shown)
    yield f"None of these? Then {_make_diagnosis()}"


def _name_text(text: str) -> str:
    line = clean_line(remove_secrets(" ".join(text.split())))
    return repr(line) if len(line) <= _SHORT and "@" not in line else "this text"


def _describe_shown(shown: LogFacts) -> str:
    said = [f"pip {clean_line(shown.pip)}"] if shown.pip else []
    said += [f"Python {clean_line(shown.python)}"] if shown.python else []
    said += ["a build"] if shown.phase is Phase.BUILD else []
    said += ["the leg to the proxy"] if shown.leg is Leg.PROXY else []
    return ", ".join(said)


def _format_cause(number: int, possible: PossibleCause, shown: LogFacts) -> Iterator[str]:
    defect, cause = possible.defect, possible.cause
    pip = (f"--pip {clean_line(shown.pip)}",) if shown.pip and " " not in shown.pip else ()
    if defect is not None:
        yield f"  {number}. {defect.slug} ({defect.issue}): {describe_span(defect)}"
        yield f"     {describe_expectation(defect.shows)}. {defect.because}"
        fixed = find_fixing_release(defect)
        upgrade = f"Upgrade to pip {fixed}." if fixed else "No remedy is known."
        yield f"     What helps: {defect.workaround or upgrade}"
        having = f"--pip {find_having_release(defect)}" if find_having_release(defect) else ""
        yield f"     To see it: {format_command('run', possible.shown_by, *(pip or filter(None, [having])))}"
        return
    yield f"  {number}. {cause.because}"
    yield f"     What helps: {cause.helps}"
    if cause.ask:
        yield f"     To learn more: {format_command('advise', cause.ask, *pip)}"


def _suggest(shown: LogFacts) -> Iterator[str]:
    """Yield what to try where nothing is known."""
    yield "What to try:"
    yield f"  * {_make_diagnosis()}"
    yield "  * run it again with -v, and give the whole log:"
    yield f"      python -m pip install -v PACKAGE 2>&1 | {format_command('advise', '--error -')}"
    if not shown.pip:
        yield "  * look up which pip and Python it is: python -m pip --version"
    yield "  * look up what is set, and mask passwords before you show it: python -m pip config list, and of the"
    yield "      environment HTTPS_PROXY, NO_PROXY, PIP_CERT, REQUESTS_CA_BUNDLE and SSL_CERT_FILE"
    yield f"  * then ask what works behind such a proxy: {format_command('advise')}"


def _make_diagnosis() -> str:
    return f"have your own command watched: {format_command('diagnose', '-- python -m pip install PACKAGE')}"
