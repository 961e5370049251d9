"""The addresses of a family's transactions, below the family's own."""

from __future__ import annotations

from django.urls import path, re_path

from openbanking.dashboard.transactions.corrections import correct_transaction
from openbanking.dashboard.transactions.downloads import transactions_file
from openbanking.dashboard.transactions.pages import transactions

urlpatterns = [
    path("transactions/", transactions, name="transactions"),
    re_path(r"^transactions\.(?P<form>csv|xlsx)$", transactions_file, name="transactions-file"),
    path("transactions/<uuid:pk>/correct/", correct_transaction, name="correct-transaction"),
]
