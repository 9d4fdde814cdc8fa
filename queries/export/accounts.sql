-- grain: one row per account of an identity, identity by identity
-- The statement that each account rests on; bounds only where the account was somebody else's before or after.

with accounts as (
    select
        person,
        kind,
        unnest(aliases) as alias,
        unnest(bases) as basis,
        unnest(evidences) as evidence,
        unnest(valid_froms) as valid_from,
        unnest(valid_tos) as valid_to
    from fct_identities
)

select
    person,
    kind,
    alias,
    basis,
    evidence,
    case when valid_from > timestamptz '0001-01-01 00:00:00+00' then valid_from end as valid_from,
    case when valid_to < timestamptz '9999-12-31 00:00:00+00' then valid_to end as valid_to
from accounts
order by kind, person, alias, accounts.valid_from, basis
