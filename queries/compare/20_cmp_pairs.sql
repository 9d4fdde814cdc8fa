-- grain: one row per finding that both cases have
-- The same id is the same finding. The id rests on rule, task, person and records, so a finding whose person was recognised meanwhile, or that rests on
-- one record more, has another: what is left over is paired by the records it shares within its rule, each with the one that fits it best, and only
-- if that holds in both directions. A record that many findings of a rule share (a policy, an approval) pairs them only within one task.

with exact as (
    select earlier.finding_id as was_id, later.finding_id
    from earlier.findings as earlier
    inner join later.findings as later on later.finding_id = earlier.finding_id
),

left_over as (
    select finding.*, len(coalesce(finding.event_ids, [])) as records
    from cmp_findings as finding
    anti join exact on exact.finding_id = finding.finding_id
),

spread as (
    select record.*, count(*) over (partition by record.side, record.rule, record.record) as sharers
    from cmp_records as record
    anti join exact on exact.finding_id = record.finding_id
),

shared as (
    select earlier.finding_id as was_id, later.finding_id, count(*) as records
    from spread as earlier
    inner join spread as later on later.rule = earlier.rule and later.record = earlier.record and later.side = 'later'
    where earlier.side = 'earlier'
        and (greatest(earlier.sharers, later.sharers) <= 20 or earlier.task is not distinct from later.task)
    group by earlier.finding_id, later.finding_id
),

candidates as (
    select * from shared
    union all
    -- findings without a record are known by what they are about
    select earlier.finding_id as was_id, later.finding_id, 0 as records
    from left_over as earlier
    inner join left_over as later
        on later.side = 'later' and later.rule = earlier.rule and later.records = 0
        and coalesce(later.sub, '') = coalesce(earlier.sub, '') and coalesce(later.task, '') = coalesce(earlier.task, '')
        and coalesce(later.person, '') = coalesce(earlier.person, '')
    where earlier.side = 'earlier' and earlier.records = 0
),

weighed as (
    select
        candidates.*,
        (coalesce(later.task = earlier.task, false)::int * 4 + coalesce(later.sub is not distinct from earlier.sub, false)::int * 2
            + coalesce(later.person = earlier.person, false)::int) as likeness,
        coalesce(abs(epoch_us(later.occurred_at) - epoch_us(earlier.occurred_at)), 0) as apart_us
    from candidates
    inner join earlier.findings as earlier on earlier.finding_id = candidates.was_id
    inner join later.findings as later on later.finding_id = candidates.finding_id
),

ranked as (
    select
        *,
        row_number() over (partition by was_id order by records desc, likeness desc, apart_us, finding_id) as place,
        row_number() over (partition by finding_id order by records desc, likeness desc, apart_us, was_id) as was_place
    from weighed
)

select was_id, finding_id, 'id' as paired_by from exact
union all
select was_id, finding_id, 'records' as paired_by from ranked where place = 1 and was_place = 1
