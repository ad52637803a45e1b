from svclint.findings.words.proxy import external_ips_off
from tests.support.stated_claims import claim, claim_index


def test_what_switches_external_addresses_off() -> None:
    gate = claim("allow-service-external-ips", "false")
    plugin = claim("admission-plugins", "NodeRestriction,DenyServiceExternalIPs")
    on = claim("allow-service-external-ips", "true")
    assert external_ips_off(claim_index(gate, plugin, on), "prod") == sorted([gate.title, plugin.title])
    assert external_ips_off(claim_index(on), "prod") == []
