-- grain: one row per controlled execution that no task claims
-- Those that need an answer first; the platform's own actions, failures and standing approvals explain themselves.

with known as (
    select
        event_id,
        bool_or(is_platform or not is_effective or standing_approval is not null) as is_explained
    from fct_executions
    group by event_id
)

select
    unaccounted.event_id,
    unaccounted.native_id,
    unaccounted.connector,
    unaccounted.file,
    unaccounted.record_no,
    unaccounted.occurred_at,
    unaccounted.person,
    unaccounted.identity,
    unaccounted.operation,
    unaccounted.resource,
    unaccounted.why,
    coalesce(known.is_explained, false) as is_explained
from fct_unaccounted as unaccounted
left join known on known.event_id = unaccounted.event_id
order by is_explained, unaccounted.occurred_at, unaccounted.event_id
