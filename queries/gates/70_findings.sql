-- grain: one row per finding: a verdict that is not a pass, is not told better by another rule, and lies in the judged period
-- `place` is the order to show them in: gaps first, the gravest first, then by rule and time.

select
    row_number() over (
        order by
            list_position(['gap', 'lead', 'insufficient', 'excepted'], verdict),
            list_position(['critical', 'high', 'medium', 'low', 'info'], severity),
            rule, occurred_at nulls last, finding_id
    ) as place,
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
    notes
from verdicts
where verdict <> 'pass' and suppressed_by is null and not is_outside
order by place
