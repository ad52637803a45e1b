"""Results to render: the incident svclint began with, a duplicate, ignored and hostile ones, none at all."""

from __future__ import annotations

from dataclasses import replace

from svclint.model import (
    Counts,
    Finding,
    Location,
    Owner,
    Reading,
    Related,
    Result,
    RuleText,
    Severity,
    Span,
    Step,
    Unresolved,
)

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: ks-apiserver
  namespace: kubesphere-system
spec:
  type: ClusterIP
  ports:
    - port: 80
      targetPort: 9090
  selector:
    app: ks-apiserver
  externalIPs:
    - 192.168.11.250
"""

INVENTORY = """\
version: 1
clusters:
  production:
    proxyMode: ipvs
    controlPlane:
      endpoint: https://lb.example:6443
    loadBalancers:
      - { name: lb, addresses: [192.168.11.250] }
"""

WEB = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  annotations:
    lbipam.cilium.io/ips: 10.8.0.20
spec:
  type: LoadBalancer
"""

SHOP = WEB.replace("name: web", "name: checkout").replace("namespace: shop", "namespace: shop-eu")

HOSTILE = (
    "x\n::error::pwn ##[error]y ##vso[task.complete]",
    "\x1b[31mred\x9b0m \x07 \u202egnp.exe \U000e0041\u200b",
    "`code` ``more`` | pipe \\| [a](http://evil) <img src=x onerror=alert(1)> @everyone #1",
    "{0} {{1}} [0](1) %0A%0D,:: \udcff \ud800 \x00",
    "</script><!-- *bold* _it_ \r\n| --- |\n```\n# title",
    "::add-mask::secret",
    "很长的名字 e\u0301 ＡＢ 👩‍💻",
)

RULES = {
    rule.id: rule
    for rule in (
        RuleText(
            "address-claimed-twice",
            "Two load balancers ask for one address",
            Severity.WARNING,
            "Whoever comes second waits for ever.\n\nThe Service stays `<pending>`.",
            "Give one of them another address.",
            ("https://docs.cilium.io/en/stable/network/lb-ipam/",),
            tags=("load-balancer",),
        ),
        RuleText(
            "external-ip-is-control-plane",
            "A Service takes the address of the control plane",
            Severity.ERROR,
            "kube-proxy binds every external IP on every node.\n\nThe cluster can no longer be reached.",
            "Remove the address from `spec.externalIPs`.",
            ("https://github.com/kubernetes/kubernetes/issues/37526",),
            "7.5",
            ("external-ip", "availability"),
        ),
        RuleText("invalid-yaml", "A file is not YAML as Kubernetes reads it", Severity.ERROR, "Why.", "Fix."),
        RuleText("unused-ignore", "A comment ignores what is not there", Severity.NOTE, "Why.", "Fix."),
    )
}

COUNTS = Counts(
    {
        Reading.READ: 4,
        Reading.NO_ADDRESSES: 6,
        Reading.TEMPLATE: 1,
        Reading.EXCLUDED: 0,
        Reading.UNREADABLE: 1,
    },
    documents=9,
    claims=31,
    unresolved={"Helm template": 1, "Flux variable": 1},
)


def service(namespace: str, name: str) -> Owner:
    return Owner("production", "", "Service", namespace, name)


def at(file: str, line: int, column: int, length: int, owner: Owner, pointer: str, origin: str = "") -> Location:
    return Location(file, Span(line, column, line, column + length), owner, pointer, origin)


NOBODY = Owner("", "", "", "", "")
KS = at(
    "apps/kubesphere/ks-apiserver.yaml",
    14,
    7,
    14,
    service("kubesphere-system", "ks-apiserver"),
    "/spec/externalIPs/0",
)
LB = at(
    "inventory.yaml",
    8,
    33,
    14,
    Owner("production", "inventory", "loadBalancers", "", "lb"),
    "/clusters/production/loadBalancers/0/addresses/0",
)
ENDPOINT = at(
    "inventory.yaml",
    6,
    17,
    23,
    Owner("production", "inventory", "controlPlane", "", ""),
    "/clusters/production/controlPlane/endpoint",
)
WEB_AT = at("apps/web.yaml", 7, 27, 9, service("shop", "web"), "/metadata/annotations/lbipam.cilium.io~1ips")
SHOP_AT = at(
    "apps/checkout.yaml", 7, 27, 9, service("shop-eu", "checkout"), "/metadata/annotations/lbipam.cilium.io~1ips"
)

INCIDENT = Finding(
    KS,
    "external-ip-is-control-plane",
    Severity.ERROR,
    "192.168.11.250 is the control plane's load balancer lb: kube-proxy (ipvs) binds it on every node, which then"
    " talk to themselves instead of the API server",
    (Related(LB, "load balancer lb is declared here"),),
    (
        Step("kubeconfig server https://lb.example:6443", ENDPOINT),
        Step("lb.example", None),
        Step("192.168.11.250", LB),
        Step("spec.externalIPs[0] of Service kubesphere-system/ks-apiserver", KS),
    ),
    "0123456789abcdef0123456789abcdef",
)
DUPLICATE = Finding(
    SHOP_AT,
    "address-claimed-twice",
    Severity.WARNING,
    "Service shop-eu/checkout and Service shop/web both ask for 10.8.0.20",
    (Related(WEB_AT, "Service shop/web asks for it here", participant=True),),
    fingerprint="fedcba9876543210fedcba9876543210",
)
IGNORED = Finding(
    at("apps/web.yaml", 9, 9, 12, service("shop", "web"), "/spec/type"),
    "unused-ignore",
    Severity.NOTE,
    "nothing is ignored here any more",
    suppressed="moves next week, see OPS-1",
    fingerprint="00ff",
)
SOURCES = {
    "apps/kubesphere/ks-apiserver.yaml": SERVICE,
    "inventory.yaml": INVENTORY,
    "apps/web.yaml": WEB,
    "apps/checkout.yaml": SHOP,
}

EVERYDAY = Result(
    (DUPLICATE, INCIDENT, IGNORED),
    COUNTS,
    unresolved=(
        Unresolved(at("apps/dns.yaml", 12, 9, 9, service("dns", "dns"), "/spec"), "${DNS_IP}", "Flux variable"),
    ),
    sources=SOURCES,
)
CALM = Result((), COUNTS)


def outside() -> Result:
    """The incident, its inventory kept beside the repository; and a finding in that inventory itself."""
    far = at("../infra/inventory.yaml", 8, 33, 14, LB.owner, LB.pointer)
    there = Finding(far, "invalid-yaml", Severity.ERROR, "the inventory is broken", fingerprint="aa")
    here = Finding(
        KS,
        INCIDENT.rule,
        INCIDENT.severity,
        INCIDENT.message,
        (Related(far, "declared here"),),
        (),
        INCIDENT.fingerprint,
    )
    return Result((there, here), COUNTS, sources=SOURCES)


def hostile(text: str) -> Result:
    """Every string that can come from a file or a path holds `text`."""
    owner = Owner(text, text, text, text, text)
    place = Location(text, Span(1, 1, 1, 1 + len(text)), owner, text, text)
    other = Location("b/" + text, Span(2, 3, 4, 1), owner, text + "b")
    finding = Finding(
        place,
        "invalid-yaml",
        Severity.ERROR,
        text,
        (Related(other, text, participant=True), Related(None, text)),
        (Step(text, place), Step(text, None), Step(text, other)),
        "ab",
    )
    ignored = Finding(other, "unused-ignore", Severity.NOTE, "ignored: " + text, suppressed=text)
    unresolved = (Unresolved(place, text, text),)
    sources = {text: text, "b/" + text: text + "\n\t" + text + "\n" + text}
    return Result((finding, ignored), Counts({Reading.READ: 1}, 1, 1, {text: 1}), (), unresolved, (text,), sources)


COMPARED = Result((replace(DUPLICATE, known=True), INCIDENT, IGNORED), COUNTS, sources=SOURCES, compared=True)
"""The duplicate was there before."""
