-- grain: one row per configured pair of conflicting entitlements, and holder of a side of it
-- Whether one person, over all accounts known to be theirs, or one account nobody is known behind, held both sides at one time: judged on what the
-- ledger shows after each change. An interval counts from its certain beginning to its certain end; where only its possible reach meets the other
-- side, the ledger's reason says why nobody can tell. A wildcard does not mean variants that only read.

with pairs as (
    select row_number() over (order by "left", "right") as pair_no, "left" as left_side, "right" as right_side, min(why) as why
    from ref_conflicts
    group by "left", "right"
),

sides as (
    select pair_no, 'left' as side, left_side as pattern from pairs
    union all
    select pair_no, 'right', right_side from pairs
),

things as (
    select distinct
        entitlement,
        lower(entitlement) as whole,
        lower(regexp_replace(entitlement, '^.*[/:]', '')) as tail
    from fct_entitlement_intervals
    where entitlement is not null
),

meant as (
    select sides.pair_no, sides.side, things.entitlement
    from sides
    inner join things on things.whole = lower(sides.pattern)
    where not contains(sides.pattern, '*')
    union
    select sides.pair_no, sides.side, things.entitlement
    from sides
    inner join things on things.tail = lower(sides.pattern)
    where not contains(sides.pattern, '*')
    union
    select sides.pair_no, sides.side, things.entitlement
    from (select * from sides where contains(pattern, '*')) as sides
    inner join things on scope_covers(sides.pattern, things.entitlement)
    where not regexp_matches(things.whole, 'read[ _-]?only|viewer|reader|view[ _-]?only') or regexp_matches(lower(sides.pattern), 'read|view')
),

held as (
    select
        meant.pair_no,
        meant.side,
        interval.holding,
        interval.interval_no,
        interval.subject,
        coalesce(interval.subject_person, interval.subject) as holder,
        account.kind,
        account.basis,
        interval.entitlement,
        interval.system,
        interval.grant_event_id,
        interval.granted_by,
        interval.grant_task,
        interval.grant_link_confidence,
        interval.held_from_lo,
        interval.held_from_hi as known_from,
        case when interval.ended = 'held' then interval.shown_until_at else interval.held_to_lo end as known_to,
        coalesce(interval.held_from_lo, timestamptz '1900-01-01 00:00:00+00') as possible_from,
        case when interval.ended = 'held' then timestamptz '9999-12-31 00:00:00+00' else interval.held_to_hi end as possible_to,
        interval.ended = 'held' as is_held,
        interval.lists > 0 as is_listed,
        interval.reason,
        interval.needs
    from fct_entitlement_intervals as interval
    inner join meant on meant.entitlement = interval.entitlement
    left join int_alias_persons as account
        on account.alias = interval.subject and interval.held_from_hi >= account.valid_from and interval.held_from_hi < account.valid_to
),

met as (
    select
        a.pair_no,
        a.holder,
        a as left_held,
        b as right_held,
        greatest(a.known_from, b.known_from) as from_at,
        least(a.known_to, b.known_to) as to_at,
        case
            when greatest(a.known_from, b.known_from) + case when a.system = b.system then interval 0 second else settings.skew_tolerance end < least(a.known_to, b.known_to) then 'together'
            when greatest(a.possible_from, b.possible_from) < least(a.possible_to, b.possible_to) then 'possible'
            else 'apart'
        end as state
    from held as a
    inner join held as b on b.pair_no = a.pair_no and b.holder = a.holder and a.side = 'left' and b.side = 'right' and b.holding <> a.holding
    cross join fct_settings as settings
),

nearest as (
    -- of several times the longest that is certain, else one that is possible
    select *
    from met
    qualify row_number() over (
        partition by pair_no, holder
        order by list_position(['together', 'possible', 'apart'], state), epoch_us(to_at) - epoch_us(from_at) desc, left_held.holding, right_held.holding, from_at
    ) = 1
),

listed as (
    -- a list that shows the side held by anybody was asked for it
    select pair_no, side, bool_or(is_listed) as is_listed from held group by pair_no, side
),

single as (
    select
        pair_no,
        holder,
        side,
        arg_min(holding, in_order(known_from, holding)) as holding,
        min(kind) as kind,
        max(basis) as basis,
        arg_min(entitlement, in_order(known_from, holding)) as entitlement,
        arg_min(subject, in_order(known_from, holding)) as subject,
        nullif(arg_min(coalesce(grant_event_id, ''), in_order(known_from, holding)), '') as grant_event_id,
        min(known_from) as known_from
    from held
    where (pair_no, holder) not in (select (pair_no, holder) from nearest)
    group by pair_no, holder, side
)

select
    pairs.left_side,
    pairs.right_side,
    pairs.why,
    nearest.holder as person,
    -- one account needs nobody behind it
    case when nearest.left_held.subject <> nearest.right_held.subject then ['authoritative', 'verified', 'derived', 'heuristic', 'unmapped'][greatest(
        coalesce(list_position(['authoritative', 'verified', 'derived', 'heuristic', 'unmapped'], nearest.left_held.basis), 5),
        coalesce(list_position(['authoritative', 'verified', 'derived', 'heuristic', 'unmapped'], nearest.right_held.basis), 5)
    )] end as basis,
    nearest.state,
    nearest.left_held.entitlement as left_entitlement,
    nearest.left_held.subject as left_subject,
    nearest.left_held.grant_event_id as left_event_id,
    nearest.left_held.granted_by as left_by,
    nearest.left_held.grant_task as left_task,
    nearest.left_held.known_from as left_from_at,
    nearest.right_held.entitlement as right_entitlement,
    nearest.right_held.subject as right_subject,
    nearest.right_held.grant_event_id as right_event_id,
    nearest.right_held.granted_by as right_by,
    nearest.right_held.grant_task as right_task,
    nearest.right_held.known_from as right_from_at,
    nearest.from_at,
    nearest.to_at,
    nearest.state = 'together' and nearest.left_held.is_held and nearest.right_held.is_held as is_ongoing,
    true as is_other_listed,
    case when nearest.state = 'possible' then coalesce(nearest.left_held.reason, nearest.right_held.reason, 'clock_uncertain') end as reason,
    case when nearest.state = 'possible' then coalesce(nearest.left_held.needs, nearest.right_held.needs, 'a list of what ' || nearest.holder || ' held between the two') end as needs
from nearest
inner join pairs on pairs.pair_no = nearest.pair_no
union all
select
    pairs.left_side,
    pairs.right_side,
    pairs.why,
    single.holder,
    null,
    'single',
    case when single.side = 'left' then single.entitlement end,
    case when single.side = 'left' then single.subject end,
    case when single.side = 'left' then single.grant_event_id end,
    null,
    null,
    case when single.side = 'left' then single.known_from end,
    case when single.side = 'right' then single.entitlement end,
    case when single.side = 'right' then single.subject end,
    case when single.side = 'right' then single.grant_event_id end,
    null,
    null,
    case when single.side = 'right' then single.known_from end,
    single.known_from,
    null,
    false,
    coalesce(listed.is_listed, false),
    null,
    null
from single
inner join pairs on pairs.pair_no = single.pair_no
left join listed on listed.pair_no = single.pair_no and listed.side = case when single.side = 'left' then 'right' else 'left' end
