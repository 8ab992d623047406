"""Run sessions with an adapter variant, or as pip makes them: ``python session_client.py JOB``, a file of JSON.

One rule: each session is a process of its own, forked where everything is imported and nothing yet requested, so that
no session remembers anything of another.

A job holds ``client`` (a variant's name, or ``pip``), ``prefix`` (where pip's vendored libraries are, or empty),
``bell`` (host and port) and ``sessions``. One line of JSON per step is printed, for a person to read.
"""

import argparse
import http.client
import importlib
import json
import os
import sys
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_VARIABLES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")


def run_job(path: str) -> None:
    """Run every session of a job, one after the other."""
    warnings.simplefilter("ignore")
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    make = prepare_pip() if job["client"] == "pip" else prepare_variant(job["client"], job["prefix"])
    for number, session in enumerate(job["sessions"]):
        child = os.fork()
        if child == 0:
            try:
                run_session(number, session, make, job["bell"])
            finally:
                sys.stdout.flush()
                os._exit(0)
        os.waitpid(child, 0)


def run_session(
    number: int, told: "dict[str, Any]", make: "Callable[[dict[str, Any]], Any]", bell: "list[Any]"
) -> None:
    """Make one session and take its steps."""
    session = make(told)
    for step, each in enumerate(told["steps"]):
        ring_bell(bell, f"/{number}/{step}")
        os.environ.update(dict.fromkeys(_VARIABLES, each["environment"]) if each["environment"] else {})
        try:
            response = session.get(each["url"], timeout=15.0, **each["request"])
            said = str(response.status_code)
            response.close()
        except Exception as error:
            said = type(error).__name__ + ": " + str(error)
        for name in _VARIABLES:
            os.environ.pop(name, None)
        sys.stdout.write(json.dumps({"session": number, "step": step, "said": said[:300]}) + "\n")


def ring_bell(bell: "list[Any]", path: str) -> None:
    """Let the nodes know which step comes next, by a connection that is not the session's."""
    connection = http.client.HTTPConnection(bell[0], bell[1], timeout=15.0)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def prepare_variant(name: str, prefix: str) -> "Callable[[dict[str, Any]], Any]":
    """Return the function that makes a session with an adapter variant."""
    # It lies beside this script, which is run by its path.
    client = importlib.import_module("variant_client")
    truststore = None if name == "no_context" else importlib.import_module(prefix + "truststore")
    if name == "injected" and truststore is not None:
        # Modules that are imported later make their contexts of the class that ssl has by then.
        truststore.inject_into_ssl()
    for needed in ("requests", "cachecontrol"):
        importlib.import_module(prefix + needed)

    def make(told: "dict[str, Any]") -> "Any":
        options = {option: told[option] for option in ("cache", "cert", "client_cert", "proxy")}
        given = argparse.Namespace(variant=name, adapter=None, **options)
        return client.make_session(given, prefix, truststore)

    return make


def prepare_pip() -> "Callable[[dict[str, Any]], Any]":
    """Return the function that makes the session that a command of pip would, from the same options."""
    command = importlib.import_module("pip._internal.commands").create_command("list")
    importlib.import_module("pip._internal.network.session")

    def make(told: "dict[str, Any]") -> "Any":
        words = ["--cache-dir", told["cache"]] if told["cache"] else ["--no-cache-dir"]
        for option in ("cert", "client_cert", "proxy"):
            words += ["--" + option.replace("_", "-"), told[option]] if told[option] else []
        options, _ = command.parse_args([*words, "--retries", "0"])
        return command._build_session(options)

    return make


if __name__ == "__main__":
    run_job(sys.argv[1])
