from __future__ import annotations

from dataclasses import replace

from harness.model.conditions import Certificate
from harness.model.recorded_path import record_path
from harness.model.topology import NodeKind
from harness.model.words import Leg
from scenarios.topologies import INTERCEPTED, TUNNELLED_OVER_TLS
from scenarios.tunnelled_over_tls import system_store_vouches_for_both_legs


def test_a_path_says_where_each_leg_ends_who_signed_and_which_stores_hold_the_signer() -> None:
    told = [(hop.node, hop.leg, hop.signer, hop.held_by) for hop in record_path(system_store_vouches_for_both_legs)]
    assert told == [
        (NodeKind.CONNECT_PROXY, Leg.PROXY, "corporate", ("system",)),
        (NodeKind.ORIGIN, Leg.ORIGIN, "public", ("system",)),
    ]


def test_a_leg_ends_once_at_the_hop_that_is_nearest_the_client() -> None:
    scenario = replace(system_store_vouches_for_both_legs, topology=INTERCEPTED)
    assert [(hop.leg, hop.signer) for hop in record_path(scenario)] == [(Leg.ORIGIN, "inspection"), (None, "")]


def test_an_odd_certificate_is_said_to_be_and_its_own_signer_named() -> None:
    scenario = replace(
        system_store_vouches_for_both_legs,
        topology=TUNNELLED_OVER_TLS,
        proxy_certificate=Certificate.BY_STRANGER,
        origin_certificate=Certificate.SELF_SIGNED,
    )
    assert [(hop.signer, hop.certificate, hop.held_by) for hop in record_path(scenario)] == [
        ("stranger", "signed by a stranger", ()),
        ("itself", Certificate.SELF_SIGNED.value.words, ()),
    ]
