-- rule: R19
-- slug: approval-chat-only
-- title: Decision exists only in chat
-- severity: medium
-- grain: one row per chain with an approval and an effective controlled execution whose change class demands one
-- question: Which changes rest on an approval that only a chat remembers?
-- why: Chat can be edited, deleted and taken out of context; nobody who audits the ticket will ever see it.
-- misses: Approvals by word of mouth; chats that were not exported.
-- false-positives: Cards of an approval app whose own record was not supplied.
-- remedy: Write the decision into the ticket or the access request, with a link to the message; then keep deciding there.
-- needs: approval
-- param: twin_hours = 24 — time in which the decision must reach a durable record, RULES.md R19
-- ref: RULES.md B.2 R19; severity high for priv_grant, trust_policy and secret_issue, medium otherwise

-- A durable twin is an approval of the same chain in a ticket, a request, a review or the identity system: any earlier one, or one soon after.

with demanding as (
    select
        execution.task,
        bool_or(execution.change_class in ('priv_grant', 'trust_policy', 'secret_issue')) as is_privileged,
        bool_or(execution.standing_approval is null and execution.break_glass is distinct from 'declared') as is_open,
        bool_and(execution.is_ambiguous) as is_ambiguous,
        max(execution.link_confidence) as link_confidence,
        list(execution.event_id order by execution.lo, execution.event_id) as event_ids,
        min(execution.occurred_at) as first_executed_at,
        bool_and(coalesce(absence.is_covered, false)) as is_covered,
        arg_min(absence.reason, in_order(execution.lo, execution.event_id)) filter (where absence.is_covered is not true) as reason,
        arg_min(absence.needs, in_order(execution.lo, execution.event_id)) filter (where absence.is_covered is not true) as needs
    from fct_executions as execution
    left join fct_absence as absence
        on absence.event_id = execution.event_id and absence.task = execution.task and absence.stage = 'approval'
    where execution.is_effective and execution.approvals_required > 0 and execution.is_platform is not true and execution.task is not null
    group by execution.task
),

chat as (
    select
        task,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        arg_min(person, in_order(lo, event_id)) as person,
        arg_min(identity, in_order(lo, event_id)) as identity,
        arg_min(text, in_order(lo, event_id)) as text,
        min(occurred_at) as occurred_at,
        max(link_confidence) as link_confidence,
        bool_or(is_relayed) as is_relayed
    from fct_approvals
    where decision = 'approved' and is_durable is not true and link_confidence >= 0.5
    group by task
),

durable as (
    select approval.task, min(approval.occurred_at) as occurred_at, arg_min(named(approval.person, approval.identity), in_order(approval.lo, approval.event_id)) as who
    from fct_approvals as approval
    left join chat on chat.task = approval.task
    where approval.decision = 'approved' and approval.is_durable
        and (chat.occurred_at is null or approval.occurred_at is null or approval.is_time_exact is not true
            or approval.occurred_at <= chat.occurred_at + to_seconds($twin_hours * 3600))
    group by approval.task
),

judged as (
    select
        demanding.*,
        coalesce(tasks.task_key, demanding.task) as task_key,
        chat.event_id as chat_event_id,
        chat.person,
        chat.identity,
        chat.text,
        chat.occurred_at,
        durable.who as durable_who,
        durable.occurred_at as durable_at,
        least(demanding.link_confidence, chat.link_confidence) as confidence,
        case
            when durable.task is not null then 'pass'
            when not demanding.is_open then 'excepted'
            when demanding.is_ambiguous then 'ambiguous'
            when chat.is_relayed then 'relayed'
            when not demanding.is_covered then 'insufficient'
            else 'gap'
        end as state
    from demanding
    left join chat on chat.task = demanding.task
    left join durable on durable.task = demanding.task
    left join fct_tasks as tasks on tasks.task = demanding.task
    where chat.task is not null or durable.task is not null
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    coalesce(occurred_at, durable_at, first_executed_at) as occurred_at,
    case when state in ('pass', 'excepted', 'gap') then state else 'insufficient' end as verdict,
    null::varchar as sub,
    case when is_privileged then 'high' else 'medium' end as severity,
    coalesce(confidence, link_confidence) as confidence,
    null::varchar as basis,
    case state
        when 'ambiguous' then 'link_ambiguous'
        when 'relayed' then 'no_source'
        when 'insufficient' then coalesce(reason, 'no_source')
    end as reason,
    case state
        when 'ambiguous' then 'a record that ties the executions of ' || task_key || ' to one task'
        when 'relayed' then 'the export of the approval app that posted the card for ' || task_key
        when 'insufficient' then coalesce(needs, 'the export of the system in which ' || task_key || ' is approved')
    end as needs,
    case state
        when 'pass' then task_key || ' has an approval outside chat, by ' || durable_who || coalesce(' at ' || strftime(durable_at at time zone 'UTC', '%Y-%m-%d %H:%MZ'), '') || '.'
        else named(person, identity) || ' approved ' || task_key || ' in chat'
            || coalesce(' at ' || strftime(occurred_at at time zone 'UTC', '%Y-%m-%d %H:%MZ'), ' at a time the export does not hold')
            || coalesce(' ("' || case when length(text) > 80 then left(text, 79) || '…' else text end || '")', '')
    end || case state
        when 'pass' then ''
        when 'excepted' then '; its executions are covered by a standing approval or a declared emergency.'
        when 'ambiguous' then ', and every execution under it is claimed by another task with about equal weight.'
        when 'relayed' then ' through an app; the app''s own record of the decision was not supplied.'
        when 'insufficient' then '; a durable record was not found, but none can be ruled out: ' || reason_in_words(coalesce(reason, 'no_source')) || '.'
        else ', and no ticket, request, review or identity system holds that decision. '
            || case len(event_ids) when 1 then 'One execution rests on it.' else len(event_ids) || ' executions rest on it.' end
    end as message,
    case
        when chat_event_id is null then event_ids
        when occurred_at <= first_executed_at then list_prepend(chat_event_id, event_ids)
        else list_append(event_ids, chat_event_id)
    end as event_ids
from judged
order by occurred_at, task
