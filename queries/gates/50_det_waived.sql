-- grain: one row per waiver and open finding it speaks of
-- A waiver names a finding, or a rule and a task; it counts until it expires, as of the case's "now". The one that lasts longest answers.

select
    identified.verdict_no,
    waiver.waiver_no,
    waiver.approver,
    waiver.reason,
    waiver.expires_at,
    waiver.expires_at > settings.as_of as is_applied,
    row_number() over (partition by identified.verdict_no order by waiver.expires_at desc, waiver.waiver_no) as rank
from det_identified as identified
cross join (select coalesce(make_timestamptz($as_of_us::bigint), as_of) as as_of from fct_settings) as settings
left join fct_tasks as task on task.task = identified.task
inner join det_waivers as waiver
    on (waiver.rule is null or waiver.rule = identified.rule)
    and (waiver.finding is null or waiver.finding = identified.finding_id)
    and (waiver.task is null or lower(waiver.task) in (lower(identified.task), lower(task.task_key)))
    and (waiver.finding is not null or (waiver.rule is not null and waiver.task is not null))
where identified.verdict in ('gap', 'insufficient', 'lead') and identified.suppressed_by is null and not identified.is_outside
