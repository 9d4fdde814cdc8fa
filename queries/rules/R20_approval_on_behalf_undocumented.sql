-- rule: R20
-- slug: approval-on-behalf-undocumented
-- title: Approved for somebody else, and no record allows it
-- severity: medium
-- grain: one row per decision to approve that was made for somebody else, rests on a delegation, or names no person
-- question: Which approvals were given in another's name, or in a group's, without a delegation that held at the time?
-- why: Delegated authority is only authority while somebody wrote down who may use it, for what and until when; and a group cannot be asked why.
-- misses: Delegates who use the account of the one they stand in for; words that name the other in a way we do not read.
-- false-positives: Delegations that are kept in a system of HR or in out-of-office settings and were not exported.
-- remedy: Write the delegation down with scope and end, or have the one decide who may; let approvals name the person who clicked.
-- needs: approval
-- ref: RULES.md B.2 R20; sub-codes no-delegation, delegation-lapsed, group-anonymous, relay-anonymous; handing this very item on in its own record is a delegation

with reached as (
    -- what was done under the chain: a delegation for a class or a thing must cover it
    select task, list_distinct(list(change_class)) as classes, list_distinct(list(resource) filter (where resource is not null)) as resources
    from fct_executions
    where task is not null
    group by task
),

decisions as (
    select
        decision.*,
        coalesce(tasks.task_key, decision.task) as task_key,
        coalesce(reached.classes, []::varchar[]) as classes,
        coalesce(reached.resources, []::varchar[]) as resources,
        reached.task is null as is_idle
    from fct_decisions as decision
    left join fct_tasks as tasks on tasks.task = decision.task
    left join reached on reached.task = decision.task
    where decision.decision = 'approved'
),

-- the right to decide that somebody has only through another
lent as (
    select task, approval_event_id, min(delegator) as delegator, min(delegation) as delegation, bool_or(standing = 'unnamed') as is_lapsed,
        min(lapsed_scope) as scope, min(lapsed_from_at) as from_at, max(lapsed_to_at) as to_at
    from fct_approver_rights
    where delegation is not null and standing in ('delegated', 'unnamed')
    group by task, approval_event_id
),

subjects as (
    select
        decisions.*,
        behalf.how,
        coalesce(behalf.delegate, behalf.delegate_alias) as delegate,
        coalesce(behalf.principal, behalf.principal_alias) as principal,
        weaker_basis(behalf.delegate_basis, behalf.principal_basis) as behalf_basis
    from decisions
    inner join fct_behalf as behalf on behalf.event_id = decisions.event_id and behalf.task = decisions.task
    union all
    select decisions.*, 'lent', decisions.decider, lent.delegator, null
    from decisions
    inner join lent on lent.approval_event_id = decisions.event_id and lent.task = decisions.task
    where (decisions.event_id, decisions.task) not in (select (event_id, task) from fct_behalf)
),

-- the delegations between the two, and whether each held
tried as (
    select
        subjects.event_id,
        subjects.task,
        delegation.delegation,
        delegation.from_at,
        delegation.to_at,
        delegation.scope,
        (delegation.from_at is null or delegation.from_at <= subjects.hi) and (delegation.to_at is null or delegation.to_at > subjects.lo) as is_current,
        delegation.scope = '*' or subjects.is_idle or list_contains(subjects.classes, delegation.scope)
            or len(list_filter(subjects.resources, lambda thing: coalesce(scope_covers(delegation.scope, thing), false))) > 0 as is_in_scope
    from subjects
    inner join fct_delegations as delegation
        on delegation.delegate = subjects.delegate and delegation.delegator = subjects.principal and delegation.kind in ('register', 'reassigned')
        and (delegation.task is null or delegation.task = subjects.task)
),

judged as (
    select
        subjects.*,
        best.delegation,
        best.from_at,
        best.to_at,
        best.scope,
        best.is_current,
        case
            when how = 'group' then 'group-anonymous'
            when how = 'relay' then 'relay-anonymous'
            when best.is_current and best.is_in_scope then 'pass'
            when best.delegation is not null then 'delegation-lapsed'
            when behalf_basis in ('unmapped', 'heuristic') then 'unmapped'
            when (select count(*) from fct_references where reference = 'delegations' and entries > 0) = 0 then 'no_register'
            else 'no-delegation'
        end as state
    from subjects
    left join (
        select *
        from tried
        qualify row_number() over (partition by event_id, task order by is_current and is_in_scope desc, is_current desc, to_at desc nulls first, delegation) = 1
    ) as best on best.event_id = subjects.event_id and best.task = subjects.task
)

select
    task,
    coalesce(delegate, principal, named(account_person, identity)) as person,
    list_filter([identity], lambda account: account is not null) as identities,
    occurred_at,
    case when state = 'pass' then 'pass' when state in ('unmapped', 'no_register') then 'insufficient' else 'gap' end as verdict,
    case when state not in ('pass', 'unmapped', 'no_register') then state end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    case when state in ('no-delegation', 'delegation-lapsed') then behalf_basis end as basis,
    case state when 'unmapped' then 'identity_unmapped' when 'no_register' then 'no_source' end as reason,
    case state
        when 'unmapped' then 'a directory export, or rows in identities.csv, that tie ' || delegate || ' and ' || principal || ' to people'
        when 'no_register' then 'delegations.csv, or the out-of-office and delegation records of HR: whether ' || principal || ' let ' || delegate || ' decide'
    end as needs,
    task_key || case
        when state = 'group-anonymous' then ' was approved' || case when is_time_exact then ' at ' || utc(occurred_at) else '' end || ' in the name of ' || coalesce(principal, 'a group') || ', a group, and the record does not say by whom.'
        when state = 'relay-anonymous' then ' was approved at ' || utc(occurred_at) || ' through ' || named(account_person, identity) || ', and the record does not say who clicked.'
        else ' was approved at ' || utc(occurred_at) || ' by ' || delegate || ' for ' || principal || case how
                when 'clicked' then ', who had been asked'
                when 'words' then ', as the words of the approval say'
                when 'lent' then ', who may approve it'
                else ''
            end || case state
            when 'pass' then '; the delegation ' || delegation || ' allowed it' || coalesce(' until ' || utc(to_at), '') || '.'
            when 'delegation-lapsed' then case
                when is_current then '; the delegation ' || delegation || ' is for ' || scope || ' only.'
                when from_at > occurred_at then '; the delegation ' || delegation || ' began only at ' || utc(from_at) || '.'
                else '; the delegation ' || delegation || ' had ended at ' || utc(to_at) || '.'
            end
            when 'no-delegation' then '; no delegation between the two is on record.'
            when 'unmapped' then '; the accounts are not both tied to people, so no delegation can be looked up.'
            else '; no register of delegations was supplied.'
        end
    end as message,
    event_ids
from judged
order by occurred_at, event_ids, task
