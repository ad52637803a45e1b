from svclint.findings.words.proxy import external_ips_off
from tests.support.stated_claims import claim, claim_index


def test_what_switches_external_addresses_off():
    gate = claim("setting", "false", setting="allow-service-external-ips")
    plugin = claim("setting", "NodeRestriction,DenyServiceExternalIPs", setting="admission-plugins")
    on = claim("setting", "true", setting="allow-service-external-ips")
    assert external_ips_off(claim_index(gate, plugin, on), "prod") == sorted([gate.title, plugin.title])
    assert external_ips_off(claim_index(on), "prod") == []
