import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.client import Client, Interpreter
from harness.runs.pipeline import WITNESS
from tests.clients.inside.witness.clients import run, unwatched

#: What a program can ask of the classes that are watched. ``vendor`` is the name before ``requests`` and ``urllib3``.
LOOKS_AT_ITSELF = """
import inspect, pickle, ssl, sys, traceback, warnings
from VENDOR.requests.adapters import HTTPAdapter
from VENDOR.urllib3.poolmanager import PoolManager, ProxyManager
from VENDOR.requests import adapters
methods = [
    ssl.SSLContext, ssl.SSLContext.load_verify_locations, ssl.SSLContext.set_default_verify_paths,
    ssl.SSLSocket.do_handshake, ssl.SSLObject.do_handshake, HTTPAdapter, HTTPAdapter.proxy_manager_for, PoolManager,
    ProxyManager, PoolManager._new_pool,
]
for method in methods:
    print(method.__name__, method.__doc__ and len(method.__doc__), method.__qualname__)
    try:
        print(inspect.signature(method))
    except ValueError as error:
        print(error)
for module in (ssl, adapters):
    print(module.__spec__.origin, type(module.__spec__.loader), module.__loader__ is module.__spec__.loader)
print(ssl.SSLContext.__mro__, type(ssl.SSLContext))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS)
print([(str(each.message), each.filename, each.lineno) for each in caught])
print(isinstance(context, ssl.SSLContext), type(context), vars(context))
class Sub(ssl.SSLContext):
    def __init__(self, protocol):
        super().__init__(protocol)
for make in (lambda: Sub(ssl.PROTOCOL_TLS), lambda: pickle.dumps(context), lambda: ssl.SSLContext("x")):
    try:
        print(make())
    except Exception as error:
        print(type(error), error, error.__context__, error.__cause__)
adapter = pickle.loads(pickle.dumps(HTTPAdapter(max_retries=3)))
print(type(adapter), adapter.max_retries.total, sorted(vars(adapter)))
def load():
    context.load_verify_locations(cafile="missing.pem")
try:
    load()
except OSError as error:
    print(type(error), error, error.__context__)
    if sys.version_info >= (3, 11):
        print([frame.name for frame in traceback.extract_tb(error.__traceback__)])
"""


def test_a_process_testifies_on_every_python(interpreters: tuple[Interpreter, ...], tmp_path: Path) -> None:
    for interpreter in interpreters:
        folder = tmp_path / interpreter.minor
        folder.mkdir()
        ended = run(interpreter.executable, "import ssl; ssl.SSLContext().set_default_verify_paths()", folder)
        assert ended.kinds() == ["process", "context", "loaded"], interpreter
        assert "witness" not in ended.output
        assert ended.events[0]["python"] == interpreter.version
        assert ended.events[1]["callers"] == ["__main__.<module>"]


def test_without_the_variable_nothing_is_watched(interpreter: Interpreter, tmp_path: Path) -> None:
    looks = (
        "import ssl, sys, os; print([name for name in sys.modules if 'witness' in name], "
        "ssl.SSLContext.__init__ is object.__init__, hasattr(ssl.SSLSocket.do_handshake, '__wrapped__'), "
        "any('witness' in repr(finder) for finder in sys.meta_path))"
    )
    assert unwatched(interpreter.executable, looks, tmp_path, path=(WITNESS,)) == "[] True False False\n"
    assert list(tmp_path.iterdir()) == []


def test_a_sitecustomize_that_is_hidden_runs(interpreter: Interpreter, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text("print('hidden', __file__)")
    code = "import sitecustomize; print(sitecustomize.__file__)"
    ended = run(interpreter.executable, code, tmp_path, path=(str(hidden),))
    assert ended.output == f"hidden {hidden}/sitecustomize.py\n{hidden}/sitecustomize.py\n"
    assert unwatched(interpreter.executable, code, tmp_path, path=(WITNESS, str(hidden))) == ended.output


@pytest.mark.parametrize("version", ["20.3", "24.3.1", "25.0.1", "25.2", "26.3"])
def test_a_client_sees_no_difference_in_what_is_watched(
    version: str, pip: Callable[[str], Client], tmp_path: Path
) -> None:
    client = pip(version)
    looks = LOOKS_AT_ITSELF.replace("VENDOR", "pip._vendor")
    path, python = (client.tree,), client.interpreter.executable
    ended = run(python, looks, tmp_path, path=path)
    assert ended.output == unwatched(python, looks, tmp_path, path=path)
    assert {"context", "adapter", "manager"} <= set(ended.kinds())


def test_a_witness_that_cannot_write_stays_unnoticed(interpreter: Interpreter, tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "testimony.jsonl"
    code = "import ssl; print(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_default_verify_paths())"
    ended = run(interpreter.executable, code, tmp_path, testimony=nowhere)
    assert ended.output == "None\n"
    assert not nowhere.exists()


def test_a_watcher_that_fails_is_told_of_and_changes_nothing(interpreter: Interpreter, tmp_path: Path) -> None:
    code = (
        "import ssl, lab_witness_watch\n"
        "del lab_witness_watch._count_authorities\n"
        "print(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_default_verify_paths())\n"
    )
    ended = run(interpreter.executable, code, tmp_path)
    assert ended.output == "None\n"
    assert ended.kinds() == ["process", "context", "trouble"]


def test_a_watcher_that_fails_after_the_call_changes_nothing(interpreter: Interpreter, tmp_path: Path) -> None:
    code = (
        "import ssl, lab_witness_watch\n"
        "del lab_witness_watch._write_loaded\n"
        "print(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_default_verify_paths())\n"
    )
    ended = run(interpreter.executable, code, tmp_path)
    assert ended.output == "None\n"
    assert ended.kinds() == ["process", "context", "trouble"]


def test_what_is_too_long_to_be_said_in_one_piece_is_told_of_as_trouble(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    code = (
        "import ssl, lab_witness_report as report\n"
        "report.list_callers = lambda: ['long' * 1024]\n"
        "print(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_default_verify_paths())\n"
    )
    ended = run(interpreter.executable, code, tmp_path)
    assert ended.output == "None\n"
    assert set(ended.kinds()) == {"process", "trouble"}
    assert "bytes, and others could write between them" in ended.events[-1]["error"]


@pytest.mark.parametrize(
    "broken", ["lab_witness_hook", "lab_witness_watch", "lab_witness_holders", "lab_witness_report"]
)
def test_a_witness_that_is_broken_stays_unnoticed(broken: str, interpreter: Interpreter, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    shutil.copytree(WITNESS, witness)
    (witness / f"{broken}.py").write_text("raise RuntimeError('broken')")
    code = "import ssl; print(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_default_verify_paths())"
    assert run(interpreter.executable, code, tmp_path, witness=str(witness)).output == "None\n"


def test_installed_libraries_are_watched_as_vendored_ones_are(tmp_path: Path) -> None:
    code = (
        "import ssl, truststore, urllib3\n"
        "context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n"
        "urllib3.ProxyManager('https://user:secret@localhost:1', ssl_context=context, proxy_ssl_context=context)\n"
        "truststore.inject_into_ssl()\n"
        "ssl.create_default_context()\n"
    )
    ended = run(sys.executable, code, tmp_path)
    contexts = {event["number"]: event for event in ended.events if event["event"] == "context"}
    assert [event["kind"] for event in contexts.values() if event["holds"]] == ["truststore", "truststore"]
    (manager,) = (event for event in ended.events if event.get("name") == "ProxyManager")
    assert contexts[manager["proxy_context"]]["kind"] == "truststore"
    assert manager["keywords"]["ssl_context"] == manager["proxy_context"]
    assert manager["proxy"] == "https://localhost:1"
    assert "secret" not in (tmp_path / "testimony.jsonl").read_text()
    assert "trouble" not in ended.kinds()
