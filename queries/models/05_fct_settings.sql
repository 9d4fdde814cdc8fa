-- grain: one row for the whole case
-- What the case is judged by: "now", the judged period, the clock tolerance. "Now" is the newest event unless somebody says otherwise.

select
    coalesce(make_timestamptz($as_of_us::bigint), max(occurred_at)) as as_of,
    make_timestamptz($from_us::bigint) as judge_from,
    make_timestamptz($to_us::bigint) as judge_to,
    ($skew_tolerance_seconds * 1000000)::bigint as skew_tolerance_us,
    to_seconds($skew_tolerance_seconds) as skew_tolerance,
    min(occurred_at) as first_event_at,
    max(occurred_at) as last_event_at
from raw_events
