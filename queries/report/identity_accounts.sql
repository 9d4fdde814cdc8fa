-- grain: one row per account of the person an alias or name belongs to
-- All accounts of that person, with the statement each rests on.

with accounts as (
    select
        person,
        kind,
        kind_evidence,
        unnest(aliases) as alias,
        unnest(bases) as basis,
        unnest(evidences) as evidence,
        unnest(valid_froms) as valid_from,
        unnest(valid_tos) as valid_to
    from fct_identities
),

found as (
    select person
    from accounts
    where lower(alias) = lower($alias) or lower(person) = lower($alias)
        or lower(substr(alias, position(':' in alias) + 1)) = lower($alias)
    union
    -- an account of which only what was done under it says whose it was
    select person
    from fct_executions
    where lower(identity) = lower($alias) and is_firm(basis)
)

select
    person,
    alias,
    kind,
    kind_evidence,
    basis,
    evidence,
    case when valid_from > timestamptz '0001-01-01 00:00:00+00' then valid_from end as valid_from,
    case when valid_to < timestamptz '9999-12-31 00:00:00+00' then valid_to end as valid_to
from accounts
where person in (select person from found)
order by person, alias, accounts.valid_from, basis
