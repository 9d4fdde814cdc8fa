-- grain: one row per thing that both cases were judged by
-- What differs comes first.

select
    name,
    value,
    was_value,
    is_different
from baseline_conditions
order by not is_different, rank, name
