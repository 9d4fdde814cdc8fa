-- grain: one row per chain and credential issued for it
-- The credentials of a range of chains, in the order of their issue.

select
    task,
    credential,
    class,
    system,
    person,
    identity,
    kind,
    role,
    issue_event_id,
    issued_lo as issued_at,
    expires_at,
    revoked_hi as revoked_at,
    revoke_event_id,
    last_use_hi as last_used_at,
    uses,
    link_confidence
from fct_credentials
where task between $first_task and $last_task
    and ($tasks::varchar[] is null or task in (select unnest($tasks::varchar[])))
order by task, issued_lo nulls last, credential
