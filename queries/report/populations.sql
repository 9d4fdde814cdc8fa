-- grain: one row per rule
-- How many subjects each rule examined, and what became of them.

select
    rule,
    examined,
    pass,
    gap,
    insufficient,
    excepted,
    lead,
    suppressed
from populations
order by rule
