-- grain: one row per export file
-- The files that were examined, in the order of their paths.

select
    source_id,
    file,
    connector,
    system_class,
    label,
    format,
    sha256,
    bytes,
    records_read,
    records_used,
    records_rejected,
    first_event_at,
    last_event_at,
    covers_from,
    covers_to,
    leaves_out,
    problem
from stg_sources
order by file, source_id
