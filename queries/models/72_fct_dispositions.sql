-- grain: one row per decision on what an agent recommended, and chain
-- Three ways in which a person, or a rule in a person's place, answers an agent: a record of its own (allowed, changed, refused), a decision on the
-- item after the advice was given, and a step of the item that says what was decided. Each answers the recommendation of its own call, else the last
-- one before it in the same run, else in the same chain.

with recorded as (
    select
        record.event_id,
        link.task,
        record.system,
        record.run,
        record.call_id,
        record.lo,
        record.hi,
        record.occurred_at,
        case
            when record.activity = 'edit' then 'modify'
            when record.decision = 'approved' then 'accept'
            when record.decision = 'denied' then 'reject'
            else 'abandon'
        end as disposition,
        case
            when record.stage = 'policy' or record.kind in ('system', 'workload') or record.actor_kind_hint = 'system' then 'rule'
            when record.kind = 'agent' then 'agent'
            when record.kind = 'human' or record.actor_kind_hint = 'human' then 'human'
            else 'unknown'
        end as decided_by,
        'record' as source,
        record.actor as identity,
        record.person,
        record.basis,
        link.confidence as link_confidence,
        link.is_ambiguous
    from int_agent_records as record
    left join fct_links as link on link.event_id = record.event_id and link.confidence >= 0.5
    where (record.stage = 'disposition' and record.activity in ('decide', 'edit', 'cancel') and coalesce(record.decision, '') <> 'requested')
        or (record.stage = 'policy' and record.activity = 'decide' and record.decision in ('approved', 'denied') and record.is_of_call)
),

edited as (
    select approval.event_id, approval.task, count(*) as edits
    from fct_approvals as approval
    inner join fct_scope_changes as edit on edit.task = approval.task and edit.lo < approval.lo
    inner join fct_recommendations as advice on advice.task = approval.task and advice.lo < edit.lo
    where edit.person is distinct from advice.person
    group by approval.event_id, approval.task
),

decided as (
    select
        approval.event_id,
        approval.task,
        approval.system,
        null as run,
        null as call_id,
        approval.lo,
        approval.hi,
        approval.occurred_at,
        case when approval.decision <> 'approved' then 'reject' when edited.edits > 0 then 'modify' else 'accept' end as disposition,
        case
            when approval.is_relayed and approval.relayed_person is not null then 'human'
            when approval.kind in ('system', 'workload') then 'rule'
            when approval.kind in ('agent', 'human') then approval.kind
            else 'unknown'
        end as decided_by,
        'approval' as source,
        approval.identity,
        coalesce(approval.relayed_person, approval.person) as person,
        approval.basis,
        approval.link_confidence,
        approval.is_ambiguous
    from fct_approvals as approval
    left join edited on edited.event_id = approval.event_id and edited.task = approval.task
    where approval.decision in ('approved', 'denied') and approval.is_time_exact
),

stepped as (
    select
        event.event_id,
        link.task,
        event.system,
        null as run,
        null as call_id,
        event.lo,
        event.hi,
        event.occurred_at,
        case when regexp_matches(lower(event.after), '\b(reject|declin|den(y|ied)|won.?t (do|fix)|cancel)') then 'reject' else 'accept' end as disposition,
        'human' as decided_by,
        'transition' as source,
        actor.identity,
        actor.person,
        actor.basis,
        link.confidence as link_confidence,
        link.is_ambiguous
    from stg_events as event
    inner join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.5
    inner join int_event_actors as actor on actor.event_id = event.event_id and actor.kind = 'human'
    where event.activity = 'transition'
        and regexp_matches(lower(coalesce(event.after, '')), '\b(accept|approv|implement|schedul|authori[sz]|reject|declin|den(y|ied)|won.?t (do|fix)|cancel)')
        and event.event_id not in (select event_id from decided)
),

dispositions as (
    select * from recorded
    union all
    select * from decided
    union all
    select * from stepped
),

-- recommendations and answers on one line of time, the recommendation first where both have the same moment
by_chain as (
    select event_id, task, lo, 0 as is_answer, event_id as advice_id from fct_recommendations where task is not null
    union all
    select event_id, task, lo, 1, null from dispositions where task is not null
),

answered_in_chain as (
    select event_id, task, last_value(advice_id ignore nulls) over (partition by task order by lo, is_answer, event_id) as advice_id, is_answer
    from by_chain
),

by_run as (
    select distinct event_id, run, lo, 0 as is_answer, event_id as advice_id from fct_recommendations where run is not null
    union all
    select distinct event_id, run, lo, 1, null from dispositions where run is not null
),

answered_in_run as (
    select event_id, last_value(advice_id ignore nulls) over (partition by run order by lo, is_answer, event_id) as advice_id, is_answer
    from by_run
),

of_call as (
    select run, call_id, min(event_id) as advice_id
    from fct_recommendations
    where call_id is not null and run is not null
    group by run, call_id
),

advice as (
    select event_id, any_value(lo) as lo, any_value(person) as person, any_value(run) as run, any_value(words) as words
    from fct_recommendations
    group by event_id
)

select
    disposition.event_id,
    disposition.task,
    disposition.system,
    coalesce(disposition.run, advice.run) as run,
    disposition.call_id,
    disposition.disposition,
    disposition.decided_by,
    disposition.source,
    disposition.lo,
    disposition.hi,
    disposition.occurred_at,
    disposition.identity,
    disposition.person,
    coalesce(disposition.basis, 'unmapped') as basis,
    advice.event_id as recommendation_event_id,
    advice.person as agent,
    advice.words,
    epoch_us(disposition.lo) - epoch_us(advice.lo) as latency_us,
    coalesce(disposition.link_confidence, 1.0) as link_confidence,
    coalesce(disposition.is_ambiguous, false) as is_ambiguous
from dispositions as disposition
left join of_call on of_call.run = disposition.run and of_call.call_id = disposition.call_id
left join answered_in_run as in_run on in_run.event_id = disposition.event_id and in_run.is_answer = 1 and disposition.source = 'record'
left join answered_in_chain as in_chain
    on in_chain.event_id = disposition.event_id and in_chain.task = disposition.task and in_chain.is_answer = 1
left join advice on advice.event_id = coalesce(of_call.advice_id, in_run.advice_id, in_chain.advice_id)
where disposition.source = 'record' or advice.event_id is not null
