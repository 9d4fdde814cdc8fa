-- grain: one row per interval in which a system cannot be relied on to have recorded
-- Logging switched off, or an unexplained silence.

select system, lo as from_at, coalesce(until_hi, timestamptz '9999-12-31 00:00:00+00') as to_at, 'logging_disabled' as reason, operation as detail
from fct_logging
where is_reducing and outcome = 'success' and not has_overlap
union all
select system, from_at, to_at, 'silence', 'no record for ' || gap_seconds // 3600 || ' h'
from fct_gaps
where gap_kind = 'silence'
