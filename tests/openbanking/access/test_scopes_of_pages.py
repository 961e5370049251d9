"""What a narrowed token opens beside operations, and how operations are grouped for it."""

from __future__ import annotations

import pytest

from openbanking.access.groups import RESOURCES, groups, keys_of
from openbanking.access.tokens import METRICS, operation_keys
from tests import factories
from tests.conftest import Api
from tests.openbanking.operations.test_every_operation import OPERATIONS


class TestPagesThatTokensOpen:
    def read(self, overview, **columns):
        api = Api(factories.make_token(overview.made_by, **columns))
        return api.client.get(f"/overviews/{overview.pk}.md", headers=api.headers).status_code

    @pytest.fixture
    def overview(self, sample):
        from openbanking.models import Overview

        return Overview.objects.create(
            tenant=sample.tenant,
            made_by=sample.connection.powens_user.user,
            period="Pmonth",
            starts_on=factories.NOW,
            ends_on=factories.NOW,
            document="{}",
            summary="# Sums",
        )

    def test_overview_is_read_with_a_token_that_would_make_one(self, overview):
        assert self.read(overview) == 200
        assert self.read(overview, operations=["pfo.openbanking.generate-overview"]) == 200

    def test_overview_is_closed_to_a_token_for_other_operations(self, overview):
        assert self.read(overview, operations=["openbanking.balances.get"]) == 403

    def test_overview_is_closed_to_a_token_for_some_accounts(self, overview, sample):
        assert self.read(overview, accounts=[sample]) == 403

    @pytest.mark.parametrize(
        ("operations", "status"), [([], 200), ([METRICS], 200), (["openbanking.balances.get"], 403)]
    )
    def test_metrics_are_read_with_a_token_that_is_for_them(self, db, operations, status):
        prometheus = factories.make_user("prometheus", is_staff=True)
        api = Api(factories.make_token(prometheus, operations=operations))
        assert api.client.get("/metrics", headers=api.headers).status_code == status

    def test_metrics_are_closed_to_a_token_for_some_families(self, alices):
        api = Api(factories.make_token(factories.make_user("prometheus", is_staff=True), alices))
        assert api.client.get("/metrics", headers=api.headers).status_code == 403


class TestGroups:
    def test_every_operation_is_in_one_group(self):
        found = [key for group in groups().values() for key in group.keys]
        assert sorted(found) == sorted(each.meta.key for each in OPERATIONS)

    def test_every_resource_has_a_name_for_people(self):
        assert {group.resource for group in groups().values()} == set(RESOURCES)
        assert all(group.label for group in groups().values())

    def test_group_that_reads_changes_nothing(self):
        kinds = {each.meta.key: each.kind for each in OPERATIONS}
        for group in groups().values():
            assert {kinds[key] for key in group.keys} == {group.kind}

    def test_name_that_is_none_counts_for_nothing(self):
        assert keys_of(["balances:read", "no:such"]) == groups()["balances:read"].keys

    def test_metrics_are_no_operation_and_can_be_chosen(self):
        assert METRICS in operation_keys()
