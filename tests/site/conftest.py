from __future__ import annotations

import pytest

from support.build import real_site
from support.web import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built strictly."""
    return real_site(tmp_path_factory)
