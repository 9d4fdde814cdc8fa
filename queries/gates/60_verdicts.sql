-- grain: one row per subject that a rule examined, passes and suppressed rows with the rest
-- What stands after the gates and the waivers. A waiver answers, it does not hide: the row says who answers, why, until when, and for what.

with answered as (
    select * from det_identified
    union all by name
    select *, []::varchar[] as notes from det_judged where verdict = 'pass'
)

select
    identified.verdict_no,
    identified.finding_id,
    identified.rule,
    rule.slug,
    identified.sub,
    case when waived.is_applied then 'excepted' else identified.verdict end as verdict,
    identified.severity,
    identified.task,
    task.task_key,
    identified.person,
    identified.identities,
    identified.occurred_at,
    identified.confidence,
    identified.basis,
    identified.message,
    identified.reason,
    identified.needs,
    case when waived.verdict_no is not null then
        json_object(
            'approver', waived.approver,
            'reason', waived.reason,
            'expires', strftime(waived.expires_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ'),
            'state', waived.state,
            'verdict', identified.verdict
        )::varchar
    end as waiver,
    rule.controls,
    identified.event_ids,
    identified.notes,
    identified.suppressed_by,
    identified.is_outside
from answered as identified
inner join det_rules as rule on rule.rule = identified.rule
left join fct_tasks as task on task.task = identified.task
left join det_waived as waived on waived.verdict_no = identified.verdict_no and waived.rank = 1
