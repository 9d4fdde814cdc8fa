-- grain: one row per chain and step
-- The steps of a range of chains, in order.

select
    step.task,
    step.seq,
    step.event_id,
    step.stage,
    step.activity,
    step.operation,
    step.occurred_at,
    step.identity,
    step.person,
    step.kind,
    step.connector,
    step.native_id,
    step.file,
    step.record_no,
    step.link_method,
    step.link_confidence,
    step.is_ambiguous,
    step.link_evidence,
    step.outcome,
    step.resource,
    step.entitlement,
    step.change,
    step.decision,
    case when step.stage <> 'execution' then step.before end as before,
    case when step.stage <> 'execution' then step.after end as after,
    step.text
from fct_chain_steps as step
where step.task between $first_task and $last_task
    and ($tasks::varchar[] is null or step.task in (select unnest($tasks::varchar[])))
order by step.task, step.seq, step.event_id
