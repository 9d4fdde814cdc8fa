-- grain: one row per subject that a rule examined and did not pass
-- The id of a finding rests on what vendors call the records, not on file names or record numbers: the same finding in another export of the same
-- records is the same finding, so waivers and comparisons hold. Records without an id of their own fall back to where they stand.

with keys as (
    select
        verdict.verdict_no,
        string_agg(
            record_key(event.connector, event.native_id, verdict.event_id), ',' order by record_key(event.connector, event.native_id, verdict.event_id)
        ) as records
    from (select verdict_no, unnest(event_ids) as event_id from det_suppressed) as verdict
    left join stg_events as event on event.event_id = verdict.event_id
    group by verdict.verdict_no
),

hashed as (
    select
        suppressed.*,
        'F-' || left(
            sha256(concat_ws('|',
                suppressed.rule, coalesce(suppressed.sub, ''), coalesce(suppressed.task, ''), coalesce(suppressed.person, ''),
                coalesce(keys.records, suppressed.occurred_at::varchar, suppressed.message)
            )), 12
        ) as stem
    from det_suppressed as suppressed
    left join keys on keys.verdict_no = suppressed.verdict_no
)

select
    * exclude (stem),
    case
        when row_number() over (partition by stem order by verdict_no) = 1 then stem
        else stem || '-' || row_number() over (partition by stem order by verdict_no)
    end as finding_id
from hashed
