"""django-ninja over the ORM: HttpBearer, our tokens by their hash, response schemas."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.security import HttpBearer

from openbanking.models import Account, ApiToken, BalanceType, Transaction
from openbanking.models.tokens import digest_of
from tests.benchmarks.reads.rivals import rules, schemas

ORDER = list(BalanceType.values)


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return ApiToken.objects.usable(timezone.now()).filter(digest=digest_of(token)).first()


api = NinjaAPI(auth=Bearer(), docs_url=None, openapi_url=None)
AccountId = Annotated[UUID, Query(alias="accountId")]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=500)]


@api.get(rules.BALANCES, response=schemas.Balances, by_alias=True, exclude_none=True)
def get_balances(request: HttpRequest, account_id: AccountId) -> dict[str, Any]:
    account = _account(request, account_id)
    balances = sorted(account.balances.all(), key=lambda each: ORDER.index(each.type))
    amounts = {each.type: each.amount for each in balances}
    return {
        "balances": [
            {
                "id": each.pk,
                "account_id": account.pk,
                "tenant_id": account.tenant_id,
                "connection_id": account.connection_id,
                "balance_type": each.type,
                "current_balance": each.amount,
                "available_balance": amounts.get("available") if each.type == "current" else None,
                "currency": each.currency,
                "last_updated_at": each.as_of,
                "created_at": each.created_at,
                "metadata": {
                    "provenance": {
                        "source": "powens",
                        "field": each.source_field,
                        "kind": "derived" if each.derived else "delivered",
                        "learned_at": each.learned_at,
                    },
                    "freshness": _freshness(account),
                    "next_sync_expected_at": account.connection.next_try_at,
                    "coming": account.coming,
                },
            }
            for each in balances
        ],
        "as_of": min(each.as_of for each in balances),
    }


@api.get(rules.ACCOUNTS, response=schemas.Accounts, by_alias=True, exclude_none=True)
def list_accounts(request: HttpRequest, page_size: PageSize = 50) -> dict[str, Any]:
    accounts = _accounts(request).filter(
        deleted_at__isnull=True, vanished_at__isnull=True, disabled_at__isnull=True
    )
    page = list(accounts[: page_size + 1])
    return {
        "accounts": [_account_body(each) for each in page[:page_size]],
        "has_more": len(page) > page_size,
    }


@api.get(rules.TRANSACTIONS, response=schemas.Transactions, by_alias=True, exclude_none=True)
def list_transactions(
    request: HttpRequest, account_id: AccountId, page_size: PageSize = 50
) -> dict[str, Any]:
    account = _account(request, account_id)
    rows = account.transactions.filter(deleted_at__isnull=True, amount__isnull=False, left_out=False)
    page = list(rows[: page_size + 1])
    return {
        "transactions": [_transaction_body(each, account) for each in page[:page_size]],
        "has_more": len(page) > page_size,
    }


def _accounts(request: HttpRequest) -> QuerySet[Account]:
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # set by ninja
    return (
        Account.objects.filter(
            tenant__memberships__user=token.user_id, tenant__in=token.tenants.values("pk")
        )
        .select_related("connection__institution", "connection__powens_user")
        .prefetch_related("balances")
    )


def _account(request: HttpRequest, account_id: UUID) -> Account:
    return get_object_or_404(_accounts(request), pk=account_id)


def _account_body(account: Account) -> dict[str, Any]:
    link = account.connection
    amounts = {each.type: each.amount for each in account.balances.all()}
    return {
        "id": account.pk,
        "tenant_id": account.tenant_id,
        "user_id": link.powens_user.user_id,
        "connection_id": link.pk,
        "external_id": account.external_id,
        "institution_id": link.institution.code,
        "institution_name": link.institution.name,
        "iban": account.iban,
        "bic": account.bic,
        "account_type": account.type,
        "currency": account.currency,
        "display_name": account.name,
        "account_number_masked": rules.masked(account.number),
        "balance": amounts.get("current"),
        "available_balance": amounts.get("available"),
        "last_synced_at": account.bank_updated_at,
        "created_at": account.created_at,
        "updated_at": account.updated_at,
        "metadata": {
            "status": "active",
            "freshness": _freshness(account),
            "next_sync_expected_at": link.next_try_at,
            "connection": {**rules.HEALTHY, "consentEndsAt": link.consent_ends_at},
            "coming": account.coming,
            "original_name": account.original_name,
            "usage": account.usage,
        },
    }


def _transaction_body(movement: Transaction, account: Account) -> dict[str, Any]:
    return {
        "id": movement.pk,
        "account_id": account.pk,
        "tenant_id": account.tenant_id,
        "connection_id": account.connection_id,
        "external_id": movement.external_id,
        "amount": movement.amount,
        "currency": account.currency,
        "date": movement.date,
        "booking_date": movement.booked_on,
        "value_date": movement.value_on,
        "description": movement.original_wording,
        "counterparty_name": movement.counterparty_name,
        "raw_category": movement.category,
        "standardized_category": movement.own_category or movement.parent_category,
        "transaction_type": movement.type,
        "status": movement.status,
        "metadata": {
            "direction": rules.direction(movement.amount or 0),
            "simplified_wording": movement.simplified_wording,
        },
        "created_at": movement.created_at,
        "updated_at": movement.updated_at,
    }


def _freshness(account: Account) -> str:
    assert account.bank_updated_at is not None
    return rules.freshness(account.bank_updated_at)


urlpatterns = [path("", api.urls)]
