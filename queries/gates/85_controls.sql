-- grain: one row per control that a rule of the catalogue, or of the operator's, speaks to
-- What the rules say of each control: by which it was tested, how many subjects they examined and what became of them, and what could not be tested and
-- why. A rule that did not run, or found nothing to examine, tests nothing; an undecided subject names its reason and what would settle it.

with spoken as (
    select control.control, control.rule, population.examined, population.pass, population.gap, population.insufficient, population.excepted, population.lead
    from det_controls as control
    left join populations as population on population.rule = control.rule
),

undecided as (
    select rule, reason, needs, count(*) as findings
    from verdicts
    where verdict = 'insufficient' and suppressed_by is null and not is_outside
    group by rule, reason, needs
),

reasons as (
    select
        rule,
        reason,
        sum(findings)::bigint as findings,
        list_slice(list(needs order by findings desc, needs), 1, 2) as needs,
        count(*) as kinds
    from undecided
    group by rule, reason
),

obstacles as (
    select rule, 'not run' as obstacle, 0 as findings from spoken where examined is null
    union
    select rule, 'nothing to examine', 0 from spoken where examined = 0
    union all
    select rule, findings || ' undecided, ' || reason_in_words(reason) || '; would settle it: ' || array_to_string(needs, '; ')
        || case when kinds > 2 then '; and ' || (kinds - 2) || ' more' else '' end, findings
    from reasons
),

told as (
    select rule, list(rule || ': ' || obstacle order by findings desc, obstacle) as obstacles from obstacles group by rule
),

counted as (
    select
        spoken.control,
        coalesce(list(spoken.rule order by spoken.rule) filter (where spoken.examined > 0), []::varchar[]) as tested_by,
        coalesce(list(spoken.rule order by spoken.rule) filter (where coalesce(spoken.examined, 0) = 0), []::varchar[]) as not_tested_by,
        coalesce(sum(spoken.examined), 0)::bigint as examined,
        coalesce(sum(spoken.pass), 0)::bigint as pass,
        coalesce(sum(spoken.gap), 0)::bigint as gap,
        coalesce(sum(spoken.insufficient), 0)::bigint as insufficient,
        coalesce(sum(spoken.excepted), 0)::bigint as excepted,
        coalesce(sum(spoken.lead), 0)::bigint as lead,
        flatten(list(told.obstacles order by spoken.rule) filter (where told.obstacles is not null)) as untested
    from spoken
    left join told on told.rule = spoken.rule
    group by spoken.control
)

select
    control,
    case
        when gap > 0 then 'gaps'
        when examined = 0 or (insufficient > 0 and pass + excepted + lead = 0) then 'not tested'
        when insufficient > 0 then 'partly tested'
        else 'no gap'
    end as result,
    tested_by,
    not_tested_by,
    examined,
    pass,
    gap,
    insufficient,
    excepted,
    lead,
    coalesce(untested, []::varchar[]) as untested
from counted
order by control
