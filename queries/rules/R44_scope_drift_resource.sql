-- rule: R44
-- slug: scope-drift-resource
-- title: Executed on something that was not in the approved scope
-- severity: high
-- grain: one row per effective controlled execution and chain whose task is known
-- question: Which changes hit something other than what was asked for and approved?
-- why: An approval covers what it names. Everything beside it was decided by whoever held the session.
-- misses: Drift inside a scope that was drawn too wide; what was granted rather than where (R45).
-- false-positives: Things that were renamed; resources that a product makes along with the one that was asked for.
-- remedy: Have the extra target approved or undone; write scopes as identifiers, not as prose.
-- needs: request, execution
-- ref: RULES.md B.6 R44; implied sub-resources and case are no drift, free text is compared but never convicts

with judged as (
    select
        execution.*,
        tasks.scope,
        tasks.scope_entitlements,
        tasks.scope_basis,
        tasks.unknown_scope,
        tasks.request_event_id,
        tasks.title,
        case
            when coalesce(in_scope(execution.resource, tasks.scope), false) then 'pass'
            -- the instance profile that comes with a role of the same name is the role's
            when coalesce(in_scope(replace(execution.resource, ':instance-profile/', ':role/'), tasks.scope), false) then 'pass'
            when coalesce(len(tasks.scope), 0) = 0 and coalesce(list_contains(tasks.scope_entitlements, execution.entitlement), false) then 'pass'
            when coalesce(len(tasks.scope), 0) = 0 then 'unscoped'
            when execution.resource is null then 'untargeted'
            when execution.standing_approval is not null then 'excepted'
            when tasks.scope_basis is distinct from 'field' then 'prose'
            -- a service, an application, a display name: what lies in it the logs do not say
            when len(tasks.unknown_scope) > 0 then 'unknown_name'
            else 'gap'
        end as state
    from fct_executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    where execution.is_effective and execution.requires_request and execution.is_platform is not true
),

settled as (
    select
        *,
        is_undecided(event_id, is_ambiguous, state) as is_open
    from judged
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case when is_open then 'insufficient' when state in ('pass', 'excepted', 'gap') then state else 'insufficient' end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    link_confidence as confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state in ('unscoped', 'untargeted', 'prose', 'unknown_name') then 'structural'
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'unscoped' then 'the fields of ' || coalesce(task_key, task) || ' that name the systems or resources it is for'
        when state = 'untargeted' then 'the full record of ' || event_id || ' with its target'
        when state = 'unknown_name' then 'what belongs to ' || first_named(unknown_scope) || ', by the register of configuration items: the ids of its resources'
        when state = 'prose' then 'a reading of ' || coalesce(task_key, task) || ' by its approver: does it mean ' || resource || '?'
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ' under ' || coalesce(task_key, task) || case
        when is_open then ', but another task claims it with about equal weight, and the two do not name the same scope.'
        when state = 'pass' then ', which names it.'
        when state = 'excepted' then ', which does not name it; standing approval ' || standing_approval || ' covers it.'
        when state = 'unscoped' then ', which names no resource that could be compared' || coalesce(' (its title: "' || title || '")', '') || '.'
        when state = 'untargeted' then '; the record does not say on what.'
        when state = 'prose' then '; the text of the request speaks of ' || array_to_string(scope, ', ') || ', which cannot be compared with certainty.'
        when state = 'unknown_name' then ', which asks for ' || first_named(scope) || '; no change on record bears the name ' || first_named(unknown_scope)
            || ', so whether this belongs to it cannot be told.'
        else ', which asks for ' || first_named(scope) || ' only.'
    end as message,
    list_filter([request_event_id, event_id], lambda id: id is not null) as event_ids
from settled
order by occurred_at, event_id, task
