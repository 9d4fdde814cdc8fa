-- rule: R29
-- slug: policy-deny-overridden
-- title: The policy said no, and it was done all the same
-- severity: critical
-- grain: one row per enforced denial of a policy engine; denials nobody can be named for, or whose input is hidden, one row per engine and principal
-- question: Which changes went through although the policy engine had refused them to the same principal or to whom it acts for?
-- why: A refusal that can be walked around protects nothing, and whoever walked around it knew.
-- misses: The same deed under another spelling of the resource; a way round that changes something else with the same effect.
-- false-positives: An allow given by an engine whose log is missing; a resource of the same name that was made anew in between.
-- remedy: Find the path that was not guarded and close it; undo the change or have it decided anew.
-- needs: policy, execution
-- param: override_hours = 24 — how long after a denial the same deed counts as going round it, RULES.md R29
-- ref: RULES.md B.4 R29

with denials as (
    select * from fct_policy_decisions where decision = 'deny'
),

-- effective changes of the same resource by the same principal, no earlier than the denial
followed as (
    select
        denial.event_id as denial_event_id,
        denial.lo as denied_lo,
        denial.hi as denied_hi,
        denial.system as denied_by,
        execution.event_id,
        execution.task,
        execution.task_key,
        execution.operation,
        execution.entitlement,
        execution.subject,
        execution.resource,
        execution.occurred_at,
        execution.lo,
        execution.hi,
        execution.system,
        execution.person,
        execution.identity,
        execution.break_glass,
        tie.tie,
        tie.is_same_principal,
        tie.is_delegate,
        tie.basis,
        case when tie.is_same_action then 1.0 when denial.action is null then 0.85 else 0.75 end as confidence,
        tie.tie = 'id' or coalesce(is_before(denial.lo, denial.hi, denial.system, execution.lo, execution.hi, execution.system), false) as is_after
    from denials as denial
    inner join fct_policy_ties as tie on tie.decision_event_id = denial.event_id and tie.tie <> 'native'
    inner join fct_executions as execution on execution.event_id = tie.event_id
    where denial.mode = 'enforce' and not denial.is_masked
        and tie.is_same_resource
        and execution.is_effective and execution.is_platform is not true
        and (tie.tie = 'id' or is_before(denial.lo, denial.hi, denial.system, execution.lo, execution.hi, execution.system) is not false)
        and execution.lo <= denial.hi + to_seconds($override_hours * 3600)
),

-- an allow between the denial and the change, or not known to lie elsewhere
released as (
    select distinct followed.denial_event_id, followed.event_id
    from followed
    inner join fct_policy_ties as tie on tie.event_id = followed.event_id and tie.tie <> 'native'
    inner join fct_policy_decisions as allowance
        on allowance.event_id = tie.decision_event_id and allowance.decision = 'allow' and allowance.mode = 'enforce'
    where is_before(allowance.lo, allowance.hi, allowance.system, followed.denied_lo, followed.denied_hi, followed.denied_by) is not true
        and is_before(followed.lo, followed.hi, followed.system, allowance.lo, allowance.hi, allowance.system) is not true
),

-- where the same engine may have allowed it later and its log does not reach; that another engine's log is missing says nothing of this one's answer
unseen as (
    select
        followed.denial_event_id,
        followed.event_id,
        min_by(hole.reason, by_weight(hole.weight, hole.needs)) as reason,
        min_by(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from (select distinct denial_event_id, event_id, denied_by, denied_hi, hi from followed where tie <> 'id') as followed
    inner join fct_stage_holes as hole
        on hole.stage = 'policy' and hole.system = followed.denied_by and hole.from_at < followed.hi and hole.to_at > followed.denied_hi
    group by followed.denial_event_id, followed.event_id
),

first_followed as (
    select
        followed.*,
        unseen.reason as unseen_reason,
        unseen.needs as unseen_needs,
        case
            when released.event_id is not null then 'allowed'
            when is_same_principal is null then 'unmapped'
            when break_glass = 'declared' then 'excepted'
            when unseen.event_id is not null then 'unseen'
            when is_after then 'overridden'
            else 'unordered'
        end as outcome,
        -- asked several times and refused each time: the last refusal tells it
        row_number() over (partition by followed.event_id, followed.task order by followed.denied_lo desc, followed.denial_event_id) as turn
    from followed
    left join released on released.denial_event_id = followed.denial_event_id and released.event_id = followed.event_id
    left join unseen on unseen.denial_event_id = followed.denial_event_id and unseen.event_id = followed.event_id
    qualify row_number() over (
        partition by followed.denial_event_id
        order by list_position(['overridden', 'excepted', 'unseen', 'unordered', 'unmapped', 'allowed'], outcome), followed.lo, followed.event_id, followed.task
    ) = 1
),

-- what the log hides cannot be compared: one row for all of it
hidden as (
    select
        denial.system,
        denial.identity,
        min(denial.event_id) as event_id,
        min(denial.person) as person,
        min(denial.occurred_at) as occurred_at,
        min(denial.policy) as policy,
        count(*) as denials,
        min(denial.lo) as from_at,
        max(denial.hi) + to_seconds($override_hours * 3600) as to_at
    from denials as denial
    where denial.mode = 'enforce' and denial.is_masked
    group by denial.system, denial.identity
),

hidden_followed as (
    select hidden.system, hidden.identity, min(execution.event_id) as execution_event_id
    from hidden
    inner join fct_executions as execution
        on execution.lo >= hidden.from_at and execution.lo <= hidden.to_at
    where execution.is_effective and execution.is_platform is not true
        and (hidden.person is null or execution.person = hidden.person)
    group by hidden.system, hidden.identity
),

judged as (
    select
        denial.event_id,
        denial.system,
        denial.policy,
        denial.action,
        denial.resource as asked_resource,
        denial.person as asked_person,
        denial.identity as asked_identity,
        denial.occurred_at,
        denial.text,
        follow.event_id as execution_event_id,
        follow.task,
        follow.task_key,
        follow.operation,
        follow.entitlement,
        follow.subject,
        follow.resource,
        follow.occurred_at as done_at,
        follow.person,
        follow.identity,
        follow.is_delegate,
        follow.basis,
        follow.confidence,
        follow.unseen_reason,
        follow.unseen_needs,
        1::bigint as denials,
        case
            when denial.mode = 'dry_run' then 'dry_run'
            when follow.outcome is null then 'held'
            when follow.turn > 1 then 'repeated'
            else follow.outcome
        end as state
    from denials as denial
    left join first_followed as follow on follow.denial_event_id = denial.event_id
    where not (denial.mode = 'enforce' and denial.is_masked)
    qualify state <> 'unmapped' or row_number() over (partition by denial.system, denial.identity, state order by denial.lo, denial.event_id) = 1
    union all
    select
        hidden.event_id, hidden.system, hidden.policy, null, null, hidden.person, hidden.identity, hidden.occurred_at, null, null, null, null,
        null, null, null, null, null, hidden.person, hidden.identity, null, null, null, null, null, hidden.denials,
        case when followed.system is null then 'held' else 'hidden' end
    from hidden
    left join hidden_followed as followed on followed.system = hidden.system and followed.identity is not distinct from hidden.identity
)

select
    task,
    coalesce(person, asked_person) as person,
    list_sort(list_distinct(list_filter([identity, asked_identity], lambda one: one is not null))) as identities,
    coalesce(done_at, occurred_at) as occurred_at,
    case
        when state in ('held', 'dry_run', 'allowed', 'repeated') then 'pass'
        when state = 'overridden' then 'gap'
        when state = 'excepted' then 'excepted'
        else 'insufficient'
    end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    coalesce(confidence, 1.0) as confidence,
    basis,
    case state when 'unordered' then 'clock_uncertain' when 'unmapped' then 'identity_unmapped' when 'hidden' then 'filtered' when 'unseen' then unseen_reason end as reason,
    case state
        when 'unordered' then 'the measured offset between the clocks of ' || system || ' and of the log of the change'
        when 'unmapped' then 'a row of identities.csv for ' || coalesce(asked_identity, 'the principal that ' || system || ' was asked about')
        when 'hidden' then 'the decision log of ' || system || ' without the mask over who asked for what'
        when 'unseen' then unseen_needs
    end as needs,
    case
        when state = 'hidden' then policy || ' refused ' || denials || ' times, first at ' || utc(occurred_at)
            || ', and changes followed; the log hides who asked for what, so whether they were what had been refused cannot be told.'
        else policy || ' denied ' || named(asked_person, asked_identity) || ' ' || coalesce(action, 'access') || coalesce(' on ' || asked_resource, '')
            || ' at ' || utc(occurred_at) || coalesce(' (' || text || ')', '') || '; ' || case state
                when 'dry_run' then 'it only warned, and stopped nothing.'
                when 'held' then 'nothing of the kind was done in the ' || $override_hours || ' h after.'
                when 'repeated' then 'it was asked again and refused again.'
                when 'allowed' then 'a later decision allowed it before it was done at ' || utc(done_at) || '.'
                when 'excepted' then 'it was done at ' || utc(done_at) || ' in a declared emergency.'
                when 'unseen' then named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(done_at)
                    || ', and a later answer that allowed it cannot be ruled out: ' || reason_in_words(unseen_reason) || '.'
                when 'unordered' then named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(done_at)
                    || ', too close to tell which came first.'
                when 'unmapped' then named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(done_at)
                    || ', and nothing says whether that is the same principal.'
                else named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(done_at)
                    || coalesce(' under ' || coalesce(task_key, task), '') || ', ' || span(occurred_at, done_at) || ' later'
                    || case when is_delegate then ' in the other''s place' else '' end || ', and no later decision allowed it.'
            end
    end as message,
    list_filter([event_id, case when state <> 'repeated' then execution_event_id end], lambda id: id is not null) as event_ids
from judged
order by occurred_at, event_id, task
