"""The installation that programs talk to: three people, one cycle, and a client that is in nobody's way. A file may have its own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import AsyncClient as Client

from small_house import House, client_of, small_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path) as opened:
        yield opened


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client, None]:
    async with client_of(house) as opened:
        yield opened
