-- grain: one row per two systems of which one is known to follow the other, or whose clocks another pair puts in doubt (no pairs of their own)
-- How far two clocks may be apart, from pairs of records whose order is not in doubt: an item exists before a key of it is put into a session or a
-- tag, a credential before it is used, a decision before the broker acts on it. Each pair bounds the offset from one side. What bounds it here is
-- their median, per kind of pair: half of the records may be odd (keys given in advance, requests written afterwards) and do not move it. Original
-- times are never changed: where most pairs contradict equal clocks, one is ahead by at least that much, and by how much more only pairs of the other
-- direction tell; without any, nothing that it says comes later is believed. Which of two clocks is wrong nobody knows, so the same holds between
-- either of them and a system that it cannot be compared with.

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
        bool_or(first_system < then_system and typical_gap_us < 0 and pairs between 3 and 9) as is_a_doubtful,
        bool_or(first_system > then_system and typical_gap_us < 0 and pairs between 3 and 9) as is_b_doubtful
    from measured
    group by all
),

bounded as (
    -- far: longer than any record lies from another
    select
        both_ways.*,
        settings.skew_tolerance_us,
        315360000000000 as far_us,
        coalesce(offset_least_us > 0 or (offset_least_us is null and offset_most_us is null and is_b_doubtful), false) as is_b_ahead,
        coalesce(offset_most_us < 0 or (offset_least_us is null and offset_most_us is null and is_a_doubtful), false) as is_a_ahead
    from both_ways
    cross join fct_settings as settings
),

judged as (
    select
        system_a,
        system_b,
        pairs::bigint as pairs,
        contradictions::bigint as contradictions,
        contradicted_at,
        coalesce(event_ids, []::varchar[]) as event_ids,
        offset_least_us,
        offset_most_us,
        case when offset_most_us < 0 or offset_least_us > 0 then skew_tolerance_us + reach_us end as tolerance_us,
        case
            when is_b_ahead then coalesce(offset_most_us + skew_tolerance_us, far_us)
            when is_a_ahead then skew_tolerance_us
        end as b_ahead_us,
        case
            when is_a_ahead then coalesce(-offset_least_us + skew_tolerance_us, far_us)
            when is_b_ahead then skew_tolerance_us
        end as a_ahead_us,
        is_a_ahead,
        is_b_ahead,
        far_us
    from bounded
),

doubtful as (
    -- a clock that is ahead of another, or that another is ahead of
    select system, bool_or(is_ahead) as may_be_ahead, bool_or(not is_ahead) as may_be_behind, max(far_us) as far_us
    from (
        select system_a as system, is_a_ahead as is_ahead, far_us from judged where is_a_ahead or is_b_ahead
        union all
        select system_b, is_b_ahead, far_us from judged where is_a_ahead or is_b_ahead
    )
    group by system
),

incomparable as (
    select
        least(doubtful.system, other.system) as system_a,
        greatest(doubtful.system, other.system) as system_b,
        max(case when (doubtful.system < other.system and may_be_ahead) or (doubtful.system > other.system and may_be_behind) then doubtful.far_us end) as a_ahead_us,
        max(case when (doubtful.system < other.system and may_be_behind) or (doubtful.system > other.system and may_be_ahead) then doubtful.far_us end) as b_ahead_us
    from doubtful
    inner join (select distinct system from stg_events) as other on other.system <> doubtful.system
    left join judged as known
        on known.system_a = least(doubtful.system, other.system) and known.system_b = greatest(doubtful.system, other.system)
        and (known.offset_least_us is not null or known.offset_most_us is not null or known.is_a_ahead or known.is_b_ahead)
    where known.system_a is null
    group by all
)

select
    coalesce(judged.system_a, pair.system_a) as system_a,
    coalesce(judged.system_b, pair.system_b) as system_b,
    coalesce(judged.pairs, 0) as pairs,
    coalesce(judged.contradictions, 0) as contradictions,
    judged.contradicted_at,
    coalesce(judged.event_ids, []::varchar[]) as event_ids,
    judged.offset_least_us,
    judged.offset_most_us,
    judged.tolerance_us,
    coalesce(judged.a_ahead_us, pair.a_ahead_us) as a_ahead_us,
    coalesce(judged.b_ahead_us, pair.b_ahead_us) as b_ahead_us
from judged
full join incomparable as pair on pair.system_a = judged.system_a and pair.system_b = judged.system_b
