"""What the service keeps: who may see what, what Powens last said, and how we came to know it."""

from __future__ import annotations

from openbanking.models.accounts import Account
from openbanking.models.alert_rules import AlertEndpoint, AlertKind, AlertRule
from openbanking.models.alerts import Alert, AlertDelivery, DeliveryAttempt
from openbanking.models.attempts import FailedAttempt
from openbanking.models.audit import AuditEntry
from openbanking.models.balances import Balance, BalanceReading, BalanceType
from openbanking.models.connections import Connection, ConsentWarning
from openbanking.models.holdings import Holding, HoldingReading, HoldingValue, Pocket
from openbanking.models.institutions import Institution
from openbanking.models.keys import ServiceKey, TenantKey
from openbanking.models.kinds import Kind
from openbanking.models.loans import Loan, LoanPayment
from openbanking.models.manual_accounts import ManualAccount
from openbanking.models.merges import MergeProposal
from openbanking.models.natures import Nature
from openbanking.models.orders import MarketOrder
from openbanking.models.overviews import Overview
from openbanking.models.owners import AccountOwner
from openbanking.models.people import User
from openbanking.models.powens_users import PowensApplication, PowensUser
from openbanking.models.rates import ExchangeRate
from openbanking.models.review import Discrepancy, QuarantinedReading
from openbanking.models.runs import SyncOutcome, SyncRun
from openbanking.models.statements import StatementEntry, StatementImport
from openbanking.models.tenancy import Membership, Tenant
from openbanking.models.throttle import CallBudget
from openbanking.models.tokens import ApiToken
from openbanking.models.trail import AuditChain, AuditRecord
from openbanking.models.transactions import Transaction
from openbanking.models.valuations import Valuation
from openbanking.models.webhooks import WebhookDelivery
from openbanking.models.webview import Flow, Invitation, WebviewSession

__all__ = [
    "Account",
    "AccountOwner",
    "Alert",
    "AlertDelivery",
    "AlertEndpoint",
    "AlertKind",
    "AlertRule",
    "ApiToken",
    "AuditChain",
    "AuditEntry",
    "AuditRecord",
    "Balance",
    "BalanceReading",
    "BalanceType",
    "CallBudget",
    "Connection",
    "ConsentWarning",
    "DeliveryAttempt",
    "Discrepancy",
    "ExchangeRate",
    "FailedAttempt",
    "Flow",
    "Holding",
    "HoldingReading",
    "HoldingValue",
    "Institution",
    "Invitation",
    "Kind",
    "Loan",
    "LoanPayment",
    "ManualAccount",
    "MarketOrder",
    "Membership",
    "MergeProposal",
    "Nature",
    "Overview",
    "Pocket",
    "PowensApplication",
    "PowensUser",
    "QuarantinedReading",
    "ServiceKey",
    "StatementEntry",
    "StatementImport",
    "SyncOutcome",
    "SyncRun",
    "Tenant",
    "TenantKey",
    "Transaction",
    "User",
    "Valuation",
    "WebhookDelivery",
    "WebviewSession",
]
