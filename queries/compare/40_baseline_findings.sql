-- grain: one row per finding of either case
-- new: only this case has it. changed: both have it, and what it says, of whom, or how gravely differs. persisting: both have it. resolved: the same rule ran over the
-- same records and finds nothing wrong any more. gone: not told any more, and not shown to be resolved: a record that is missing is no repair.
-- A finding that is new for a gate (`is_new_gap`) is a gap now and was none, or a lesser one.

with grave as (
    select * from (values ('critical', 1), ('high', 2), ('medium', 3), ('low', 4), ('info', 5)) as severity (severity, rank)
),

both_sides as (
    select
        later.*,
        earlier.finding_id as was_id,
        earlier.verdict as was_verdict,
        earlier.severity as was_severity,
        earlier.message as was_message,
        list_filter([
            case when earlier.verdict <> later.verdict then 'verdict: ' || earlier.verdict || ' → ' || later.verdict end,
            case when earlier.severity <> later.severity then 'severity: ' || earlier.severity || ' → ' || later.severity end,
            case when earlier.task is distinct from later.task
                then 'task: ' || coalesce(earlier.task_key, earlier.task, 'none') || ' → ' || coalesce(later.task_key, later.task, 'none') end,
            case when earlier.person is distinct from later.person then 'person: ' || coalesce(earlier.person, 'unknown') || ' → ' || coalesce(later.person, 'unknown') end,
            case when earlier.sub is distinct from later.sub then 'kind: ' || coalesce(earlier.sub, 'general') || ' → ' || coalesce(later.sub, 'general') end,
            case when earlier.reason is distinct from later.reason and earlier.verdict = later.verdict
                then 'reason: ' || coalesce(earlier.reason, 'none') || ' → ' || coalesce(later.reason, 'none') end,
            case when (earlier.waiver is null) <> (later.waiver is null) and earlier.verdict = later.verdict
                then case when later.waiver is null then 'waiver: withdrawn' else 'waiver: signed' end end
        ], lambda change: change is not null) as changes,
        case
            when later.verdict = 'gap' and (earlier.verdict <> 'gap' or grave_now.rank < grave_then.rank) then 'worse'
            when earlier.verdict = 'gap' and (later.verdict = 'excepted' or (later.verdict = 'gap' and grave_now.rank > grave_then.rank)) then 'better'
        end as direction
    from cmp_pairs as pair
    inner join earlier.findings as earlier on earlier.finding_id = pair.was_id
    inner join later.findings as later on later.finding_id = pair.finding_id
    left join grave as grave_then on grave_then.severity = earlier.severity
    left join grave as grave_now on grave_now.severity = later.severity
),

told as (
    select
        case when len(changes) > 0 then 'changed' else 'persisting' end as state,
        finding_id, was_id, rule, slug, sub, verdict, was_verdict, severity, was_severity, task, task_key, person, occurred_at, message, was_message, changes, direction,
        case when was_id <> finding_id then 'the id differs; it rests on the same records' end as why
    from both_sides
    union all
    select
        'new' as state,
        finding.finding_id, null as was_id, finding.rule, finding.slug, finding.sub, finding.verdict, null as was_verdict, finding.severity, null as was_severity,
        finding.task, finding.task_key, finding.person, finding.occurred_at, finding.message, null as was_message, []::varchar[] as changes, null as direction,
        case
            when not answer.is_rule_there then 'the rule did not run then'
            when answer.is_outside then 'it lay outside the period that was judged then'
            when answer.suppressed_by is not null then answer.suppressed_by || ' told it then'
            when answer.verdict = 'pass' then 'it passed then'
            when answer.answer_id is not null then 'then told within ' || answer.answer_id
            when answer.records > 0 and answer.records_there = 0 then 'nothing it rests on was in the baseline'
            when answer.records_there < answer.records then 'only ' || answer.records_there || ' of the ' || answer.records || ' records it rests on were in the baseline'
            else 'the rule did not find it then'
        end as why
    from cmp_answers as answer
    inner join later.findings as finding on finding.finding_id = answer.finding_id
    where answer.side = 'later'
    union all
    select
        case
            when not answer.is_rule_there or answer.is_outside or answer.suppressed_by is not null then 'gone'
            when answer.verdict = 'pass' then 'resolved'
            when answer.answer_id is not null or answer.records_there < answer.records then 'gone'
            when answer.records = 0 and finding.task is not null and task.task is null then 'gone'
            else 'resolved'
        end as state,
        null as finding_id, finding.finding_id as was_id, finding.rule, finding.slug, finding.sub, null as verdict, finding.verdict as was_verdict, null as severity,
        finding.severity as was_severity, finding.task, finding.task_key, finding.person, finding.occurred_at, null as message, finding.message as was_message,
        []::varchar[] as changes, null as direction,
        case
            when not answer.is_rule_there then 'the rule did not run'
            when answer.is_outside then 'it lies outside the period that is judged now'
            when answer.suppressed_by is not null then answer.suppressed_by || ' tells it now'
            when answer.verdict = 'pass' then 'it passes now'
            when answer.answer_id is not null then 'told within ' || answer.answer_id || ' now'
            when answer.records > 0 and answer.records_there = 0 then 'nothing it rested on is in any export now'
            when answer.records_there < answer.records then 'only ' || answer.records_there || ' of the ' || answer.records || ' records it rested on are in an export now'
            when answer.records = 0 and finding.task is not null and task.task is null then 'its task is in no export now'
            when answer.records = 0 then 'the rule ran and does not find it'
            else 'the rule ran over the same records and does not find it'
        end as why
    from cmp_answers as answer
    inner join earlier.findings as finding on finding.finding_id = answer.finding_id
    left join later.fct_tasks as task on task.task = finding.task
    where answer.side = 'earlier'
)

select
    row_number() over (
        order by
            list_position(['new', 'changed', 'gone', 'resolved', 'persisting'], state),
            direction = 'worse' desc nulls last,
            list_position(['gap', 'lead', 'insufficient', 'excepted'], coalesce(verdict, was_verdict)),
            list_position(['critical', 'high', 'medium', 'low', 'info'], coalesce(severity, was_severity)),
            rule, occurred_at nulls last, coalesce(finding_id, was_id)
    ) as place,
    *,
    coalesce(verdict = 'gap' and (state = 'new' or direction = 'worse'), false) as is_new_gap
from told
