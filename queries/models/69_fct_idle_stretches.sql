-- grain: one row per stretch of a week or more, before its first record too, in which a non-human identity or long-lived key was not used
-- With the first controlled execution of the week after it woke. A scheduled job explains a stretch if it was due on the day of the execution
-- and on no day before it in the stretch; a drill likewise.

with static_keys as (
    select credential, identity, person, kind, basis from fct_credential_inventory where class = 'static' and executions > 0
),

uses as (
    select 'identity' as subject_kind, actor.person as subject, event.event_id, event.lo, event.system
    from int_event_actors as actor
    inner join stg_events as event on event.event_id = actor.event_id
    semi join (select distinct person from fct_executions where kind in ('workload', 'agent')) as doer on doer.person = actor.person
    where event.outcome = 'success'
    union all
    select 'credential', event.credential, event.event_id, event.lo, event.system
    from stg_events as event
    semi join static_keys on static_keys.credential = event.credential
    where event.outcome = 'success'
),

steps as (
    select
        *,
        lag(lo) over by_time as previous_at,
        lag(event_id) over by_time as previous_event_id
    from uses
    window by_time as (partition by subject_kind, subject order by lo, event_id)
),

homes as (
    -- where each one is seen, from when all of that is covered
    select used.subject_kind, used.subject, max(system.covers_from) as covers_from, list_sort(list(distinct used.system)) as systems
    from (select distinct subject_kind, subject, system from uses) as used
    left join fct_systems as system on system.system = used.system
    group by used.subject_kind, used.subject
),

wakings as (
    select steps.*, homes.covers_from, homes.systems
    from steps
    inner join homes on homes.subject_kind = steps.subject_kind and homes.subject = steps.subject
    where steps.previous_at is null or steps.lo - steps.previous_at >= interval 7 day
),

doings as (
    select distinct 'identity' as subject_kind, person as subject, event_id, lo, operation, entitlement, subject as target, resource, identity, kind, basis, system
    from fct_executions
    where is_effective and kind in ('workload', 'agent')
    union all
    select distinct 'credential', credential, event_id, lo, operation, entitlement, subject, resource, identity, kind, basis, system
    from fct_executions
    where is_effective and credential is not null
),

first_doings as (
    select waking.subject_kind, waking.subject, waking.event_id as waking_event_id, doing.*  exclude (subject_kind, subject)
    from wakings as waking
    inner join doings as doing on doing.subject_kind = waking.subject_kind and doing.subject = waking.subject
    where doing.lo >= waking.lo and doing.lo < waking.lo + interval 7 day
    qualify row_number() over (partition by waking.subject_kind, waking.subject, waking.event_id order by doing.lo, doing.event_id) = 1
),

names as (
    select distinct 'identity' as subject_kind, person.person as subject, person.alias
    from int_alias_persons as person
    semi join homes on homes.subject_kind = 'identity' and homes.subject = person.person
    union
    select 'identity', subject, subject from homes where subject_kind = 'identity'
    union
    select 'credential', credential, unnest([credential, identity]) from static_keys
),

births as (
    -- when it came to be, where a record tells
    select names.subject_kind, names.subject, max(event.lo) as born_at
    from names
    inner join int_controlled as controlled on controlled.change_class = 'nhi_create'
    inner join stg_events as event on event.event_id = controlled.event_id and event.outcome = 'success' and names.alias in (event.subject, event.resource, alias_of_arn(event.resource))
    where names.subject_kind = 'identity'
    group by names.subject_kind, names.subject
    union all
    select names.subject_kind, names.subject, max(statement.valid_from)
    from names
    inner join stg_identities as statement on statement.alias = names.alias
    where names.subject_kind = 'identity' and statement.valid_from is not null
    group by names.subject_kind, names.subject
    union all
    -- of several keys that a list shows, the youngest was there the shortest
    select 'credential', credential, case made_basis when 'issued' then made_from_at else made_to_at end
    from fct_credential_inventory
    where class = 'static' and made_basis in ('issued', 'listed')
),

born as (
    select subject_kind, subject, max(born_at) as born_at from births group by subject_kind, subject
),

last_listed as (
    -- a snapshot says when a role or key was last used, up to the day it was made
    select names.subject_kind, names.subject, listed.as_of, listed.used_at
    from names
    inner join (
        select subject as alias, as_of, try_cast(json_extract_string(attributes, '$.last_used') as timestamptz) as used_at
        from stg_entitlements
        where starts_with(entitlement, 'iam:access-key-')
    ) as listed on listed.alias = names.alias
    where listed.used_at is not null
),

settled as (
    select
        waking.*,
        doing.event_id as execution_event_id,
        doing.lo as execution_lo,
        doing.operation,
        doing.entitlement,
        doing.target,
        doing.resource,
        doing.identity,
        doing.kind,
        doing.basis,
        doing.system as execution_system,
        case when born.born_at <= waking.lo and born.born_at >= waking.covers_from then born.born_at end as born_at,
        coalesce(born.born_at < waking.covers_from, false) as is_made_before,
        coalesce(bool_or(listed.used_at < waking.covers_from), false) as is_used_before,
        max(case when listed.as_of <= waking.lo and listed.as_of >= waking.covers_from then listed.used_at end) as listed_used_at
    from wakings as waking
    inner join first_doings as doing
        on doing.subject_kind = waking.subject_kind and doing.subject = waking.subject and doing.waking_event_id = waking.event_id
    -- of what was made before the logs begin nobody knows whether it was used until they do
    left join born on born.subject_kind = waking.subject_kind and born.subject = waking.subject
    left join last_listed as listed on listed.subject_kind = waking.subject_kind and listed.subject = waking.subject
    group by all
),

stretches as (
    select
        *,
        -- it was there when the logs begin
        is_made_before or is_used_before as is_older_than_logs,
        -- the last sign of life before it woke; without one, since when the logs would have shown one
        coalesce(previous_at, listed_used_at, born_at) as idle_from_at,
        coalesce(previous_at, listed_used_at, born_at, covers_from) as searched_from_at,
        case
            when previous_at is not null then 'log'
            when listed_used_at is not null then 'list'
            when born_at is not null then 'made'
            else 'unseen'
        end as idle_basis
    from settled
),

absent as (
    -- systems in which it has an account and whose log nobody supplied
    select names.subject_kind, names.subject, min(missing.system) as system
    from names
    inner join (
        select system.system, unnest(catalog.aliases) as prefix
        from fct_systems as system
        inner join cfg_connectors as catalog on catalog.connector = system.system
        where not system.is_supplied
    ) as missing on missing.prefix = lower(split_part(names.alias, ':', 1))
    group by names.subject_kind, names.subject
),

delivering as (
    -- accounts whose records kept coming while a trail of another was off
    select distinct hole.system, hole.account as off_account, hole.from_at, event.account
    from int_holes as hole
    inner join stg_events as event
        on event.system = hole.system and event.account <> hole.account and event.lo > hole.from_at and event.lo < hole.to_at
    where hole.account is not null
),

dark as (
    select stretch.subject_kind, stretch.subject, stretch.event_id, hole.reason, hole.system
    from stretches as stretch
    inner join int_holes as hole
        on list_contains(stretch.systems, hole.system) and hole.from_at < stretch.lo and hole.to_at > stretch.searched_from_at
    left join stg_events as waking on waking.event_id = stretch.event_id
    left join names on names.subject_kind = stretch.subject_kind and names.subject = stretch.subject and contains(names.alias, hole.account)
    left join delivering
        on delivering.system = hole.system and delivering.off_account = hole.account and delivering.from_at = hole.from_at
        and delivering.account = waking.account
    -- what has no name in the account whose trail was off, and works in one whose trail was not, was seen all the time
    where delivering.account is null or names.alias is not null
    union all
    select stretch.subject_kind, stretch.subject, stretch.event_id, 'no_source', absent.system
    from stretches as stretch
    inner join absent on absent.subject_kind = stretch.subject_kind and absent.subject = stretch.subject
    union all
    -- what an export leaves out may be just what it did all the time
    select stretch.subject_kind, stretch.subject, stretch.event_id, 'filtered', system.system
    from stretches as stretch
    inner join fct_systems as system
        on list_contains(stretch.systems, system.system) and system.is_supplied and (system.reject_share > 0.01 or len(system.leaves_out) > 0)
),

holes as (
    select subject_kind, subject, event_id, min(reason) as reason, arg_min(system, reason || system) as system
    from dark
    group by subject_kind, subject, event_id
),

plans as (
    select
        stretch.subject_kind,
        stretch.subject,
        stretch.event_id,
        plan.kind,
        plan.schedule,
        coalesce(plan.note, plan.subject) as note,
        stretch.execution_lo,
        stretch.idle_from_at,
        unnest(generate_series(
            date_trunc('day', greatest(coalesce(stretch.idle_from_at, stretch.execution_lo), stretch.execution_lo - interval 400 day) at time zone 'UTC') at time zone 'UTC',
            stretch.execution_lo, interval 1 day
        )) as day
    from stretches as stretch
    inner join names on names.subject_kind = stretch.subject_kind and names.subject = stretch.subject
    inner join ref_calendar as plan
        on plan.kind in ('job', 'drill') and (lower(plan.subject) in (lower(names.alias), lower(names.subject)) or coalesce(scope_covers(plan.subject, names.alias), false))
    where stretch.execution_lo >= coalesce(plan."from", timestamptz '1900-01-01 00:00:00+00')
        and stretch.execution_lo < coalesce(plan."to", timestamptz '9999-12-31 00:00:00+00')
),

due_days as (
    -- minute and hour are left alone: a job may start late and take long
    select *, schedule is null or cron_names_day(schedule, day) as is_due from plans
),

explained as (
    select subject_kind, subject, event_id, min(note) as explained_by
    from (
        select subject_kind, subject, event_id, kind, schedule, note
        from due_days
        group by subject_kind, subject, event_id, kind, schedule, note
        having bool_or(is_due and day > execution_lo - interval 1 day)
            and (schedule is null or count(*) filter (where is_due and day > idle_from_at and day <= execution_lo - interval 1 day) = 0)
    )
    group by subject_kind, subject, event_id
)

select
    stretch.subject_kind,
    stretch.subject,
    stretch.identity,
    stretch.basis,
    stretch.systems,
    stretch.idle_basis,
    stretch.is_older_than_logs,
    stretch.idle_from_at,
    stretch.searched_from_at,
    stretch.previous_event_id,
    stretch.event_id as waking_event_id,
    stretch.lo as woke_at,
    stretch.execution_event_id,
    stretch.execution_lo,
    stretch.execution_system,
    coalesce(catalog.is_soon_dormant, false) as is_soon_dormant,
    stretch.operation,
    stretch.entitlement,
    stretch.target,
    stretch.resource,
    holes.reason as hole_reason,
    holes.system as hole_system,
    explained.explained_by
from stretches as stretch
left join cfg_connectors as catalog on catalog.connector = stretch.execution_system
left join holes on holes.subject_kind = stretch.subject_kind and holes.subject = stretch.subject and holes.event_id = stretch.event_id
left join explained
    on explained.subject_kind = stretch.subject_kind and explained.subject = stretch.subject and explained.event_id = stretch.event_id
