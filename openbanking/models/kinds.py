"""Kinds of what a family owns and owes, in people's words."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """A closed set, in the order totals are shown; Powens' own types are an open list."""

    CASH = "cash", "Cash"
    SAVINGS = "savings", "Savings"
    SECURITIES = "securities", "Securities"
    LIFE_INSURANCE = "life_insurance", "Life insurance"
    RETIREMENT = "retirement", "Retirement"
    EMPLOYEE_SAVINGS = "employee_savings", "Employee savings"
    PROPERTY = "property", "Property"
    LOANS = "loans", "Loans"
    CARDS = "cards", "Cards"
    OTHER = "other", "Other"
