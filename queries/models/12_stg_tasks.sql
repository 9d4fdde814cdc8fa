-- grain: one row per tracked item
-- Several records may describe one item (pages exported on different days); the newest wins.

select * exclude (rank)
from (
    select
        *,
        row_number() over (partition by task order by updated_at desc nulls last, source_id, record_no) as rank
    from raw_tasks
)
where rank = 1
