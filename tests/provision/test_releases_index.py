from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.releases import Releases
from tests.support.pip_trees import name_versions
from tests.support.surroundings import write_wheel

pytestmark = pytest.mark.client


def test_the_index_is_asked_once(tmp_path: Path, index: Path) -> None:
    releases = Releases(tmp_path / "cache")
    known = releases.list_usual()
    shutil.rmtree(index)
    assert releases.list_usual() == known
    assert not releases.warnings


@pytest.mark.parametrize("spec", ["27.0", ">=27"])
def test_a_release_that_was_published_just_now_is_there_for_whoever_names_it(
    spec: str, tmp_path: Path, index: Path
) -> None:
    assert name_versions(Releases(tmp_path / "cache"), "latest") == ["26.3"]
    wheel = write_wheel(index, "27.0")
    page = index / "index.html"
    page.write_text(page.read_text() + f'<a href="{wheel.name}">{wheel.name}</a>')
    assert name_versions(Releases(tmp_path / "cache"), "latest") == ["26.3"]
    assert name_versions(Releases(tmp_path / "cache"), spec) == ["27.0"]
    assert name_versions(Releases(tmp_path / "cache"), "latest") == ["27.0"]


@pytest.mark.usefixtures("closed_port")
@pytest.mark.parametrize("spec", [">=", ">=abc", "~=1", ">=" + "1" * 5000])
def test_what_is_no_range_is_refused_before_the_index_is_asked(spec: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a range of releases") as refused:
        Releases(tmp_path).resolve_spec(spec)
    assert "\n" not in str(refused.value)


def test_the_index_is_not_asked_for_a_release_that_is_here(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    tree = first.make_tree(first.resolve_spec("25.0.1")[0])
    shutil.rmtree(index)
    (tmp_path / "cache" / "releases.json").unlink()
    again = Releases(tmp_path / "cache")
    assert again.make_tree(again.resolve_spec("25.0.1")[0]) == tree
    assert not again.warnings


@pytest.mark.usefixtures("no_kept_answer")
def test_without_the_index_what_it_listed_last_time_is_used_as_far_as_it_is_here(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    first.fetch_all({first.resolve_spec(version)[0]: () for version in ("25.0.1", "24.2")}, lambda _: None)
    first.list_usual()
    shutil.rmtree(index)
    releases = Releases(tmp_path / "cache")
    assert name_versions(releases, "latest") == ["25.0.1"]
    assert name_versions(releases, "all") == ["24.2", "25.0.1"]
    assert releases.list_ever_listed() == first.list_all()
    (warning,) = releases.warnings
    assert "last time are used; left out because they are not in the cache: 19.3.1, 20.3, 25.0, 26.3" in warning


def relisted(index: Path, *without: str, yanked: str = "") -> None:
    """Let the index list no more of these releases, and say that one was yanked."""
    page = index / "index.html"
    lines = [line for line in page.read_text().splitlines() if not any(f"pip-{each}-" in line for each in without)]
    yank = f'<a data-yanked="it /pip-1.0-py3-none-any.whl: broke" href="pip-{yanked}-'
    page.write_text("\n".join(lines).replace(f'<a href="pip-{yanked}-', yank))


@pytest.mark.usefixtures("no_kept_answer")
def test_an_index_that_answers_in_part_takes_no_release_away_for_good(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    everything = first.list_all()
    first.make_tree(first.resolve_spec("25.0.1")[0])
    relisted(index, "20.3", "25.0", "25.0.1")
    second = Releases(tmp_path / "cache")
    assert name_versions(second, "all") == ["24.2", "25.0.1", "26.3"]
    lacks = "the package index lists 3 releases of pip and lacks 3 that it listed before; used all the same, from the "
    assert second.warnings == [f"{lacks}cache: 25.0.1; left out: 20.3, 25.0"]
    assert second.list_ever_listed() == everything


@pytest.mark.usefixtures("no_kept_answer")
def test_a_release_that_was_yanked_since_is_left_out_though_it_is_here(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    first.fetch_all({first.resolve_spec(version)[0]: () for version in ("25.0.1", "26.3")}, lambda _: None)
    first.list_usual()
    relisted(index, yanked="26.3")
    second = Releases(tmp_path / "cache")
    assert name_versions(second, "latest") == ["25.0.1"]
    assert second.warnings == ["yanked since, and left out: pip 26.3"]
    shutil.rmtree(index)
    assert "26.3" not in map(str, Releases(tmp_path / "cache").list_ever_listed())


def test_a_folder_of_wheels_in_the_place_of_the_index_answers_in_part(
    tmp_path: Path, index: Path, no_configuration: pytest.MonkeyPatch
) -> None:
    everything = Releases(tmp_path / "cache").list_all()
    (tmp_path / "wheels").mkdir()
    write_wheel(tmp_path / "wheels", "25.0")
    no_configuration.setenv("PIP_NO_INDEX", "1")
    no_configuration.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    releases = Releases(tmp_path / "cache")
    assert name_versions(releases, "all") == ["25.0"]
    assert "lacks 5 that it listed before; left out: 19.3.1, 20.3, 24.2, 25.0.1, 26.3" in releases.warnings[0]
    assert releases.list_ever_listed() == everything
    assert index.is_dir()


@pytest.mark.usefixtures("no_kept_answer")
def test_without_the_index_and_its_list_the_trees_that_are_here_are_used(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    first.fetch_all({first.resolve_spec(version)[0]: () for version in ("25.0.1", "24.2")}, lambda _: None)
    shutil.rmtree(index)
    (tmp_path / "cache" / "releases.json").write_text("[[")
    releases = Releases(tmp_path / "cache")
    assert name_versions(releases, "all") == ["24.2", "25.0.1"]
    assert "24.2 to 25.0.1" in releases.warnings[0]


@pytest.mark.usefixtures("closed_port")
def test_without_the_index_and_with_an_empty_cache_the_use_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        Releases(tmp_path).resolve_spec("latest")
    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_release_that_cannot_be_downloaded_is_named(tmp_path: Path, index: Path) -> None:
    releases = Releases(tmp_path / "cache")
    (source,) = releases.resolve_spec("25.0.1")
    shutil.rmtree(index)
    with pytest.raises(UsageError, match=r"pip 25\.0\.1 could not be downloaded"):
        releases.make_tree(source)
    assert not list((tmp_path / "cache" / "unfinished").iterdir())
