"""What shapes are made of: files, addresses, and the register of all shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

Files = Iterator[tuple[str, str]]
"""Path and text of each file."""
Make = Callable[[int], Files]

INVENTORY = "svclint-inventory.yaml"
SAME = "172.16.0.9"
"""The address that the shapes named `same` give to all."""


@dataclass(frozen=True)
class Shape:
    """A repository of n objects, or of n copies of some `objects`.

    `large`: whether 100,000 of them are a repository that anybody could have.
    """

    name: str
    theme: str
    files: Make
    large: bool
    objects: int = 1

    def copies(self, number: int) -> int:
        """How many copies have `number` objects, at least one."""
        return max(1, number // self.objects)


SHAPES: dict[str, Shape] = {}


def shape(make: Make) -> Make:
    """Register a shape under its function's name."""
    return _register(make, large=True)


def small_shape(make: Make) -> Make:
    """The same for a shape that is not made with 100,000 objects: chains, or a folder each."""
    return _register(make, large=False)


def _register(make: Make, *, large: bool) -> Make:
    add(make.__name__, make.__module__.rpartition(".")[2], make, large=large)
    return make


def add(name: str, theme: str, make: Make, *, large: bool = True, objects: int = 1) -> None:
    """Register a shape. Raises ValueError for a name that is taken."""
    if name in SHAPES:
        raise ValueError(f"two shapes are called {name}")
    SHAPES[name] = Shape(name, theme, make, large, objects)


def write(shape: Shape, size: int, folder: Path) -> None:
    """Write the repository of a shape into an empty folder."""
    for path, text in shape.files(size):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def packed(objects: Iterable[str], most: int = 100, folder: str = "") -> Files:
    """Objects in files of up to `most` of them."""
    rest, number = iter(objects), 0
    while some := list(islice(rest, most)):
        yield f"{folder}m{number:05d}.yaml", "---\n".join(some)
        number += 1


def one_file(objects: Iterable[str], path: str = "m.yaml") -> Files:
    """All objects in one file."""
    yield path, "---\n".join(objects)


def address(number: int, start: str = "172.16.0.0") -> str:
    """The IPv4 address that comes `number` after another."""
    value = int.from_bytes(bytes(map(int, start.split(".")))) + number
    return ".".join(map(str, value.to_bytes(4)))


def span(number: int, step: int = 4, size: int = 4, start: str = "172.16.0.0") -> str:
    """A range of `size` addresses; ranges of the next numbers begin `step` later each."""
    return f"{address(step * number, start)}-{address(step * number + size - 1, start)}"


def port(number: int) -> int:
    """One of 60,000 ports."""
    return 1 + number % 60_000


def resource(
    api: str, kind: str, name: str, *body: str, namespace: str = "", annotations: Mapping[str, str] | None = None
) -> str:
    """A Kubernetes object; `body` are the lines beside apiVersion, kind and metadata."""
    lines = [f"apiVersion: {api}", f"kind: {kind}", "metadata:", f"  name: {name}"]
    if namespace:
        lines.append(f"  namespace: {namespace}")
    if annotations:
        lines += ["  annotations:", *(f"    {key}: {value}" for key, value in annotations.items())]
    return "\n".join([*lines, *body, ""])


def service(
    number: int,
    *spec: str,
    namespace: str = "team",
    annotations: Mapping[str, str] | None = None,
    ports: str = "{port: 80}",
) -> str:
    """Service s<number>; `spec` are lines of its spec, `ports` its ports in flow style."""
    body = ["spec:", f"  selector: {{app: s{number}}}", f"  ports: [{ports}]", *(f"  {line}" for line in spec)]
    return resource("v1", "Service", f"s{number}", *body, namespace=namespace, annotations=annotations)


def workload(number: int, *pod: str, kind: str = "Deployment", namespace: str = "team") -> str:
    """Deployment d<number>; `pod` are lines of its Pods' spec."""
    body = ["spec:", "  template:", "    spec:", *(f"      {line}" for line in pod)]
    return resource("apps/v1", kind, f"d{number}", *body, namespace=namespace)


def config_map(name: str, key: str, text: str, namespace: str = "team") -> str:
    """A ConfigMap with one file in it."""
    lines = (f"    {line}" for line in text.splitlines())
    return resource("v1", "ConfigMap", name, "data:", f"  {key}: |", *lines, namespace=namespace)


PROD = """\
version: 1
clusters:
- name: prod
  kubeconfigServers: ["https://api.example.com:6443"]
  hosts: {api.example.com: [192.168.255.250]}
  loadBalancers: [{name: api, vips: [192.168.255.250], ports: [6443], serves: control-plane}]
  nodes: [{name: n1, addresses: [192.168.255.11], roles: [control-plane]}]
  nodeCIDRs: [192.168.255.0/24]
  podCIDRs: [10.244.0.0/16]
  serviceCIDRs: [10.96.0.0/12]
  proxy: {mode: ipvs}
"""


def known(files: Iterable[tuple[str, str]], *more: str) -> Files:
    """Files beside the inventory of a small cluster; `more` are lines of the cluster."""
    yield INVENTORY, PROD + "".join(f"  {line}\n" for line in more)
    yield from files


def inventory(*lines: str) -> tuple[str, str]:
    """The inventory of a cluster of which only these lines are known."""
    return INVENTORY, "\n".join(["version: 1", "clusters:", "- name: prod", *(f"  {line}" for line in lines), ""])
