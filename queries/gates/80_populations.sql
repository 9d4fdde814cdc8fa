-- grain: one row per rule that ran
-- How many subjects were examined and what became of them: no count without its denominator. A suppressed row counts as such and nowhere else.

select
    rule.rule,
    rule.slug,
    rule.title,
    count(verdict.rule) filter (where not verdict.is_outside) as examined,
    count(*) filter (where verdict.verdict = 'pass' and not verdict.is_outside) as pass,
    count(*) filter (where verdict.verdict = 'gap' and verdict.suppressed_by is null and not verdict.is_outside) as gap,
    count(*) filter (where verdict.verdict = 'insufficient' and verdict.suppressed_by is null and not verdict.is_outside) as insufficient,
    count(*) filter (where verdict.verdict = 'excepted' and verdict.suppressed_by is null and not verdict.is_outside) as excepted,
    count(*) filter (where verdict.verdict = 'lead' and verdict.suppressed_by is null and not verdict.is_outside) as lead,
    count(*) filter (where verdict.suppressed_by is not null and not verdict.is_outside) as suppressed
from det_rules as rule
left join verdicts as verdict on verdict.rule = rule.rule
group by rule.rule, rule.slug, rule.title
order by rule.rule
