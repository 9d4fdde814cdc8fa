-- grain: one row per gap for want of something that was searched where it could not be seen, or that something unseen may excuse
-- The coverage gate, whatever a rule made of it: of R01 and R02 the whole search (fct_absence); of the others in det_interactions the holes that
-- switched-off logging (R55) and silence (R56) leave in the stage, or in the systems of the rule's own records; and what a stronger rule cannot decide
-- about the same record, if its verdict would excuse the gap. One reason is told, the gravest.

with accused as (
    select judged.verdict_no, judged.rule, judged.task, judged.occurred_at, judged.event_ids, interaction.stronger, interaction.tie, interaction.after_minutes
    from det_judged as judged
    inner join det_interactions as interaction on interaction.weaker = judged.rule and interaction.effect = 'unsettle'
    where judged.verdict = 'gap'
),

holes as (
    select if(reason = 'silence', 'R56', 'R55') as stronger, stage as tie, null as system, from_at, to_at, reason, needs
    from fct_stage_holes
    where reason in ('logging_disabled', 'silence')
    union all
    select 'R55', 'systems', system, lo, coalesce(until_hi, timestamptz '9999-12-31 00:00:00+00'), 'logging_disabled', system || ' records from another trail: ' || operation
    from fct_logging
    where is_reducing and outcome = 'success' and has_overlap is not true
    union all
    select 'R56', 'systems', system, from_at, to_at, 'silence', system || ' export without the hole of ' || gap_seconds // 3600 || ' h'
    from fct_gaps
    where gap_kind = 'silence' and is_explained is not true
),

undecided as (
    select rule, reason, needs, unnest(event_ids) as event_id
    from det_judged
    where verdict = 'insufficient' and rule in (select stronger from accused where tie = 'record')
),

systems as (
    select distinct record.verdict_no, event.connector as system
    from (select verdict_no, unnest(event_ids) as event_id from accused where tie = 'systems') as record
    inner join stg_events as event on event.event_id = record.event_id
),

unseen as (
    select accused.verdict_no, absence.reason, absence.needs
    from accused
    inner join fct_absence as absence
        on absence.event_id = accused.event_ids[1] and absence.task is not distinct from accused.task and absence.stage = accused.tie
    where absence.is_covered is not true
    union all
    select record.verdict_no, undecided.reason, undecided.needs
    from (select verdict_no, stronger, unnest(event_ids) as event_id from accused where tie = 'record') as record
    inner join undecided on undecided.rule = record.stronger and undecided.event_id = record.event_id
    union all
    select accused.verdict_no, hole.reason, hole.needs
    from accused
    left join systems on systems.verdict_no = accused.verdict_no and accused.tie = 'systems'
    inner join holes as hole
        on hole.stronger = accused.stronger and hole.tie = accused.tie and hole.system is not distinct from systems.system
        and hole.from_at <= accused.occurred_at + to_minutes(accused.after_minutes) and hole.to_at > accused.occurred_at
)

select
    verdict_no,
    coalesce(arg_min(reason, coalesce(reason, 'no_source') || ' ' || coalesce(needs, '')), 'no_source') as reason,
    coalesce(arg_min(needs, coalesce(reason, 'no_source') || ' ' || coalesce(needs, '')), 'the export that would hold it') as needs
from unseen
group by verdict_no
