-- grain: one row per event that is part of the use of an emergency path
-- Three paths: an identity that the configuration names for emergencies, a bypass that the product records as one, and a controlled execution under
-- an emergency change. What one holder does on one path under one declaration is one use; what names no declaration, without a pause of more than
-- $break_glass_idle_minutes. So two emergencies that are handled at a time with one account stay two.

with named as (
    select distinct
        person.alias,
        person.person,
        person.kind,
        len(list_filter($break_glass_identities::varchar[], lambda pattern: coalesce(scope_covers(pattern, person.alias), false))) > 0 as is_alias,
        len(list_filter($break_glass_identities::varchar[], lambda pattern: coalesce(scope_covers(pattern, 'email:' || person.person), false))) > 0 as is_person
    from int_alias_persons as person
),

-- an account for emergencies takes all its accounts along; a person who went through an emergency role stays a person elsewhere
holders as (
    select distinct person from named where is_person or (is_alias and kind <> 'human')
),

acts as (
    select event.event_id, 'identity' as path, coalesce(holder.person, actor.identity) as holder, holder.person is not null as is_account
    from int_event_actors as actor
    inner join stg_events as event on event.event_id = actor.event_id
    left join holders as holder on holder.person = actor.person
    where event.outcome in ('success', 'pending') and event.task is null
        and (holder.person is not null or actor.identity in (select alias from named where is_alias))
    union all
    select event.event_id, 'bypass', coalesce(actor.person, event.actor, event.system), false
    from stg_events as event
    left join int_event_actors as actor on actor.event_id = event.event_id
    where event.stage = 'break_glass' and event.outcome = 'success' and event.task is null
        and event.activity not in ('cancel', 'remove', 'delete')
    union all
    select event.event_id, 'emergency_change', link.task, false
    from int_controlled as controlled
    inner join stg_events as event on event.event_id = controlled.event_id
    inner join fct_links as link on link.event_id = controlled.event_id and link.confidence >= 0.5
    inner join fct_tasks as task on task.task = link.task and task.is_emergency
    where event.outcome in ('success', 'pending')
),

placed as (
    select act.event_id, act.path, act.holder, act.is_account, event.lo, event.hi
    from acts as act
    inner join stg_events as event on event.event_id = act.event_id
    qualify row_number() over (partition by act.event_id order by act.path = 'emergency_change', act.path = 'bypass', act.holder) = 1
),

tied as (
    select link.event_id, min(link.task) as chain
    from fct_links as link
    where link.confidence >= 0.8 and not link.is_ambiguous and link.task in (select chain from int_break_glass where is_explicit)
    group by link.event_id
),

begun as (
    select
        placed.*,
        tied.chain,
        placed.path <> 'emergency_change' and tied.chain is null and placed.lo > max(placed.hi) over (
            partition by placed.path, placed.holder, tied.chain order by placed.lo, placed.event_id rows between unbounded preceding and 1 preceding
        ) + to_minutes($break_glass_idle_minutes) as is_new
    from placed
    left join tied on tied.event_id = placed.event_id
),

numbered as (
    select *, count(*) filter (where is_new) over (partition by path, holder, chain order by lo, event_id) as use_no
    from begun
)

select
    event_id,
    path,
    holder,
    is_account,
    first_value(event_id) over (partition by path, holder, chain, use_no order by lo, event_id) as use_id
from numbered
