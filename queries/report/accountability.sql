-- grain: one row per way to cut the controlled changes and its value: all, by class, system, team, kind of executor, agent, week
-- Of the changes that need a request or an approval and took effect (the platform's own aside): how many stand in a provable, partial or unprovable
-- chain, are covered by a standing approval, or belong to no task. Each change counts once, by its firmest tie; below 0.8 it is tied to nothing.
-- The team is that of the person who did it when it was done, of a machine that of its owner, else of the person its session leads to.

with changes as (
    select
        execution.event_id,
        execution.system,
        execution.change_class,
        execution.occurred_at,
        execution.lo,
        execution.kind,
        execution.person,
        case when execution.kind = 'human' then execution.person else coalesce(identity.owner_person, execution.initiator_person) end as answerable,
        case
            when execution.link_confidence >= 0.8 and chain.grade = 'provable' then 'provable'
            when execution.standing_approval is not null then 'standing'
            when execution.link_confidence >= 0.8 then coalesce(chain.grade, 'unprovable')
            else 'unaccounted'
        end as state
    from fct_executions as execution
    left join fct_chains as chain on chain.task = execution.task
    left join fct_identities as identity on identity.person = execution.person
    where execution.is_effective and not execution.is_platform and (execution.requires_request or execution.approvals_required > 0)
    qualify row_number() over (partition by execution.event_id order by execution.link_confidence desc nulls last, execution.task) = 1
),

placed as (
    select changes.event_id, people.team
    from changes
    inner join fct_people as people
        on people.person = changes.answerable
        and (people.from_at is null or changes.lo >= people.from_at) and (people.to_at is null or changes.lo < people.to_at)
    where people.team is not null
    qualify row_number() over (
        partition by changes.event_id order by people.basis = 'authoritative' desc, people.from_at desc nulls last, people.source, people.team
    ) = 1
),

cuts as (
    select 'all' as cut, 'all' as value, state from changes
    union all
    select 'class', change_class, state from changes
    union all
    select 'system', system, state from changes
    union all
    select 'team', coalesce(placed.team, 'no team on record'), changes.state
    from changes
    left join placed on placed.event_id = changes.event_id
    union all
    select 'kind', kind, state from changes
    union all
    select 'agent', person, state from changes where kind = 'agent'
    union all
    select 'week', strftime(date_trunc('week', occurred_at at time zone 'UTC'), '%Y-%m-%d'), state from changes
)

select
    cut,
    value,
    count(*) as changes,
    count(*) filter (where state = 'provable') as provable,
    count(*) filter (where state = 'standing') as standing,
    count(*) filter (where state = 'partial') as partial,
    count(*) filter (where state = 'unprovable') as unprovable,
    count(*) filter (where state = 'unaccounted') as unaccounted
from cuts
group by cut, value
order by
    list_position(['all', 'class', 'system', 'team', 'kind', 'agent', 'week'], cut),
    case when cut = 'week' then value end,
    changes desc,
    value
