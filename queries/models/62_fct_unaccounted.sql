-- grain: one row per controlled execution that no chain claims
-- Candidates below the link threshold are named, not taken.

select
    execution.event_id,
    event.native_id,
    event.connector,
    source.file,
    event.record_no,
    execution.occurred_at,
    execution.person,
    execution.identity,
    execution.operation,
    execution.resource,
    execution.change_class,
    execution.outcome,
    case
        when execution.is_platform then 'the platform''s own action'
        when not execution.is_effective then 'it did not take effect'
        when execution.standing_approval is not null then 'covered by standing approval ' || execution.standing_approval
        when execution.task is not null
            then 'the best candidate, ' || execution.task_key || ', is only ' || round(execution.link_confidence * 100)::int || ' % likely'
        else coalesce('nothing ties it to a task; ' || absence.needs || ' would settle it', 'nothing ties it to a task, in logs that cover the time')
    end as why
from fct_executions as execution
inner join stg_events as event on event.event_id = execution.event_id
inner join stg_sources as source on source.source_id = event.source_id
left join fct_absence as absence
    on absence.event_id = execution.event_id and absence.task is not distinct from execution.task and absence.stage = 'request'
where (execution.requires_request or execution.approvals_required > 0)
    and (execution.task is null or execution.link_confidence < 0.8)
qualify row_number() over (partition by execution.event_id order by execution.link_confidence desc nulls last, execution.task) = 1
