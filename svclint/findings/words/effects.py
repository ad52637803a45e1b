"""Words for the effect of a claim on traffic; `claims.effects` computes it and writes its text."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import claim_word


@claim_word("bool", rests_on=("proxy.mode",))
def binds(claim_index: ClaimIndex, index: int) -> bool:
    """Whether nodes bind the whole address."""
    return claim_index.effect(index).binds


@claim_word("bool", rests_on=("proxy.mode",))
def takes_all_ports(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it captures every port of the address."""
    return claim_index.effect(index).all_ports


@claim_word("bool")
def announces(claim_index: ClaimIndex, index: int) -> bool:
    """Whether something announces it by ARP, ND or BGP."""
    return claim_index.effect(index).announces


@claim_word("string")
def no_effect(claim_index: ClaimIndex, index: int) -> str:
    """Why the claim has no effect, or empty."""
    return claim_index.effect(index).ignored


@claim_word("string", rests_on=("serviceCIDRs",))
def no_effect_cause(claim_index: ClaimIndex, index: int) -> str:
    """Why the claim has no effect, as a keyword, or empty.

    `type`, `class`, `external-name` and `headless`: the Service; `chart`: the chart of its values; `family`: its IP
    families; `ip-mode`: its status; `off` and `range`: the settings of the service proxy; `controller`: what serves the
    Service; `remote-gateway`: the class of the Gateway.
    """
    return claim_index.effect(index).cause


@claim_word("string", rests_on=("proxy.mode", "proxy.strictARP", "kubernetesVersion"))
def effect(claim_index: ClaimIndex, index: int) -> str:
    """What happens to traffic, as text for a message."""
    return claim_index.effect(index).text
