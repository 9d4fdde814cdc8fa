-- grain: one row per interval in which a system cannot be relied on to have recorded
-- Logging switched off (account: in which), or an unexplained silence.

select system, account, lo as from_at, coalesce(until_hi, timestamptz '9999-12-31 00:00:00+00') as to_at, 'logging_disabled' as reason, operation as detail
from fct_logging
where is_reducing and outcome = 'success' and not has_overlap
union all
select system, null, from_at, to_at, 'silence', 'no record for ' || gap_seconds // 3600 || ' h'
from fct_gaps
where gap_kind = 'silence'
union all
-- a decision on an item that its tracker's export does not hold: a page of it is missing, and what else was asked for there cannot be known
select
    event.system,
    null,
    min(event.lo) - interval 1 hour,
    min(event.lo),
    'silence',
    'the record of ' || split_part(event.task, ':', 2) || ', which others of its tracker name'
from stg_events as event
where event.task is not null and event.stage = 'approval' and not starts_with(event.task, 'native:') and not starts_with(event.task, 'thread:')
    and upper(event.task) not in (select ref from int_object_keys)
group by event.system, event.task
