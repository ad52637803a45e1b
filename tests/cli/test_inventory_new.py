"""`svclint inventory new`: an inventory to fill in, which is valid as it is and with every comment removed."""

import re
from pathlib import Path

from svclint.claims.inventory.native import load_inventories
from svclint.importing.skeleton import skeleton
from tests.support.cli_samples import Run


def test_the_skeleton_is_valid_before_and_after_it_is_filled_in(tmp_path: Path) -> None:
    text = skeleton("prod: 1")
    filled = re.sub(r"^    # (?=[a-zA-Z]+: |  - |[a-zA-Z]+:$)", "    ", text, flags=re.MULTILINE)
    for content, claims in ((text, False), (filled, True)):
        path = tmp_path / "inventory.yaml"
        path.write_text(content)
        inventory = load_inventories([path], tmp_path)
        assert [cluster.name for cluster in inventory.clusters] == ["prod: 1"]
        assert inventory.flaws == ()
        assert bool(inventory.claims) is claims


def test_it_is_printed_or_written_to_a_new_file_only(svclint: Run, repository: Path) -> None:
    assert svclint("inventory", "new", "--cluster", "lab").out == skeleton("lab")
    assert svclint("inventory", "new", "-o", "new.yaml").status == 0
    assert (repository / "new.yaml").read_text() == skeleton("cluster")
    again = svclint("inventory", "new", "-o", "new.yaml")
    assert (again.status, "already exists" in again.err) == (2, True)
