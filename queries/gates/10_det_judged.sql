-- grain: one row per subject that a rule examined
-- What the rules said, with the header's severity where they said none, and whether it lies in the judged period. What is no pass gets a number that
-- fixes the order; passes are many, and nobody asks for one by number.

with numbered as (
    select
        rowid as row_id,
        row_number() over (order by rule, occurred_at nulls last, task nulls last, event_ids, sub nulls last, message) as verdict_no
    from rule_rows
    where verdict <> 'pass'
)

select
    numbered.verdict_no,
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
left join numbered on numbered.row_id = row.rowid
inner join det_rules as rule on rule.rule = row.rule
cross join fct_settings as settings
