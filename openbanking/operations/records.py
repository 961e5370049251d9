"""The records the operations answer with, field by field as the contract family has them."""

from __future__ import annotations

from contracts import Record, fields


class BankAccountRecord(Record):
    """A bank account."""

    id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The family it belongs to.")
    user_id = fields.Id(help_text="The member whose bank this is.")
    connection_id = fields.Id(help_text="The link to the bank it is read through.")
    external_id = fields.NonEmptyString(help_text="The account's id at Powens.")
    institution_id = fields.NonEmptyString(help_text="The bank, by its stable id at Powens.")
    institution_name = fields.NonEmptyString(help_text="The bank's name.")
    institution_logo_url = fields.Url(required=False, help_text="The bank's logo.")
    iban = fields.String(required=False, help_text="IBAN, where the bank gives one.")
    bic = fields.String(required=False, help_text="BIC of the bank.")
    account_type = fields.NonEmptyString(help_text="Powens' account type, an open list.")
    currency = fields.Currency(help_text="Currency of every amount of the account.")
    display_name = fields.NonEmptyString(help_text="Name shown to people.")
    account_number_masked = fields.String(
        required=False, help_text="Account number, all but its last four characters hidden."
    )
    product_code = fields.String(required=False, help_text="The bank's product code.")
    balance = fields.Float(required=False, help_text="Booked money now, signed, exact digits.")
    available_balance = fields.Float(required=False, help_text="What can be spent, where it is known.")
    last_synced_at = fields.DateTime(help_text="Last time Powens updated it from the bank.")
    created_at = fields.DateTime(help_text="When we first recorded it.")
    updated_at = fields.DateTime(help_text="When our record of it last changed.")
    metadata = fields.JsonObject(
        required=False, help_text="Status, freshness, and what else Powens tells of the account."
    )


class AccountBalanceRecord(Record):
    """One balance of an account: its type says what the amount means."""

    id = fields.Id(help_text="The balance.")
    account_id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The family it belongs to.")
    connection_id = fields.Id(help_text="The link to the bank it is read through.")
    balance_type = fields.NonEmptyString(
        help_text="current: booked money now; available: what can be spent; expected: booked plus "
        "known coming operations. Never add different types up."
    )
    current_balance = fields.Float(help_text="The amount of this type, signed, exact digits.")
    available_balance = fields.Float(
        required=False, help_text="On the current record only: what can be spent, where known."
    )
    currency = fields.Currency(help_text="Currency of the amounts.")
    last_updated_at = fields.DateTime(help_text="When the bank's figure was last updated at Powens.")
    created_at = fields.DateTime(help_text="When we first recorded a balance of this type.")
    metadata = fields.JsonObject(
        required=False, help_text="Provenance and freshness: where it comes from, how old it is."
    )


class BankTransactionRecord(Record):
    """One movement on an account."""

    id = fields.Id(help_text="The transaction.")
    account_id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The family it belongs to.")
    connection_id = fields.Id(help_text="The link to the bank it is read through.")
    external_id = fields.NonEmptyString(help_text="The transaction's id at Powens.")
    amount = fields.Float(help_text="Signed, exact digits: negative is money out.")
    currency = fields.Currency(help_text="The account's currency.")
    date = fields.DateTime(help_text="When the order was given.")
    booking_date = fields.DateTime(required=False, help_text="When it was posted.")
    value_date = fields.DateTime(required=False, help_text="Value date.")
    description = fields.String(required=False, help_text="The bank's own wording.")
    counterparty_name = fields.String(required=False, help_text="The other side.")
    counterparty_account = fields.String(required=False, help_text="Account of the other side.")
    merchant_category_code = fields.String(required=False, help_text="ISO 18245 code.")
    raw_category = fields.String(required=False, help_text="Powens' category.")
    standardized_category = fields.String(
        required=False, help_text="The category above it, or the one staff gave instead."
    )
    transaction_type = fields.NonEmptyString(help_text="Powens' type, an open list.")
    status = fields.NonEmptyString(help_text="pending, booked or cancelled.")
    running_balance = fields.Float(required=False, help_text="Balance after it, where known.")
    metadata = fields.JsonObject(
        required=False, help_text="Edited wording, card, amounts abroad and the like."
    )
    created_at = fields.DateTime(help_text="When we first recorded it.")
    updated_at = fields.DateTime(help_text="When our record of it last changed.")
