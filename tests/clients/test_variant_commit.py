from __future__ import annotations

from pathlib import Path

import pytest

from harness.clients.variant_commit import find_library, prepare_commit_variants
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.git import Git
from harness.provision.releases import find_cache_folder
from harness.provision.stock import Stock
from tests.support.product import PYTHON
from tests.support.repository import Repository, of_requests


def git(repository: Repository, home: Path) -> Git:
    return Git(repository.folder / ".git", home, str(repository.folder))


@pytest.mark.client
def test_a_commit_of_requests_is_under_the_variant_and_the_rest_is_the_newest(
    tmp_path: Path, interpreters: tuple[Interpreter, ...]
) -> None:
    repository, commits = of_requests(tmp_path / "requests", ("2.32.4",))
    python = next(each for each in interpreters if each.minor == PYTHON)
    client = prepare_commit_variants(git(repository, tmp_path), "pool_only", python, Stock(find_cache_folder(), print))(
        commits["2.32.4"]
    )
    assert '__version__ = "2.32.4"' in (Path(client.tree) / "requests" / "__version__.py").read_text()
    assert (Path(client.tree) / "urllib3").is_dir()
    assert client.label == f"requests-{commits['2.32.4'][:9]}"
    assert (client.name, client.unfit, client.kind) == ("pool_only", "", "variant")


@pytest.mark.parametrize("place", ["src/urllib3", "urllib3"])
def test_a_library_is_known_by_where_its_package_is(tmp_path: Path, place: str) -> None:
    (tmp_path / "clone").mkdir()
    repository = Repository(tmp_path / "clone")
    commit = repository.commit("1", f"{place}/__init__.py")
    assert find_library(git(repository, tmp_path), commit) == ("urllib3", place)


def test_a_commit_of_another_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clone").mkdir()
    repository = Repository(tmp_path / "clone")
    commit = repository.commit("25.2")
    with pytest.raises(UsageError, match="is not a commit of requests, truststore or urllib3"):
        find_library(git(repository, tmp_path), commit)


@pytest.mark.client
def test_a_bisect_is_of_one_variant(tmp_path: Path, interpreters: tuple[Interpreter, ...]) -> None:
    repository, _ = of_requests(tmp_path / "requests", ("2.32.4",))
    with pytest.raises(UsageError, match="--variant all names several"):
        prepare_commit_variants(git(repository, tmp_path), "all", interpreters[0], Stock(find_cache_folder(), print))
