-- grain: one row per controlled execution, chain and stage searched for
-- The coverage gate. A stage is absent only if every system that could hold it was supplied, covers the searched interval and its export lag, was
-- neither switched off nor silent in it, leaves nothing relevant out, and could be read to 99 %; and no idle task might explain it (int_plausible).
-- How far back a request is searched for is measured: the time by which 95 % of the linked executions had followed their request.

with latency as (
    select
        count(*) as chains,
        quantile_cont(greatest(epoch_us(execution.lo) - epoch_us(task.created_lo), 0), 0.95) as q95_us
    from fct_executions as execution
    inner join fct_tasks as task on task.task = execution.task
    where execution.link_confidence >= 0.95
),

lookback as (
    select to_microseconds(
        case
            when $request_lookback_hours > 0 then ($request_lookback_hours * 3600000000)::bigint
            when chains >= 5 then least(greatest(q95_us, 3600000000), 90 * 86400000000)::bigint
            else 86400000000
        end
    ) as span
    from latency
),

dangling as (
    -- an execution that names an item which its tracker's export does not hold
    select event_id, min(ref) as ref
    from (
        select event_id, ref, origin, object from int_event_refs
        union all
        -- or that its session was opened for
        select event.event_id, ref.ref, ref.origin, ref.object
        from stg_events as event
        inner join int_credentials as credential on credential.credential = event.credential
        inner join int_event_refs as ref on ref.event_id = credential.issue_event_id
        where event.change_class is not null
    )
    where object is null and origin in ('field', 'tag', 'session', 'branch')
        and (not starts_with(ref, 'ticket:')
            or split_part(split_part(upper(ref), ':', 2), '-', 1) in (
                select split_part(split_part(ref, ':', 2), '-', 1) from int_object_keys where starts_with(ref, 'TICKET:')
            )
            or split_part(split_part(upper(ref), ':', 2), '-', 1) in (select unnest(projects) from fct_systems where projects is not null)
            or list_contains($tracker_projects::varchar[], split_part(split_part(upper(ref), ':', 2), '-', 1)))
        and not starts_with(ref, 'trace:')
    group by event_id
),

searched as (
    select
        execution.event_id,
        execution.task,
        stage.stage,
        execution.lo,
        execution.hi,
        task.system as task_system,
        case
            when stage.stage = 'request' then task.request_event_id is not null
            else exists (select 1 from fct_approvals as approval where approval.task = execution.task and approval.decision = 'approved')
        end as is_found,
        case when stage.stage = 'approval' and task.task is not null then least(task.created_lo, execution.lo) else execution.lo - lookback.span end as searched_from,
        execution.hi as searched_to,
        dangling.ref as dangling_ref
    from fct_executions as execution
    cross join (select unnest(['request', 'approval']) as stage) as stage
    cross join lookback
    left join fct_tasks as task on task.task = execution.task
    left join dangling on dangling.event_id = execution.event_id
),

loose_approvals as (
    -- somebody said yes in a thread that nothing ties to a task: to this one's requester, while this one waited, it may have been the answer
    select execution.event_id, execution.task, min(decision.conversation) as thread
    from int_text_decisions as decision
    inner join stg_events as said on said.event_id = decision.event_id
    inner join fct_tasks as task on task.requester_person = decision.asker
    inner join fct_executions as execution on execution.task = task.task and said.lo >= task.created_lo and said.lo <= execution.hi
    where decision.reading = 'approved' and decision.is_chat and decision.event_id not in (select event_id from fct_links where confidence >= 0.8)
    group by execution.event_id, execution.task
),

unclear_approvals as (
    -- somebody may have said yes, but not plainly: what cannot be read is no approval, and no proof that there was none
    select
        execution.event_id,
        execution.task,
        arg_min(
            'the decision itself, in plain words: ' || coalesce(actor.person, actor.identity) || ' wrote "'
                || case when length(said.text) > 80 then left(said.text, 79) || '…' else said.text end || '" at '
                || strftime(said.occurred_at at time zone 'UTC', '%Y-%m-%d %H:%MZ') || ', and ' || decision.because,
            in_order(said.lo, said.event_id)
        ) as needs
    from int_text_decisions as decision
    inner join stg_events as said on said.event_id = decision.event_id
    inner join fct_links as link on link.event_id = decision.event_id and link.confidence >= 0.5
    inner join fct_executions as execution on execution.task = link.task and said.lo <= execution.hi
    left join int_event_actors as actor on actor.event_id = decision.event_id
    where decision.reading = 'unclear'
    group by execution.event_id, execution.task
),

approving as (
    select distinct system from stg_events where stage = 'approval'
),

capable as (
    -- the systems that could hold what is searched for. With a task: its own tracker, and for an approval also chats and access brokers known to
    -- exist that nobody supplied. Without one: every tracker, and whatever is known to exist, can hold the stage and was not supplied.
    select
        searched.event_id,
        searched.task,
        searched.stage,
        system.system,
        system.is_supplied,
        case
            when not system.is_supplied then 'no_source'
            when searched.stage = 'approval' and system.system = searched.task_system and list_contains(system.holds, 'approval')
                and system.system not in (select system from approving) then 'no_source'
            when system.covers_from > searched.searched_from or system.covers_to - to_seconds(system.lag_seconds) < searched.searched_to then 'window'
            when system.reject_share > 0.01 then 'filtered'
        end as reason,
        system.needs,
        system.class,
        system.covers_from,
        system.covers_to
    from searched
    inner join fct_systems as system
        on (searched.task is null and (system.class = 'ticketing' or (not system.is_supplied and system.class in ('chat', 'iam') and list_contains(system.holds, searched.stage) and system.has_items)))
        or (searched.task is not null and system.system = searched.task_system and system.is_supplied)
        or (searched.task is not null and searched.stage = 'approval' and not system.is_supplied and list_contains(system.holds, 'approval')
            and system.has_items and system.class in ('chat', 'iam'))
),

holed as (
    select
        capable.event_id,
        capable.task,
        capable.stage,
        capable.system,
        coalesce(capable.reason, hole.reason) as reason,
        hole.detail
    from capable
    inner join searched
        on searched.event_id = capable.event_id and searched.task is not distinct from capable.task and searched.stage = capable.stage
    inner join int_holes as hole
        on hole.system = capable.system and hole.from_at < searched.searched_to and hole.to_at > searched.searched_from
    where capable.is_supplied
),

kinds as (
    -- where a stage is searched depends only on what tracks the task
    select
        searched.stage,
        searched.task is null as is_orphan,
        searched.task_system,
        string_agg(distinct capable.system, ', ' order by capable.system) filter (where capable.is_supplied) as systems
    from (select stage, task, task_system, min(event_id) as event_id from searched group by all) as searched
    inner join capable
        on capable.event_id = searched.event_id and capable.task is not distinct from searched.task and capable.stage = searched.stage
    group by all
),

obstacles as (
    select
        capable.event_id,
        capable.task,
        capable.stage,
        list_position(['no_source', 'logging_disabled', 'silence', 'window', 'filtered'], coalesce(capable.reason, holed.reason)) as weight,
        capable.system || coalesce(holed.detail, '') as label,
        case coalesce(capable.reason, holed.reason)
            when 'no_source' then coalesce(capable.needs, capable.system || ' export with its approvals')
            when 'logging_disabled' then capable.system || ' records from another trail: ' || holed.detail
            when 'silence' then capable.system || ' export without the hole: ' || holed.detail
            when 'window' then capable.system || ' export that begins earlier or ends later; this one covers '
                || strftime(capable.covers_from at time zone 'UTC', '%Y-%m-%d %H:%MZ') || ' to ' || strftime(capable.covers_to at time zone 'UTC', '%Y-%m-%d %H:%MZ')
            when 'filtered' then capable.system || ' export that can be read: more than 1 % of its records could not be used'
        end as needs
    from capable
    left join holed
        on holed.event_id = capable.event_id and holed.task is not distinct from capable.task
        and holed.stage = capable.stage and holed.system = capable.system
    where coalesce(capable.reason, holed.reason) is not null
),

judged as (
    select event_id, task, stage, min(weight) as worst, min_by(needs, by_weight(weight, label)) as needs
    from obstacles
    group by event_id, task, stage
)

select
    searched.event_id,
    searched.task,
    searched.stage,
    searched.is_found,
    judged.worst is null and kinds.stage is not null and plausible.event_id is null and loose.event_id is null and unclear.event_id is null and (searched.task is not null or searched.dangling_ref is null) as is_covered,
    case
        when searched.task is null and searched.dangling_ref is not null then 'no_source'
        when kinds.stage is null then 'no_source'
        when judged.worst is null and (plausible.event_id is not null or loose.event_id is not null) then 'link_ambiguous'
        when judged.worst is null and unclear.event_id is not null then 'structural'
        else ['no_source', 'logging_disabled', 'silence', 'window', 'filtered'][judged.worst]
    end as reason,
    case
        when searched.task is null and searched.dangling_ref is not null
            then 'the record of ' || split_part(searched.dangling_ref, ':', 2) || ', which the execution names and no export holds'
        when kinds.stage is null then 'an export of the ticketing system, with changes and approvals'
        when judged.worst is null and plausible.event_id is not null
            then 'a record that ties ' || searched.event_id || ' to ' || plausible.task_key
                || case when plausible.tasks > 1 then ' or to one of ' || (plausible.tasks - 1) || ' more approved tasks that nothing was done under' else ', which was approved and under which nothing was done' end
        when judged.worst is null and loose.event_id is not null
            then 'a record that says what ' || loose.thread || ' was about: somebody approved something there that the requester had asked for'
        when judged.worst is null and unclear.event_id is not null then unclear.needs
        else judged.needs
    end as needs,
    searched.searched_from,
    searched.searched_to,
    coalesce(kinds.systems, 'nothing') as searched
from searched
left join kinds
    on kinds.stage = searched.stage and kinds.is_orphan = (searched.task is null) and kinds.task_system is not distinct from searched.task_system
left join int_plausible as plausible
    on plausible.event_id = searched.event_id and plausible.claimed_by is not distinct from searched.task
left join loose_approvals as loose
    on loose.event_id = searched.event_id and loose.task = searched.task and searched.stage = 'approval'
left join unclear_approvals as unclear
    on unclear.event_id = searched.event_id and unclear.task = searched.task and searched.stage = 'approval'
left join judged
    on judged.event_id = searched.event_id and judged.task is not distinct from searched.task and judged.stage = searched.stage
