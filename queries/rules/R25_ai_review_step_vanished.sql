-- rule: R25
-- slug: ai-review-step-vanished
-- title: Review of AI recommendations became a formality
-- severity: medium
-- grain: one row per reviewer and month with enough decisions on an agent's recommendations; one row for all reviewers and months with too few
-- question: Who accepted what an AI recommended so fast and so completely that the review is one in name only?
-- why: Where everything is accepted unread, the model decides, and the person's name on the decision is a decoration.
-- misses: Reviewers who wait before they click; reviews that were given up by many people a little.
-- false-positives: A very good model on a trivial class of changes: register the class as standard_preapproved. Talks beside the tool.
-- remedy: Sample what was accepted and review it again; give the reviewer fewer and graver cases, and a reason to enter.
-- needs: recommendation, disposition
-- param: acceptance_share = 0.99 — B.3 R25
-- param: least_recommendations = 100 — B.3 R25
-- param: fewest_recommendations = 50 — below, nothing can be said; B.3 R25
-- param: floor_seconds = 5 — B.0 read_speed_floor [J]
-- param: words_per_second = 10 — B.0 read_speed_floor: about 600 words a minute, skimming [J]
-- param: fall_share = 0.8 — fall of the median against the reviewer's first month; B.3 R25
-- param: baseline_decisions = 20 — decisions that make a month a baseline [J]
-- ref: RULES.md B.3 R25; changes of class standard_preapproved are left out

with preapproved as (
    select task
    from fct_executions
    where task is not null
    group by task
    having bool_and(change_class = 'standard_preapproved')
),

-- one answer per reviewer and recommendation: a click that the item and its history both record is one, and who changes their mind read twice
reviews as (
    select
        coalesce(disposition.person, disposition.identity) as person,
        coalesce(disposition.person, disposition.identity, 'somebody at ' || disposition.agent) as reviewer,
        min(disposition.identity) as identity,
        date_trunc('month', disposition.occurred_at at time zone 'UTC') as month,
        disposition.recommendation_event_id,
        min(disposition.event_id) as event_id,
        any_value(disposition.task) as task,
        any_value(disposition.agent) as agent,
        min(disposition.occurred_at) as occurred_at,
        arg_max(disposition.disposition, in_order(disposition.lo, disposition.event_id)) as disposition,
        min(disposition.latency_us) filter (where disposition.latency_us >= 0) as latency_us,
        greatest($floor_seconds, coalesce(any_value(disposition.words), 0) / $words_per_second) * 1000000 as floor_us
    from fct_dispositions as disposition
    where disposition.decided_by = 'human' and disposition.recommendation_event_id is not null and disposition.disposition <> 'abandon'
        and disposition.source <> 'transition'
        and (disposition.task is null or disposition.task not in (select task from preapproved))
    group by all
),

months as (
    select
        reviewer,
        any_value(person) as person,
        month,
        list_sort(list_distinct(list(identity))) as identities,
        count(*) as decisions,
        count(*) filter (where disposition in ('accept', 'modify')) as accepted,
        count(*) filter (where disposition = 'modify') as modified,
        count(latency_us) as timed,
        median(latency_us) as median_us,
        median(floor_us) as floor_us,
        count(distinct task) as tasks,
        list_sort(list_distinct(list(agent))) as agents,
        min(occurred_at) as occurred_at,
        max(occurred_at) as last_at,
        shown(list(event_id order by occurred_at, event_id)) as event_ids
    from reviews
    group by reviewer, month
),

compared as (
    select
        *,
        first_value(case when decisions >= $baseline_decisions then median_us end ignore nulls) over by_month as baseline_us,
        first_value(case when decisions >= $baseline_decisions then month end ignore nulls) over by_month as baseline_month
    from months
    window by_month as (partition by reviewer order by month rows between unbounded preceding and unbounded following)
),

judged as (
    select
        *,
        median_us < floor_us as is_fast,
        coalesce(baseline_month < month and median_us <= (1 - $fall_share) * baseline_us, false) as has_fallen,
        accepted >= $acceptance_share * decisions and modified = 0 as is_all_accepted,
        strftime(month, '%Y-%m') as period
    from compared
),

stated as (
    select
        *,
        case
            when decisions < $fewest_recommendations then 'few'
            when not is_all_accepted then 'pass'
            when timed < decisions / 2 then 'untimed'
            when not (is_fast or has_fallen) then 'pass'
            when decisions >= $least_recommendations then 'gap'
            else 'lead'
        end as state
    from judged
)

select
    null::varchar as task,
    person,
    identities,
    occurred_at,
    case state when 'untimed' then 'insufficient' else state end as verdict,
    case when state in ('gap', 'lead') then case when is_fast then 'too-fast' else 'fallen' end end as sub,
    null::varchar as severity,
    1.0 as confidence,
    case when person is null then 'unmapped' end as basis,
    case when state = 'untimed' then 'structural' end as reason,
    case when state = 'untimed' then 'the log of ' || array_to_string(agents, ', ') || ' with the time at which each recommendation was shown' end as needs,
    reviewer || ' decided on ' || decisions || ' recommendations of ' || array_to_string(agents, ', ') || ' in ' || period || ' (' || tasks || ' tasks): accepted '
    || accepted || ' (' || printf('%.1f', 100.0 * accepted / decisions) || ' %), changed ' || modified
    || coalesce(', in a median of ' || span_us(median_us::bigint) || ' (skimming one takes ' || span_us(floor_us::bigint)
        || case when baseline_month < month then '; ' || span_us(baseline_us::bigint) || ' in ' || strftime(baseline_month, '%Y-%m') else '' end || ')', '')
    || case state
        when 'pass' then '.'
        when 'gap' then '; the review has become a formality.'
        when 'lead' then '; fewer than ' || $least_recommendations || ', so a sign and no finding.'
        else '; how long each was looked at is not recorded.'
    end as message,
    event_ids
from stated
where state <> 'few'
union all by name
select
    case when count(distinct reviewer) = 1 then min(person) end as person,
    list_sort(list_distinct(flatten(list(identities)))) as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'structural' as reason,
    'the logs of a longer time, with at least ' || $fewest_recommendations || ' decisions by one person in a month' as needs,
    counted(count(distinct reviewer), 'reviewer', 'reviewers') || ' decided on fewer than ' || $fewest_recommendations || ' recommendations a month each ('
    || coalesce(sole(period), min(period) || ' to ' || max(period)) || ', ' || sum(decisions) || ' in all, at most ' || max(decisions) || ' by one in a month): too few to tell a habit.' as message,
    shown(list_sort(list_distinct(flatten(list(event_ids))))) as event_ids
from stated
where state = 'few'
having count(*) > 0
order by 4, 2
