from __future__ import annotations

import ast

import pytest

from harness.provision.vendoring import rewrite_imports

NAMES = {"certifi", "idna", "requests", "urllib3"}


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("import urllib3", "from pip._vendor import urllib3"),
        ("import urllib3 as u", "from pip._vendor import urllib3 as u"),
        ("import urllib3.util.ssl_ as s", "import pip._vendor.urllib3.util.ssl_ as s"),
        ("import requests.adapters", "from pip._vendor import requests; import pip._vendor.requests.adapters"),
        ("import os, urllib3, sys as s", "import os; from pip._vendor import urllib3; import sys as s"),
        ("from urllib3 import *", "from pip._vendor.urllib3 import *"),
        (
            "from urllib3.util import (\n    a,  # why\n    b,\n)",
            "from pip._vendor.urllib3.util import (\n    a,  # why\n    b,\n)",
        ),
        ("from \\\n  urllib3 import a", "from \\\n  pip._vendor.urllib3 import a"),
        ("x = 'é'; import idna  # né", "x = 'é'; from pip._vendor import idna  # né"),
        (
            "if x: import urllib3.util\nelse: y",
            "if x: from pip._vendor import urllib3; import pip._vendor.urllib3.util\nelse: y",
        ),
        (
            "try:\r\n    import idna\r\nexcept E: pass\r\n",
            "try:\r\n    from pip._vendor import idna\r\nexcept E: pass\r\n",
        ),
        ("p = __import__(package)", 'p = __import__("pip._vendor." + (package))'),
        ("p = __import__('urllib3', x)", "p = __import__('pip._vendor.urllib3', x)"),
        ("importlib.import_module('urllib3.util')", "importlib.import_module('pip._vendor.urllib3.util')"),
    ],
)
def test_an_import_of_a_vendored_package_becomes_one_of_pips(text: str, rewritten: str) -> None:
    assert rewrite_imports(text, NAMES) == rewritten
    ast.parse(rewritten)


@pytest.mark.parametrize(
    "text",
    [
        "from . import urllib3",
        "from .urllib3 import a",
        "import urllib3_extension",
        "from charset_normalizer import __version__",
        "import os.path as certifi",
        "'''\nimport urllib3\n'''",
        "# import urllib3",
        "__import__('simplejson')",
        "importlib.import_module(lib)",
        "self.import_module('urllib3')",
        "urllib3.util.parse_url()",
    ],
)
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert rewrite_imports(text, NAMES) == text


def test_lines_stay_where_they_are() -> None:
    text = "import idna\n\n\nfrom urllib3 import (\n    a,\n)\nimport requests.adapters\n"
    assert len(rewrite_imports(text, NAMES).splitlines()) == len(text.splitlines())


def test_what_cannot_be_read_is_a_syntax_error() -> None:
    with pytest.raises(SyntaxError):
        rewrite_imports("import urllib3 as", NAMES)
