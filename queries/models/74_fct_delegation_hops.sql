-- grain: one row per hop of a delegation (who handed to whom) and run or session, and chain; task null where no chain claims it
-- Two kinds. In a run: an agent that another agent called, as the delegation record or the span above says; or that joins a run another began without
-- saying who called it. By token: an agent, or a workload for somebody, that executes something controlled under the names its session carries,
-- outermost first. Nested actors before the last are history: who may act is asked of the current actor and of the subject.

with called as (
    -- an agent invoked below a span of another agent
    select
        child.event_id, child.system, coalesce(child.run, child.trace) as run, child.lo,
        -- the record of a hand-over is the span of the agent it went to
        case when parent.stage = 'delegation' then parent.subject else parent.actor end as parent,
        child.actor as child
    from int_agent_records as child
    inner join int_agent_records as parent
        on parent.system = child.system and parent.native_id = child.parent_span
        and case when parent.stage = 'delegation' then parent.subject else parent.actor end <> child.actor
    where child.activity = 'use' and child.stage = 'context' and child.actor is not null and child.kind = 'agent' and parent.kind = 'agent'
),

handed as (
    select event_id, system, coalesce(run, trace) as run, lo, actor as parent, subject as child
    from int_agent_records
    where stage = 'delegation' and activity in ('use', 'assign') and subject is not null
    union all
    select * from called
    union all
    -- a prompt that an agent wrote for one of its own kind names no other account
    select event_id, system, coalesce(run, trace), lo, actor, coalesce(actor, 'agent:unnamed') || '/subagent'
    from int_agent_records
    where stage = 'delegation' and activity in ('use', 'assign') and subject is null
        and coalesce(run, trace) not in (
            select coalesce(run, trace) from int_agent_records where stage = 'delegation' and subject is not null and coalesce(run, trace) is not null
        )
),

openings as (
    -- spans that begin something of their own in a run: the first is how the run began
    select
        event_id, system, coalesce(run, trace) as run, lo, actor, on_behalf_of,
        first_value(actor) over (partition by system, coalesce(run, trace) order by lo, event_id) as beginner
    from int_agent_records
    where activity = 'use' and stage = 'context' and parent_span is null and kind = 'agent' and actor is not null
        and starts_with(operation, 'invoke_agent')
),

joined as (
    select event_id, system, run, lo, null as parent, actor as child
    from openings
    where actor <> beginner and on_behalf_of is null
        and (system, run, actor) not in (select (system, run, child) from handed where run is not null)
),

in_runs as (
    select
        system,
        run,
        parent,
        child,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        shown(list_sort(list_distinct(list(event_id)))) as event_ids
    from (select * from handed union all select * from joined)
    group by system, run, parent, child
),

depths as (
    with recursive stack as (
        select system, run, parent, child, 1 as depth from in_runs
        union all
        select below.system, below.run, below.parent, below.child, stack.depth + 1
        from stack
        inner join in_runs as below on below.system = stack.system and below.run = stack.run and below.parent = stack.child
        where stack.depth < 12
    )
    select system, run, parent, child, max(depth) as depth from stack group by system, run, parent, child
),

-- whom a run names: on whose behalf it ran, who answered in it; `nameless` where somebody human did and no record says who
run_people as (
    select
        record.system,
        coalesce(record.run, record.trace) as run,
        min(person.person) filter (where person.kind = 'human') as human,
        bool_or(record.actor_kind_hint = 'human' or (record.stage in ('request', 'disposition') and record.actor is null)) as is_nameless,
        bool_or(record.parent_span is null) as has_beginning
    from int_agent_records as record
    left join int_alias_persons as person
        on person.alias = coalesce(record.on_behalf_of[1], case when record.kind = 'human' then record.actor end)
        and record.occurred_at >= person.valid_from and record.occurred_at < person.valid_to
    where coalesce(record.run, record.trace) is not null
    group by record.system, coalesce(record.run, record.trace)
),

run_hops as (
    select
        hop.event_id,
        hop.event_ids,
        'run' as via,
        hop.run,
        hop.parent,
        hop.child,
        depths.depth,
        people.human,
        coalesce(people.is_nameless, false) as is_nameless,
        coalesce(people.has_beginning, false) as is_told_whole,
        null as change_class,
        null as resource
    from in_runs as hop
    inner join depths
        on depths.system = hop.system and depths.run is not distinct from hop.run and depths.parent is not distinct from hop.parent and depths.child = hop.child
    left join run_people as people on people.system = hop.system and people.run = hop.run
),

tokens as (
    select
        execution.event_id,
        execution.task,
        coalesce(execution.link_confidence, 1.0) as link_confidence,
        execution.is_ambiguous,
        coalesce(event.agent_run, event.session, event.credential, execution.identity) as run,
        case when event.on_behalf_of is not null then event.on_behalf_of[len(event.on_behalf_of)] when root.root_actor <> event.actor then root.root_actor end as parent,
        execution.identity as child,
        greatest(1, coalesce(len(event.on_behalf_of), 0)) as depth,
        execution.initiator_person as human,
        -- a record that lists for whom it acts tells the whole of its descent, and so does a credential that was bought with none, or with a known one
        event.on_behalf_of is not null or event.credential is null
        or (root.credential is not null and (root.parent_credential is null or above.credential is not null)) as is_told_whole,
        execution.change_class,
        execution.resource,
        execution.lo
    from fct_executions as execution
    inner join stg_events as event on event.event_id = execution.event_id
    left join int_credentials as root on root.credential = event.credential
    left join int_credentials as above on above.credential = root.parent_credential
    where execution.is_effective and execution.is_platform is not true
        and (execution.kind = 'agent' or (execution.kind = 'workload' and event.on_behalf_of is not null))
),

hops as (
    select hop.* exclude (link_confidence), link.task, coalesce(link.confidence, 1.0) as link_confidence, coalesce(link.is_ambiguous, false) as is_ambiguous
    from (select *, 1.0 as link_confidence from run_hops) as hop
    left join fct_links as link on link.event_id = hop.event_id and link.confidence >= 0.5
    union all
    select
        arg_min(event_id, in_order(lo, event_id)),
        shown(list_sort(list_distinct(list(event_id)))),
        'token',
        run,
        parent,
        child,
        max(depth),
        min(human),
        false,
        bool_and(is_told_whole),
        min(change_class),
        min(resource),
        task,
        min(link_confidence),
        bool_or(is_ambiguous)
    from tokens
    group by run, parent, child, task, human is null
),

known as (
    select
        hop.*,
        event.system,
        event.lo,
        event.hi,
        event.occurred_at,
        coalesce(parent.person, hop.parent) as parent_person,
        coalesce(parent.kind, 'unknown') as parent_kind,
        coalesce(parent.basis, 'unmapped') as parent_basis,
        coalesce(child.person, hop.child) as child_person,
        coalesce(child.kind, 'unknown') as child_kind
    from hops as hop
    inner join stg_events as event on event.event_id = hop.event_id
    left join int_alias_persons as parent
        on parent.alias = hop.parent and event.occurred_at >= parent.valid_from and event.occurred_at < parent.valid_to
    left join int_alias_persons as child
        on child.alias = hop.child and event.occurred_at >= child.valid_from and event.occurred_at < child.valid_to
),

permitted as (
    select known.event_id, known.parent, known.child, known.task, min(register.delegator) as permitted_by
    from known
    left join fct_tasks as task on task.task = known.task and task.requester_kind = 'human'
    inner join fct_delegations as register
        on register.kind = 'register'
        and lower(register.delegate) in (lower(known.child), lower(known.child_person))
        and lower(register.delegator) in (lower(known.parent), lower(known.parent_person), lower(known.human), lower(task.requester_person))
        and known.lo >= register.from_at and known.lo < register.to_at
        and (
            register.scope = '*' or known.via = 'run' or register.scope = known.change_class
            or coalesce(scope_covers(register.scope, known.resource), false)
        )
    group by known.event_id, known.parent, known.child, known.task
),

-- the register speaks of agents if it names one, or any account that is no person's, as a delegate
register as (
    select count(*) as entries
    from ref_delegations as register
    where register.delegate in (select child from known) or register.delegate in (select child_person from known)
        or starts_with(register.delegate, 'agent:')
        or register.delegate in (select identity from ref_identities where kind in ('agent', 'workload'))
)

select
    known.event_id,
    known.event_ids,
    known.task,
    known.system,
    known.via,
    known.run,
    known.lo,
    known.hi,
    known.occurred_at,
    known.parent,
    known.parent_person,
    known.parent_kind,
    known.parent_basis,
    known.child,
    known.child_person,
    known.child_kind,
    known.depth,
    coalesce(known.human, case when task.requester_kind = 'human' then coalesce(task.requester_person, task.requester) end) as human,
    case
        when known.human is not null then 'names'
        when task.requester_kind = 'human' then 'request'
    end as human_by,
    known.is_nameless,
    known.is_told_whole,
    permitted.permitted_by,
    register.entries as register_entries,
    known.link_confidence,
    known.is_ambiguous
from known
cross join register
left join fct_tasks as task on task.task = known.task
left join permitted
    on permitted.event_id = known.event_id and permitted.parent is not distinct from known.parent and permitted.child = known.child
    and permitted.task is not distinct from known.task
