"""A link to choose a password is good for the first who chooses one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from openbanking.models import User
from openbanking.onboarding.members import add_newcomer, address_of_password
from openbanking.onboarding.pages import SetPassword
from tests import factories

PASSWORDS = ["a long and good one", "another long and good one"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_chooses_it(monkeypatch):
    member = add_newcomer(
        factories.make_tenant("danas"),
        first_name="Dana",
        last_name="Miller",
        email="dana@example.org",
        role="viewer",
        language="en",
    ).user
    link, both = address_of_password(member), Barrier(2, timeout=30)
    taken = SetPassword.form_valid

    def taken_together(view, form):
        both.wait()
        return taken(view, form)

    monkeypatch.setattr(SetPassword, "form_valid", taken_together)

    def choose(password):
        try:
            browser = Client()
            form = browser.get(link, follow=True).redirect_chain[-1][0]
            sent = {"new_password1": password, "new_password2": password}
            return browser.post(form, sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = dict(zip(PASSWORDS, pool.map(choose, PASSWORDS), strict=True))
    assert sorted(statuses.values()) == [200, 302]
    person = User.objects.get(pk=member.pk)
    assert [each for each in PASSWORDS if person.check_password(each)] == [
        each for each, status in statuses.items() if status == 302
    ]
