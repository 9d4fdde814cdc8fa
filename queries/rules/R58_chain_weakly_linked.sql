-- rule: R58
-- slug: chain-weakly-linked
-- title: Chain rests on heuristics
-- severity: low
-- grain: one row per chain with an execution
-- question: Which chains hold together only because we guessed well?
-- why: A chain that no common id holds together can be disputed; naming the id that is missing is cheaper than arguing.
-- misses: Wrong ids that somebody copied from another task.
-- false-positives: Systems in which a common id cannot be entered.
-- remedy: Put the ticket key where the platform carries it along: session name, source identity, tag, branch or request field.
-- needs: request, execution
-- ref: RULES.md B.9 R58; sub-codes no-common-id and single-source; ambiguity and unmapped identities are insufficient

with execution_links as (
    select
        link.task,
        count(*) as links,
        count(*) filter (where link.confidence >= 0.95 and link.method <> 'identity_resource_window') as firm,
        min(link.confidence) as weakest,
        arg_min(link.evidence, by_weight(link.confidence, link.evidence)) as weakest_evidence,
        arg_min(link.method, by_weight(link.confidence, link.evidence)) as weakest_method,
        arg_min(link.runner_up, by_weight(link.runner_up_confidence, link.runner_up)) filter (where link.is_ambiguous) as runner_up,
        list(link.event_id order by link.event_id) filter (where link.confidence < 0.95 or link.method = 'identity_resource_window' or link.is_ambiguous) as weak_event_ids
    from fct_links as link
    where link.stage = 'execution'
    group by link.task
),

judged as (
    select
        chain.*,
        execution_links.links,
        execution_links.firm,
        execution_links.weakest,
        execution_links.weakest_evidence,
        execution_links.weakest_method,
        execution_links.runner_up,
        execution_links.weak_event_ids,
        case
            when chain.ambiguous_links > 0 then 'ambiguous'
            when coalesce(execution_links.links, 0) > 0 and execution_links.firm = 0 then 'no-common-id'
            when len(chain.unmapped_identities) > 0 then 'identity-unmapped'
            when len(chain.systems) = 1 then 'single-source'
            else 'pass'
        end as state
    from fct_chains as chain
    left join execution_links on execution_links.task = chain.task
    where chain.executions > 0
)

select
    task,
    null::varchar as person,
    case when state = 'identity-unmapped' then list_sort(unmapped_identities) else []::varchar[] end as identities,
    null::timestamptz as occurred_at,
    case state when 'pass' then 'pass' when 'no-common-id' then 'gap' when 'single-source' then 'lead' else 'insufficient' end as verdict,
    nullif(state, 'pass') as sub,
    case when state = 'no-common-id' and weakest < 0.8 then 'medium' when state = 'single-source' then 'info' end as severity,
    1.0::double as confidence,
    null::varchar as basis,
    case state when 'ambiguous' then 'link_ambiguous' when 'identity-unmapped' then 'identity_unmapped' end as reason,
    case state
        when 'ambiguous' then 'a record that ties the events to one task: a ticket key in the session name, a tag or the request'
        when 'identity-unmapped' then 'a directory export, or rows in identities.csv, for ' || first_named(list_sort(unmapped_identities))
    end as needs,
    coalesce(task_key, task) || case state
        when 'pass' then ' is held together by ids: every link of its executions that matters says the task itself.'
        when 'ambiguous' then ' shares ' || counted(ambiguous_links, 'event', 'events') || ' with another task'
            || coalesce(' (' || runner_up || ')', '') || ' that claims them with about equal weight.'
        when 'identity-unmapped' then ' holds ' || len(unmapped_identities) || case len(unmapped_identities) when 1 then ' account' else ' accounts' end
            || ' that nothing ties to a person or a registered machine.'
        when 'no-common-id' then ' is tied to its ' || counted(executions, 'execution', 'executions') || ' by ' || case when weakest_method = 'identity_resource_window' then 'who did it, what, on what and when' else coalesce(replace(weakest_method, '_', ' '), 'inference') end
            || ' only (weakest ' || chance(weakest) || coalesce(': ' || weakest_evidence, '') || '); no id of the task stands in their records.'
        else ' is told by ' || array_to_string(systems, ', ') || ' alone; nothing independent confirms it.'
    end as message,
    case when state in ('ambiguous', 'no-common-id') then coalesce(weak_event_ids, []::varchar[]) else coalesce(executed_event_ids, []::varchar[]) end as event_ids
from judged
order by task
