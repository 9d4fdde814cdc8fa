-- grain: one row per export file that only one of the cases has, or whose contents or place differ
-- Files that are not there any more come first.

select
    state,
    file,
    was_file,
    connector,
    sha256,
    was_sha256,
    records_read,
    was_records_read
from baseline_files
order by list_position(['gone', 'changed', 'new', 'moved'], state), file
