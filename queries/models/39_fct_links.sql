-- grain: one row per event and chain
-- The choice among the recorded guesses. What a record says itself beats inference; the rest competes, and two candidates within three bits
-- (odds below 8) stay two candidates. Losers are kept in the models before.

with candidates as (
    select event_id, task, method, confidence, evidence, 1 as class from int_links_reference
    union all
    select event_id, task, method, confidence, evidence, 2 from int_links_credential
    union all
    select event_id, task, method, confidence, evidence, 2 from int_links_grant
    union all
    select event_id, task, method, confidence, evidence, 3 from int_links_identity
    union all
    select event_id, task, method, confidence, evidence, 3 from int_links_session
),

counted as (
    -- most events have one candidate, and nothing to weigh
    select
        event_id,
        count(*) as candidates,
        any_value(task) as task,
        any_value(method) as method,
        any_value(confidence) as confidence,
        any_value(evidence) as evidence,
        any_value(class) as class
    from candidates
    group by event_id
),

ranked as (
    select
        *,
        min(class) over (partition by event_id, task) as least_class,
        -- a total order: equal confidences must not be told apart by which thread was faster
        row_number() over (partition by event_id, task order by confidence desc, class, method, evidence) as candidate_no
    from candidates
    where event_id in (select event_id from counted where candidates > 1)
),

per_task as (
    select event_id, task, least_class as class, method, confidence, evidence
    from ranked
    where candidate_no = 1
),

classed as (
    select
        *,
        log_odds(confidence) as bits,
        min(class) filter (where confidence >= 0.8) over (partition by event_id) as best_class
    from per_task
),

competing as (
    select
        *,
        row_number() over (partition by event_id order by bits desc, task) as place,
        max(bits) over (partition by event_id) as top_bits,
        count(*) over (partition by event_id) as rivals
    from classed
    where class = coalesce(best_class, class)
),

kept as (
    select
        *,
        count(*) filter (where bits >= top_bits - 3) over (partition by event_id) as close_rivals,
        nth_value(task, 2) over (partition by event_id order by place rows between unbounded preceding and unbounded following) as second_task,
        nth_value(confidence, 2) over (partition by event_id order by place rows between unbounded preceding and unbounded following) as second_confidence,
        first_value(task) over (partition by event_id order by place) as first_task,
        first_value(confidence) over (partition by event_id order by place) as first_confidence
    from competing
),

chosen as (
    select
        event_id,
        task,
        method,
        case when class > 1 and close_rivals > 1 then confidence / close_rivals else confidence end as confidence,
        close_rivals > 1 as has_rivals,
        class,
        case when place = 1 then second_task else first_task end as runner_up,
        case when place = 1 then second_confidence else first_confidence end as runner_up_confidence,
        evidence
    from kept
    where place = 1 or bits >= top_bits - 3
    union all
    select event_id, task, method, confidence, false, class, null, null, evidence
    from counted
    where candidates = 1
)

select
    chosen.event_id,
    chosen.task,
    chosen.method,
    chosen.confidence,
    chosen.has_rivals and (chosen.class > 1 or event.stage in ('execution', 'revocation', 'credential')) as is_ambiguous,
    chosen.runner_up,
    chosen.runner_up_confidence,
    chosen.evidence,
    event.stage
from chosen
inner join stg_events as event on event.event_id = chosen.event_id
