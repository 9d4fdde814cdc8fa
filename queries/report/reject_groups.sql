-- grain: one row per file and reason
-- Records that could not be used, counted, with the first of each kind as an example.

select
    file,
    connector,
    reason,
    count(*) as rejects,
    min(record_no) as first_record_no,
    arg_min(detail, record_no) as example
from stg_rejects
group by file, connector, reason
order by file, reason, connector
