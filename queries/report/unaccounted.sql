-- grain: one row per controlled execution that no task claims
-- In the order in which they happened.

select
    event_id,
    native_id,
    connector,
    file,
    record_no,
    occurred_at,
    person,
    identity,
    operation,
    resource,
    why
from fct_unaccounted
order by occurred_at, event_id
