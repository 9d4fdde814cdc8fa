-- rule: R01
-- slug: exec-without-request
-- title: Orphaned execution: no request behind a controlled execution
-- severity: high
-- grain: one row per effective controlled execution that needs a request, and chain that claims it; orphans too. Denied and failed attempts changed nothing and are not examined.
-- question: Which controlled changes did nobody ask for?
-- why: A change that nobody asked for is a change that nobody answers for; it is how intruders, runaway automation and favours look in the logs.
-- misses: Changes in systems whose audit log was not supplied; operations that no change class claims; a ticket that was borrowed for work it does not describe.
-- false-positives: Work asked for in a tracker or project that is not among the exports; follow-ups of a platform that does not sign them as its own.
-- remedy: Ask the one who executed it for the request; link the two records, register a standing approval, or undo the change.
-- needs: request
-- ref: RULES.md B.1 R01; B.0 coverage gate and link gate (a link below 0.80 is a lead)

-- An execution is answered for when a task is tied to it firmly enough, when a standing approval covers it, or when an emergency was declared for it.
-- Where nothing is tied to it, absence counts only if every source that could hold the request was covered for the time searched.

with judged as (
    select
        execution.event_id,
        execution.task,
        execution.task_key,
        execution.person,
        execution.identity,
        execution.occurred_at,
        execution.standing_approval,
        execution.break_glass,
        execution.link_confidence,
        execution.link_method,
        deed(execution.operation, execution.entitlement, execution.subject, execution.resource) as what,
        named(execution.person, execution.identity) as who,
        absence.reason,
        absence.needs,
        absence.searched,
        absence.searched_from,
        absence.searched_to,
        -- a ticket, change or request is the request; a bare grant or run needs one besides
        execution.task is not null and (coalesce(absence.is_found, false) or tasks.kind in ('ticket', 'change', 'request')) as is_asked,
        case
            when is_asked and execution.link_confidence >= 0.8 then 'pass'
            when execution.standing_approval is not null or execution.break_glass = 'declared' then 'excepted'
            when is_asked and execution.is_ambiguous then 'ambiguous'
            when is_asked then 'lead'
            when absence.is_covered then 'gap'
            else 'insufficient'
        end as state
    from fct_executions as execution
    left join fct_tasks as tasks on tasks.task = execution.task
    left join fct_absence as absence
        on absence.event_id = execution.event_id and absence.task is not distinct from execution.task and absence.stage = 'request'
    where execution.is_effective and execution.requires_request and execution.is_platform is not true
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case state when 'ambiguous' then 'insufficient' else state end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    case when task is null then 1.0 else link_confidence end as confidence,
    null::varchar as basis,
    case state when 'ambiguous' then 'link_ambiguous' when 'insufficient' then coalesce(reason, 'no_source') end as reason,
    case state
        when 'ambiguous' then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when 'insufficient' then coalesce(needs, 'the export of the ticketing or request system that covers ' || utc(occurred_at))
    end as needs,
    who || ' executed ' || what || ' at ' || utc(occurred_at) || case state
        when 'pass' then '; it belongs to ' || coalesce(task_key, task) || ' (by ' || coalesce(link_method, 'record') || ', ' || chance(link_confidence) || ').'
        when 'excepted' then '; no request of its own, but '
            || case when standing_approval is not null then 'standing approval ' || standing_approval || ' covers it.' else 'an emergency was declared for it.' end
        when 'ambiguous' then '; ' || coalesce(task_key, task) || ' may have asked for it, and so may another task: two claim it with about equal weight.'
        when 'lead' then '; the only request that may stand behind it is ' || coalesce(task_key, task) || ', tied to it no more firmly than ' || chance(link_confidence) || '.'
        when 'gap' then '; no request asks for it. Searched: ' || coalesce(searched, 'every covered request source')
            || coalesce(', ' || utc(searched_from) || ' to ' || utc(searched_to), '') || '.'
        else '; no request was found, but none can be ruled out: ' || reason_in_words(coalesce(reason, 'no_source'))
            || coalesce(' (searched: ' || searched || ')', '') || '.'
    end as message,
    [event_id] as event_ids
from judged
order by occurred_at, event_id, task
