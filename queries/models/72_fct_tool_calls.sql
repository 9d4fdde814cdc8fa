-- grain: one row per tool call an agent made, and chain; task null where no chain claims it
-- The five things that an account of a call needs (tool, intent, input, output, the decision that let it pass), and whether some record holds them. A
-- call may be told in several records that share its id: proposal, permission, call and result. Where ids begin anew with each session and no session
-- is named, the n-th call of an id goes with its n-th answer.

with lookback as (
    select ($policy_lookback_minutes * 60000000)::bigint as micros
),

numbered as (
    select
        record.* exclude (text),
        text,
        case
            when call_id is null then event_id
            when session is not null then session || ' ' || call_id
            else source_id || ' ' || call_id || ' ' || (count(*) filter (where stage = 'execution') over (
                partition by source_id, call_id order by lo, record_no, event_id rows unbounded preceding
            ))::varchar
        end as call
    from int_agent_records as record
    where is_of_call
),

told as (
    select
        system,
        call,
        arg_min(event_id, in_order(lo, event_id)) filter (where stage = 'execution') as event_id,
        any_value(call_id) as call_id,
        min(tool) as tool,
        bool_or(holds_input) as has_input,
        bool_or(holds_output) as has_output,
        bool_or(is_sampled) as is_sampled,
        bool_or(stage in ('policy', 'disposition') and decision is not null and decision <> 'requested') as is_decided
    from numbered
    group by system, call
    having count(*) filter (where stage = 'execution') > 0
),

calls as (
    select told.*, record.* exclude (event_id, system, call_id, tool, is_sampled)
    from told
    inner join int_agent_records as record on record.event_id = told.event_id
),

-- what a run is for: what was asked of it or of its model, or what the agent said it was about to do; a call itself only where it is made to say that
intents as (
    select system, coalesce(session, trace) as session, min(lo) as lo
    from int_agent_records
    where coalesce(session, trace) is not null
        and case
            when is_of_call then text is not null and tool = 'report_intent'
            when text is not null and (stage in ('request', 'recommendation') or (stage = 'context' and activity in ('message', 'use', 'create'))) then true
            else holds_prompt and stage in ('request', 'recommendation', 'context')
        end
    group by system, coalesce(session, trace)
),

-- a decision that names no call: of the same run or trace, in the minutes before the call
decisions as (
    select record.event_id, record.lo, unnest(list_distinct([record.run, record.trace])) as run
    from int_agent_records as record
    where record.stage in ('policy', 'disposition') and record.activity in ('decide', 'edit') and record.call_id is null
    union all
    select event.event_id, event.lo, split_part(unnest(event.refs), ':', 2)
    from stg_events as event
    where event.stage = 'policy' and event.activity = 'decide' and event.refs is not null
        and event.event_id not in (select event_id from int_agent_records)
),

-- windows of the length that is looked back over, so that runs of thousands of calls need no comparison of each with each
spread as (
    select distinct decisions.run, decisions.lo, unnest([epoch_us(decisions.lo) // lookback.micros, epoch_us(decisions.lo) // lookback.micros + 1]) as slot
    from decisions
    cross join lookback
    where decisions.run is not null and decisions.run <> ''
),

asked_before as (
    select distinct call.event_id
    from (
        select event_id, lo, hi, unnest(list_distinct([run, trace])) as run from calls
    ) as call
    cross join lookback
    inner join spread
        on spread.run = call.run and spread.slot = epoch_us(call.lo) // lookback.micros
        and spread.lo <= call.hi and epoch_us(spread.lo) >= epoch_us(call.lo) - lookback.micros
),

-- spans of which the span above is in no export: something of the run was dropped
torn as (
    select child.event_id
    from calls as child
    left join int_agent_records as parent on parent.system = child.system and parent.native_id = child.parent_span
    where child.parent_span is not null and parent.event_id is null
)

select
    calls.event_id,
    link.task,
    calls.system,
    calls.run,
    calls.call_id,
    calls.tool,
    calls.is_write,
    calls.lo,
    calls.hi,
    calls.occurred_at,
    calls.actor as identity,
    coalesce(calls.person, calls.actor) as agent,
    calls.outcome,
    calls.tool is not null as has_tool,
    coalesce(intents.lo <= calls.hi, false) or calls.names_item as has_intent,
    calls.has_input,
    calls.has_output,
    calls.is_decided or asked_before.event_id is not null as has_policy,
    calls.is_sampled,
    torn.event_id is not null as is_torn,
    coalesce(link.confidence, 1.0) as link_confidence,
    coalesce(link.is_ambiguous, false) as is_ambiguous
from calls
left join intents on intents.system = calls.system and intents.session = coalesce(calls.session, calls.trace)
left join asked_before on asked_before.event_id = calls.event_id
left join torn on torn.event_id = calls.event_id
left join fct_links as link on link.event_id = calls.event_id and link.confidence >= 0.5
