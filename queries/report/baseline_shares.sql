-- grain: one row per way to cut the baseline's controlled changes, and its value
-- How far the earlier case accounted for its changes, in the order of `accountability.sql`.

select
    cut,
    value,
    changes,
    provable,
    standing,
    partial,
    unprovable,
    unaccounted
from baseline_shares
order by
    list_position(['all', 'class', 'system', 'team', 'kind', 'agent', 'week'], cut),
    case when cut = 'week' then value end,
    changes desc,
    value
