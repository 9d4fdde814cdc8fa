-- grain: one row per subject that a rule examined
-- What the rules said, with the header's severity where they said none, a number that fixes the order, and whether it lies in the judged period.

select
    row_number() over (order by row.rule, row.occurred_at nulls last, row.task nulls last, row.event_ids, row.sub nulls last, row.message) as verdict_no,
    row.rule,
    row.task,
    row.person,
    coalesce(row.identities, []::varchar[]) as identities,
    row.occurred_at,
    row.verdict,
    row.sub,
    coalesce(row.severity, rule.severity) as severity,
    coalesce(row.confidence, 1.0) as confidence,
    row.basis,
    row.reason,
    row.needs,
    row.message,
    coalesce(row.event_ids, []::varchar[]) as event_ids,
    coalesce(row.occurred_at < settings.judge_from or row.occurred_at >= settings.judge_to, false) as is_outside
from rule_rows as row
inner join det_rules as rule on rule.rule = row.rule
cross join fct_settings as settings
