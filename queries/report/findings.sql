-- grain: one row per finding
-- Worst first; the order is total, so that two runs print the same.

select
    finding_id,
    rule,
    slug,
    sub,
    verdict,
    severity,
    task,
    task_key,
    person,
    identities,
    occurred_at,
    confidence,
    basis,
    message,
    reason,
    needs,
    waiver,
    controls,
    event_ids,
    is_primary
from findings
order by
    list_position(['gap', 'lead', 'insufficient', 'excepted'], verdict),
    list_position(['critical', 'high', 'medium', 'low', 'info'], severity),
    rule,
    occurred_at nulls last,
    finding_id
