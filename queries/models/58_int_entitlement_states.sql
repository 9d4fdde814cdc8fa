-- grain: one row per holding and record that settles whether it is held
-- kept: while the models run
-- Records in the order of time, numbered by the interval they belong to: granted and listed say held; removed, deleted, expired and missing say not.
-- A snapshot proves that something is missing only if it lists the holder with something else, and the same thing of somebody else: then both were
-- asked for; of a record that could not be read to its end nobody is known to be missing. A list that overlaps in time with a change of the same holding says nothing: it may have been made before or after.

with snapshots as (
    select distinct system, lo, hi, source_id from int_entitlement_records where is_snapshot
),

asked_holders as (
    select system, lo, hi, subject from int_entitlement_records where is_snapshot
    union
    select snapshots.system, snapshots.lo, snapshots.hi, identity.alias
    from snapshots
    inner join stg_identities as identity on identity.source_id = snapshots.source_id
),

asked_things as (
    select record.system, record.lo, record.realm, record.item, record.place
    from int_entitlement_records as record
    left join stg_rejects as lost on lost.source_id = record.source_id and lost.record_no = record.record_no
    where record.is_snapshot
    group by record.system, record.lo, record.realm, record.item, record.place
    having count(lost.record_no) = 0
),

holdings as (
    select holding, subject, directory, realm, item, place, min(person) as person, min(entitlement) as entitlement, min(resource) as resource
    from int_entitlement_records
    group by holding, subject, directory, realm, item, place
),

asked as materialized (
    -- before the things are asked for: snapshot by snapshot, every holder with every thing would be a multitude
    select holding.*, holder.system, holder.lo, holder.hi
    from holdings as holding
    inner join asked_holders as holder on holder.subject = holding.subject
),

missing as (
    select
        asked.holding,
        asked.system,
        asked.lo,
        asked.hi,
        min(asked.subject) as subject,
        min(asked.directory) as directory,
        min(asked.person) as person,
        min(asked.entitlement) as entitlement,
        min(asked.resource) as resource,
        min(asked.place) as place
    from asked
    inner join asked_things as thing
        on thing.system = asked.system and thing.lo = asked.lo and thing.realm = asked.realm and thing.item = asked.item
        and thing.place = asked.place
    anti join int_entitlement_records as present
        on present.holding = asked.holding and present.system = asked.system and present.lo = asked.lo and present.is_snapshot
    group by asked.holding, asked.system, asked.lo, asked.hi
),

deleted as (
    select subject, event_id, system, source_id, record_no, lo, hi
    from stg_events
    where activity = 'delete' and change = 'remove' and outcome = 'success' and subject is not null and entitlement is null
),

granted as (
    select *, lead(lo) over (partition by holding order by lo, source_id, record_no, event_id) as next_grant_lo
    from int_entitlement_records
    where says = 'granted'
),

said as (
    select holding, says, event_id, system, source_id, record_no, lo, hi, subject, person, directory, entitlement, resource, place
    from int_entitlement_records
    union all
    select holding, 'missing', null, system, null, null, lo, hi, subject, person, directory, entitlement, resource, place
    from missing
    union all
    select holding.holding, 'deleted', deleted.event_id, deleted.system, deleted.source_id, deleted.record_no, deleted.lo, deleted.hi, holding.subject,
        holding.person, holding.directory, holding.entitlement, holding.resource, holding.place
    from holdings as holding
    inner join deleted on deleted.subject = holding.subject
    union all
    -- a later grant carries its own end, or none
    select holding, 'expired', null, system, source_id, record_no, expires_at, expires_at + interval 1 second, subject, person, directory, entitlement, resource, place
    from granted
    cross join fct_settings as settings
    where expires_at >= lo and expires_at <= settings.as_of and (next_grant_lo is null or next_grant_lo >= expires_at)
),

neighboured as (
    select
        *,
        max(hi) filter (where event_id is not null) over (partition by holding order by lo range between unbounded preceding and current row) as change_before,
        min(lo) filter (where event_id is not null) over (partition by holding order by lo range between current row and unbounded following) as change_after
    from said
),

certain as (
    select neighboured.*
    from neighboured
    cross join fct_settings as settings
    where neighboured.says not in ('listed', 'missing')
        or (coalesce(neighboured.change_before + settings.skew_tolerance <= neighboured.lo, true)
            and coalesce(neighboured.hi + settings.skew_tolerance <= neighboured.change_after, true))
),

ordered as (
    select
        * exclude (change_before, change_after),
        says in ('granted', 'listed') as is_held,
        row_number() over in_time as place_no,
        lag(says) over in_time as said_before,
        lag(lo) over in_time as said_before_lo,
        lag(hi) over in_time as said_before_hi
    from certain
    -- at one moment an end comes after a beginning, and what is written before what is only concluded
    window in_time as (
        partition by holding
        order by lo, list_position(['granted', 'listed', 'removed', 'deleted', 'expired', 'missing'], says), source_id, record_no, event_id, system
    )
)

select
    *,
    -- an interval ends with the first record that says not held; what follows it before the next beginning only repeats it. A removal of what no
    -- record had given is the end of an interval whose beginning is unknown
    sum(case
        when is_held and coalesce(said_before not in ('granted', 'listed'), true) then 1
        when says = 'removed' and coalesce(said_before = 'missing', true) then 1
        else 0
    end) over (partition by holding order by place_no rows between unbounded preceding and current row) as interval_no
from ordered
