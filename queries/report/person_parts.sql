-- grain: one row per person or other identity that had a part in a chain or a controlled change
-- For how many tasks each asked, decided and executed, and what nobody asked for. Only ties of 0.8 or better.

with parts as (
    select requester_person as person, task, 'asked' as part from fct_tasks where requester_person is not null and request_event_id is not null
    union all
    select decider, task, 'decided' from fct_decisions where decider is not null and decision in ('approved', 'denied') and link_confidence >= 0.8
    union all
    select person, task, 'executed'
    from fct_executions
    where is_effective and not is_platform and task is not null and link_confidence >= 0.8
),

loose as (
    select person, count(*) as strays
    from (
        select person, event_id
        from fct_executions
        where is_effective and not is_platform and requires_request and standing_approval is null
        group by person, event_id
        having max(coalesce(link_confidence, 0)) < 0.8
    )
    group by person
),

counted as (
    select
        person,
        count(distinct task) filter (where part = 'asked') as asked,
        count(distinct task) filter (where part = 'decided') as decided,
        count(distinct task) filter (where part = 'executed') as executed
    from parts
    group by person
)

select
    coalesce(counted.person, loose.person) as person,
    coalesce(counted.asked, 0) as asked,
    coalesce(counted.decided, 0) as decided,
    coalesce(counted.executed, 0) as executed,
    coalesce(loose.strays, 0) as strays
from counted
full join loose on loose.person = counted.person
where coalesce(counted.person, loose.person) is not null
order by 1
