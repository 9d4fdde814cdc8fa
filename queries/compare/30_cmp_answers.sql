-- grain: one row per finding that only one of the cases has
-- What the other case says of the same matter: the row of the same rule there that shares most of its records. Such a row speaks of the same subject only if
-- it is of the same task, or rests on every record of the finding.

with alone as (
    select finding.side, finding.other, finding.finding_id, finding.rule, finding.task, len(coalesce(finding.event_ids, [])) as records
    from cmp_findings as finding
    anti join cmp_pairs as pair
        on (finding.side = 'earlier' and pair.was_id = finding.finding_id) or (finding.side = 'later' and pair.finding_id = finding.finding_id)
),

reach as (
    select
        alone.side,
        alone.finding_id,
        count(record.other_event_id) as records_there
    from alone
    left join cmp_records as record on record.side = alone.side and record.finding_id = alone.finding_id
    group by alone.side, alone.finding_id
),

answers as (
    select 'earlier' as side, rule, task, verdict, finding_id, suppressed_by, is_outside, verdict_no, unnest(event_ids) as event_id
    from earlier.verdicts
    semi join (select rule from alone where side = 'later') as asked using (rule)
    union all
    select 'later' as side, rule, task, verdict, finding_id, suppressed_by, is_outside, verdict_no, unnest(event_ids) as event_id
    from later.verdicts
    semi join (select rule from alone where side = 'earlier') as asked using (rule)
),

met as (
    select
        alone.side,
        alone.finding_id,
        answers.verdict_no,
        any_value(answers.verdict) as verdict,
        any_value(answers.finding_id) as answer_id,
        any_value(answers.suppressed_by) as suppressed_by,
        any_value(answers.is_outside) as is_outside,
        any_value(answers.task is not distinct from alone.task) as is_same_task,
        count(distinct answers.event_id) as shared,
        any_value(alone.records) as records
    from alone
    inner join cmp_records as record on record.side = alone.side and record.finding_id = alone.finding_id
    inner join answers on answers.side = alone.other and answers.rule = alone.rule and answers.event_id = record.other_event_id
    -- what stands in both cases stood beside this finding, not for it
    anti join cmp_pairs as pair
        on (answers.side = 'later' and pair.finding_id = answers.finding_id) or (answers.side = 'earlier' and pair.was_id = answers.finding_id)
    group by alone.side, alone.finding_id, answers.verdict_no
),

named as (
    -- findings without a record: by the task alone
    select alone.side, alone.finding_id, verdict.verdict_no, verdict.verdict, verdict.finding_id as answer_id, verdict.suppressed_by, verdict.is_outside
    from alone
    inner join later.verdicts as verdict on verdict.rule = alone.rule and verdict.task = alone.task
    where alone.side = 'earlier' and alone.records = 0
    union all
    select alone.side, alone.finding_id, verdict.verdict_no, verdict.verdict, verdict.finding_id as answer_id, verdict.suppressed_by, verdict.is_outside
    from alone
    inner join earlier.verdicts as verdict on verdict.rule = alone.rule and verdict.task = alone.task
    where alone.side = 'later' and alone.records = 0
),

fitting as (
    select side, finding_id, verdict, answer_id, suppressed_by, is_outside, shared, is_same_task, verdict_no
    from met
    where is_same_task or shared >= records
    union all
    select side, finding_id, verdict, answer_id, suppressed_by, is_outside, 0 as shared, true as is_same_task, verdict_no
    from named
),

best as (
    select *
    from fitting
    qualify row_number() over (partition by side, finding_id order by is_same_task desc, shared desc, verdict <> 'pass', verdict_no) = 1
)

select
    alone.side,
    alone.finding_id,
    alone.records,
    reach.records_there,
    ran.rule is not null as is_rule_there,
    best.verdict,
    best.answer_id,
    best.suppressed_by,
    coalesce(best.is_outside, false) as is_outside
from alone
inner join reach on reach.side = alone.side and reach.finding_id = alone.finding_id
left join (select 'earlier' as side, rule from earlier.populations union all select 'later', rule from later.populations) as ran
    on ran.side = alone.other and ran.rule = alone.rule
left join best on best.side = alone.side and best.finding_id = alone.finding_id
