-- grain: one row per two systems of which one is known to follow the other, or whose clocks another pair puts in doubt (no pairs of their own)
-- How far two clocks may be apart, from pairs of records whose order is not in doubt: an item exists before a key of it is put into a session or a
-- tag, a credential before it is used, a decision before the broker acts on it. Each pair bounds the offset from one side. What bounds it here is
-- their median, per kind of pair: half of the records may be odd (keys given in advance, requests written afterwards) and do not move it. Original
-- times are never changed: where most pairs contradict equal clocks, the tolerance grows by as much as the plainest of them show. Which of the two
-- clocks is wrong nobody knows, so it grows as well between either of them and a system that it cannot be compared with.

with timed as (
    -- records that tell when it happened, not only when it was last changed
    select *
    from stg_events
    where task is not null and stage in ('request', 'approval')
        and has_own_time(attributes)
),

created as (
    select task as object, system, min_by(lo, in_order(lo, event_id)) as lo, min_by(event_id, in_order(lo, event_id)) as event_id
    from timed
    where activity in ('create', 'ask_approval') and stage = 'request'
    group by task, system
),

decided as (
    select task as object, system, lo, event_id
    from timed
    where stage = 'approval' and decision = 'approved'
    qualify row_number() over (partition by task order by lo, event_id) = 1
),

followed as (
    select 'key' as kind, created.system as first_system, event.system as then_system, epoch_us(event.lo) - epoch_us(created.lo) as gap_us,
        created.event_id as first_event_id, event.event_id as then_event_id, event.lo
    from created
    inner join int_event_refs as ref on ref.object = created.object and ref.origin in ('tag', 'session')
    inner join stg_events as event on event.event_id = ref.event_id and event.system <> created.system
    union all
    select 'credential', credential.system, event.system, epoch_us(event.lo) - epoch_us(credential.issued_lo),
        credential.issue_event_id, event.event_id, event.lo
    from int_credentials as credential
    inner join stg_events as event on event.credential = credential.credential and event.system <> credential.system
    union all
    select 'decision', decided.system, event.system, epoch_us(event.lo) - epoch_us(decided.lo),
        decided.event_id, event.event_id, event.lo
    from int_links_grant as link
    inner join decided on decided.object = link.object
    inner join stg_events as event on event.event_id = link.event_id and event.system <> decided.system and event.change = 'add'
    where link.is_assignment
),

measured as (
    select
        kind,
        first_system,
        then_system,
        count(*) as pairs,
        count(*) filter (where gap_us < 0) as contradictions,
        list([first_event_id, then_event_id] order by gap_us, then_event_id) filter (where gap_us < 0)[1:2] as worst,
        min(lo) filter (where gap_us < 0) as contradicted_at,
        median(gap_us)::bigint as typical_gap_us,
        -- the true offset is no less than what the plainest contradictions show; a few odd ones left aside
        quantile_cont(gap_us, 0.05)::bigint as widest_gap_us
    from followed
    group by kind, first_system, then_system
),

both_ways as (
    -- offset: the clock of the second system (in alphabetical order) minus that of the first
    select
        least(first_system, then_system) as system_a,
        greatest(first_system, then_system) as system_b,
        sum(pairs) as pairs,
        sum(contradictions) as contradictions,
        flatten(flatten(list(worst order by kind, first_system) filter (where contradictions > 0))) as event_ids,
        min(contradicted_at) as contradicted_at,
        min(typical_gap_us) filter (where first_system < then_system and pairs >= 10) as offset_most_us,
        max(-typical_gap_us) filter (where first_system > then_system and pairs >= 10) as offset_least_us,
        max(-widest_gap_us) filter (where typical_gap_us < 0 and pairs >= 10) as reach_us,
        -- too few to say by how much, enough not to trust the order
        max(-widest_gap_us) filter (where typical_gap_us < 0 and pairs between 3 and 9) as doubt_us
    from measured
    group by all
),

bounded as (
    select
        system_a,
        system_b,
        pairs::bigint as pairs,
        contradictions::bigint as contradictions,
        contradicted_at,
        coalesce(event_ids, []::varchar[]) as event_ids,
        offset_least_us,
        offset_most_us,
        case
            when offset_most_us < 0 or offset_least_us > 0 then settings.skew_tolerance_us + reach_us
            when offset_most_us is null and offset_least_us is null then settings.skew_tolerance_us + doubt_us
        end as tolerance_us
    from both_ways
    cross join fct_settings as settings
),

doubtful as (
    select system, max(tolerance_us) as tolerance_us
    from (
        select system_a as system, tolerance_us from bounded where tolerance_us is not null
        union all
        select system_b, tolerance_us from bounded where tolerance_us is not null
    )
    group by system
),

unmeasured as (
    select least(doubtful.system, other.system) as system_a, greatest(doubtful.system, other.system) as system_b, max(doubtful.tolerance_us) as tolerance_us
    from doubtful
    inner join (select distinct system from stg_events) as other on other.system <> doubtful.system
    group by all
)

select * from bounded where not (tolerance_us is null and offset_most_us is null and offset_least_us is null)
    or (system_a, system_b) not in (select (system_a, system_b) from unmeasured)
union all
select
    pair.system_a,
    pair.system_b,
    coalesce(known.pairs, 0),
    coalesce(known.contradictions, 0),
    known.contradicted_at,
    coalesce(known.event_ids, []::varchar[]),
    null,
    null,
    pair.tolerance_us
from unmeasured as pair
left join bounded as known on known.system_a = pair.system_a and known.system_b = pair.system_b
where known.system_a is null or (known.tolerance_us is null and known.offset_most_us is null and known.offset_least_us is null)
