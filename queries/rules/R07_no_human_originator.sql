-- rule: R07
-- slug: no-human-originator
-- title: The chain leads back to no accountable human
-- severity: high
-- grain: one row per chain with effective controlled executions; executions that no chain claims: one row per account that did them
-- question: Which changes cannot be traced back to a person who wanted them?
-- why: An agent or an automation cannot answer for what it did. Somebody must have asked for it, or stand behind a registered licence.
-- misses: A person named in free text only; a schedule or a commit whose export was not supplied; a person whose session an agent used without being asked.
-- false-positives: Scheduled automation whose standing approval is not registered in standing_approvals.csv, or whose owner is not in owners.csv.
-- remedy: Record who asked, in the request or in the session (source identity); register scheduled work with its owner and its standing approval.
-- needs: request, execution, identity
-- param: least_confidence = 0.8 — a request tied more weakly does not tell who wanted the execution (B.0 link gate)
-- ref: RULES.md B.1 R07; the walk: who asked, for whom, whom the session acts for, whose session it was minted from, who executed

with executions as (
    select
        *,
        initiator_person is not null and is_firm(initiator_basis) or kind = 'human' and is_firm(basis) as is_initiated,
        coalesce(kind, 'unknown') in ('unknown', 'group', 'human') as is_open_account,
        -- somebody whom the session names, and whom only looks tie to a person, or nothing
        initiator_person is not null and not is_firm(initiator_basis) as is_named_loosely
    from fct_executions
    where is_effective and is_platform is not true and (requires_request or approvals_required > 0)
),

work as (
    select
        task,
        -- outside every chain each account answers for itself
        case when task is null then coalesce(person, identity) end as loner,
        count(*) as executions,
        max(link_confidence) as link_confidence,
        bool_and(is_ambiguous) as is_ambiguous,
        bool_or(is_initiated) as is_initiated,
        arg_min(coalesce(initiator_person, person), in_order(lo, event_id)) filter (where is_initiated) as initiator,
        bool_or(is_open_account or is_named_loosely) as is_open_account,
        arg_min(case when is_open_account then named(person, identity) else initiator_person end, in_order(lo, event_id))
            filter (where is_open_account or is_named_loosely) as open_account,
        arg_min(person, in_order(lo, event_id)) as executor,
        arg_min(named(person, identity), in_order(lo, event_id)) as executor_name,
        arg_min(operation, in_order(lo, event_id)) as operation,
        list_sort(list_distinct(list(identity))) as identities,
        min(occurred_at) as occurred_at,
        max(occurred_at) as last_at,
        bool_and(standing_approval is not null) as is_standing,
        min(standing_approval) as standing_approval,
        arg_min(event_id, in_order(lo, event_id)) as first_event_id
    from executions
    group by all
),

searched as (
    select
        coalesce(execution.person, execution.identity) as loner,
        bool_and(absence.is_covered) as is_covered,
        min(absence.reason) as reason,
        min(absence.needs) as needs
    from executions as execution
    inner join fct_absence as absence on absence.event_id = execution.event_id and absence.task is null and absence.stage = 'request'
    where execution.task is null
    group by loner
),

judged as (
    select
        work.*,
        task.task_key,
        task.requester,
        task.requester_person,
        task.requester_kind,
        task.requester_basis,
        task.beneficiary_person,
        task.beneficiary_basis,
        case when not is_firm(task.beneficiary_basis) then task.beneficiary_person end as loose_beneficiary,
        task.request_event_id,
        coalesce(executor.owner_person, requester.owner_person) as owner_person,
        searched.reason as searched_reason,
        searched.needs as searched_needs,
        work.is_ambiguous is not true and coalesce(work.link_confidence, 0) >= $least_confidence as is_tied,
        case
            when work.is_initiated then 'initiated'
            when task.requester_kind = 'human' and is_firm(task.requester_basis) then 'asked'
            when is_firm(task.beneficiary_basis) and coalesce(beneficiary.kind, 'human') not in ('agent', 'workload', 'system') then 'named'
            when work.is_standing and coalesce(executor.owner_person, requester.owner_person) is not null then 'excepted'
            when task.beneficiary_person is not null and not is_firm(task.beneficiary_basis) then 'unmapped'
            when work.is_open_account or task.requester is not null and coalesce(task.requester_kind, 'unknown') in ('unknown', 'group', 'human') then 'unmapped'
            when work.task is not null and task.requester is null then 'unnamed'
            when work.task is null and searched.is_covered is not true then 'uncovered'
            else 'gap'
        end as state
    from work
    left join fct_tasks as task on task.task = work.task
    left join fct_identities as executor on executor.person = work.executor
    left join fct_identities as requester on requester.person = task.requester_person
    left join fct_identities as beneficiary on beneficiary.person = task.beneficiary_person
    left join searched on searched.loner = work.loner and work.task is null
),

settled as (
    select
        *,
        case
            when state in ('initiated', 'excepted') then state
            -- who asked says nothing of executions that may belong elsewhere, neither for nor against
            when task is not null and not is_tied then 'loose'
            else state
        end as settled_state
    from judged
)

select
    task,
    case settled_state when 'initiated' then initiator when 'asked' then requester_person when 'named' then beneficiary_person else coalesce(requester_person, executor) end as person,
    list_filter(identities, lambda identity: identity is not null) as identities,
    occurred_at,
    case
        when settled_state in ('initiated', 'asked', 'named') then 'pass'
        when settled_state in ('excepted', 'gap') then settled_state
        else 'insufficient'
    end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    case when task is null then 1.0 else coalesce(link_confidence, 1.0) end as confidence,
    null::varchar as basis,
    case settled_state
        when 'loose' then 'link_ambiguous'
        when 'unmapped' then 'identity_unmapped'
        when 'unnamed' then 'structural'
        when 'uncovered' then coalesce(searched_reason, 'no_source')
    end as reason,
    case settled_state
        when 'loose' then 'a record that ties ' || first_event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when 'unmapped' then 'a directory export, or a row in identities.csv, that says who is behind ' || coalesce(open_account, loose_beneficiary, requester, 'the account that asked')
        when 'unnamed' then 'the record of ' || coalesce(task_key, task) || ' with who asked for it'
        when 'uncovered' then coalesce(searched_needs, 'the export of the system in which such changes are asked for')
    end as needs,
    case when executions = 1 then operation || ' at ' || utc(occurred_at)
        else executions || ' controlled executions, ' || utc(occurred_at) || ' to ' || utc(last_at) || ',' end
    || coalesce(' under ' || coalesce(task_key, task), ' under no task') || ' by ' || executor_name || case settled_state
        when 'initiated' then case when initiator = executor_name then ', a person.' else ', in the name of ' || initiator || '.' end
        when 'asked' then ': asked for by ' || requester_person || '.'
        when 'named' then ': asked for in the name of ' || beneficiary_person || '.'
        when 'excepted' then ': nobody asked, but standing approval ' || standing_approval || ' covers it and ' || owner_person || ' owns it.'
        when 'gap' then ': no person stands at the beginning; '
            || case when task is null then 'no request was found' else coalesce(requester_person, requester) || ', which asked, is ' || kind_in_words(requester_kind) end
            || ', and no session names anybody'
            || coalesce(' (' || owner_person || ' owns it, but did not ask)', '') || '.'
        when 'loose' then ': who wanted it is not known, for nothing ties it to one request firmly enough.'
        when 'unmapped' then ': who wanted it is not known, for nothing firm says who is behind ' || coalesce(open_account, loose_beneficiary, requester_person, requester, 'the account that asked') || '.'
        when 'unnamed' then ': the request does not say who asked.'
        else ': no request was found, but none can be ruled out: ' || reason_in_words(coalesce(searched_reason, 'no_source')) || '.'
    end as message,
    list_filter([request_event_id, first_event_id], lambda id: id is not null) as event_ids
from settled
order by occurred_at, first_event_id, task
