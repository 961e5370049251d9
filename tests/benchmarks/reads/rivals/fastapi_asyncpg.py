"""FastAPI over asyncpg, which prepares every statement and reads binary results."""

from __future__ import annotations

import os

import asyncpg

from tests.benchmarks.reads.rivals.bodies import Rows
from tests.benchmarks.reads.rivals.fastapi_service import service


class AsyncpgPool:
    """Ten connections at most, as by default."""

    async def open(self) -> None:
        self.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=4)

    async def close(self) -> None:
        await self.pool.close()

    async def rows(self, statement: str, *parameters: object) -> Rows:
        rows: Rows = await self.pool.fetch(statement, *parameters)  # type: ignore[assignment]
        return rows


app = service(AsyncpgPool())
