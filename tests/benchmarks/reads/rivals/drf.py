"""Django REST framework as its tutorial has it: TokenAuthentication, generic views, ModelSerializer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from openbanking.models import Account, Balance, BalanceType, Transaction
from tests.benchmarks.reads.rivals import rules

ORDER = list(BalanceType.values)


class BearerAuthentication(TokenAuthentication):
    keyword = "Bearer"


class BalanceSerializer(serializers.ModelSerializer[Balance]):
    accountId = serializers.UUIDField(source="account_id")
    tenantId = serializers.UUIDField(source="account.tenant_id")
    connectionId = serializers.UUIDField(source="account.connection_id")
    balanceType = serializers.CharField(source="type")
    currentBalance = serializers.FloatField(source="amount")
    lastUpdatedAt = serializers.DateTimeField(source="as_of")
    createdAt = serializers.DateTimeField(source="created_at")
    learnedAt = serializers.DateTimeField(source="learned_at")
    nextSyncExpectedAt = serializers.DateTimeField(source="account.connection.next_try_at")
    coming = serializers.FloatField(source="account.coming")

    class Meta:
        model = Balance
        fields = [
            *("id", "accountId", "tenantId", "connectionId", "balanceType", "currentBalance"),
            *("currency", "lastUpdatedAt", "createdAt", "learnedAt", "nextSyncExpectedAt", "coming"),
        ]

    def to_representation(self, instance: Balance) -> dict[str, Any]:
        body = super().to_representation(instance)
        body["metadata"] = {
            "provenance": {
                "source": "powens",
                "field": instance.source_field,
                "kind": "derived" if instance.derived else "delivered",
                "learnedAt": body.pop("learnedAt"),
            },
            "freshness": _freshness(instance.account),
            "nextSyncExpectedAt": body.pop("nextSyncExpectedAt"),
            "coming": body.pop("coming"),
        }
        if instance.type == BalanceType.CURRENT:
            body["availableBalance"] = _amounts(instance.account).get("available")
        return body


class AccountBalancesSerializer(serializers.ModelSerializer[Account]):
    balances = serializers.SerializerMethodField()
    asOf = serializers.SerializerMethodField()

    class Meta:
        model = Account
        fields = ["balances", "asOf"]

    def get_balances(self, account: Account) -> Any:
        balances = sorted(account.balances.all(), key=lambda each: ORDER.index(each.type))
        return BalanceSerializer(balances, many=True).data

    def get_asOf(self, account: Account) -> str:
        oldest = min(each.as_of for each in account.balances.all())
        return serializers.DateTimeField().to_representation(oldest) or ""


class AccountSerializer(serializers.ModelSerializer[Account]):
    tenantId = serializers.UUIDField(source="tenant_id")
    userId = serializers.UUIDField(source="connection.powens_user.user_id")
    connectionId = serializers.UUIDField(source="connection_id")
    externalId = serializers.CharField(source="external_id")
    institutionId = serializers.CharField(source="connection.institution.code")
    institutionName = serializers.CharField(source="connection.institution.name")
    # By itself it would be written as it is kept: encrypted.
    iban = serializers.CharField()
    accountType = serializers.CharField(source="type")
    displayName = serializers.CharField(source="name")
    accountNumberMasked = serializers.SerializerMethodField()
    balance = serializers.SerializerMethodField()
    availableBalance = serializers.SerializerMethodField()
    lastSyncedAt = serializers.DateTimeField(source="bank_updated_at")
    createdAt = serializers.DateTimeField(source="created_at")
    updatedAt = serializers.DateTimeField(source="updated_at")
    metadata = serializers.SerializerMethodField()

    class Meta:
        model = Account
        fields = [
            *("id", "tenantId", "userId", "connectionId", "externalId", "institutionId"),
            *("institutionName", "iban", "bic", "accountType", "currency", "displayName"),
            *("accountNumberMasked", "balance", "availableBalance", "lastSyncedAt", "createdAt"),
            *("updatedAt", "metadata"),
        ]

    def get_accountNumberMasked(self, account: Account) -> str:
        return rules.masked(account.number)

    def get_balance(self, account: Account) -> float | None:
        return _amounts(account).get("current")

    def get_availableBalance(self, account: Account) -> float | None:
        return _amounts(account).get("available")

    def get_metadata(self, account: Account) -> dict[str, Any]:
        instant = serializers.DateTimeField().to_representation
        link = account.connection
        return {
            "status": "active",
            "freshness": _freshness(account),
            "nextSyncExpectedAt": link.next_try_at and instant(link.next_try_at),
            "connection": {
                **rules.HEALTHY,
                "consentEndsAt": link.consent_ends_at and instant(link.consent_ends_at),
            },
            "coming": None if account.coming is None else _number(account.coming),
            "originalName": account.original_name,
            "usage": account.usage,
        }


class TransactionSerializer(serializers.ModelSerializer[Transaction]):
    accountId = serializers.UUIDField(source="account_id")
    tenantId = serializers.UUIDField(source="account.tenant_id")
    connectionId = serializers.UUIDField(source="account.connection_id")
    externalId = serializers.CharField(source="external_id")
    amount = serializers.FloatField()
    currency = serializers.CharField(source="account.currency")
    bookingDate = serializers.DateTimeField(source="booked_on")
    valueDate = serializers.DateTimeField(source="value_on")
    description = serializers.CharField(source="original_wording")
    counterpartyName = serializers.CharField(source="counterparty_name")
    rawCategory = serializers.CharField(source="category")
    standardizedCategory = serializers.SerializerMethodField()
    transactionType = serializers.CharField(source="type")
    metadata = serializers.SerializerMethodField()
    createdAt = serializers.DateTimeField(source="created_at")
    updatedAt = serializers.DateTimeField(source="updated_at")

    class Meta:
        model = Transaction
        fields = [
            *("id", "accountId", "tenantId", "connectionId", "externalId", "amount", "currency", "date"),
            *("bookingDate", "valueDate", "description", "counterpartyName", "rawCategory"),
            *("standardizedCategory", "transactionType", "status", "metadata", "createdAt", "updatedAt"),
        ]

    def get_standardizedCategory(self, movement: Transaction) -> str:
        return movement.own_category or movement.parent_category

    def get_metadata(self, movement: Transaction) -> dict[str, str]:
        return {
            "direction": rules.direction(movement.amount or 0),
            "simplifiedWording": movement.simplified_wording,
        }


class Pages(PageNumberPagination):
    page_size_query_param = "pageSize"
    name = ""

    def get_paginated_response(self, data: Any) -> Response:
        assert self.page is not None
        return Response({self.name: data, "hasMore": self.page.has_next()})


class AccountPages(Pages):
    name = "accounts"


class TransactionPages(Pages):
    name = "transactions"


class OfOwnTenants(APIView):
    """Views of what the caller's tenants have."""

    authentication_classes = [BearerAuthentication]
    permission_classes = [IsAuthenticated]

    def accounts(self) -> QuerySet[Account]:
        return (
            Account.objects.filter(tenant__memberships__user=self.request.user.pk)
            .select_related("connection__institution", "connection__powens_user")
            .prefetch_related("balances")
        )

    def account(self) -> Account:
        return get_object_or_404(self.accounts(), pk=self.request.query_params["accountId"])


class BalancesView(OfOwnTenants, RetrieveAPIView[Account]):
    serializer_class = AccountBalancesSerializer

    def get_object(self) -> Account:
        return self.account()


class AccountsView(OfOwnTenants, ListAPIView[Account]):
    serializer_class = AccountSerializer
    pagination_class = AccountPages

    def get_queryset(self) -> QuerySet[Account]:
        return self.accounts().filter(
            deleted_at__isnull=True, vanished_at__isnull=True, disabled_at__isnull=True
        )


class TransactionsView(OfOwnTenants, ListAPIView[Transaction]):
    serializer_class = TransactionSerializer
    pagination_class = TransactionPages

    def get_queryset(self) -> QuerySet[Transaction]:
        return Transaction.objects.select_related("account").filter(
            account=self.account(), deleted_at__isnull=True, amount__isnull=False, left_out=False
        )


def _freshness(account: Account) -> str:
    assert account.bank_updated_at is not None
    return rules.freshness(account.bank_updated_at)


def _amounts(account: Account) -> dict[str, float]:
    return {each.type: _number(each.amount) for each in account.balances.all()}


def _number(amount: Decimal) -> float:
    return float(amount)  # type: ignore[rounds]  # floats are the idiom


urlpatterns = [
    path(rules.BALANCES[1:], BalancesView.as_view()),
    path(rules.ACCOUNTS[1:], AccountsView.as_view()),
    path(rules.TRANSACTIONS[1:], TransactionsView.as_view()),
]
