from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.conditions import LOCALHOST, Address
from harness.model.conditions.addresses import bracket_host
from harness.model.conditions.certificates import Certificate

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){2,3}", fullmatch=True)
IPS = st.integers(2**16, 2**24 - 2).map(lambda number: str(ipaddress.IPv4Address("127.0.0.0") + number))


def test_by_itself_a_node_is_this_machine() -> None:
    assert (LOCALHOST.name, LOCALHOST.ip, LOCALHOST.port) == ("localhost", "127.0.0.1", 0)
    assert LOCALHOST.fill_names(["{name}"]) == ("localhost", "127.0.0.1", "::1")
    assert LOCALHOST.fill_names(["{ip}"]) == ("127.0.0.1", "::1")
    assert not LOCALHOST.lookups
    assert not LOCALHOST.needs_network


@given(NAMES, IPS)
def test_a_name_is_looked_up_and_is_all_that_its_certificate_is_for(name: str, ip: str) -> None:
    address = Address(name=name, ip=ip)
    assert address.lookups == (name,)
    assert address.fill_names(Certificate.GOOD.value.names) == (name,)
    assert address.fill_names(["{ip}"]) == (ip,)


@given(NAMES)
def test_a_wildcard_has_a_star_for_the_first_label(name: str) -> None:
    first, _, rest = name.partition(".")
    address = Address(name=name)
    assert address.fill_names(Certificate.WILDCARD.value.names) == (f"*.{rest}",)
    assert address.fill_names(Certificate.WILDCARD_ABOVE.value.names) == (f"*.{rest.partition('.')[2]}",)
    assert address.fill_names(Certificate.PARTIAL_WILDCARD.value.names_as_text) == (f"{first[0]}*.{rest}",)


@given(IPS)
def test_an_address_by_number_needs_no_table(ip: str) -> None:
    address = Address(name=ip)
    assert (address.ip, address.lookups, address.host) == (ip, (), ip)


@pytest.mark.parametrize("name", ["INDEX.test", "index.test.", "Index.Test."])
def test_a_certificate_has_a_name_in_small_letters_without_a_last_dot(name: str) -> None:
    assert Address(name=name).fill_names(["{name}"]) == ("index.test",)


def test_a_url_has_an_address_of_version_6_in_brackets() -> None:
    assert (Address(name="::1").host, bracket_host("index.test")) == ("[::1]", "index.test")
    assert Address(name="::1").format_netloc("https", 8443) == "[::1]:8443"
    assert Address(name="::1").ip == "::1"


@pytest.mark.parametrize(("scheme", "port", "seen"), [("https", 443, ""), ("http", 80, ""), ("http", 443, ":443")])
def test_a_url_leaves_out_the_usual_port_of_its_scheme(scheme: str, port: int, seen: str) -> None:
    assert Address(name="index.test").format_netloc(scheme, port) == f"index.test{seen}"


@pytest.mark.parametrize("address", [Address(port=443), Address(name="::1"), Address(ip="127.0.0.2")])
def test_a_fixed_port_or_another_address_needs_a_network_of_its_own(address: Address) -> None:
    assert address.needs_network


@pytest.mark.parametrize(
    "ip", ["10.0.0.1", "::2", "index.test", "127.0.0.1.test", "0::1", "::1%lo", "::ffff:127.0.0.1"]
)
def test_what_is_not_of_loopback_is_refused(ip: str) -> None:
    with pytest.raises(ValueError, match="is not an address of loopback"):
        Address(name="index.test", ip=ip)


def test_a_name_that_is_another_address_is_refused() -> None:
    with pytest.raises(ValueError, match=r"called 127\.0\.0\.2 listens there"):
        Address(name="127.0.0.2", ip="127.0.0.3")


def test_an_address_in_words_says_where_it_is() -> None:
    said = [str(each) for each in (Address(name="::1"), Address(name="index.test", ip="127.0.1.1", port=443))]
    assert said == ["[::1]", "index.test:443 on 127.0.1.1"]


def test_a_name_without_a_domain_has_no_wildcard() -> None:
    with pytest.raises(ValueError, match="localhost has no domain"):
        LOCALHOST.fill_names(Certificate.WILDCARD.value.names)


@pytest.mark.parametrize(
    "name",
    ["", "index.test:443", "[::1]", "https://index.test", "me@index.test", "*.test", "a b", "b\xfccher.test", "-x"],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a host"):
        Address(name=name)
    with pytest.raises(ValueError, match="is no name of a host"):
        Address(name="index.test", also=(name,))


@pytest.mark.parametrize("name", ["127.1", "2130706433", "0x7f.1", "127.0.0.1."])
def test_an_old_spelling_of_an_address_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a host"):
        Address(name=name)


@pytest.mark.parametrize("port", [-1, 2**16])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match="is no port"):
        Address(port=port)


def test_further_names_are_a_tuple() -> None:
    with pytest.raises(ValueError, match=r"expected a tuple, such as \('other\.test',\)"):
        Address(name="index.test", also="other.test")  # type: ignore[arg-type]
