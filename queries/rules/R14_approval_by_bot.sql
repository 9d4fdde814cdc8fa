-- rule: R14
-- slug: approval-by-bot
-- title: Decision made by a non-human actor
-- severity: critical
-- grain: one row per decision to approve in a chain with an effective controlled execution whose change class demands a human approval
-- question: Which approvals that a human must give came from a machine?
-- why: Accountability cannot be assigned to a model or a script; a machine's yes is a setting somebody made earlier, for everything.
-- misses: Bots that act with a person's own token or session (R23); a person who lets a script click.
-- false-positives: Apps that relay a human click without naming the human.
-- remedy: Have a human decide; take the approving right from the identity, or register a standing approval with an owner and an end.
-- needs: approval
-- ref: RULES.md B.2 R14; a relay that names the person is judged by that person, one that does not is insufficient

with demanding as (
    select
        task,
        arg_min(operation, in_order(lo, operation)) as operation,
        min(occurred_at) as first_executed_at,
        max(link_confidence) as link_confidence,
        bool_and(is_ambiguous) as is_ambiguous
    from fct_executions
    where is_effective and requires_human_approval and is_platform is not true and task is not null
    group by task
),

judged as (
    select
        approval.*,
        demanding.operation,
        demanding.is_ambiguous,
        least(approval.link_confidence, demanding.link_confidence) as confidence,
        tasks.task_key,
        case
            when approval.is_relayed and approval.decider is null then 'relayed'
            when approval.decider_kind = 'human' then 'pass'
            when approval.decider_kind in ('agent', 'workload', 'system') and demanding.is_ambiguous then 'ambiguous'
            when approval.decider_kind in ('agent', 'workload', 'system') then 'gap'
            else 'unknown'
        end as state
    from fct_decisions as approval
    inner join demanding on demanding.task = approval.task
    left join fct_tasks as tasks on tasks.task = approval.task
    where approval.decision = 'approved'
)

select
    task,
    coalesce(decider, account_person) as person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case when state in ('pass', 'gap') then state else 'insufficient' end as verdict,
    case when state = 'gap' then decider_kind end as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case state when 'ambiguous' then 'link_ambiguous' when 'pass' then null when 'gap' then null else 'identity_unmapped' end as reason,
    case state
        when 'relayed' then 'the record of the app that posted the decision, with the person who clicked'
        when 'unknown' then 'a directory export, or a row in identities.csv, that says what ' || coalesce(identity, 'the approver') || ' is'
        when 'ambiguous' then 'a record that ties the executions of ' || coalesce(task_key, task) || ' to one task'
    end as needs,
    coalesce(task_key, task) || ' was approved at ' || utc(occurred_at) || ' by ' || named(account_person, identity) || case state
        when 'pass' then case when is_relayed then ' for ' || decider || ', who decided.' else ', a human.' end
        when 'gap' then ', ' || kind_in_words(decider_kind) || '; ' || operation || ' needs a human decision.'
        when 'relayed' then ' for somebody the record does not name; ' || operation || ' needs a human decision.'
        when 'ambiguous' then ', which is no human, but every execution that needs one is claimed by another task with about equal weight.'
        else ', and whether that is a human is not known (' || coalesce(decider_kind, 'unknown') || '); ' || operation || ' needs a human decision.'
    end as message,
    event_ids
from judged
order by occurred_at, event_id, task
