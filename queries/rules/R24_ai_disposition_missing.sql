-- rule: R24
-- slug: ai-disposition-missing
-- title: No human accepted, changed or rejected what the AI recommended
-- severity: medium
-- grain: one row per agent and chain (where no chain claims it, per run) in which the agent recommended something that was then done
-- question: Which recommendations of an agent were carried out without a record of what a person made of them?
-- why: The recommendation and what a person decided about it belong together in the record; without the second nobody shows that anybody looked.
-- misses: Decisions by word of mouth; an answer that is recorded after what it should have stood before.
-- false-positives: Steps of a ticket that mean a decision in words the rule does not know.
-- remedy: Have the agent's tool ask and record who answered, or decide on the ticket before the agent goes on.
-- needs: disposition
-- ref: RULES.md B.3 R24; an answer by configuration or hook is a rule's, not a person's; a decision on the ticket between advice and deed is a disposition

-- Calls that only read change nothing and are left out. An answer counts for every recommendation of its chain or run that lies before it and was not yet
-- carried out; where calls have ids, for its own call alone.

with advice as (
    select *, coalesce(task, 'run ' || run, event_id) as subject, coalesce(person, identity, 'an agent the record does not name') as agent
    from fct_recommendations
),

calls as (
    select run, call_id, bool_or(is_write) as is_write, arg_min(event_id, in_order(lo, event_id)) as event_id, min(lo) as lo, min(hi) as hi,
        min(occurred_at) as occurred_at, arg_min(system, in_order(lo, event_id)) as system, arg_min(tool, in_order(lo, event_id)) as tool
    from fct_tool_calls
    where call_id is not null and run is not null and outcome not in ('denied', 'failure')
    group by run, call_id
),

-- what was done, by chain and by run, to be found as the next deed after a recommendation that names no call
deeds as (
    select event_id, coalesce(task, 'run ' || run, event_id) as subject, lo, hi, occurred_at, system, operation as deed
    from fct_agent_deeds
    where stage = 'execution'
    union
    select event_id, coalesce(task, 'run ' || run, event_id), lo, hi, occurred_at, system, tool
    from fct_tool_calls
    where is_write and outcome not in ('denied', 'failure')
),

line as (
    select subject, event_id, lo, 1 as is_deed from deeds
    union all
    select subject, event_id, lo, 0 from advice where call_id is null
),

next_deeds as (
    select
        subject, event_id, is_deed,
        first_value(case when is_deed = 1 then event_id end ignore nulls) over (
            partition by subject order by lo, is_deed, event_id rows between current row and unbounded following
        ) as deed_id
    from line
),

led as (
    select
        advice.*,
        coalesce(call.event_id, deed.event_id) as deed_id,
        coalesce(call.lo, deed.lo) as deed_lo,
        coalesce(call.hi, deed.hi) as deed_hi,
        coalesce(call.occurred_at, deed.occurred_at) as deed_at,
        coalesce(call.system, deed.system) as deed_system,
        coalesce(call.tool, deed.deed) as deed
    from advice
    left join calls as call on call.run = advice.run and call.call_id = advice.call_id and call.is_write
    left join next_deeds as next_deed
        on next_deed.subject = advice.subject and next_deed.event_id = advice.event_id and next_deed.is_deed = 0
    left join deeds as deed on deed.subject = advice.subject and deed.event_id = next_deed.deed_id
    where call.event_id is not null or (deed.event_id is not null and advice.call_id is null)
),

answers as (
    -- of one's own call, whoever gave it
    select led.subject, led.event_id, answer.decided_by, true as is_of_call, answer.lo, answer.hi, answer.system
    from led
    inner join fct_dispositions as answer on answer.run = led.run and answer.call_id = led.call_id
    union all
    -- of the recommendation that came last before it
    select led.subject, led.event_id, answer.decided_by, false, answer.lo, answer.hi, answer.system
    from led
    inner join fct_dispositions as answer on answer.recommendation_event_id = led.event_id and answer.call_id is null
),

-- the first answer by a person in the chain or run after each recommendation: it speaks for what was not yet done
people_line as (
    select subject, event_id, lo, 0 as is_answer from led
    union all
    select coalesce(task, 'run ' || run, event_id), event_id, lo, 1
    from fct_dispositions
    where decided_by = 'human' and call_id is null
),

next_answers as (
    select
        subject, event_id, is_answer,
        first_value(case when is_answer = 1 then event_id end ignore nulls) over (
            partition by subject order by lo, is_answer, event_id rows between current row and unbounded following
        ) as answer_id
    from people_line
),

all_answers as (
    select * from answers
    union all
    select led.subject, led.event_id, 'human', false, answer.lo, answer.hi, answer.system
    from led
    inner join next_answers as next_answer on next_answer.subject = led.subject and next_answer.event_id = led.event_id and next_answer.is_answer = 0
    inner join fct_dispositions as answer on answer.event_id = next_answer.answer_id and coalesce(answer.task, 'run ' || answer.run, answer.event_id) = led.subject
),

weighed as (
    select
        led.subject,
        led.event_id,
        bool_or(answer.decided_by = 'human') filter (where not coalesce(is_before(led.deed_lo, led.deed_hi, led.deed_system, answer.lo, answer.hi, answer.system), false)) as by_human,
        bool_or(answer.decided_by = 'unknown') as by_unknown,
        bool_or(answer.decided_by in ('rule', 'agent') and answer.is_of_call) as by_machine_for_call,
        bool_or(answer.decided_by in ('rule', 'agent')) as by_machine
    from led
    inner join all_answers as answer on answer.subject = led.subject and answer.event_id = led.event_id
    group by led.subject, led.event_id
),

-- agents whose log records that calls are let through at all; some logs tell of refusals only
telling as (
    select distinct system, agent from fct_dispositions where source = 'record' and disposition in ('accept', 'modify')
),

holes as (
    select led.subject, led.event_id, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from led
    inner join fct_stage_holes as hole on hole.stage = 'disposition' and hole.from_at < led.deed_hi and hole.to_at > led.lo
    group by led.subject, led.event_id
),

judged as (
    select
        led.*,
        holes.reason as hole_reason,
        holes.needs as hole_needs,
        case
            when weighed.by_human then 'human'
            when weighed.by_unknown then 'unknown'
            -- the record of the call itself says that a rule let it pass; what a machine decided elsewhere rules no person out
            when weighed.by_machine_for_call then 'machine'
            when holes.event_id is not null then 'hole'
            when weighed.by_machine then 'machine'
            when telling.agent is null then 'unlogged'
            else 'nothing'
        end as state
    from led
    left join weighed on weighed.subject = led.subject and weighed.event_id = led.event_id
    left join holes on holes.subject = led.subject and holes.event_id = led.event_id
    left join telling on telling.system = led.system and telling.agent = led.agent
),

summed as (
    select
        subject,
        agent,
        any_value(task) as task,
        list_sort(list_distinct(list(identity))) as identities,
        min(deed_at) as occurred_at,
        max(link_confidence) as confidence,
        bool_and(is_ambiguous) as is_ambiguous,
        count(distinct event_id) as recommendations,
        count(distinct event_id) filter (where state = 'human') as by_human,
        count(distinct event_id) filter (where state = 'machine') as by_machine,
        count(distinct event_id) filter (where state = 'nothing') as by_nobody,
        count(distinct event_id) filter (where state = 'unknown') as by_unknown,
        count(distinct event_id) filter (where state = 'unlogged') as unlogged,
        min(hole_reason) filter (where state = 'hole') as hole_reason,
        min(hole_needs) filter (where state = 'hole') as hole_needs,
        case
            when bool_or(state in ('machine', 'nothing')) then 'gap'
            when bool_or(state <> 'human') then 'insufficient'
            else 'pass'
        end as verdict,
        arg_min(deed, in_order(deed_lo, deed_id)) filter (where state in ('machine', 'nothing')) as open_deed,
        min(deed_at) filter (where state in ('machine', 'nothing')) as open_at
    from judged
    group by subject, agent
),

-- the records a row rests on: those left open, where there are any
shown as (
    select subject, agent, event_id, min(lo) as lo, bool_or(is_open) as is_open
    from (
        select subject, agent, event_id, lo, state in ('machine', 'nothing') as is_open from judged
        union all
        select subject, agent, deed_id, deed_lo, state in ('machine', 'nothing') from judged
    )
    group by subject, agent, event_id
),

records as (
    select
        subject,
        agent,
        shown(list(event_id order by lo, event_id)) as event_ids,
        shown(list(event_id order by lo, event_id) filter (where is_open)) as open_event_ids
    from shown
    group by subject, agent
)

select
    summed.task,
    summed.agent as person,
    identities,
    coalesce(open_at, occurred_at) as occurred_at,
    case when verdict = 'gap' and is_ambiguous then 'insufficient' else verdict end as verdict,
    case when verdict <> 'gap' or is_ambiguous then null when by_nobody > 0 then 'no-answer' else 'rule-only' end as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case
        when verdict = 'gap' and is_ambiguous then 'link_ambiguous'
        when verdict <> 'insufficient' then null
        when hole_reason is not null then hole_reason
        when by_unknown > 0 then 'structural'
        else 'not_logged_by_product'
    end as reason,
    case
        when verdict = 'gap' and is_ambiguous then 'a record that ties the recommendations of ' || summed.agent || ' to one task'
        when verdict <> 'insufficient' then null
        when hole_reason is not null then hole_needs
        when by_unknown > 0 then 'a log of ' || summed.agent || ' that says who answered: a person, or a rule of its configuration'
        else 'a log of ' || summed.agent || ' that records what was allowed as well as what was refused'
    end as needs,
    summed.agent || ' made ' || case when recommendations = 1 then 'a recommendation that was then carried out' else recommendations || ' recommendations that were then carried out' end || coalesce(' under ' || coalesce(tasks.task_key, summed.task), '')
    || case when recommendations = 1 then ' at ' else ', the first at ' end || utc(occurred_at) || '; ' || case
        when verdict = 'pass' then 'a person answered each before it was done.'
        when verdict = 'gap' and is_ambiguous then 'for ' || (by_machine + by_nobody) || ' no person''s answer is on record, but another task claims them with about equal weight.'
        when verdict = 'gap' then by_human || ' with a person''s answer, ' || by_machine || ' let through by a rule or a machine, '
            || case when by_unknown > 0 then by_unknown || ' answered by somebody unnamed, ' else '' end
            || by_nobody || ' with no answer on record (such as ' || coalesce(open_deed, 'a call') || ' at ' || utc(open_at) || ').'
        when hole_reason is not null then 'an answer by a person cannot be ruled out: ' || reason_in_words(hole_reason) || '.'
        when by_unknown > 0 then 'for ' || by_unknown || ' the log says that they were answered, not by whom.'
        else 'the log of ' || summed.agent || ' records no answer that lets anything through, so a missing one proves nothing.'
    end as message,
    coalesce(open_event_ids, event_ids) as event_ids
from summed
inner join records on records.subject = summed.subject and records.agent = summed.agent
left join fct_tasks as tasks on tasks.task = summed.task
order by occurred_at, summed.subject, summed.agent
