-- grain: one row per approval decision (approved or denied) and chain
-- From when on its approver could read what was asked, and how much there was to read. That is when the approver was asked for the decision, else
-- when the request came to be; earlier if the approver had a hand in the chain before (a comment, a message, a look), for then the case was known. Who is
-- asked again, or reminded, could read since they were asked first. A record that was made after the decision tells of no beginning.

with decisions as (
    select event_id, task, system, lo, hi, person, is_time_exact
    from fct_approvals
    where decision in ('approved', 'denied') and lo is not null
),

acts as (
    select link.task, event.event_id, event.system, event.activity, event.lo, event.hi, actor.person, asked.person as asked_person
    from fct_links as link
    semi join decisions on decisions.task = link.task
    inner join stg_events as event on event.event_id = link.event_id
    left join int_event_actors as actor on actor.event_id = event.event_id
    left join int_alias_persons as asked
        on asked.alias = event.subject and event.occurred_at >= asked.valid_from and event.occurred_at < asked.valid_to
    where link.confidence >= 0.8 and event.activity in ('ask_approval', 'create', 'comment', 'message', 'read', 'react', 'edit', 'update')
        and has_own_time(event.attributes)
),

asked as (
    -- the first time the approver, or nobody in particular, was asked; not after the decision
    select
        decision.event_id,
        decision.task,
        arg_min(act.event_id, in_order(act.lo, act.event_id)) as asked_event_id,
        arg_min(act.system, in_order(act.lo, act.event_id)) as asked_system,
        min(act.lo) as asked_lo,
        arg_min(act.hi, in_order(act.lo, act.event_id)) as asked_hi
    from decisions as decision
    inner join acts as act
        on act.task = decision.task and act.activity = 'ask_approval' and act.event_id <> decision.event_id
        and coalesce(act.asked_person = decision.person, true)
    where is_before(decision.lo, decision.hi, decision.system, act.lo, act.hi, act.system) is not true
    group by decision.event_id, decision.task
),

known as (
    select
        decision.event_id,
        decision.task,
        arg_min(act.event_id, in_order(act.lo, act.event_id)) as known_event_id,
        arg_min(act.system, in_order(act.lo, act.event_id)) as known_system,
        min(act.lo) as known_lo,
        arg_min(act.hi, in_order(act.lo, act.event_id)) as known_hi,
        bool_or(act.activity = 'read') as is_seen
    from decisions as decision
    inner join acts as act
        on act.task = decision.task and act.person = decision.person and act.activity <> 'ask_approval' and act.event_id <> decision.event_id
    where is_before(act.lo, act.hi, act.system, decision.lo, decision.hi, decision.system)
    group by decision.event_id, decision.task
),

opened_before as (
    select decision.event_id, decision.task, task.created_lo, task.created_hi, task.system, task.request_event_id
    from decisions as decision
    inner join fct_tasks as task on task.task = decision.task
    where is_before(decision.lo, decision.hi, decision.system, task.created_lo, task.created_hi, task.system) is not true
),

-- systems that log who looked at what is to be decided: at least one such look is in their records
showing as (
    select distinct decision.system
    from decisions as decision
    inner join acts as act on act.task = decision.task and act.system = decision.system and act.activity = 'read'
),

written as (
    select task, len(regexp_extract_all(concat_ws(' ', title, description), '\S+')) as words
    from stg_tasks
    where task in (select task from decisions)
),

opened as (
    -- a thread asks with its first message
    select task, max(words) as words
    from (
        select link.task, len(regexp_extract_all(arg_min(event.text, in_order(event.lo, event.event_id)), '\S+')) as words
        from fct_links as link
        inner join stg_events as event on event.event_id = link.event_id
        where starts_with(event.task, 'thread:') and event.activity = 'message' and link.task in (select task from decisions)
        group by link.task, event.task
    )
    group by task
)

select
    decision.event_id,
    decision.task,
    case
        when known.known_lo < coalesce(asked.asked_lo, task.created_lo) then 'known'
        when asked.asked_lo is not null then 'asked'
        when task.created_lo is not null then 'created'
        when known.known_lo is not null then 'known'
    end as began_with,
    case began_with when 'known' then known.known_lo when 'asked' then asked.asked_lo else task.created_lo end as began_lo,
    case began_with when 'known' then known.known_hi when 'asked' then asked.asked_hi else task.created_hi end as began_hi,
    case began_with when 'known' then known.known_system when 'asked' then asked.asked_system else task.system end as began_system,
    case began_with when 'known' then known.known_event_id when 'asked' then asked.asked_event_id else task.request_event_id end as began_event_id,
    greatest(coalesce(written.words, 0), coalesce(opened.words, 0)) as words,
    decision.system in (select system from showing) as is_look_logged,
    coalesce(known.is_seen, false) as is_seen
from decisions as decision
left join opened_before as task on task.event_id = decision.event_id and task.task = decision.task
left join asked on asked.event_id = decision.event_id and asked.task = decision.task
left join known on known.event_id = decision.event_id and known.task = decision.task
left join written on written.task = decision.task
left join opened on opened.task = decision.task
