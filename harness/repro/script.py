"""Write the script of a cell: a template, filled with the parts that the cell needs and no others."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.clients.invocation import Invocation
from harness.model.cell import Cell
from harness.model.conditions import Action
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.repro.adapters import describe_adapter, describe_package, is_variant, pair_words
from harness.repro.expressions import quote_text, write_mapping, write_text, write_texts
from harness.repro.head import list_requirements, list_versions, write_head
from harness.repro.ingredients import invoke_client
from harness.repro.recorded import word_recorded
from harness.repro.unsupported import list_unsupported
from harness.repro.world import describe_nodes, describe_stores, list_authorities

if TYPE_CHECKING:
    import jinja2

_TEMPLATE = Path(__file__).with_name("script.py.j2")


def write_script(cell: Cell, record: Record) -> str:
    """Return the script that shows a cell, and says whether its outcome is the recorded one.

    Raises ``UsageError`` that names what a script does not support.
    """
    if unsupported := list_unsupported(cell):
        raise UsageError(f"a script does not support this yet: {'; '.join(unsupported)}. Use {record.replay}")
    outcome = word_recorded(record)
    parts = {
        **_describe_client(cell),
        **describe_nodes(cell.scenario),
        **describe_stores(cell.scenario),
        "in_the_lab": quote_text(outcome),
    }
    parts["authorities"] = list_authorities(cell.scenario, parts)
    parts["enclosed"] = bool(parts["system"] or parts["names"])
    parts["head"] = write_head(cell, record, outcome, enclosed=parts["enclosed"])
    body = _load_template().render(parts, modules=[])
    return _load_template().render(parts, modules=_list_modules(body))


@cache
def _load_template() -> jinja2.Template:
    import jinja2  # noqa: PLC0415 - no other command of the room needs it

    return jinja2.Environment(
        autoescape=False,  # noqa: S701 - it is Python that is written, each value by its repr
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
    ).from_string(_TEMPLATE.read_text(encoding="utf-8"))


def _list_modules(body: str) -> list[str]:
    """Return the import lines of the modules of the standard library that a script uses, in order."""
    names = (
        *("base64", "contextlib", "datetime", "http.client", "http.server", "importlib.metadata", "io", "ipaddress"),
        *(
            "os",
            "pathlib",
            "re",
            "select",
            "shlex",
            "shutil",
            "signal",
            "socket",
            "socketserver",
            "ssl",
            "subprocess",
            "sys",
        ),
        *("tarfile", "tempfile", "threading", "urllib.parse", "zipfile"),
    )
    called = {"datetime": "dt"}
    return [
        f"import {name}{f' as {called[name]}' if name in called else ''}"
        for name in names
        if re.search(rf"(?<![\w.]){called.get(name, name)}\.", body)
    ]


def _describe_client(cell: Cell) -> dict[str, Any]:
    scenario, invocation = cell.scenario, invoke_client(cell)
    return {
        "minor": cell.client.interpreter.minor,
        "dependencies": write_texts(list_requirements(cell)),
        "client": write_mapping(list_versions(cell), short=90),
        "command": _write_command(cell, invocation),
        "environment": write_mapping(invocation.environment, indent=8),
        "files": [(write_text(path), [*map(write_text, text.splitlines())]) for path, text in invocation.files.items()],
        "kept": 'any((folder / "out").iterdir())' if scenario.action.value.folder_option else "True",
        "delivered": _write_delivered(scenario),
        "builds": scenario.action.builds,
        "local": scenario.action.is_local,
        "client_certificate": _write_client_certificate(scenario),
        **describe_package(cell.client),
        **(describe_adapter(cell) if is_variant(cell.client) else {"adapter": ""}),
    }


def _write_command(cell: Cell, invocation: Invocation) -> str:
    """Return the expression of the client's command, in which the Python is the script's own."""
    _, *words = invocation.argv
    first = [_EXECUTABLE]
    if is_variant(cell.client):
        first += [_OWN_FILE, "--client"]
        words = [word for pair in pair_words(words) for word in pair]
    command = write_texts([*first, *words], indent=8)
    for stand_in, expression in ((_EXECUTABLE, "sys.executable"), (_OWN_FILE, "os.path.abspath(__file__)")):
        command = command.replace(quote_text(stand_in), expression)
    return command


def _write_client_certificate(scenario: Scenario) -> str:
    """Return the statement that writes the certificate that the client has; empty if it has none."""
    demands = (scenario.client_certificate.value, scenario.proxy_client_certificate.value)
    if not any(each.shown for each in demands):
        return ""
    pems = "cert_chain_pems[0]" if any(each.keyless for each in demands) else "private_key_and_cert_chain_pem"
    return f'client.{pems}.write_to_path(str(folder / "client.pem"))'


#: Stand-ins in a command for expressions of the script.
_OWN_FILE = "the file of the script"
_EXECUTABLE = "the Python of the script"


def _write_delivered(scenario: Scenario) -> str:
    """Return the expression that is true if the client was sent what it asked for."""
    if scenario.action is Action.INDEX_VERSIONS:
        return '("origin", "200 GET /simple/demo/") in SEEN'
    node = "elsewhere" if scenario.index.value.second_host else "origin"
    return f'("{node}", f"200 GET {{WHEEL}}") in SEEN'
