"""Make the tree of a pip that has a slip.

One rule: the cache is only read. A tree is a copy whose files are links to the cache's, but for the one that differs,
which is written anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bench.mutants.mutant import Mutant
from harness.model.client import Interpreter
from harness.model.errors import UsageError


def alter_text(mutant: Mutant, tree: Path) -> str:
    """Return the text of the mutant's file with the slip. Raises ``UsageError`` unless its place is there just once."""
    file = tree / mutant.file
    if not file.is_file():
        raise UsageError(f"{mutant.name}: there is no {mutant.file} in {tree}")
    text = file.read_text(encoding="utf-8")
    times = text.count(mutant.text)
    if times != 1:
        raise UsageError(f"{mutant.name}: {mutant.file} has {mutant.text!r} {times} times, expected once")
    return text.replace(mutant.text, mutant.instead)


def make_mutated_tree(mutant: Mutant, tree: Path, folder: Path, interpreter: Interpreter) -> Path:
    """Return a copy of a tree that has the slip, compiled; ``folder`` is where it is made."""
    text = alter_text(mutant, tree)
    # The lab names what it makes of a client by the name of its tree.
    place = folder / f"mutant-{mutant.name}"
    shutil.copytree(tree, place, copy_function=_link_or_copy, symlinks=True)
    file = place / mutant.file
    for stale in (file, *(file.parent / "__pycache__").glob(f"{file.stem}.*.pyc")):
        stale.unlink()
    file.write_text(text, encoding="utf-8")
    _compile_file(mutant, file, interpreter)
    return place


def _compile_file(mutant: Mutant, file: Path, interpreter: Interpreter) -> None:
    command = [interpreter.executable, "-I", "-m", "py_compile", str(file)]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise UsageError(f"{mutant.name}: {mutant.file} is no Python with its slip: {answer.stderr.strip()}")


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
