-- grain: one row per finding: a verdict that is not a pass, is not told better by another rule, and lies in the judged period
-- `place` is the order to show them in: gaps first, the gravest first, then by rule and time. `is_primary` marks one gap per chain, so that chains can be
-- counted by what is worst about them: in the order of RULES.md B.11, then by severity; a record that no task claims is a chain of its own.

with ranks as (
    select *
    from (
        values
            ('R04', 1), ('R23', 2), ('R02', 3), ('R03', 4), ('R08', 5), ('R09', 5), ('R10', 5), ('R29', 6), ('R43', 7), ('R45', 8), ('R44', 9), ('R33', 10),
            ('R05', 11)
    ) as priority (rule, rank)
)

select
    row_number() over (
        order by
            list_position(['gap', 'lead', 'insufficient', 'excepted'], verdict),
            list_position(['critical', 'high', 'medium', 'low', 'info'], severity),
            verdicts.rule, occurred_at nulls last, finding_id
    ) as place,
    finding_id,
    verdicts.rule,
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
    notes,
    verdict = 'gap' and row_number() over (
        partition by coalesce(task, event_ids[1], finding_id)
        order by
            verdict = 'gap' desc, coalesce(ranks.rank, 12), list_position(['critical', 'high', 'medium', 'low', 'info'], severity), verdicts.rule, occurred_at nulls last,
            finding_id
    ) = 1 as is_primary
from verdicts
left join ranks on ranks.rule = verdicts.rule
where verdict <> 'pass' and suppressed_by is null and not is_outside
order by place
