"""Trees that would rather not be judged, put to ``compare`` and ``gate``: none is called good, and nothing is harmed.

Each has the founding defect, and code that runs whenever its pip does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from harness.model.cell import Side
from harness.model.words import Verdict, Whose
from harness.provision.releases import Releases
from tests.support.pip_trees import LINE, write_tree
from tests.support.product import ONE_WORKER, PYTHON, alive, compare, environment, eventually, lab, records

pytestmark = pytest.mark.usefixtures("private")

TUNNELLED = "tunnelled.system_store_vouches_for_the_origin"
#: Here the leg is accepted whoever's context decides it, and only a witness knows whose it was.
FLAG = "tunnelled.cert_flag_vouches_for_the_origin"
WHICH = f"{TUNNELLED}-pip or {FLAG}-pip"
TREES = {
    "rewrites the release that it is compared with": """
        for folder, _, names in os.walk(CACHE):
            for path in (os.path.join(folder, name) for name in names if name == "session.py"):
                with contextlib.suppress(OSError):
                    text = open(path).read().replace(LINE, "pass")
                    os.chmod(path, 0o600)
                    open(path, "w").write(text)
                with contextlib.suppress(OSError):
                    open(path + ".new", "w").write(text)
                    os.replace(path + ".new", path)
                with contextlib.suppress(OSError):
                    os.link(path, "linked.py")
                    open("linked.py", "w").write(text)
    """,
    "forges the results": """
        for folder, _, names in os.walk(RESULTS):
            for path in (os.path.join(folder, name) for name in names):
                with contextlib.suppress(OSError):
                    text = open(path).read()
                    open(path, "w").write(text.replace('"FAIL"', '"PASS"').replace('"rejects"', '"accepts"'))
                with contextlib.suppress(OSError):
                    os.unlink(path)
        for name in os.listdir("/proc"):
            with contextlib.suppress(OSError):
                open("/proc/" + name + "/mem", "r+b")
                os.kill(int(name), 9) if name.isdigit() and int(name) != os.getpid() else None
    """,
    "forges its testimony": """
        @atexit.register
        def unsay():
            path = os.environ["PIP_TRUST_LAB_WITNESS"]
            for way in (
                lambda: open(os.open(path, os.O_RDONLY | os.O_NONBLOCK)).read(),
                lambda: os.truncate(path, 0),
                lambda: os.unlink(path),
                lambda: os.mkdir(path),
                lambda: os.rmdir(path),
                lambda: os.mkfifo(path),
                lambda: os.unlink(path),
                lambda: os.symlink("/dev/zero", path),
                lambda: os.replace("/dev/null", path),
            ):
                with contextlib.suppress(OSError):
                    way()
    """,
    "leaves processes behind": """
        for closed in (False, True):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.setsid()
                    closed and os.closerange(0, 3)
                    while True:
                        signal.pause()
                os._exit(0)
    """,
    "floods": """
        for _ in range(64):
            os.write(1, b"." * (1 << 20))
            os.write(2, b"\\xff" * (1 << 20))
    """,
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the test's own, with what the trees are compared with."""
    folder = tmp_path_factory.mktemp("cache")
    releases = Releases(folder)
    releases.make_tree(releases.resolve_spec("26.3")[0])
    return folder


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def write_hostile(tree: Path, code: str, cache: Path, results: Path) -> Path:
    """A broken pip that runs some code, which knows where everything is, whenever it is imported."""
    known = f"CACHE, RESULTS, LINE = {str(cache)!r}, {str(results)!r}, {LINE!r}\n"
    start = write_tree(tree, broken=True) / "pip" / "__init__.py"
    start.write_text(start.read_text() + "\nimport atexit, contextlib, os, signal\n" + known + dedent(code))
    return tree


def digests(cache: Path) -> dict[Path, str]:
    """The modules of the releases that are kept there."""
    files = (path for path in (cache / "trees").rglob("*.py"))
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def by_compare(tree: Path, folder: Path, variables: dict[str, str]) -> tuple[int, str]:
    sides = ("--baseline", "26.3", "--candidate", str(tree), "--python", PYTHON)
    file = str(folder / "results.jsonl")
    done = compare("-n", "2", *sides, "-k", WHICH, "--results", file, env=environment(variables))
    return done.returncode, done.stdout + done.stderr


def by_gate(tree: Path, folder: Path, variables: dict[str, str]) -> tuple[int, str]:
    asked = {"LAB_BASELINE": "26.3", "LAB_CANDIDATE": str(tree), "LAB_PYTHONS": PYTHON, "LAB_SELECT": WHICH}
    done = lab("gate", env=environment(variables | asked | {"LAB_REPORT": str(folder)} | ONE_WORKER))
    return done.returncode, done.stdout + done.stderr


#: A gate runs the comparison that ``compare`` does, and concludes from it: one tree is put to both.
JUDGED = [(by_compare, "forges the results"), *((by_gate, hostile) for hostile in TREES)]


@pytest.mark.parametrize(("judge", "hostile"), JUDGED)
def test_a_hostile_tree_is_judged_as_what_it_is_and_harms_nothing(
    hostile: str,
    judge: Callable[[Path, Path, dict[str, str]], tuple[int, str]],
    cache: Path,
    temporary: Path,
) -> None:
    folder = temporary.parent / "results"
    folder.mkdir()
    tree = write_hostile(temporary.parent / "tree", TREES[hostile], cache, folder)
    before = digests(cache)
    code, said = judge(tree, folder, {"PIP_TRUST_LAB_CACHE": str(cache), "TMPDIR": str(temporary)})
    assert code == 1, said
    assert digests(cache) == before
    assert before
    verdicts = {(each.scenario, each.side): each for each in records(folder / "results.jsonl")}
    assert verdicts[TUNNELLED, Side.BASELINE].verdict is Verdict.PASS
    assert verdicts[TUNNELLED, Side.CANDIDATE].verdict is Verdict.FAIL
    lost = verdicts[FLAG, Side.CANDIDATE].observed
    assert lost
    assert lost.context is Whose.LOST
    assert eventually(lambda: not alive(temporary), 30), alive(temporary)
    assert list(temporary.iterdir()) == []
