-- rule: R27
-- slug: agent-action-log-incomplete
-- title: The log of an agent's tool calls is incomplete
-- severity: medium
-- grain: one row per agent and month in which it called tools
-- question: Which agents call tools without a record of tool, intent, input, output and the decision that let the call pass?
-- why: An account of a machine's action needs all five; what was never written down cannot be asked for later.
-- misses: Calls that left no record at all; inputs and outputs that are there and say nothing.
-- false-positives: Content that was left out on purpose for privacy: say so in a waiver, and keep a hash.
-- remedy: Switch the opt-in fields on (OpenTelemetry: gen_ai.tool.call.arguments and gen_ai.tool.call.result), give each call a purpose, and log the decision on it.
-- needs: execution, policy
-- ref: RULES.md B.3 R27; a finding about configuration: medium where tool or decision is missing, low where only intent, input or output is

with calls as (
    select distinct on (event_id)
        *,
        coalesce(agent, identity, 'an agent that ' || system || ' does not name') as who,
        date_trunc('month', occurred_at at time zone 'UTC') as month
    from fct_tool_calls
    order by event_id, link_confidence desc, task
),

-- a span whose parent is missing, or a log of which a share was kept, may have lost what it lacks
counted as (
    select
        who,
        month,
        list_sort(list_distinct(list(identity) filter (where identity is not null))) as identities,
        list_sort(list_distinct(list(system))) as systems,
        min(occurred_at) as occurred_at,
        min(lo) as first_lo,
        max(hi) as last_hi,
        count(*) as calls,
        count(distinct run) as runs,
        count(*) filter (where is_sampled or is_torn) as unsure,
        count(*) filter (where not has_tool and not is_sampled) as without_tool,
        count(*) filter (where not has_intent and not is_sampled and not is_torn) as without_intent,
        count(*) filter (where not has_input and not is_sampled) as without_input,
        count(*) filter (where not has_output and not is_sampled) as without_output,
        count(*) filter (where not has_policy and not is_sampled and not is_torn) as without_policy,
        count(*) filter (where has_policy) as with_policy,
        count(*) filter (where not (has_tool and has_intent and has_input and has_output and has_policy) and (is_sampled or is_torn)) as unsure_lacking,
        shown(list(event_id order by lo, event_id) filter (where not (has_tool and has_intent and has_input and has_output and has_policy))) as lacking_event_ids,
        shown(list(event_id order by lo, event_id)) as event_ids
    from calls
    group by who, month
),

holes as (
    select counted.who, counted.month, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from counted
    inner join fct_stage_holes as hole on hole.stage = 'policy' and hole.from_at < counted.last_hi and hole.to_at > counted.first_lo
    group by counted.who, counted.month
),

judged as (
    select
        counted.*,
        holes.reason as hole_reason,
        holes.needs as hole_needs,
        strftime(counted.month, '%Y-%m') as period,
        -- decisions may lie in a log that was not supplied; where the agent's own log holds some, those it lacks are lacking
        counted.without_policy > 0 and (holes.who is null or counted.with_policy > 0) as lacks_policy,
        counted.without_tool + counted.without_intent + counted.without_input + counted.without_output > 0 as lacks_parts
    from counted
    left join holes on holes.who = counted.who and holes.month = counted.month
)

select
    null::varchar as task,
    who as person,
    identities,
    occurred_at,
    case
        when lacks_policy or lacks_parts then 'gap'
        when unsure_lacking > 0 or without_policy > 0 then 'insufficient'
        else 'pass'
    end as verdict,
    null::varchar as sub,
    case when not (lacks_policy or lacks_parts) then null when lacks_policy or without_tool > 0 then 'medium' else 'low' end as severity,
    1.0 as confidence,
    null::varchar as basis,
    case
        when lacks_policy or lacks_parts then null
        when unsure_lacking > 0 then 'filtered'
        when without_policy > 0 then hole_reason
    end as reason,
    case
        when lacks_policy or lacks_parts then null
        when unsure_lacking > 0 then 'the log of ' || who || ' without sampling, with every span of its runs'
        when without_policy > 0 then hole_needs
    end as needs,
    who || ' called tools ' || case when calls = 1 then 'once' else calls || ' times' end || ' in ' || counted(runs, 'run in ', 'runs in ') || period || ' (' || array_to_string(systems, ', ') || '): ' || case
        when lacks_policy or lacks_parts then array_to_string(list_filter(
            [
                case when without_tool > 0 then without_tool || ' without the tool''s name' end,
                case when without_intent > 0 then without_intent || ' without an intent' end,
                case when without_input > 0 then without_input || ' without input' end,
                case when without_output > 0 then without_output || ' without output' end,
                case when lacks_policy then without_policy || ' without a decision by policy or person' end
            ],
            lambda part: part is not null
        ), ', ') || case when without_policy > 0 and not lacks_policy then '; whether a policy was asked cannot be told' else '' end
            || case when unsure > 0 then '; ' || unsure || ' from a log that was sampled or torn are not counted' else '' end || '.'
        when unsure_lacking > 0 then unsure_lacking || ' lack something, but their log was sampled or torn, so it may have been there.'
        when without_policy > 0 then 'all with tool, intent, input and output; whether a policy was asked cannot be told: ' || reason_in_words(hole_reason) || '.'
        else 'each with tool, intent, input, output and a decision.'
    end as message,
    coalesce(lacking_event_ids, event_ids) as event_ids
from judged
order by occurred_at, who
