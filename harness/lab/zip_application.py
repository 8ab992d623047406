"""Write a client's code as one zip file that Python runs, as ``pip.pyz`` is.

https://pip.pypa.io/en/stable/installation/#standalone-zip-application
"""

from __future__ import annotations

import zipfile
from pathlib import Path

#: The module that Python runs first, where a tree has none: it starts pip's own.
_START = 'import runpy\n\nrunpy.run_module("pip", run_name="__main__")\n'


def write_zip_application(tree: Path, folder: Path) -> Path:
    """Return a zip file in ``folder`` with a client's tree, written once; it has no bytecode, as pip's own has none."""
    # Trees of one name may ship different authorities.
    path = folder / f"{tree.parent.name} {tree.name}.pyz"
    if not path.exists():
        with zipfile.ZipFile(path, "w") as written:
            for file in sorted(each for each in tree.rglob("*") if each.is_file() and each.suffix != ".pyc"):
                written.write(file, file.relative_to(tree))
            if not (tree / "__main__.py").exists():
                written.writestr("__main__.py", _START)
    return path
