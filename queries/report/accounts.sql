-- grain: one row per person and account, or period of an account that changed hands
-- The accounts behind each person, the statement each rests on, and its part in chains, the busiest first. Bounds are null where there is none.

with named as (
    select
        person,
        unnest(aliases) as alias,
        unnest(bases) as basis,
        unnest(evidences) as evidence,
        unnest(valid_froms) as valid_from,
        unnest(valid_tos) as valid_to
    from fct_identities
),

-- accounts of which only what was done under them says whose they were: the session or its credential leads back to a person
lineage as (
    select
        person,
        identity as alias,
        min(basis) as basis
    from fct_executions
    where person is not null and identity is not null and basis <> 'unmapped' and person <> identity
        and identity not in (select alias from named where basis <> 'unmapped')
    group by person, identity
),

accounts as (
    from named
    union all by name
    select
        person,
        alias,
        basis,
        'the session or its credential leads back to them' as evidence,
        timestamptz '0001-01-01 00:00:00+00' as valid_from,
        timestamptz '9999-12-31 00:00:00+00' as valid_to
    from lineage
),

parts as (
    select
        person,
        identity,
        list(distinct connector order by connector) as systems,
        count(distinct event_id) filter (where stage = 'request') as requests,
        count(distinct event_id) filter (where stage = 'approval' and decision in ('approved', 'denied')) as decisions,
        count(distinct event_id) filter (where stage = 'execution') as executions,
        max(occurred_at) as last_at
    from fct_chain_steps
    where person is not null and identity is not null
    group by person, identity
)

select
    accounts.person,
    accounts.alias,
    accounts.basis,
    accounts.evidence,
    case when accounts.valid_from > timestamptz '0001-01-01 00:00:00+00' then accounts.valid_from end as valid_from,
    case when accounts.valid_to < timestamptz '9999-12-31 00:00:00+00' then accounts.valid_to end as valid_to,
    coalesce(parts.systems, []) as systems,
    coalesce(parts.requests, 0) as requests,
    coalesce(parts.decisions, 0) as decisions,
    coalesce(parts.executions, 0) as executions,
    parts.last_at
from accounts
left join parts on parts.person = accounts.person and parts.identity = accounts.alias
order by
    accounts.person,
    coalesce(parts.requests + parts.decisions + parts.executions, 0) desc,
    parts.last_at desc nulls last,
    accounts.alias,
    accounts.valid_from,
    accounts.basis
