-- grain: one row per reviewer: what they decided, how fast, and what speaks against that they looked
-- Speed: the median time between decisions where the second of each is on record, as the page notes it; what was typed in tells at best the minute, and one
-- that was copied down all rows tells no pace. Else the time from the pack to its return, spread over the decisions, which is the most that each can have
-- taken. Nobody is accused for few decisions.

with decisions as (
    select history.by_person as reviewer, history.happened_at, history.decision, history.comment, progress.recommendation, history.entry_no,
        coalesce(history.is_time_stated, false) and date_trunc('minute', history.happened_at) <> history.happened_at as is_second_known,
        -- a whole minute may be any moment of it
        history.happened_at + case when date_trunc('minute', history.happened_at) = history.happened_at then interval 1 minute else interval 0 minute end as latest_at
    from cert_history as history
    inner join cert_progress as progress on progress.item = history.item
    where history.kind = 'decided'
    -- what somebody revised counts as they left it
    qualify row_number() over (partition by history.by_person, history.item order by history.entry_no desc) = 1
),

steps as (
    select reviewer, date_diff('second', lag(happened_at) over (partition by reviewer order by happened_at, entry_no), happened_at) as seconds
    from decisions
    where is_second_known
),

paces as (
    select reviewer, median(seconds) as step_seconds, count(*) as steps from steps where seconds is not null group by reviewer
),

packed as (
    select reviewer, happened_at as packed_at, items from cert_history where kind = 'packed'
),

returned as (
    select decisions.reviewer, max(decisions.happened_at) as last_at, max(decisions.latest_at) as latest_at, max(packed.packed_at) as packed_at
    from decisions
    left join packed on packed.reviewer = decisions.reviewer and packed.packed_at <= decisions.happened_at
    group by decisions.reviewer
),

assigned as (
    select reviewer, count(*) as items, count(*) filter (where state in ('open', 'overdue')) as open_items from cert_progress where reviewer is not null group by reviewer
),

counted as (
    select
        reviewer,
        count(*) as decided,
        count(*) filter (where decision = 'keep') as kept,
        count(*) filter (where decision = 'revoke') as revoked,
        count(*) filter (where decision = 'unsure') as unsure,
        count(*) filter (where decision = 'keep' and recommendation = 'revoke') as kept_against,
        count(*) filter (where coalesce(comment, '') <> '') as commented,
        count(distinct happened_at) as moments
    from decisions
    group by reviewer
),

paced as (
    select
        coalesce(assigned.reviewer, counted.reviewer) as reviewer,
        coalesce(assigned.items, 0) as items,
        coalesce(assigned.open_items, 0) as open_items,
        coalesce(counted.decided, 0) as decided,
        coalesce(counted.kept, 0) as kept,
        coalesce(counted.revoked, 0) as revoked,
        coalesce(counted.unsure, 0) as unsure,
        coalesce(counted.kept_against, 0) as kept_against,
        coalesce(counted.commented, 0) as commented,
        case
            when paces.steps >= 5 then paces.step_seconds
            when returned.packed_at is not null and counted.decided > 0 then date_diff('second', returned.packed_at, returned.latest_at) / counted.decided
        end as seconds_each,
        returned.packed_at,
        returned.last_at
    from assigned
    full outer join counted on counted.reviewer = assigned.reviewer
    left join paces on paces.reviewer = coalesce(assigned.reviewer, counted.reviewer)
    left join returned on returned.reviewer = coalesce(assigned.reviewer, counted.reviewer)
)

select
    *,
    list_filter([
        case when decided >= $bulk_items and seconds_each < $least_seconds then 'at most ' || round(seconds_each, 1) || ' s for each of ' || decided || ' decisions' end,
        case when decided >= $bulk_items and kept = decided and kept_against > 0 and commented = 0
            then 'kept all ' || decided || ' without a word, also the ' || kept_against || ' that the evidence speaks against' end
    ], lambda reason: reason is not null) as doubts
from paced
order by reviewer
