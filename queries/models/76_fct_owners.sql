-- grain: one row per subject that somebody must answer for and owner that a record names for it; one row without owner where none does
-- Subjects: agents, workloads and shared accounts that act in the case, and whatever else owners.csv lists (workflows, controls). An owner is a
-- named person only if the people's file, the mapping or a directory says so; sessions of one role are one subject.

with actors as (
    select
        case
            when actor.basis = 'unmapped' then role_of_session(actor.person)
            else actor.person
        end as subject,
        actor.person,
        -- its accounts may be known in several ways: it is one all the same, and what it did counts once
        min(actor.kind) as kind,
        max(actor.basis) as basis,
        min(event.lo) as first_lo,
        max(event.lo) as last_lo,
        arg_max(event.event_id, in_order(event.lo, event.event_id)) as last_event_id
    from int_event_actors as actor
    inner join stg_events as event on event.event_id = actor.event_id
    where actor.kind in ('agent', 'workload', 'group')
    group by 1, actor.person
),

doings as (
    select person, min(lo) as first_lo, max(lo) as last_lo, count(distinct event_id) as executions, shown(list(distinct event_id order by event_id)) as event_ids
    from fct_executions
    where is_effective and kind in ('agent', 'workload', 'group')
    group by person
),

acting as (
    select
        actors.subject,
        min(actors.kind) as kind,
        max(actors.basis) as basis,
        min(actors.first_lo) as first_lo,
        max(actors.last_lo) as last_lo,
        coalesce(sum(doings.executions), 0)::bigint as executions,
        min(doings.first_lo) as first_execution_lo,
        max(doings.last_lo) as last_execution_lo,
        shown(list_sort(coalesce(flatten(list(doings.event_ids) filter (where doings.event_ids is not null)), []))) as execution_event_ids,
        arg_max(actors.last_event_id, in_order(actors.last_lo, actors.last_event_id)) as last_event_id,
        list_sort(list(distinct actors.person)) as persons
    from actors
    left join doings on doings.person = actors.person
    -- an account of which nothing is known is somebody to answer for once it changes something
    where actors.basis <> 'unmapped' or doings.executions > 0
    group by actors.subject
),

names as (
    select acting.subject, lower(acting.subject) as name from acting
    union
    select acting.subject, lower(person.alias)
    from acting
    inner join int_alias_persons as person on list_contains(acting.persons, person.person)
),

registered as (
    select
        owner.subject as entry,
        coalesce(names.subject, owner.subject) as subject,
        owner.business_owner,
        owner.technical_owner,
        coalesce(owner.effective_from, timestamptz '0001-01-01 00:00:00+00') as effective_from,
        coalesce(owner.effective_to, timestamptz '9999-12-31 00:00:00+00') as effective_to
    from ref_owners as owner
    left join names
        on names.name = lower(owner.subject) or names.name = 'email:' || lower(owner.subject)
        or (ends_with(owner.subject, '*') and starts_with(names.name, lower(left(owner.subject, length(owner.subject) - 1))))
),

stated as (
    select distinct subject, 'business' as role, business_owner as owner, effective_from, effective_to, 'owners.csv' as source
    from registered
    where business_owner is not null
    union
    select subject, 'technical', technical_owner, effective_from, effective_to, 'owners.csv'
    from registered
    where technical_owner is not null
    union
    select
        names.subject, 'account', statement.owner, timestamptz '0001-01-01 00:00:00+00', timestamptz '9999-12-31 00:00:00+00', statement.connector
    from names
    inner join stg_identities as statement on lower(statement.alias) = names.name
    where statement.owner is not null
),

owner_names as (
    select distinct owner, lower(case when contains(owner, ':') then split_part(owner, ':', 2) else owner end) as name from stated
),

owner_persons as (
    -- whom the name stands for: the people's file before the accounts that the records know
    select
        owner_names.owner,
        coalesce(min(people.person), min(shown.person), min(account.person)) as person,
        case
            when min(people.person) is not null then 'human'
            when min(account.kind) in ('agent', 'workload', 'system', 'group', 'human') then min(account.kind)
            when min(shown.person) is not null then 'human'
            when min(team.team) is not null then 'group'
        end as kind
    from owner_names
    left join ref_people as people on lower(people.person) = owner_names.name
    left join ref_people as shown on lower(shown.display_name) = owner_names.name
    left join (select distinct team from ref_people where team is not null) as team on lower(team.team) = owner_names.name
    left join (
        select lower(alias) as name, person, kind from int_alias_persons where kind <> 'unknown'
        union
        select lower(person), person, kind from int_alias_persons where kind <> 'unknown'
        union
        select lower(substr(alias, 7)), person, kind from int_alias_persons where starts_with(alias, 'email:') and kind <> 'unknown'
    ) as account on account.name in (lower(owner_names.owner), owner_names.name)
    group by owner_names.owner
),

leavers as (
    -- what is said of a person as a whole decides; else every account that a directory still tells of
    select
        state.person,
        min(state.from_hi) as inactive_from,
        min(state.system) as told_by
    from fct_person_states as state
    cross join fct_settings as settings
    where (state.account is null or state.is_directory)
        and coalesce(state.from_hi <= settings.as_of, state.from_lo is null) and (state.to_at is null or state.to_at > settings.as_of)
    group by state.person
    having coalesce(bool_and(state.status <> 'active') filter (where state.account is null), bool_and(state.status <> 'active'))
),

subjects as (
    select subject from acting
    union
    select subject from registered
),

inventories as (
    -- whether an inventory was supplied that would name the owner of such a subject
    select names.subject, bool_or(lister.connector is not null) as is_listed
    from names
    inner join stg_identities as statement on lower(statement.alias) = names.name
    left join (select distinct connector from stg_identities where owner is not null) as lister on lister.connector = statement.connector
    group by names.subject
)

select
    subjects.subject,
    coalesce(acting.kind, quiet.kind, 'listed') as kind,
    acting.basis,
    acting.first_lo,
    acting.last_lo,
    coalesce(acting.executions, 0) as executions,
    acting.first_execution_lo,
    acting.last_execution_lo,
    acting.execution_event_ids,
    acting.last_event_id,
    stated.role,
    stated.owner,
    stated.source,
    stated.effective_from,
    stated.effective_to,
    owner.person as owner_person,
    owner.kind as owner_kind,
    -- a name that reads like a team's, not like a person's
    coalesce(regexp_matches(lower(stated.owner), '(^|[^a-z])(team|group|grp|squad|guild|crew|dept|department|desk|ops|operations|committee|unit|everyone|staff)([^a-z]|$)'), false) as is_team_like,
    leavers.inactive_from as owner_left_at,
    leavers.told_by as owner_inactive_by,
    'people' in (select reference from fct_references where entries > 0) as has_people,
    'owners' in (select reference from fct_references where entries > 0) or coalesce(inventories.is_listed, false) as is_inventoried
from subjects
left join acting on acting.subject = subjects.subject
left join (
    -- an identity of the register that does nothing here is still no workflow
    select lower(person) as name, min(kind) as kind from int_alias_persons where kind in ('agent', 'workload', 'group') group by lower(person)
) as quiet on quiet.name = lower(subjects.subject)
left join stated on stated.subject = subjects.subject
left join owner_persons as owner on owner.owner = stated.owner
left join leavers on leavers.person = owner.person
left join inventories on inventories.subject = subjects.subject
