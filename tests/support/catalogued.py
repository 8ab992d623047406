"""The defects that the scenarios' modules of defects hold."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import scenarios
from harness.model.defect import Defect

#: The names of those modules.
MODULES = [f"scenarios.defects.{path.stem}" for path in sorted((Path(scenarios.__path__[0]) / "defects").glob("*.py"))]
#: Every defect by the name of its constant.
CATALOGUED = {
    name: each for module in MODULES for name, each in vars(import_module(module)).items() if isinstance(each, Defect)
}
