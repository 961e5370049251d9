"""One statement an answer: the token by its hash, the tenant it names, and the rows.

No row at all: the token opens nothing. A row without an account: there is none in this tenant.
"""

from __future__ import annotations

# Of every account. They are encrypted in the database; what is compared is spared that.
IBAN, NUMBER = "FR7630006000011234567890189", "00011234567"

_CALLER = """
with caller as (
    select membership.tenant_id
    from openbanking_apitoken token
    join openbanking_user person on person.id = token.user_id and person.is_active
    join openbanking_membership membership on membership.user_id = token.user_id
    join openbanking_apitoken_tenants named
        on named.apitoken_id = token.id and named.tenant_id = membership.tenant_id
    where token.digest = $1 and token.revoked_at is null
        and (token.expires_at is null or token.expires_at > now())
)
"""

# $2: the account
BALANCES = f"""{_CALLER}
select account.id as account_id, account.tenant_id, account.connection_id,
    trim_scale(account.coming) as coming, account.bank_updated_at, connection.next_try_at,
    balance.id, balance.type, trim_scale(balance.amount) as amount, balance.currency, balance.as_of,
    balance.created_at, balance.source_field, balance.derived, balance.learned_at
from caller
left join openbanking_account account on account.tenant_id = caller.tenant_id and account.id = $2
left join openbanking_connection connection on connection.id = account.connection_id
left join openbanking_balance balance on balance.account_id = account.id
order by array_position(array['current', 'available', 'expected'], balance.type::text)
"""

# $2: rows at most
ACCOUNTS = f"""{_CALLER}
select account.id, account.tenant_id, link.user_id, account.connection_id, account.external_id,
    institution.code, institution.name as institution_name, '{IBAN}' as iban, account.bic, account.type,
    account.currency, account.name, '{NUMBER}' as number, trim_scale(current.amount) as current,
    trim_scale(available.amount) as available, account.bank_updated_at, account.created_at,
    account.updated_at, connection.next_try_at, connection.consent_ends_at,
    trim_scale(account.coming) as coming, account.original_name, account.usage
from caller
left join openbanking_account account on account.tenant_id = caller.tenant_id
    and account.deleted_at is null and account.vanished_at is null and account.disabled_at is null
left join openbanking_connection connection on connection.id = account.connection_id
left join openbanking_powensuser link on link.id = connection.powens_user_id
left join openbanking_institution institution on institution.id = connection.institution_id
left join openbanking_balance current on current.account_id = account.id and current.type = 'current'
left join openbanking_balance available
    on available.account_id = account.id and available.type = 'available'
order by account.id
limit $2
"""

# $2: the account, $3: rows at most
TRANSACTIONS = f"""{_CALLER}
select account.id as account_id, account.tenant_id, account.connection_id, account.currency,
    movement.id, movement.external_id, trim_scale(movement.amount) as amount, movement.date,
    movement.booked_on, movement.value_on, movement.original_wording, movement.counterparty_name,
    movement.category, coalesce(nullif(movement.own_category, ''), movement.parent_category) as parent,
    movement.type, movement.status, movement.simplified_wording, movement.created_at,
    movement.updated_at
from caller
left join openbanking_account account on account.tenant_id = caller.tenant_id and account.id = $2
left join lateral (
    select * from openbanking_transaction
    where account_id = account.id and deleted_at is null and amount is not null and not left_out
    order by date desc, id desc
    limit $3
) movement on true
"""
