"""Find the modules to watch as the client imports them, vendored or not, from a folder or from a zip file.

One rule: nothing is imported that the client does not import itself; a module's spec and loader stay as they were.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

#: The ends of the names of watched modules, and what watches each.
WATCHED = {
    "ssl": "lab_witness_watch.watch_ssl",
    "truststore._api": "lab_witness_watch.watch_truststore",
    "urllib3.poolmanager": "lab_witness_holders.watch_managers",
    "urllib3.connection": "lab_witness_holders.watch_connections",
    "urllib3.connectionpool": "lab_witness_holders.watch_pools",
    "util.ssltransport": "lab_witness_watch.watch_tls_in_tls",
    "requests.adapters": "lab_witness_holders.watch_adapters",
    "network.session": "lab_witness_holders.watch_session",
    "_internal.download": "lab_witness_holders.watch_session",
    "pip.download": "lab_witness_holders.watch_session",
}


def install_hook() -> None:
    """Watch the modules that are imported already, and those to come."""
    for name, module in list(sys.modules.items()):
        if _find_watcher(name):
            watch_module(module)
    sys.meta_path.insert(0, Finder())


def watch_module(module: "ModuleType") -> None:
    """Watch a module that has just been run. An error in here must not reach the client."""
    try:  # noqa: SIM105 - contextlib is not imported for this
        _call_watcher(module)
    except Exception:  # noqa: S110 - not even the report works
        pass


def _call_watcher(module: "ModuleType") -> None:
    report = __import__("lab_witness_report")
    try:
        place, _, name = _find_watcher(module.__name__).partition(".")
        getattr(__import__(place), name)(module)
    except Exception as error:
        report.write_trouble("watching " + module.__name__, error)


def _find_watcher(name: str) -> str:
    return WATCHED.get(".".join(name.split(".")[-2:]), "")


class Finder:
    """Asks the other finders for a watched module, and wraps its loader to learn when it has run."""

    def find_spec(
        self, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return the other finders' spec of a watched module, None for any other module."""
        if not _find_watcher(name):
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = Loader(spec, spec.loader)  # type: ignore[assignment]
                return spec
        return None


class Loader:
    """Stands in for a module's loader until the module has run."""

    def __init__(self, spec: "ModuleSpec", loader: "Any") -> None:
        self.spec, self.loader = spec, loader

    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        """Return the module as its own loader makes it."""
        create = getattr(self.loader, "create_module", None)
        return create(spec) if create else None

    def exec_module(self, module: "ModuleType") -> None:
        """Put its own loader back, let it run the module, and watch that."""
        self.spec.loader = module.__loader__ = self.loader
        if hasattr(self.loader, "exec_module"):
            self.loader.exec_module(module)
        else:
            # Up to Python 3.9 zipimport knows no exec_module, and pip up to 22.1 runs its build's pip from a zip file.
            exec(self.loader.get_code(module.__name__), module.__dict__)  # noqa: S102
        watch_module(module)
