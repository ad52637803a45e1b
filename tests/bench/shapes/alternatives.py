"""Files of which people apply one instead of another."""

from __future__ import annotations

from tests.bench.shapes.base import SAME, Files, address, service, small_shape

TAKES = f"externalIPs: [{SAME}]"


def _option(number: int, name: int) -> str:
    """A file that defines the Service `name` in its own way, and takes the address that all take."""
    own = service(number, TAKES, namespace="others")
    return f"{service(name, f'externalIPs: [{address(number)}]')}---\n{own}"


@small_shape
def alternatives_in_one_folder(n: int) -> Files:
    for i in range(n):
        yield f"web/v{i}.yaml", _option(i, 0)


@small_shape
def alternatives_by_folder(n: int) -> Files:
    for i in range(n):
        yield f"lessons-of-mine/l{i}/web.yaml", _option(i, 0)


@small_shape
def alternatives_in_pairs(n: int) -> Files:
    """A choice for each 50 Services, which all take one address."""
    for i in range(n):
        yield f"apps/a{i}/web.yaml", service(i, TAKES)
    for i in range(n // 50):
        for option in range(2):
            yield f"choices/c{i}/v{option}.yaml", _option(n + 2 * i + option, n + 3 * n + i)


@small_shape
def alternatives_in_alternatives(n: int) -> Files:
    """Folders in folders, a twentieth of n, each with two versions of its own and one of the Service of all."""
    for i in range(n // 20):
        folder = "d/" * (i + 1)
        for option in range(2):
            yield f"{folder}v{option}.yaml", _option(2 * i + option, 0)
