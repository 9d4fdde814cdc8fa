-- rule: R10
-- slug: sod-stage-collapse
-- title: One actor holds stages that must be separate
-- severity: high
-- grain: one row per effective controlled execution, and chain with an approval, whose change class demands one
-- question: Who approved a change and also carried it out?
-- why: Whoever both decides and executes controls the outcome alone; for an agent that asks, approves and executes nobody is left.
-- misses: One human behind several accounts that nothing ties together (R09); collusion; author, merger and deployer of code (needs pull requests).
-- false-positives: Pipelines that the approval itself starts, where the record does not say who started them; small teams with a registered exception.
-- remedy: Let somebody else approve, or somebody else execute; for agents take the approving right away.
-- needs: approval, execution
-- ref: RULES.md B.2 R10; judged by person or agent, not by account; requester = executor alone is normal for self-service access

-- Who executed is the human the session leads back to, and the agent if one acted; a neutral machine identity is nobody's hand, and a broker that
-- carries out what was approved in its own request is moved by the approval. As long as enough other people approved as well, the stages are apart.

with executions as (
    select
        *,
        case when initiator_person is not null then initiator_person when kind in ('human', 'agent') then person end as executor,
        case when initiator_person is not null then initiator_basis when kind in ('human', 'agent') then basis end as executor_basis,
        case when kind = 'agent' then person end as agent
    from fct_executions
    where is_effective and approvals_required > 0 and is_platform is not true and task is not null
),

pairs as (
    select
        execution.event_id,
        execution.task,
        approval.event_id as approval_event_id,
        approval.identity as approver_identity,
        case when approval.is_relayed then approval.relayed_person else approval.person end as approver,
        case when approval.is_relayed then 'derived' else coalesce(approval.basis, 'unmapped') end as approver_basis,
        approval.kind as approver_kind,
        approval.occurred_at as approved_at,
        approval.link_confidence,
        execution.executor,
        execution.executor_basis,
        case
            when not approval.is_relayed and approval.identity = execution.identity then 'same'
            when not approval.is_relayed and approval.person = execution.agent then 'same'
            when execution.executor is null and approval.medium = 'request' and execution.kind in ('workload', 'system') then 'other'
            when execution.executor is null then 'unknown'
            when approval.is_relayed and approval.relayed_person is null then 'unknown'
            when coalesce(case when approval.is_relayed then approval.relayed_person else approval.person end, '') = execution.executor then 'same'
            when execution.executor_basis = 'unmapped' or (not approval.is_relayed and coalesce(approval.basis, 'unmapped') = 'unmapped') then 'unknown'
            else 'other'
        end as relation
    from executions as execution
    inner join fct_approvals as approval
        on approval.task = execution.task and approval.decision = 'approved' and approval.link_confidence >= 0.5
),

counted as (
    select
        event_id,
        task,
        count(distinct approver) filter (where relation = 'other') as others,
        count(*) filter (where relation = 'same') as same,
        list_sort(list(distinct coalesce(approver_identity, approval_event_id)) filter (where relation = 'unknown')) as unknown
    from pairs
    group by event_id, task
),

speaking as (
    select *
    from pairs
    qualify row_number() over (
        partition by event_id, task
        order by case relation when 'same' then 1 when 'unknown' then 2 else 3 end, approved_at, approval_event_id
    ) = 1
),

judged as (
    select
        execution.*,
        tasks.requester,
        tasks.requester_person,
        tasks.requester_basis,
        counted.unknown,
        speaking.approval_event_id,
        speaking.approver_identity,
        speaking.approver,
        speaking.approver_basis,
        speaking.approver_kind,
        speaking.approved_at,
        least(execution.link_confidence, speaking.link_confidence) as confidence,
        case
            when counted.others >= execution.approvals_required then 'pass'
            when counted.same > 0 and counted.others + coalesce(len(counted.unknown), 0) < execution.approvals_required then 'gap'
            -- an approver whom nothing ties to a person may be the other one who is needed
            when counted.same > 0 then 'perhaps'
            else 'unknown'
        end as state
    from executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    inner join counted on counted.event_id = execution.event_id and counted.task = execution.task
    inner join speaking on speaking.event_id = execution.event_id and speaking.task = execution.task
),

settled as (
    select
        *,
        is_undecided(event_id, is_ambiguous, state) as is_open,
        requester_person = approver or requester = approver_identity as has_asked,
        -- the one who holds both stages: the agent where it approved, else the human behind the execution
        case when approver = agent then agent else coalesce(executor, person) end as holder,
        case when approver = agent then basis else executor_basis end as holder_basis
    from judged
)

select
    task,
    holder as person,
    list_sort(list_distinct([identity, approver_identity])) as identities,
    occurred_at,
    case when is_open or state in ('unknown', 'perhaps') then 'insufficient' else state end as verdict,
    case when state = 'gap' and not is_open then case when has_asked then 'all-stages' else 'approver-executed' end end as sub,
    case when state = 'gap' and (kind = 'agent' or approver_kind = 'agent') then 'critical' else 'high' end as severity,
    confidence,
    case when state = 'gap' and approver_identity is distinct from identity then weaker_basis(holder_basis, approver_basis) end as basis,
    case when is_open then 'link_ambiguous' when state in ('unknown', 'perhaps') then 'identity_unmapped' end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'perhaps' then 'a directory export, or rows in identities.csv, that say who is behind ' || first_named(unknown)
        when state = 'unknown' and executor is null then 'the log of ' || coalesce(identity, 'the executing identity') || ' that says who started it (pipeline run, source identity, session issue)'
        when state = 'unknown' then 'a directory export, or a row in identities.csv, that ties '
            || case when executor_basis = 'unmapped' then coalesce(identity, 'the executor') else coalesce(approver_identity, 'the approver') end || ' to a person'
    end as needs,
    case
        when is_open then deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ' is claimed by ' || coalesce(task_key, task)
            || ' and another task with about equal weight, and the two do not agree on who approved.'
        when state = 'pass' then coalesce(task_key, task) || ' was approved by somebody other than ' || coalesce(executor, person, identity) || ', who executed '
            || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || '.'
        when state = 'unknown' and executor is null then coalesce(task_key, task) || ' was approved by ' || named(approver, approver_identity) || '; ' || named(person, identity)
            || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ', and who started it the record does not say.'
        when state = 'unknown' then coalesce(task_key, task) || ' was approved by ' || named(approver, approver_identity) || ' and ' || named(executor, identity)
            || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
            || '; the two accounts are not both tied to people, so whether they are one cannot be told.'
        else named(holder, identity) || case when has_asked then ' asked for, approved and executed ' else ' approved and executed ' end
            || coalesce(task_key, task) || ': approved at ' || utc(approved_at) || ', executed '
            || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
            || case when identity is distinct from approver_identity and person is distinct from holder then ' through ' || named(person, identity) else '' end
            || case when state = 'perhaps' then '; ' || first_named(unknown) || ' approved as well, and whether that is somebody else cannot be told.' else '.' end
    end as message,
    case when approved_at <= occurred_at then [approval_event_id, event_id] else [event_id, approval_event_id] end as event_ids
from settled
order by occurred_at, event_id, task
