-- grain: one row per effective removal of access, and chain that claims it
-- What is known of what it took away: whether it was in use, whether it was lent and due, whether its holder left or an incident wanted it, who looked
-- at what depends on it before, and whether it was given back soon. What is only in nobody's words is no check; words that deny one are none either.

with removals as materialized (
    select event_id, task, system, lo, hi, subject, subject_person, entitlement, resource, person, break_glass
    from fct_executions
    where is_effective and is_platform is not true and change = 'remove' and change_class = 'priv_removal'
),

things as (
    select distinct event_id, system, lo, subject, subject_person, entitlement, resource from removals
),

named as (
    -- the names under which the thing may be used: its holder's, and its own
    select event_id, lo, unnest(list_distinct(list_filter([resource, subject, arn_of(subject)], lambda name: name is not null))) as name
    from things
),

uses as (
    -- a session of the role that it was taken from; of every hour the last will do, or one role's many uses would meet its many removals
    select named.event_id, credential.use_event_id, credential.lo, 'a session of it' as how
    from named
    inner join (
        select role, max(issued_lo) as lo, arg_max(issue_event_id, in_order(issued_lo, issue_event_id)) as use_event_id
        from int_credentials
        where role in (select name from named)
        group by role, date_trunc('hour', issued_lo at time zone 'UTC')
    ) as credential on credential.role = named.name
    where credential.lo < named.lo
    union all
    -- the thing itself, by its holder
    select things.event_id, used.use_event_id, used.lo, 'a use by its holder'
    from things
    inner join (
        select actor, resource, max(lo) as lo, arg_max(event_id, in_order(lo, event_id)) as use_event_id
        from stg_events
        where actor in (select subject from things) and activity in ('use', 'sign_in') and outcome = 'success'
        group by actor, resource, date_trunc('hour', lo at time zone 'UTC')
    ) as used on used.actor = things.subject and used.resource = things.resource
    where used.lo < things.lo
    union all
    -- whatever a machine does it does with what it holds; a person does most things with something else
    select things.event_id, used.use_event_id, used.lo, 'work of its holder'
    from things
    inner join (
        select actor, max(lo) as lo, arg_max(event_id, in_order(lo, event_id)) as use_event_id
        from stg_events
        where outcome = 'success'
            and actor in (select things.subject from things inner join int_alias_persons as holder on holder.alias = things.subject and holder.kind in ('workload', 'agent'))
        group by actor, date_trunc('hour', lo at time zone 'UTC')
    ) as used on used.actor = things.subject
    where used.lo < things.lo
),

last_uses as (
    select event_id, arg_max(use_event_id, in_order(lo, use_event_id)) as use_event_id, max(lo) as lo, arg_max(how, in_order(lo, use_event_id)) as how
    from uses
    group by event_id
),

jobs as (
    select things.event_id, min(ref.subject) as job
    from things
    inner join ref_calendar as ref
        on ref.kind = 'job'
        and lower(ref.subject) in (lower(things.subject), lower(regexp_replace(things.subject, '^.*[/:]', '')), lower(things.subject_person), lower(regexp_replace(things.resource, '^.*[/:]', '')))
    group by things.event_id
),

planned as (
    -- the end of what was lent, or the undoing of what the same task gave
    select removals.event_id, removals.task, min(lent.grant_event_id) as grant_event_id
    from removals
    inner join fct_grants as lent on lent.revoke_event_id = removals.event_id
    where lent.due_at is not null or lent.task = removals.task
    group by removals.event_id, removals.task
    union all
    select removals.event_id, removals.task, min(lent.grant_event_id)
    from removals
    inner join fct_entitlement_intervals as lent on lent.removal_event_id = removals.event_id
    where lent.expires_at is not null or lent.grant_task = removals.task
        -- or what the same hand had given that day: nothing can have come to rest on it
        or lent.granted_by = lent.removed_by and lent.held_from_lo > removals.lo - interval 1 day
    group by removals.event_id, removals.task
    union all
    -- a key that was made for the task
    select removals.event_id, removals.task, min(key.issue_event_id)
    from removals
    inner join fct_credentials as key on key.revoke_event_id = removals.event_id and key.task = removals.task
    where key.issue_event_id is not null
    group by removals.event_id, removals.task
),

leavers as (
    select things.event_id, min(state.from_lo) as left_at
    from things
    inner join fct_person_states as state on state.person = things.subject_person
    where state.status in ('suspended', 'terminated') and things.lo >= state.from_lo - interval 7 day and things.lo <= coalesce(state.from_hi, state.from_lo) + interval 60 day
    group by things.event_id
),

given_back as (
    select
        things.event_id,
        arg_min(again.grant_event_id, in_order(again.held_from_lo, again.grant_event_id)) as grant_event_id,
        min(again.held_from_lo) as lo,
        -- a tool that replaces takes away and gives in one go
        bool_or(again.granted_by = gone.removed_by and again.held_from_lo <= things.lo + interval 5 minute) as is_replaced
    from things
    inner join fct_entitlement_intervals as gone on gone.removal_event_id = things.event_id
    inner join fct_entitlement_intervals as again on again.holding = gone.holding and again.interval_no > gone.interval_no
    where again.began = 'granted' and again.held_from_lo > things.lo
    group by things.event_id
),

words as (
    select root.root as task, event.event_id, event.lo, event.text
    from (select distinct task from removals where task is not null) as claimed
    inner join int_object_roots as root on root.root = claimed.task
    inner join int_event_refs as own on own.object = root.object and own.origin = 'record'
    inner join stg_events as event on event.event_id = own.event_id
    where event.text is not null
    union all
    select root.root, own.event_id, item.created_at, concat_ws(' ', item.title, item.description)
    from (select distinct task from removals where task is not null) as claimed
    inner join int_object_roots as root on root.root = claimed.task
    inner join stg_tasks as item on item.task = root.object
    inner join (select task, min(event_id) as event_id from stg_events where activity = 'create' and task is not null group by task) as own on own.task = item.task
),

checks as (
    select removals.event_id, removals.task, words.event_id as check_event_id, words.lo
    from removals
    inner join words on words.task = removals.task
    where words.lo < removals.lo
        and regexp_matches(lower(words.text), 'dependenc|depends? on|depending on|last[- ](used|access)|unused since|not (been )?used|no (recent )?(use|usage)|usage (report|check|data|review)|access (advisor|analyzer)|in use by|abhängigkeit')
        and not regexp_matches(lower(words.text), '(no|without|skip(ped)?|missing|pending|todo:?) (a |the )?(dependency|dependencies|usage) ?(check|analysis|review)?')
    union all
    -- the platform was asked when it was last used
    select removals.event_id, removals.task, event.event_id, event.lo
    from removals
    inner join int_event_actors as actor on actor.person = removals.person
    inner join stg_events as event on event.event_id = actor.event_id
    where contains(event.attributes, '"asks_last_use"') and json_extract_string(event.attributes, '$.asks_last_use') = 'true'
        and event.outcome = 'success' and event.lo < removals.lo and event.lo >= removals.lo - interval 7 day
),

ended as (
    -- sessions that were open are ended where somebody else may hold them
    select event_id
    from stg_events
    where event_id in (select event_id from removals) and contains(attributes, '"ends_sessions"') and json_extract_string(attributes, '$.ends_sessions') = 'true'
),

first_checks as (
    select event_id, task, arg_max(check_event_id, in_order(lo, check_event_id)) as check_event_id
    from checks
    group by event_id, task
)

select
    removals.event_id,
    removals.task,
    coalesce(holder.kind, 'unknown') as subject_kind,
    last_uses.use_event_id as last_use_event_id,
    last_uses.lo as last_use_lo,
    last_uses.how as last_use_how,
    jobs.job,
    system.covers_from as history_from,
    planned.grant_event_id as ended_grant_event_id,
    leavers.left_at,
    coalesce(
        removals.break_glass = 'declared' or tasks.is_emergency or removals.event_id in (select event_id from ended)
        or regexp_matches(lower(concat_ws(' ', tasks.type, tasks.title)), '\bincident|compromis|containment|\bbreach'),
        false
    ) as is_containment,
    coalesce(regexp_matches(lower(tasks.title), 'leaver|off-?board|last day|terminat|austritt'), false) as is_leaver_task,
    first_checks.check_event_id,
    given_back.grant_event_id as given_back_event_id,
    given_back.lo as given_back_lo,
    coalesce(given_back.is_replaced, false) as is_replaced
from removals
left join fct_tasks as tasks on tasks.task = removals.task
left join fct_systems as system on system.system = removals.system and system.is_supplied
left join int_alias_persons as holder on holder.alias = removals.subject and removals.lo >= holder.valid_from and removals.lo < holder.valid_to
left join last_uses on last_uses.event_id = removals.event_id
left join jobs on jobs.event_id = removals.event_id
left join (select event_id, task, min(grant_event_id) as grant_event_id from planned group by event_id, task) as planned
    on planned.event_id = removals.event_id and planned.task is not distinct from removals.task
left join leavers on leavers.event_id = removals.event_id
left join first_checks on first_checks.event_id = removals.event_id and first_checks.task is not distinct from removals.task
left join given_back on given_back.event_id = removals.event_id
