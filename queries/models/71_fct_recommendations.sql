-- grain: one row per record in which an agent recommends something, and chain; task null where no chain claims it
-- What the assistant put before somebody or proposed to do, in its own log; and what it wrote into a ticket, change or thread, where its words say that
-- they are advice. A report of what was done is none.

with recorded as (
    select event_id, call_id, tool, model from int_agent_records where stage = 'recommendation'
),

-- before the words are looked at: agents write few of the texts there are
written as materialized (
    select event.event_id, event.stage, event.activity, event.text
    from stg_events as event
    inner join int_event_actors as actor on actor.event_id = event.event_id and actor.kind = 'agent'
    where event.text is not null and event.event_id not in (select event_id from int_agent_records)
),

advice as (
    select * from recorded
    union all
    select event_id, null, null, null
    from written
    where stage = 'recommendation'
        -- the stem of the word for advice, in the languages people write tickets in
        or (activity in ('comment', 'message', 'update')
            and regexp_matches(folded(text), '\b(recommend|suggest|propos|advis|assessment|empfehl|empfiehl|empfohl|vorschlag|recomend|suger|recommand|conseil|raccomand|sugger|aanbevel|anbefal|rekommend)'))
)

select
    event.event_id,
    link.task,
    event.system,
    event.agent_run as run,
    advice.call_id,
    advice.tool,
    advice.model,
    event.lo,
    event.hi,
    event.occurred_at,
    actor.identity,
    coalesce(actor.person, event.actor) as person,
    coalesce(actor.kind, 'unknown') as kind,
    coalesce(actor.basis, 'unmapped') as basis,
    event.text,
    coalesce(len(regexp_extract_all(event.text, '\S+')), 0) as words,
    coalesce(link.confidence, 1.0) as link_confidence,
    coalesce(link.is_ambiguous, false) as is_ambiguous
from advice
inner join stg_events as event on event.event_id = advice.event_id
left join int_event_actors as actor on actor.event_id = event.event_id
left join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.5
