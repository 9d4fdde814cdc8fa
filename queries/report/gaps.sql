-- grain: one row per hole in a source's record
-- Where the record is silent, cut short or damaged, the unexplained first.

select
    system,
    source_label,
    gap_kind,
    from_at,
    to_at,
    gap_seconds,
    expected_gap_seconds,
    event_ids,
    is_explained,
    explained_by,
    affected_executions,
    file
from fct_gaps
order by is_explained, system, from_at, to_at, gap_kind, file
