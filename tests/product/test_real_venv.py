import subprocess
import sys
from pathlib import Path

import pytest

from harness.catalogue.find import load_scenarios
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.words import Verdict
from harness.provision.pythons import find_interpreters
from harness.provision.releases import find_cache_folder
from harness.runs.pipeline import Pipeline

FOUNDING = "tunnelled.system_store_vouches_for_the_origin"


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(("version", "verdict"), [("25.0.1", Verdict.KNOWN), ("25.2", Verdict.PASS)])
def test_an_installed_pip_gets_the_verdict_of_an_unpacked_one(
    version: str, verdict: Verdict, pipeline: Pipeline, tmp_path: Path
) -> None:
    client = installed(version, tmp_path / "venv")
    run = pipeline.run_cell(Cell(scenario_id=FOUNDING, scenario=load_scenarios()[FOUNDING], client=client))
    assert run.judged.verdict is verdict, run.judged.why


def installed(version: str, venv: Path) -> Client:
    find_cache_folder().mkdir(parents=True, exist_ok=True)
    real = next(
        each for each in find_interpreters(find_cache_folder()) if each.minor in ("3.10", "3.11", "3.12", "3.13")
    )
    subprocess.run([real.executable, "-m", "venv", "--without-pip", venv], check=True)
    (site_packages,) = venv.glob("lib/python*/site-packages")
    install = ["install", "--quiet", "--no-deps", "--target", str(site_packages), f"pip=={version}"]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    return Client(
        kind="pip",
        name="pip",
        version=version,
        source="tree",
        tree=str(site_packages),
        interpreter=Interpreter(
            executable=str(venv / "bin" / "python"),
            version=real.version,
            openssl=real.openssl,
            openssl_cafile=real.openssl_cafile,
            openssl_capath=real.openssl_capath,
        ),
        label="venv",
        has=frozenset(Capability),
    )
