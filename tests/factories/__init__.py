"""Rows for tests: plain functions with sound defaults, any column overridden by name."""

from __future__ import annotations

from tests.factories.alerts import (
    make_alert,
    make_alert_delivery,
    make_alert_endpoint,
    make_alert_rule,
)
from tests.factories.auditing import make_audit_record
from tests.factories.banking import (
    make_account,
    make_balance,
    make_connection,
    make_institution,
    make_invitation,
    make_outcome,
    make_powens_user,
    make_quarantined_reading,
    make_reading,
    make_run,
    make_tenant,
    make_token,
    make_transaction,
    make_user,
)
from tests.factories.by_hand import (
    make_entry,
    make_manual_account,
    make_rate,
    make_statement_import,
    make_valuation,
)
from tests.factories.given import NOW
from tests.factories.wealth import (
    make_holding,
    make_holding_reading,
    make_holding_value,
    make_order,
    make_owner,
    make_payment,
    make_pocket,
)

__all__ = [
    "NOW",
    "make_account",
    "make_alert",
    "make_alert_delivery",
    "make_alert_endpoint",
    "make_alert_rule",
    "make_audit_record",
    "make_balance",
    "make_connection",
    "make_entry",
    "make_holding",
    "make_holding_reading",
    "make_holding_value",
    "make_institution",
    "make_invitation",
    "make_manual_account",
    "make_order",
    "make_outcome",
    "make_owner",
    "make_payment",
    "make_pocket",
    "make_powens_user",
    "make_quarantined_reading",
    "make_rate",
    "make_reading",
    "make_run",
    "make_statement_import",
    "make_tenant",
    "make_token",
    "make_transaction",
    "make_user",
    "make_valuation",
]
