-- grain: one row per person who decides
-- Signs that approving is a formality: how much was approved, how fast after it was asked, how much within an hour, and how often a rule about haste
-- (R16), about reviews of an agent's advice (R25) or about reviewers of access (R59) spoke of this person. Signs, never a proof.

with decisions as (
    select
        decider as person,
        task,
        event_id,
        decision,
        lo,
        is_time_exact
    from fct_decisions
    where decision in ('approved', 'denied') and decider is not null and decider_kind = 'human' and link_confidence >= 0.8
),

timed as (
    select decisions.person, epoch_us(decisions.lo) - epoch_us(times.began_lo) as span_us, times.words
    from decisions
    inner join fct_decision_times as times on times.event_id = decisions.event_id and times.task = decisions.task
    where decisions.is_time_exact and decisions.decision = 'approved'
),

spans as (
    select
        person,
        count(*) as timed,
        quantile_cont(span_us, 0.1)::bigint as p10_us,
        quantile_cont(span_us, 0.5)::bigint as p50_us,
        min(span_us) as least_us,
        quantile_cont(words, 0.5)::bigint as words
    from timed
    where span_us >= 0
    group by person
),

crowds as (
    select person, max(within_hour) as most_in_hour
    from (
        select
            person,
            count(*) over (partition by person order by lo range between current row and interval 1 hour following) as within_hour
        from (select person, task, min(lo) as lo from decisions where is_time_exact and decision = 'approved' group by person, task)
    )
    group by person
),

signs as (
    select person, count(*) filter (where verdict = 'gap') as gaps, count(*) filter (where verdict = 'lead') as leads
    from findings
    where rule in ('R16', 'R25', 'R59') and verdict in ('gap', 'lead') and person is not null
    group by person
)

select
    decisions.person,
    count(distinct decisions.event_id) filter (where decisions.decision = 'approved') as approved,
    count(distinct decisions.event_id) filter (where decisions.decision = 'denied') as denied,
    count(distinct decisions.task) as tasks,
    coalesce(any_value(spans.timed), 0) as timed,
    any_value(spans.least_us) as least_us,
    any_value(spans.p10_us) as p10_us,
    any_value(spans.p50_us) as p50_us,
    any_value(spans.words) as words,
    any_value(crowds.most_in_hour) as most_in_hour,
    coalesce(any_value(signs.gaps), 0) as gaps,
    coalesce(any_value(signs.leads), 0) as leads
from decisions
left join spans on spans.person = decisions.person
left join crowds on crowds.person = decisions.person
left join signs on signs.person = decisions.person
group by decisions.person
order by gaps desc, leads desc, approved desc, decisions.person
