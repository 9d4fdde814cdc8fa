-- grain: one row per finding of either case
-- What became of each finding since the baseline, what needs an answer first.

select
    state,
    finding_id,
    was_id,
    rule,
    slug,
    sub,
    verdict,
    was_verdict,
    severity,
    was_severity,
    task,
    task_key,
    person,
    occurred_at,
    message,
    was_message,
    changes,
    direction,
    why,
    is_new_gap
from baseline_findings
order by place
