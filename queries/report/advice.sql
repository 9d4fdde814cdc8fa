-- grain: one row per agent that recommends something
-- What became of its recommendations. The last answer to each counts; without one it is unanswered. A rule of a configuration and another agent are no
-- people. How long people took is microseconds from recommendation to answer.

with answers as (
    select
        recommendation_event_id,
        arg_max(disposition, in_order(lo, event_id)) as disposition,
        arg_max(decided_by, in_order(lo, event_id)) as decided_by,
        arg_max(coalesce(person, identity), in_order(lo, event_id)) as reviewer,
        arg_max(latency_us, in_order(lo, event_id)) as latency_us
    from fct_dispositions
    where recommendation_event_id is not null
    group by recommendation_event_id
),

advice as (
    select event_id, any_value(coalesce(person, identity)) as agent, max(words) as words
    from fct_recommendations
    group by event_id
)

select
    coalesce(advice.agent, 'an agent that no record names') as agent,
    count(*) as recommendations,
    count(*) filter (where answers.disposition = 'accept') as accepted,
    count(*) filter (where answers.disposition = 'modify') as modified,
    count(*) filter (where answers.disposition = 'reject') as rejected,
    count(*) filter (where answers.disposition = 'abandon') as abandoned,
    count(*) filter (where answers.disposition is null) as unanswered,
    count(*) filter (where answers.decided_by = 'human') as by_people,
    count(distinct answers.reviewer) filter (where answers.decided_by = 'human') as reviewers,
    quantile_cont(answers.latency_us, 0.1) filter (where answers.decided_by = 'human' and answers.latency_us >= 0)::bigint as p10_us,
    quantile_cont(answers.latency_us, 0.5) filter (where answers.decided_by = 'human' and answers.latency_us >= 0)::bigint as p50_us,
    max(advice.words) as most_words
from advice
left join answers on answers.recommendation_event_id = advice.event_id
group by 1
order by recommendations desc, agent
