-- grain: one row per control
-- What the rules say of each control; the frameworks' own order is the writer's.

select
    control,
    result,
    tested_by,
    not_tested_by,
    examined,
    pass,
    gap,
    insufficient,
    excepted,
    lead,
    untested
from controls
order by control
