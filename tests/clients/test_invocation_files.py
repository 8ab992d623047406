from __future__ import annotations

from dataclasses import replace

from harness.model.conditions import Action, File, Option, Variable
from harness.model.passwords import OF_INDEX, OF_PROXY
from tests.support.worlds import ARTEFACT, INDEX, WORLD, after, made


def test_a_file_is_written_filled_and_named_by_its_path() -> None:
    world = replace(WORLD, index_login=OF_INDEX, proxy_login=OF_PROXY)
    invocation = made(
        world,
        files=(
            File("my.netrc", "machine {origin_name} login {index_user} password {index_password}"),
            File("requirements.txt", "--constraint {a-b/c.txt}\n--proxy http://{proxy_login}@{proxy}\n"),
            File("a-b/c.txt", ""),
        ),
        options=(Option("--requirement {requirements.txt}"),),
        variables=(Variable("NETRC={my.netrc}"),),
    )
    assert invocation.files == {
        "/cells/1/my.netrc": f"machine localhost login {OF_INDEX.user} password {OF_INDEX.word}",
        "/cells/1/requirements.txt": f"--constraint /cells/1/a-b/c.txt\n--proxy http://{OF_PROXY.written}@localhost:4712\n",
        "/cells/1/a-b/c.txt": "",
    }
    assert after(invocation, "--requirement") == "/cells/1/requirements.txt"
    assert invocation.environment["NETRC"] == "/cells/1/my.netrc"


def test_an_index_that_a_file_names_is_named_by_no_option() -> None:
    assert after(made(), "--index-url") == INDEX
    named = made(files=(File("requirements.txt", "--index-url {index_url}\n"),))
    assert "--index-url" not in named.argv


def test_what_a_file_lists_is_on_no_command_line() -> None:
    listed = File("requirements.txt", "{artefact_url} --hash=sha256:{wheel_hash}")
    named = (Option("--requirement {requirements.txt}"),)
    invocation = made(
        replace(WORLD, wheel_hash="ab" * 32), action=Action.DOWNLOAD_LISTED, files=(listed,), options=named
    )
    assert "demo" not in invocation.argv
    assert "" not in invocation.argv
    assert invocation.files["/cells/1/requirements.txt"] == f"{ARTEFACT} --hash=sha256:{'ab' * 32}"


def test_a_module_that_a_scenario_gives_is_on_pythons_path() -> None:
    assert made().environment["PYTHONPATH"] == "/trees/26.3"
    given = made(files=(File("startup/keyring.py", "def get_password(service, user): return '{index_password}'"),))
    assert given.environment["PYTHONPATH"] == "/cells/1/startup:/trees/26.3"
