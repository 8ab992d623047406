from __future__ import annotations

import pytest

from harness.model.conditions import File, Option, Setting, Variable


@pytest.mark.parametrize("name", ["requirements.txt", "my.netrc", "home/.netrc", "home/.config/pip/pip.conf"])
def test_a_file_lies_below_the_clients_folder(name: str) -> None:
    assert File(name, "").name == name


@pytest.mark.parametrize("name", ["", "netrc", "/etc/pip.conf", "../pip.conf", "home/../a.b", "a b.txt", ".."])
def test_a_name_that_leads_elsewhere_or_has_no_dot_is_told_in_one_line(name: str) -> None:
    with pytest.raises(ValueError, match="is no file of the client's folder: expected a name with a dot"):
        File(name, "")


def test_a_word_in_braces_that_stands_for_nothing_is_told_with_those_that_do() -> None:
    with pytest.raises(ValueError, match=r"has orgin in braces: expected the name of a file.*index_login.*origin,"):
        File("requirements.txt", "--trusted-host {orgin}")
    assert Option("--requirement {requirements.txt}").words == ("--requirement", "{requirements.txt}")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("--index-url {index_url}", True),
        ("demo\n--index-url={index_url}\n", True),
        ("-i {index_url}", True),
        ("--extra-index-url {index_url}", False),
        ("# --index-url {index_url}", False),
        ("--index-url {other_index_url}", True),
        ("--index-url", False),
    ],
)
def test_a_file_that_names_the_index_does_so_alone(text: str, names: bool) -> None:
    assert File("requirements.txt", text).names_index is names


@pytest.mark.parametrize(
    ("literal", "names"),
    [
        (Variable("PIP_INDEX_URL={index_url}"), True),
        (Variable("PIP_INDEX_URL=https://me@{origin}/simple"), True),
        (Variable("PIP_EXTRA_INDEX_URL={index_url}"), False),
        (Setting("index-url = https://{origin}"), True),
        (Setting("extra-index-url = https://{origin}"), False),
        (Option("--index-url https://{origin}"), True),
        (Option("-i https://{origin}"), True),
        (Option("--extra-index-url {index_url}again/"), False),
        (Option("--no-index"), False),
    ],
)
def test_whatever_names_an_index_does_so_alone(literal: Option | Variable | Setting, names: bool) -> None:
    assert literal.names_index is names


@pytest.mark.parametrize(
    ("make", "text", "says"),
    [
        (Variable, "NO_PROXY", "'NO_PROXY' has 'NO_PROXY', which sets no variable: expected NAME=value"),
        (Variable, "A=1 B", "'A=1 B' has 'B', which sets no variable: expected NAME=value"),
        (Option, "--proxy '", '"--proxy \'" is no text for a shell: no closing quotation'),
    ],
)
def test_what_no_shell_could_read_is_told_in_one_line(
    make: type[Option] | type[Variable], text: str, says: str
) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        make(text)
    assert str(raised.value) == says
