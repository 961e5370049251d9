"""Lines and what belongs to them as rows: exact, known once, and silent about people."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from openbanking.fields import MoneyField
from openbanking.models import AccountOwner, Holding
from openbanking.models.holdings import HoldingFigures
from tests import factories
from tests.amounts import WIDE

FIGURES = [each.name for each in HoldingFigures._meta.fields if isinstance(each, MoneyField)]


def test_every_figure_has_every_digit(account):
    made = factories.make_holding(account)
    Holding.objects.filter(pk=made.pk).update(**dict.fromkeys(FIGURES, WIDE))
    made.refresh_from_db()
    assert {getattr(made, name) for name in FIGURES} == {WIDE}


def test_line_is_in_its_account_once(account):
    factories.make_holding(account, code="IE00B4L5Y983")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_holding(account, code="IE00B4L5Y983")
    factories.make_holding(account, code="IE00B4L5Y983", twin=1)


def test_owner_does_not_show_their_name(account):
    owner = AccountOwner(tenant=account.tenant, account=account, role="holder", name="Alice Martin")
    assert "Alice" not in f"{owner} {owner!r}"
