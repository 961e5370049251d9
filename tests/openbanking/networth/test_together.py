"""What several tenants own and owe at once: as for each by itself, in as many statements as for one."""

from __future__ import annotations

from django.utils import timezone

from contracts import Caller, Channel, registry, run
from openbanking.networth.together import totals_together
from tests import factories


def furnish(tenant, user):
    connection = factories.make_connection(factories.make_powens_user(tenant, user))
    for amount, columns in (
        ("1310.42", {"bank_updated_at": timezone.now()}),
        ("-42.17", {}),
        ("70000", {"currency": "CHF", "type": "market"}),
        ("-200000", {"type": "mortgage", "bank_updated_at": timezone.now()}),
    ):
        factories.make_reading(factories.make_account(connection, **columns), amount)
    factories.make_account(connection, currency="USD")
    house = factories.make_manual_account(tenant)
    factories.make_valuation(house, "350000")


def test_sums_are_those_of_each_family_alone(alices, alice, bobs, bob):
    furnish(alices, alice)
    furnish(bobs, bob)
    sums = totals_together([alices.pk, bobs.pk], now=timezone.now())
    for tenant, user in ((alices, alice), (bobs, bob)):
        caller = Caller(user=user, channel=Channel.COMMAND)
        alone = run(registry["openbanking.networth.get"], caller, {"tenantId": str(tenant.pk)})
        assert [
            (each["currency"], each["assets"], each["liabilities"], each["stale"], each["missing"])
            for each in alone.mapping["totals"]
        ] == [
            (currency, each.assets, each.liabilities, each.stale_part, each.missing)
            for (owner, currency), each in sorted(sums.items())
            if owner == tenant.pk
        ]


def test_an_account_that_two_families_share_counts_in_both(alices, alice, bobs, bob):
    for tenant, user in ((alices, alice), (bobs, bob)):
        connection = factories.make_connection(factories.make_powens_user(tenant, user))
        account = factories.make_account(connection, iban="FR7630006000011234567890189")
        factories.make_reading(account, "1310.42")
    sums = totals_together([alices.pk, bobs.pk], now=timezone.now())
    assert [each.accounts for each in sums.values()] == [1, 1]


def test_no_family_costs_no_more_than_another(alices, alice, bobs, bob, django_assert_num_queries):
    furnish(alices, alice)
    furnish(bobs, bob)
    for tenants in ([alices.pk], [alices.pk, bobs.pk]):
        with django_assert_num_queries(4):
            totals_together(tenants, now=timezone.now())
