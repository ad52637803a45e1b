"""What tests of several wings share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.profile import PROFILE

# A machine that does other things besides is no reason to fail: speed is measured in tests/bench.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A commit is judged by the same examples each time: few (`make test`) or many (`make test-all`). `new`: others.
settings.register_profile("same", _PATIENT, derandomize=True)
settings.register_profile("thorough", _PATIENT, derandomize=True, max_examples=500)
settings.register_profile("new", _PATIENT, max_examples=500)
settings.load_profile(PROFILE)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cases and facts beside the checkout; a test that needs it is skipped where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is absent")
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or leaves anything in the cache of whoever runs it."""
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))
