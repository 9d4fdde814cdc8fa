-- grain: one row per account of the person an alias or name belongs to
-- All accounts of that person, with the statement each rests on.

with accounts as (
    select
        person,
        kind,
        kind_evidence,
        unnest(aliases) as alias,
        unnest(bases) as basis,
        unnest(evidences) as evidence
    from fct_identities
),

found as (
    select person
    from accounts
    where lower(alias) = lower($alias) or lower(person) = lower($alias)
        or lower(substr(alias, position(':' in alias) + 1)) = lower($alias)
)

select
    person,
    alias,
    kind,
    kind_evidence,
    basis,
    evidence
from accounts
where person in (select person from found)
order by person, alias, basis
