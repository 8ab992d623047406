"""One rule: what is on disk is what section 9 of the design shows, and a bad file is named with its line."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.expectation import Accepts, Breaks, Expectation, Rejects, Unverified
from harness.model.record import (
    Expected,
    Record,
    RecordedClient,
    decode_record,
    encode_record,
    format_json_schema,
    make_json_schema,
    read_records,
)
from harness.model.words import Leg, Phase, Reason
from scenarios.topologies import TUNNELLED_OVER_TLS

SHOWN = {
    "schema": 1,
    "cell": "tunnelled_over_tls.system_store_vouches_for_both_legs-pip25.2-py3.10",
    "scenario": "tunnelled_over_tls.system_store_vouches_for_both_legs",
    "client": {
        "name": "pip",
        "version": "25.2",
        "source": "release",
        "python": "3.10.13",
        "openssl": "OpenSSL 3.0.19",
    },
    "expected": {"outcome": "accepts", "leg": None},
    "observed": {
        "outcome": "rejects",
        "leg": "proxy",
        "reason": "unknown_ca",
        "exit": 1,
        "through": ["connect-proxy"],
    },
    "verdict": "KNOWN",
    "defect": "proxy-leg-context-lost",
    "seconds": 0.41,
    "replay": "nox -s lab -- run …",
}
LINE = json.dumps(SHOWN | {"claim": "Both legs are verified.", "topology": "tunnelled over TLS"}).encode()


def changed(**fields: object) -> bytes:
    return json.dumps(json.loads(LINE) | fields).encode()


def contains(whole: object, part: object) -> bool:
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and contains(whole[name], value) for name, value in part.items())
    return whole == part


def test_a_record_is_written_as_the_design_shows_it() -> None:
    written = json.loads(encode_record(decode_record(LINE)))
    assert contains(written, SHOWN)
    assert [name for name in written if name in SHOWN] == list(SHOWN)


def test_a_record_is_one_line() -> None:
    assert (
        encode_record(msgspec.structs.replace(decode_record(LINE), claim="two\nlines\u2028or three")).count(b"\n") == 1
    )


def test_a_skipped_cell_has_seen_nothing() -> None:
    skipped = decode_record(changed(observed=None, verdict="SKIP", defect=None, why="it lacks what the scenario needs"))
    assert json.loads(encode_record(skipped))["observed"] is None


def test_fields_of_a_later_lab_are_ignored() -> None:
    assert decode_record(changed(weather="fine")) == decode_record(LINE)


@pytest.mark.parametrize(
    "fields",
    [
        {"schema": 2},
        {"verdict": "MAYBE"},
        {"seconds": -1},
        {"expected": {"outcome": "maybe", "leg": None}},
        {"expected": {"outcome": "rejects", "leg": "left"}},
    ],
)
def test_what_the_schema_forbids_is_no_record(fields: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_record(changed(**fields))


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(LINE + b"\n\n" + LINE[:50] + b"\n" + LINE + b"\n")
    with pytest.raises(UsageError, match=r"results\.jsonl:3: not a record of schema 1: "):
        read_records(results)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(LINE.replace(b"tunnelled over TLS", b"\xff") + b"\n")
    with pytest.raises(UsageError, match=r"results\.jsonl:1: "):
        read_records(results)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.jsonl: No such file"):
        read_records(tmp_path / "absent.jsonl")


def test_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(LINE + b"\n" + LINE[:-1])
    assert read_records(results) == (decode_record(LINE),)


def test_a_whole_last_line_counts_without_its_newline(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(LINE + b"\n" + LINE)
    assert read_records(results) == (decode_record(LINE), decode_record(LINE))


@pytest.mark.parametrize(
    ("claimed", "recorded"),
    [
        (Accepts(), Expected(outcome="accepts", leg=None)),
        (Unverified(Leg.PROXY), Expected(outcome="unverified", leg=Leg.PROXY)),
        (Breaks("proxy_bypassed"), Expected(outcome="broken", leg=None, reason="proxy_bypassed")),
        (
            Rejects(Leg.PROXY, Reason.EXPIRED, Phase.BUILD),
            Expected(outcome="rejects", leg=Leg.PROXY, reason="certificate_expired", phase=Phase.BUILD),
        ),
        (
            Rejects(Leg.ORIGIN, Reason.EXPIRED),
            Expected(outcome="rejects", leg=Leg.ORIGIN, reason="certificate_expired or hung_up", phase=Phase.MAIN),
        ),
    ],
)
def test_a_claim_is_recorded_in_the_words_of_the_wire(claimed: Expectation, recorded: Expected) -> None:
    assert Expected.from_expectation(claimed, TUNNELLED_OVER_TLS) == recorded


def test_a_client_is_recorded_without_its_paths() -> None:
    python = Interpreter(
        executable="/x/python",
        version="3.10.13",
        openssl="OpenSSL 3.0.19",
        openssl_cafile="/x/a",
        openssl_capath="/x/b",
    )
    client = Client(
        kind="variant", name="pip", version="25.2", source="tree", tree="/x/src", interpreter=python, label="mine"
    )
    recorded = RecordedClient.from_client(client)
    assert (recorded.python, recorded.label) == ("3.10.13", "mine")
    assert b"/x" not in msgspec.json.encode(recorded)


def test_the_published_schema_is_current() -> None:
    published = Path(__file__).parents[2] / "docs" / "record.schema.json"
    assert published.read_text() == format_json_schema(), (
        "write harness.model.record.format_json_schema() to docs/record.schema.json"
    )


def test_the_schema_names_every_field_and_every_verdict() -> None:
    definitions = make_json_schema()["$defs"]
    assert list(definitions["Record"]["properties"]) == list(Record.__struct_fields__)
    assert set(definitions["Verdict"]["enum"]) == {"PASS", "KNOWN", "FAIL", "INVALID", "SKIP"}
