"""A build backend (PEP 517) that packs the one module of an sdist into a wheel, with the sdist's own metadata.

One rule: the standard library alone, on Python 3.6 and newer, so that every pip under test can build with it.
"""
# ruff: noqa: ARG001 -- the signatures are PEP 517's.

import base64
import hashlib
import os
import re
import zipfile
from email.parser import BytesParser
from typing import Dict, List  # noqa: UP035 -- list[str] is not subscriptable on Python 3.8 and older.

WHEEL = b"Wheel-Version: 1.0\nGenerator: lab-backend 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def get_requires_for_build_wheel(config_settings: object = None) -> List[str]:  # noqa: UP006
    """Nothing: everything needed came with this file."""
    return []


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: object = None) -> str:
    """Write the ``.dist-info`` folder and return its name."""
    folder = _stem() + ".dist-info"
    os.mkdir(os.path.join(metadata_directory, folder))
    for path, content in _metadata().items():
        _write(os.path.join(metadata_directory, path), content)
    return folder


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: object = None) -> str:
    """Write the wheel and return its file name."""
    module = _stem().split("-")[0] + ".py"
    files = {module: _read(module)}
    files.update(_metadata())
    record = _stem() + ".dist-info/RECORD"
    lines = [f"{path},sha256={_digest(files[path])},{len(files[path])}\n" for path in files]
    files[record] = "".join([*lines, record + ",,\n"]).encode()
    wheel = _stem() + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return wheel


def _stem() -> str:
    metadata = BytesParser().parsebytes(_read("PKG-INFO"))
    return re.sub(r"[-_.]+", "_", metadata["Name"]).lower() + "-" + metadata["Version"]


def _metadata() -> Dict[str, bytes]:  # noqa: UP006
    return {_stem() + ".dist-info/METADATA": _read("PKG-INFO"), _stem() + ".dist-info/WHEEL": WHEEL}


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
