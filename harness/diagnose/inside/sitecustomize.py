"""Have the witness watch more: dials, tunnels and requests. The witness's own ``sitecustomize`` runs this one.

One rule: the command must not notice. A failure stays here, and the ``sitecustomize`` that this one hides is run.

This runs on Python 3.6 and newer with the standard library alone.
"""

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

FOLDER = os.path.dirname(os.path.abspath(__file__))


def watch_more() -> None:
    """Add to what the witness watches, if it does watch."""
    if "lab_witness_hook" not in sys.modules:
        return
    try:  # noqa: SIM105 - contextlib is not imported for this
        __import__("lab_diagnose_watch").add_watchers(sys.modules["lab_witness_hook"])
    except Exception:  # noqa: S110 - what is printed here would be the command's output
        pass


def run_hidden() -> None:
    """Run the ``sitecustomize`` that comes after this one on the path, the person's own or a distribution's."""
    folders = [os.path.abspath(path) for path in sys.path]
    after = sys.path[folders.index(FOLDER) + 1 :] if FOLDER in folders else sys.path
    spec = PathFinder.find_spec("sitecustomize", after)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if __name__ == "sitecustomize":
    watch_more()
    run_hidden()
