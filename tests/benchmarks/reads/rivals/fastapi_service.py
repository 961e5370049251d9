"""FastAPI as its documentation has it: HTTPBearer, async endpoints, response models.

One joined statement an answer, which is more than most write: the driver is what tells the two apart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tests.benchmarks.reads.rivals import bodies, rules, schemas, statements
from tests.benchmarks.reads.rivals.bodies import Rows


class Pool(Protocol):
    """A pool of connections."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def rows(self, statement: str, *parameters: object) -> Rows: ...


def digest(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    return sha256(credentials.credentials.encode()).hexdigest()


Digest = Annotated[str, Depends(digest)]
AccountId = Annotated[UUID, Query(alias="accountId")]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=500)]


def service(pool: Pool) -> FastAPI:
    """Return the service over a pool."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await pool.open()
        yield
        await pool.close()

    app = FastAPI(lifespan=lifespan)

    @app.get(rules.BALANCES, response_model=schemas.Balances, response_model_exclude_none=True)
    async def get_balances(digest: Digest, account_id: AccountId) -> object:
        rows = await pool.rows(statements.BALANCES, digest, account_id)
        return bodies.balances(_of_account(rows))

    @app.get(rules.ACCOUNTS, response_model=schemas.Accounts, response_model_exclude_none=True)
    async def list_accounts(digest: Digest, page_size: PageSize = 50) -> object:
        rows = await pool.rows(statements.ACCOUNTS, digest, page_size + 1)
        return bodies.accounts(_of_caller(rows), page_size)

    @app.get(rules.TRANSACTIONS, response_model=schemas.Transactions, response_model_exclude_none=True)
    async def list_transactions(
        digest: Digest, account_id: AccountId, page_size: PageSize = 50
    ) -> object:
        rows = await pool.rows(statements.TRANSACTIONS, digest, account_id, page_size + 1)
        return bodies.transactions(_of_account(rows), page_size)

    return app


def _of_caller(rows: Rows) -> Rows:
    if not rows:
        raise HTTPException(401)
    return rows


def _of_account(rows: Rows) -> Rows:
    if _of_caller(rows)[0]["account_id"] is None:
        raise HTTPException(404)
    return rows
