-- grain: one row per record, or part of one, that could not be used
-- Each with where it stands and why.

select
    file,
    record_no,
    line_no,
    byte_offset,
    connector,
    reason,
    detail
from stg_rejects
order by file, record_no, reason
