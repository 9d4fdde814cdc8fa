-- grain: one row per record of an agent's own log
-- kept: while the models run
-- What the logs of agents say of tool calls and spans, taken out of `attributes` once: `tool_call` is what every connector of agents writes alike.

select
    event.event_id,
    event.source_id,
    event.record_no,
    event.system,
    event.native_id,
    event.lo,
    event.hi,
    event.occurred_at,
    event.stage,
    event.activity,
    event.operation,
    event.outcome,
    event.is_write,
    event.decision,
    event.agent_run as run,
    coalesce(event.session, event.agent_run) as session,
    event.task as item,
    event.actor,
    event.actor_kind_hint,
    event.on_behalf_of,
    event.subject,
    event.text,
    actor.person,
    coalesce(actor.kind, event.actor_kind_hint, 'unknown') as kind,
    coalesce(actor.basis, 'unmapped') as basis,
    json_extract_string(event.attributes, '$.tool_call.id') as call_id,
    json_extract_string(event.attributes, '$.tool_call.tool') as tool,
    coalesce(json_exists(event.attributes, '$.tool_call'), false) as is_of_call,
    coalesce(contains(json_extract_string(event.attributes, '$.tool_call.holds'), '"input"'), false) as holds_input,
    coalesce(contains(json_extract_string(event.attributes, '$.tool_call.holds'), '"output"'), false) as holds_output,
    json_extract_string(event.attributes, '$.tool_call.is_sampled') is not null as is_sampled,
    -- the words that were put before a model, where its answer was a call and no words
    coalesce(json_exists(event.attributes, '$.input') or json_exists(event.attributes, '$.attributes."gen_ai.input.messages"'), false) as holds_prompt,
    json_extract_string(event.attributes, '$.trace_id') as trace,
    json_extract_string(event.attributes, '$.parent_span_id') as parent_span,
    coalesce(
        json_extract_string(event.attributes, '$.model'),
        json_extract_string(event.attributes, '$.attributes."gen_ai.response.model"'),
        json_extract_string(event.attributes, '$.attributes."gen_ai.request.model"')
    ) as model,
    regexp_matches(coalesce(array_to_string(event.refs, ' '), ''), '(^| )(ticket|change):') as names_item
from stg_events as event
inner join cfg_connectors as catalog on catalog.connector = event.connector and catalog.class = 'agent'
left join int_event_actors as actor on actor.event_id = event.event_id
