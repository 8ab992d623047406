"""The lab's own command line, as it is typed: through nox in a checkout, by its name where the lab is installed."""

#: Installed, all modules lie in one package: see ``hatch_build.py``.
_IN_CHECKOUT = __name__.partition(".")[0] == "harness"


def format_command(command: str, *words: str) -> str:
    """Return the line that calls a command with these words, each of which a shell can read as it stands."""
    if not _IN_CHECKOUT:
        return " ".join(("pip-trust-lab", command, *words))
    session = ("bisect", "--") if command == "bisect" else ("lab", "--", command)
    return " ".join(("nox", "-s", *session, *words))
