-- grain: one row per rule that ran in either case
-- How many subjects each rule examined then and now, and what became of them.

select
    rule,
    slug,
    title,
    examined,
    was_examined,
    pass,
    was_pass,
    gap,
    was_gap,
    lead,
    was_lead,
    insufficient,
    was_insufficient,
    excepted,
    was_excepted,
    new_findings,
    changed,
    resolved,
    gone,
    persisting
from baseline_rules
order by rule
