-- rule: R06
-- slug: request-backdated
-- title: Request created after the fact
-- severity: high
-- grain: one row per task that claims at least one effective controlled execution
-- question: Which requests were written only after the work they ask for had been done?
-- why: A request that follows its execution is an explanation, not an authorisation; a date entered by hand can hide that.
-- misses: Old tickets that were reused for new work; requests whose creation time an administrator changed in the tracker.
-- false-positives: Records that were moved or synchronised from another tracker; retrospective changes that the organisation allows.
-- remedy: Ask for the reason and who decided; if it was an emergency, declare it as one and review it.
-- needs: request
-- param: requested_on_grace_hours = 24 — a date typed into a form has no hour, so a day is not backdating [J]
-- ref: RULES.md B.1 R06

with claimed as (
    select
        tasks.task,
        execution.event_id,
        execution.identity,
        execution.person,
        execution.occurred_at,
        execution.lo,
        execution.link_confidence,
        execution.is_ambiguous,
        execution.break_glass,
        execution.operation,
        execution.entitlement,
        execution.subject,
        execution.resource,
        is_before(execution.lo, execution.hi, execution.system, tasks.created_lo, tasks.created_hi, tasks.system) as is_earlier
    from fct_tasks as tasks
    inner join fct_executions as execution on execution.task = tasks.task
    where execution.is_effective and execution.requires_request and execution.is_platform is not true
),

-- the execution that speaks most against the request: certainly earlier, firmly linked, outside an emergency
worst as (
    select *
    from claimed
    qualify row_number() over (
        partition by task
        order by
            case when is_earlier and not is_ambiguous then 1 when is_earlier then 2 when is_earlier is null then 3 else 4 end,
            case when break_glass = 'declared' then 1 else 0 end,
            link_confidence >= 0.95 desc, lo, event_id
    ) = 1
),

judged as (
    select
        tasks.*,
        worst.event_id,
        worst.person,
        worst.identity,
        worst.occurred_at as executed_at,
        worst.link_confidence,
        worst.break_glass,
        deed(worst.operation, worst.entitlement, worst.subject, worst.resource) as what,
        case
            when worst.is_earlier is false and tasks.requested_on_at + to_seconds($requested_on_grace_hours * 3600) < tasks.created_lo then 'hand_dated'
            when worst.is_earlier is false then 'pass'
            when worst.is_earlier is null then 'unordered'
            when tasks.is_emergency or worst.break_glass = 'declared' then 'excepted'
            when tasks.is_imported then 'imported'
            when worst.is_ambiguous then 'ambiguous'
            else 'gap'
        end as state
    from fct_tasks as tasks
    inner join worst on worst.task = tasks.task
)

select
    task,
    requester_person as person,
    list_sort(list_distinct([requester, identity])) as identities,
    created_lo as occurred_at,
    case
        when state in ('pass', 'excepted', 'gap') then state
        when state = 'hand_dated' then 'gap'
        else 'insufficient'
    end as verdict,
    case state when 'gap' then 'created-after' when 'hand_dated' then 'requested-on' end as sub,
    case when state = 'hand_dated' then 'low' end as severity,
    case when state = 'hand_dated' then 1.0 else link_confidence end as confidence,
    null::varchar as basis,
    case state
        when 'unordered' then 'clock_uncertain'
        when 'imported' then 'structural'
        when 'ambiguous' then 'link_ambiguous'
    end as reason,
    case state
        when 'unordered' then 'the measured offset between the clock of ' || system || ' and that of the execution'
        when 'imported' then 'the original record of ' || task_key || ' in the tracker it was imported from'
        when 'ambiguous' then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
    end as needs,
    task_key || case state
        when 'pass' then ' was created at ' || utc(created_lo) || ', before the first execution under it at ' || utc(executed_at) || '.'
        when 'hand_dated' then ' was created at ' || utc(created_lo) || ' and says it was requested on ' || utc(requested_on_at)
            || ', ' || span(requested_on_at, created_lo) || ' earlier; nothing was executed before it was created.'
        when 'unordered' then ' was created at ' || utc(created_lo) || ' and ' || named(person, identity) || ' executed ' || what || ' at ' || utc(executed_at)
            || ': which came first cannot be told.'
        when 'excepted' then ' was created at ' || utc(created_lo) || ', ' || span(executed_at, created_lo) || ' after ' || named(person, identity)
            || ' executed ' || what || '; it is an emergency, whose record may follow.'
        when 'imported' then ' was created at ' || utc(created_lo) || ' in a bulk import, after ' || named(person, identity) || ' executed ' || what
            || ' at ' || utc(executed_at) || '; the time of the original request is not in the export.'
        when 'ambiguous' then ' was created at ' || utc(created_lo) || ', after ' || named(person, identity) || ' executed ' || what
            || ' at ' || utc(executed_at) || ', but another task claims that execution with about equal weight.'
        else ' was created by ' || named(requester_person, requester) || ' at ' || utc(created_lo) || ', ' || span(executed_at, created_lo) || ' after '
            || named(person, identity) || ' had executed ' || what || ' at ' || utc(executed_at)
            || case when requested_on_at < executed_at then '; the form says it was requested on ' || utc(requested_on_at) else '' end || '.'
    end as message,
    list_filter(
        case when executed_at <= created_lo then [event_id, request_event_id] else [request_event_id, event_id] end, lambda id: id is not null
    ) as event_ids
from judged
order by created_lo, task
