"""The lab's own command line, as it is typed: through nox in a checkout, by its name where the lab is installed."""

#: Installed, all modules lie in one package: see ``hatch_build.py``.
_IN_CHECKOUT = __name__.partition(".")[0] == "harness"
#: The sessions of nox that are commands of their own, and how each is called where the lab is installed.
_SESSIONS = {"bisect": ("bisect",), "matrix": ("matrix",), "compare": ("matrix", "--compare")}


def format_command(command: str, *words: str) -> str:
    """Return the line that calls a command with these words, each of which a shell can read as it stands."""
    if not _IN_CHECKOUT:
        return " ".join(("pip-trust-lab", *_SESSIONS.get(command, (command,)), *words))
    session = (command, "--") if command in _SESSIONS else ("lab", "--", command)
    return " ".join(("nox", "-s", *session, *words)).removesuffix(" --")
