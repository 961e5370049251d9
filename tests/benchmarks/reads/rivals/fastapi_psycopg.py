"""FastAPI over psycopg's asynchronous pool; statements are prepared after five executions."""

from __future__ import annotations

import os
from typing import Any

from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from tests.benchmarks.reads.rivals.bodies import Rows
from tests.benchmarks.reads.rivals.fastapi_service import service


class PsycopgPool:
    """Ten connections at most, as asyncpg's."""

    async def open(self) -> None:
        self.pool: AsyncConnectionPool[AsyncConnection[dict[str, Any]]] = AsyncConnectionPool(
            os.environ["DATABASE_URL"],
            min_size=4,
            max_size=10,
            open=False,
            kwargs={
                "autocommit": True,
                "options": "-c timezone=UTC",
                "row_factory": dict_row,
                "cursor_factory": AsyncRawCursor,
            },
        )
        await self.pool.open()

    async def close(self) -> None:
        await self.pool.close()

    async def rows(self, statement: str, *parameters: object) -> Rows:
        async with self.pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), parameters)
            return await cursor.fetchall()


app = service(PsycopgPool())
