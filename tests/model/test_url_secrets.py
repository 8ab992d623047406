from __future__ import annotations

import pytest

from harness.model.errors import LabBroken, UsageError
from harness.model.url_secrets import remove_secrets

SHOWN = {
    "git+https://me:pa55@host.test/pip@main": "git+https://me:****@host.test/pip@main",
    "https://t0ken@host.test/pip.git": "https://****@host.test/pip.git",
    "https://ghp_t0ken:x-oauth-basic@host.test/p": "https://****:****@host.test/p",
    "https://t0ken:@host.test/p": "https://****:****@host.test/p",
    "https://0123456789abcdef0123456789abcdef01234567:x@h/p": "https://****:****@h/p",
    "https://:pa55@host.test/p": "https://:****@host.test/p",
    "https://me:p@ss@host.test:8443/p@x": "https://me:****@host.test:8443/p@x",
    "https://me:pa/55@host.test/p": "https://me:****@host.test/p",
    "https://me:pa#55@host.test/p": "https://me:****@host.test/p",
    "https://me:pa%2F55@[fe80::1]:443/p": "https://me:****@[fe80::1]:443/p",
    "ssh://git@host.test/p": "ssh://git@host.test/p",
    "git+ssh://me:pa55@host.test/p": "git+ssh://me:****@host.test/p",
    "HTTPS://me:pa55@host.test/": "HTTPS://me:****@host.test/",
    "https://host.test/p?token=pa55&ref=pa55#pa55": "https://host.test/p?token=****&ref=****#****",
    "https://host.test/p.git?pa55": "https://host.test/p.git?****",
    "https://host.test/p#access_token=pa55": "https://host.test/p#****",
    "fatal: unable to access 'https://me:pa55@h/p/': no (https://a:pa55@h)": (
        "fatal: unable to access 'https://me:****@h/p/': no (https://a:****@h)"
    ),
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items())
def test_a_secret_of_a_url_is_taken_out_wherever_it_stands(text: str, shown: str) -> None:
    assert remove_secrets(text) == shown
    assert remove_secrets(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("https://host.test/pip@main", "git+file:///a/b@c", "http://[fe80::1]:8080/x@y", "http://localhost:80/x@y"),
        *("https://h/p.whl#sha256=abc", "git+https://h/p#egg=pip&subdirectory=x", "me:pa55@host", "a://", "://a@b"),
        *("see 'https://h/p#sha256=abc'.", "a@b, https://h/", "https://h:443", "::1"),
    ],
)
def test_a_text_without_a_secret_is_left_as_it_is(text: str) -> None:
    assert remove_secrets(text) == text


@pytest.mark.parametrize("error", [UsageError, LabBroken])
def test_an_error_is_one_harmless_line_without_a_secret(error: type[Exception]) -> None:
    said = str(error("no pip at https://me:pa55@host.test/\x1b[2J\n::error::x"))
    assert said == r"no pip at https://me:****@host.test/\x1b[2J : :error::x"
