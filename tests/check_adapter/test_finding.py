from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.check_adapter.finding import choose_found_adapter, find_adapters
from harness.check_adapter.mending import describe_mending
from harness.model.errors import UsageError
from harness.model.words import Leg

ONE = "import requests\nclass Mine(requests.adapters.HTTPAdapter): pass\nraise SystemExit('imported')\n"
TWO = "from one import Mine\nclass Other(Mine): pass\nclass Alien: pass\n"


def test_adapters_are_found_by_reading_also_those_of_adapters(tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text(TWO)
    (tmp_path / "broken.py").write_text("class (")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "one.py").write_text(ONE)
    assert [each.name for each in find_adapters(tmp_path)] == ["Mine", "Other"]
    assert choose_found_adapter(tmp_path, "Other").file == tmp_path / "two.py"
    with pytest.raises(UsageError, match=r"has 2 adapters: name one of Mine \(src/one.py\), Other \(two.py\)"):
        choose_found_adapter(tmp_path, "")


def test_the_only_adapter_need_not_be_named_and_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no class that extends requests' HTTPAdapter"):
        choose_found_adapter(tmp_path, "")
    (tmp_path / "one.py").write_text(ONE)
    assert choose_found_adapter(tmp_path, "").name == "Mine"


def test_the_only_adapter_of_a_file_need_not_be_named_either(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(ONE)
    (tmp_path / "two.py").write_text(ONE.replace("Mine", "Other"))
    assert choose_found_adapter(file, "").name == "Mine"
    file.write_text(f"{ONE}\n{ONE.replace('Mine', 'Other')}")
    with pytest.raises(UsageError, match=r"one.py has 2 adapters: name one of Mine, Other"):
        choose_found_adapter(file, "")


def test_the_method_to_override_hands_on_what_each_leg_lost() -> None:
    lines = describe_mending([(Leg.ORIGIN, "context"), (Leg.PROXY, "context"), (Leg.ORIGIN, "context")])
    assert lines[0] == "def proxy_manager_for(self, proxy, **proxy_kwargs):"
    assert [line.split('"')[1] for line in lines[1:-1]] == ["ssl_context", "socks", "proxy_ssl_context"]
    assert describe_mending([]) == ()


@pytest.mark.parametrize("proxy", ["http://proxy", "https://proxy", "socks5h://proxy", "SOCKS5://proxy"])
def test_the_lines_give_a_socks_proxy_no_context_of_its_own(proxy: str) -> None:
    class Recording:
        ssl_context = "A"

        def proxy_manager_for(self, _proxy: str, **given: str) -> dict[str, str]:
            return given

    lines = describe_mending([(Leg.ORIGIN, "context"), (Leg.PROXY, "context")])
    text = "\n".join(f"    {line}" for line in lines)
    known: dict[str, Any] = {"Recording": Recording}
    exec(f"class Mended(Recording):\n{text}", known)
    over_socks = proxy.lower().startswith("socks")
    assert known["Mended"]().proxy_manager_for(proxy) == {
        "ssl_context": "A",
        **({} if over_socks else {"proxy_ssl_context": "A"}),
    }
