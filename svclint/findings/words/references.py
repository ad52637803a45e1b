"""Words for references: what a reference to a port names, and whether that has the port."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.references import number_of, targets_of
from svclint.findings.translated_ports import translation_of
from svclint.findings.words.registry import reference_word


@reference_word("bool")
def target_known(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the repository contains what the reference names: a Service, or Pods."""
    return bool(targets_of(claim_index, claim_index.claims[index]).claims)


@reference_word("string")
def target(claim_index: ClaimIndex, index: int) -> str:
    """What the reference names: the Service, or the workload of the Pods."""
    first, *others = targets_of(claim_index, claim_index.claims[index]).owners or [""]
    return f"{first} and {len(others)} more" if others else first


@reference_word("bool")
def port_served(claim_index: ClaimIndex, index: int) -> bool:
    """Whether one of the targets has the port, or may have it because a variable states one of its ports."""
    claim = claim_index.claims[index]
    return targets_of(claim_index, claim).have(claim)


@reference_word("list")
def served(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports that the targets have, each as `80 (http)`."""
    return few(str(port) for port in targets_of(claim_index, claim_index.claims[index]).ports)


@reference_word("string")
def meant(claim_index: ClaimIndex, index: int) -> str:
    """The port of the Service that leads to the port of the reference, as `80 (http)`; empty if there is none.

    People write the port of the Pods where the port of the Service belongs.
    """
    claim = claim_index.claims[index]
    source = targets_of(claim_index, claim).sources.get(str(number_of(claim) or claim.text))
    return str(source) if source else ""


@reference_word("string")
def translated(claim_index: ClaimIndex, index: int) -> str:
    """For a port of a policy: the port of the selected Pods to which their Service maps it, if nobody listens on the
    port itself and no rule allows the other one. Policies apply after this translation.
    """
    found = translation_of(claim_index, claim_index.claims[index])
    return found.port if found else ""


@reference_word("string")
def translating(claim_index: ClaimIndex, index: int) -> str:
    """The Service that translates the port; empty if `reference.translated` is."""
    found = translation_of(claim_index, claim_index.claims[index])
    return str(found.service.owner) if found else ""


@reference_word("bool")
def is_node_port(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the port is a node port of the Service in `reference.translating`."""
    found = translation_of(claim_index, claim_index.claims[index])
    return found is not None and found.is_node_port
