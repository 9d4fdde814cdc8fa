-- grain: one row per request for access, and grant
-- kept: while the models run
-- From when until when what it asks for may be lent: as long as the broker said when it lent it, else as long as was asked for. Nothing is lent any
-- more for what was refused, withdrawn or ran out.

with lent as (
    select issue.task, min(credential.system) as broker, max(credential.expires_at) as until_at
    from int_credentials as credential
    inner join stg_events as issue on issue.event_id = credential.issue_event_id
    where starts_with(credential.credential, 'grant:') and issue.task is not null
    group by issue.task
)

select
    task.task,
    coalesce(task.planned_start_at, task.created_at) as starts_at,
    case
        when task.approval_state in ('denied', 'cancelled', 'expired') then least(task.closed_at, task.planned_end_at)
        else coalesce(lent.until_at, task.planned_end_at, task.closed_at)
    end as ends_at,
    -- its system lends, gives and takes back itself
    task.kind = 'request' and task.connector in (select broker from lent) as is_brokered
from stg_tasks as task
left join lent on lent.task = task.task
where task.kind in ('request', 'grant')
