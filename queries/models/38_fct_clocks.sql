-- grain: one row per two systems of which one is known to follow the other
-- How far two clocks may be apart, from pairs of records whose order is not in doubt: an item exists before a key of it is put into a session or a
-- tag, a credential before it is used, a decision before the broker acts on it. Each pair bounds the offset from one side; the bound is the 2 %
-- quantile, so that single odd records do not set it. Original times are never changed: where the pairs contradict equal clocks, the tolerance grows.

with created as (
    select task as object, system, min_by(lo, in_order(lo, event_id)) as lo
    from stg_events
    where task is not null and activity in ('create', 'ask_approval') and stage = 'request'
    group by task, system
),

decided as (
    select task as object, system, lo
    from stg_events
    where task is not null and stage = 'approval' and decision = 'approved'
    qualify row_number() over (partition by task order by lo, event_id) = 1
),

followed as (
    select created.system as first_system, event.system as then_system, epoch_us(event.lo) - epoch_us(created.lo) as gap_us
    from created
    inner join int_event_refs as ref on ref.object = created.object and ref.origin in ('tag', 'session')
    inner join stg_events as event on event.event_id = ref.event_id and event.system <> created.system
    union all
    select credential.system, event.system, epoch_us(event.lo) - epoch_us(credential.issued_lo)
    from int_credentials as credential
    inner join stg_events as event on event.credential = credential.credential and event.system <> credential.system
    union all
    select decided.system, event.system, epoch_us(event.lo) - epoch_us(decided.lo)
    from int_links_grant as link
    inner join decided on decided.object = link.object
    inner join stg_events as event on event.event_id = link.event_id and event.system <> decided.system and event.change = 'add'
    where link.is_assignment
),

measured as (
    select
        first_system,
        then_system,
        count(*) as pairs,
        count(*) filter (where gap_us < 0) as contradictions,
        quantile_cont(gap_us, 0.02)::bigint as least_gap_us
    from followed
    group by first_system, then_system
),

both_ways as (
    -- offset: the clock of the second system (in alphabetical order) minus that of the first
    select
        least(first_system, then_system) as system_a,
        greatest(first_system, then_system) as system_b,
        sum(pairs) as pairs,
        sum(contradictions) as contradictions,
        min(least_gap_us) filter (where first_system < then_system and pairs >= 20) as offset_most_us,
        max(-least_gap_us) filter (where first_system > then_system and pairs >= 20) as offset_least_us
    from measured
    group by all
)

select
    system_a,
    system_b,
    pairs::bigint as pairs,
    contradictions::bigint as contradictions,
    offset_least_us,
    offset_most_us,
    case
        when contradictions >= 3 and offset_most_us < 0 then settings.skew_tolerance_us - offset_most_us
        when contradictions >= 3 and offset_least_us > 0 then settings.skew_tolerance_us + offset_least_us
    end as tolerance_us
from both_ways
cross join fct_settings as settings
