from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from harness.lab.zip_application import write_zip_application


def test_a_zip_file_of_a_tree_runs_without_its_bytecode(tmp_path: Path) -> None:
    package = tmp_path / "tree" / "pip"
    (package / "__pycache__").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text("import sys\nprint(sys.argv[1:], __file__)\n")
    (package / "__pycache__" / "__main__.cpython-310.pyc").write_bytes(b"no bytecode")
    zipped = write_zip_application(package.parent, tmp_path)
    said = subprocess.run([sys.executable, "-I", zipped, "here"], capture_output=True, text=True, check=True).stdout
    assert said.strip() == f"['here'] {zipped}/pip/__main__.py"
    with zipfile.ZipFile(zipped) as opened:
        assert sorted(opened.namelist()) == ["__main__.py", "pip/__init__.py", "pip/__main__.py"]


def test_a_tree_that_has_a_first_module_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "__main__.py").write_text("print('its own')\n")
    zipped = write_zip_application(tmp_path / "tree", tmp_path)
    assert subprocess.run([sys.executable, "-I", zipped], capture_output=True, check=True).stdout == b"its own\n"
