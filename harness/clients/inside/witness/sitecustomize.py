"""Start the witness: every Python of a cell imports this, since its folder is first on the client's ``PYTHONPATH``.

One rule: the client must not notice. Without the variable nothing is watched, a failure stays here, and the
``sitecustomize`` that this one hides is run as it would have been.

This runs on Python 3.6 and newer with the standard library alone; so do its neighbours, whose names are unique.
"""

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

FOLDER = os.path.dirname(os.path.abspath(__file__))


def start_watching() -> None:
    """Watch this process if it should testify."""
    if not os.environ.get("PIP_TRUST_LAB_WITNESS"):
        return
    try:  # noqa: SIM105 - contextlib is not imported for this
        __import__("lab_witness_hook").install_hook()
    except Exception:  # noqa: S110 - what is printed here would be the client's output
        pass


def run_hidden() -> None:
    """Run the next ``sitecustomize`` on the path, a distribution's for one."""
    spec = PathFinder.find_spec("sitecustomize", [path for path in sys.path if os.path.abspath(path) != FOLDER])
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if __name__ == "sitecustomize":
    start_watching()
    run_hidden()
