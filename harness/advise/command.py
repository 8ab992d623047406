"""The command ``advise``: what works behind this proxy, with this pip, and which line to paste."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import click

from harness.advise import report as advised
from harness.advise.advice import find_advice, has_worked
from harness.advise.answers import Answers, LiveAnswers, RecordedAnswers, choose_host, has_own_store, open_live_answers
from harness.advise.choices import CAS, HOSTS, LOGINS, OPENING, STORES, TOPOLOGIES
from harness.advise.choosing import format_choices
from harness.advise.explain import explain_text
from harness.advise.explained import format_explanation
from harness.advise.lines import SHELLS, LineMaker, check_file
from harness.advise.question import Question, check_question, find_asked
from harness.catalogue.find import load_scenarios
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.provision.specs import check_pips, check_pythons


@click.command("advise")
@click.option("--topology", type=click.Choice(list(TOPOLOGIES)), help="How your machine reaches the index.")
@click.option(
    "--store", type=click.Choice(list(STORES)), help="Where your company's CA is; default: the system's store."
)
@click.option("--ca", type=click.Choice(list(CAS)), help="What your CA file holds; default: a root.")
@click.option(
    "--login", type=click.Choice(list(LOGINS)), help="Whether the proxy asks for a login, and what its address has."
)
@click.option(
    "--host", type=click.Choice(list(HOSTS)), help="Which store your Python's OpenSSL reads; default: standalone."
)
@click.option("--pip", metavar="V", help="Your pip: a release, wheel, tree, git URL or ensurepip; default: the newest.")
@click.option("--python", metavar="X", help="Your Python: 3.10, 3.10.13 or a path; default: the newest that runs it.")
@click.option(
    "--shell", type=click.Choice(SHELLS), help="The shell that the lines are for; default: this system's usual one."
)
@click.option("--file", metavar="PATH", help="The path of your CA file, for the lines to paste.")
@click.option("--error", metavar="TEXT", help="Explain an error message or a log; - reads standard input.")
@click.option(
    "--results",
    "files",
    multiple=True,
    type=Path,
    metavar="FILE",
    help="Answer from the records of earlier runs; run nothing.",
)
def run_advise(
    topology: str | None,
    store: str | None,
    ca: str | None,
    login: str | None,
    host: str | None,
    pip: str | None,
    python: str | None,
    shell: str | None,
    file: str | None,
    error: str | None,
    files: tuple[Path, ...],
) -> None:
    """Say whether pip works behind your proxy, and if not, since when and what works instead.

    A few dozen cells are run for the answer, unless --results names records that have it. By default the answer is for
    a Python whose OpenSSL reads no store by itself, such as conda's and most standalone builds. Without options the
    possible answers are listed. A log of pip that is piped in is explained as with --error.
    """
    check_pips([pip] if pip else [])
    check_pythons([python] if python else [])
    if error is None and topology is None and not any((store, ca, login, host, pip, python, files)):
        error = _read_piped_log()
    if topology is None:
        _refuse_without_topology(store, ca, login, host, *(() if error is not None else (pip, python)), *files)
    if error is not None:
        _print_explanation(_read_stdin() if error == "-" else error, topology, pip, python)
    if topology is None:
        if error is None:
            click.echo("\n".join(format_choices()))
        return
    asked = Question(topology=topology, store=store or "system", ca=ca or "root", login=login or "not-asked")
    check_question(asked)
    question = replace(asked, host=choose_host(host, python))
    maker = _make_maker(shell or _find_shell(), file or "")
    with _open_answers(files, pip, python) as answers:
        _print_advice(question, answers, maker, ask_distro=host is None)


def _print_explanation(text: str, topology: str | None, pip: str | None, python: str | None) -> None:
    explanation = explain_text(text, load_scenarios(), pip=pip or "", python=python or "", topology=topology or "")
    click.echo("\n".join(format_explanation(explanation, text)))


def _read_stdin() -> str:
    return sys.stdin.buffer.read().decode(errors="replace")


def _read_piped_log() -> str | None:
    """Return what a pipe or a file has for standard input, None if it is neither or has nothing."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return None
    if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode)):
        return None
    text = _read_stdin()
    return text if text.strip() else None


def _refuse_without_topology(*given: object) -> None:
    if any(given):
        raise UsageError(f"--topology is missing: give one of {', '.join(TOPOLOGIES)}")


def _make_maker(shell: str, file: str) -> LineMaker:
    """Return a maker of lines; a path is made absolute where it is one of this system."""
    check_file(file, shell)
    own = shell == _find_shell()
    return LineMaker(shell=shell, file=os.path.abspath(os.path.expanduser(file)) if file and own else file)


def _find_shell() -> str:
    return "powershell" if os.name == "nt" else "sh"


def _open_answers(
    files: tuple[Path, ...], pip: str | None, python: str | None
) -> AbstractContextManager[LiveAnswers | RecordedAnswers]:
    return nullcontext(RecordedAnswers(files, pip, python)) if files else open_live_answers(pip, python)


def _print_advice(question: Question, answers: Answers, maker: LineMaker, *, ask_distro: bool) -> None:
    curated = load_scenarios()
    advice = find_advice(question, answers, curated, upgrade=True)
    maker = replace(maker, pip=advice.mine.client.version)
    click.echo("\n".join(advised.describe_question(question)) + "\n")
    if ask_distro and question.host == "standalone" and question.store == "system":
        advice = replace(advice, on_distro=_find_on_distro(question, answers))
    click.echo("\n".join(advised.explain_standing(advice)))
    here = has_own_store(answers.interpreter) if isinstance(answers, LiveAnswers) else None
    for line in advised.explain_host(advice, here=here):
        click.echo(line)
    if advice.mine.observed is None:
        return
    if has_worked(advice.mine):
        for line in advised.format_own_way(advice, maker):
            click.echo(line)
        return
    click.echo("\n" + "\n".join(advised.format_ways(advice, maker)))
    if advice.let_in:
        click.echo("\nOnce the proxy lets you in:\n")
        _print_advice(replace(question, login="in-url"), answers, maker, ask_distro=ask_distro)
        return
    if question.login in OPENING:
        told = (*advised.describe_ca_file(question, maker), *advised.describe_join(advice, maker))
        click.echo("\n" + "\n".join(told))
    if maker.shell != "sh":
        click.echo(f"The cells were run on Linux; the lines for {maker.shell} were not run.")
    click.echo(f"To check it: {advice.mine.replay}")


def _find_on_distro(question: Question, answers: Answers) -> Record | None:
    asked = find_asked(load_scenarios(), replace(question, host="distro"))
    return answers.find_records([asked]).get(asked[0]) if asked is not None else None
