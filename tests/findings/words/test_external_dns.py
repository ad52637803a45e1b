from svclint.findings.words.external_dns import shares_records_with
from svclint.model import Claim
from tests.support.stated_claims import claim, claim_index


def external_dns(cluster, text="", file="", **traits) -> Claim:
    usual = {
        "txt_owner_id": "default", "registry": "txt", "provider": "aws", "policy": "sync",
        "domain_filter": ("example.com",),
    }  # fmt: skip
    return claim(
        "external-dns", text, cluster=cluster, file=file or f"{cluster}.yaml", kind="Deployment", **{**usual, **traits}
    )


def test_two_clusters_with_one_owner_id_in_one_zone_share_records() -> None:
    told = claim_index(external_dns("dev"), external_dns("prod"))
    assert shares_records_with(told, 0) == ["Deployment of cluster prod"]


def test_two_controllers_with_a_difference_do_not_share_records() -> None:
    apart = (
        external_dns("prod", txt_owner_id="prod"),
        external_dns("prod", provider="cloudflare"),
        external_dns("prod", domain_filter=("example.org",)),
        external_dns("prod", text="--aws-zone-type=private"),
        external_dns("prod", file="dev.yaml"),
    )
    assert [shares_records_with(claim_index(external_dns("dev"), one), 0) for one in apart] == [[]] * len(apart)


def test_a_variable_may_differ_in_each_cluster() -> None:
    told = claim_index(*(external_dns(name, txt_owner_id="${CLUSTER}") for name in ("dev", "prod")))
    assert shares_records_with(told, 0) == []


def test_without_sync_nothing_is_deleted() -> None:
    told = claim_index(*(external_dns(name, policy="upsert-only") for name in ("dev", "prod")))
    assert shares_records_with(told, 0) == []
