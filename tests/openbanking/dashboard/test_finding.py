"""Finding an account from the header of any page."""

from __future__ import annotations

import pytest

from tests import factories
from tests.openbanking.dashboard.reading import HTMX


class TestFinding:
    """An account is found by a name, a bank, or the end of a number."""

    @pytest.fixture
    def find(self, member, connection):
        factories.make_account(connection, name="Épargne", iban="FR3830006000011234567891234")
        factories.make_account(connection, name="Everyday", number="0009 8765")

        def find(text, **headers):
            return member.post(
                "/families/alices/accounts/", {"find": text}, headers=headers, follow=True
            )

        return find

    @pytest.mark.parametrize(
        "text", ["1234", "epargne", "EPARGNE test", "FR38 3000 6000 0112 3456 7891 234"]
    )
    def test_the_only_one_that_fits_is_gone_to(self, find, text):
        assert "<h1>Épargne</h1>" in find(text).content.decode()

    def test_number_of_an_account_without_an_iban_finds_it(self, find):
        assert "<h1>Everyday</h1>" in find("8765").content.decode()

    def test_all_that_fit_are_listed(self, find):
        text = find("banque").content.decode()
        assert "Épargne" in text
        assert "Everyday" in text

    def test_nothing_that_fits_is_said(self, find):
        assert "No account fits." in find("9999").content.decode()

    def test_what_was_typed_is_in_no_address(self, find):
        answer = find("1234")
        assert all("1234" not in address for address, _ in answer.redirect_chain)

    def test_suggestions_are_a_part_of_a_page(self, find):
        text = find("1234", **HTMX).content.decode()
        assert "Épargne" in text
        assert "…1234" in text
        assert "<html" not in text


def test_accounts_are_those_of_the_family(member, bobs, bob):
    theirs = factories.make_connection(factories.make_powens_user(bobs, bob))
    factories.make_account(theirs, name="Bob's account")
    assert "Bob" not in member.get("/families/alices/accounts/").content.decode()
