-- grain: one row per subject that a rule examined
-- One fact, one finding (RULES.md B.11): R03 and R19 say more of an execution than R02 does; R02 leaves no approval for R05 and R14 to judge. A weakly
-- linked chain keeps findings about its approvers at medium.

with open_gaps as (
    select rule, sub, task, verdict_no, unnest(event_ids) as event_id
    from det_weighed
    where verdict = 'gap' and not is_outside
),

open_rows as (
    select rule, sub, task, verdict_no, unnest(event_ids) as event_id
    from det_weighed
    where verdict in ('gap', 'insufficient', 'lead')
),

better_told as (
    select weaker.verdict_no, min(stronger.rule) as suppressed_by
    from open_rows as weaker
    inner join open_gaps as stronger
        on stronger.event_id = weaker.event_id and stronger.task = weaker.task and stronger.rule in ('R03', 'R19')
    where weaker.rule = 'R02'
    group by weaker.verdict_no
),

unapproved as (
    select event_id, task
    from open_gaps
    where rule = 'R02' and verdict_no not in (select verdict_no from better_told)
),

nothing_to_judge as (
    select weaker.verdict_no, 'R02' as suppressed_by
    from open_rows as weaker
    inner join unapproved on unapproved.event_id = weaker.event_id and unapproved.task = weaker.task
    where weaker.rule = 'R05'
    union
    select weaker.verdict_no, 'R02'
    from open_rows as weaker
    where weaker.rule = 'R14'
        and weaker.task in (select task from unapproved)
        and weaker.task not in (
            select task from det_weighed where rule = 'R02' and task is not null and verdict in ('pass', 'excepted', 'insufficient', 'lead')
        )
        and weaker.task not in (select task from det_weighed where verdict_no in (select verdict_no from better_told) and task is not null)
),

suppressions as (
    select * from better_told
    union all
    select * from nothing_to_judge
),

weak_chains as (
    select task, bool_or(sub in ('no-common-id', 'ambiguous')) as is_weak, flatten(list(identities) filter (where sub = 'identity-unmapped')) as unmapped
    from det_weighed
    where rule = 'R58' and verdict in ('gap', 'insufficient')
    group by task
)

select
    weighed.verdict_no,
    weighed.rule,
    weighed.task,
    weighed.person,
    weighed.identities,
    weighed.occurred_at,
    weighed.verdict,
    weighed.sub,
    case when capped.task is not null then 'medium' else weighed.severity end as severity,
    weighed.confidence,
    weighed.basis,
    weighed.reason,
    weighed.needs,
    weighed.message,
    weighed.event_ids,
    weighed.is_outside,
    case when capped.task is not null then list_append(weighed.notes, 'R58: the chain is weakly linked, so at most medium') else weighed.notes end as notes,
    suppression.suppressed_by
from det_weighed as weighed
left join suppressions as suppression on suppression.verdict_no = weighed.verdict_no
left join weak_chains as capped
    on capped.task = weighed.task and weighed.rule in ('R08', 'R09', 'R10', 'R11', 'R12', 'R13', 'R39')
    and weighed.verdict in ('gap', 'lead') and weighed.severity in ('critical', 'high')
    and (capped.is_weak or list_has_any(coalesce(capped.unmapped, []::varchar[]), weighed.identities))
