-- grain: one row per finding and record it rests on
-- The records in the order in which the finding names them.

with named as (
    select
        finding_id,
        unnest(event_ids) as event_id,
        generate_subscripts(event_ids, 1) as position
    from findings
),

-- whom the session or its credential leads back to, where the account by itself does not say it
done as (
    select
        event_id,
        min(person) as person
    from fct_executions
    where is_firm(basis) and person is distinct from identity and event_id in (select event_id from named)
    group by event_id
)

select
    named.finding_id,
    named.event_id,
    event.connector,
    event.native_id,
    source.file,
    event.record_no,
    event.stage,
    event.occurred_at,
    event.operation,
    event.actor,
    -- who is behind that account, where it is known and not only guessed
    coalesce(case when is_firm(account.basis) then account.person end, done.person) as person,
    case
        when is_firm(account.basis) then account.evidence
        when done.person is not null then 'the session or its credential leads back to them'
    end as known_by,
    event.outcome
from named
left join stg_events as event on event.event_id = named.event_id
left join stg_sources as source on source.source_id = event.source_id
left join done on done.event_id = named.event_id
left join int_alias_persons as account
    on account.alias = event.actor and event.occurred_at >= account.valid_from and event.occurred_at < account.valid_to
order by named.finding_id, named.position
