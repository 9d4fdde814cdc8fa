-- grain: one row per controlled execution and policy decision that may be about it
-- A decision belongs to an execution by an id that both records carry, by a common trace, or because the same account, person or the person behind
-- an agent asked about the same resource within a day. What cannot be compared (nobody mapped, an action in other words) stays null: only what is
-- known to differ is left out. The platform's own verdict, written into the execution's record, is a tie to the record itself.

with executions as (
    select
        execution.event_id,
        execution.system,
        execution.lo,
        execution.hi,
        execution.person,
        execution.identity,
        execution.basis,
        execution.initiator_person,
        lower(execution.resource) as resource,
        name_of(execution.resource) as resource_name,
        execution.operation,
        execution.activity,
        execution.change,
        event.native_id,
        event.agent_run,
        event.refs,
        json_extract_string(event.attributes, '$.decision_id') as decision_id,
        coalesce(json_extract_string(event.attributes, '$.decision') = 'allow', false)
        or coalesce(json_array_length(json_extract(event.attributes, '$.permissions')) > 0, false) as is_natively_allowed
    from fct_executions as execution
    inner join stg_events as event on event.event_id = execution.event_id
    qualify row_number() over (partition by execution.event_id order by execution.task) = 1
),

decisions as (
    select
        decision.event_id,
        decision.system,
        decision.decision_id,
        decision.lo,
        decision.hi,
        decision.person,
        decision.identity,
        decision.basis,
        decision.initiator_person,
        lower(decision.resource) as resource,
        name_of(decision.resource) as resource_name,
        decision.action,
        decision.is_masked,
        event.refs
    from fct_policy_decisions as decision
    inner join stg_events as event on event.event_id = decision.event_id
    where decision.decision is not null
),

traces as (
    select event_id, ref as trace from (select event_id, unnest(refs) as ref from executions where refs is not null) where starts_with(ref, 'trace:')
    union
    select event_id, 'trace:' || agent_run from executions where agent_run is not null
),

decision_traces as (
    select event_id, ref as trace from (select event_id, unnest(refs) as ref from decisions where refs is not null) where starts_with(ref, 'trace:')
),

parties as (
    select event_id, unnest([person, identity, initiator_person]) as party, resource_name, lo from executions where resource_name is not null
),

decision_parties as (
    select event_id, unnest([person, identity, initiator_person]) as party, resource_name, lo from decisions where resource_name is not null
),

met as (
    select execution.event_id, decision.event_id as decision_event_id, 'id' as tie
    from executions as execution
    inner join decisions as decision on decision.decision_id = execution.native_id and decision.system = execution.system and decision.event_id <> execution.event_id
    union all
    select execution.event_id, decision.event_id, 'id'
    from executions as execution
    inner join decisions as decision on decision.decision_id = execution.decision_id
    union all
    select execution.event_id, decision.event_id, 'trace'
    from traces as execution
    inner join decision_traces as decision on decision.trace = execution.trace
    union all
    select execution.event_id, decision.event_id, 'resource'
    from parties as execution
    inner join decision_parties as decision
        on decision.party = execution.party and decision.resource_name = execution.resource_name
        and decision.lo between execution.lo - to_hours($policy_window_hours) and execution.lo + to_hours($policy_window_hours)
    union all
    -- somebody nobody can name asked about this resource
    select execution.event_id, decision.event_id, 'resource'
    from executions as execution
    inner join decisions as decision
        on decision.resource_name = execution.resource_name and decision.basis = 'unmapped'
        and decision.lo between execution.lo - to_hours($policy_window_hours) and execution.lo + to_hours($policy_window_hours)
),

nearest as (
    select event_id, decision_event_id, min(tie) as tie
    from met
    group by event_id, decision_event_id
),

compared as (
    select
        nearest.event_id,
        nearest.decision_event_id,
        nearest.tie,
        case
            when nearest.tie = 'id' then true
            when decision.person = execution.person or decision.identity = execution.identity then true
            when decision.person in (execution.initiator_person) or decision.initiator_person in (execution.person, execution.initiator_person) then true
            when decision.basis = 'unmapped' or execution.basis = 'unmapped' then null
            else false
        end as is_same_principal,
        decision.identity is distinct from execution.identity and decision.person is distinct from execution.person as is_delegate,
        case when decision.identity = execution.identity or nearest.tie = 'id' then null else weaker_basis(decision.basis, execution.basis) end as basis,
        case
            when nearest.tie = 'id' then true
            when decision.resource is null or execution.resource is null then null
            else coalesce(scope_covers(decision.resource, execution.resource) or scope_covers(execution.resource, decision.resource), false)
        end as is_same_resource,
        case
            when nearest.tie = 'id' then true
            when decision.action is null then null
            when bare_action(decision.action) in (bare_action(execution.operation), bare_action(execution.activity)) then true
            -- AWS writes the version of its interface behind the name
            when bare_action(decision.action) = regexp_replace(bare_action(execution.operation), '\d{8}(v\d+)?$', '') then true
            when deed_family(bare_action(decision.action)) = coalesce(deed_family(bare_action(execution.operation)), deed_family(execution.activity)) then true
            when deed_family(bare_action(decision.action)) <> coalesce(deed_family(bare_action(execution.operation)), deed_family(execution.activity)) then false
        end as is_same_action,
        execution.lo as e_lo,
        execution.hi as e_hi,
        decision.lo as d_lo
    from nearest
    inner join executions as execution on execution.event_id = nearest.event_id
    inner join decisions as decision on decision.event_id = nearest.decision_event_id
)

select event_id, decision_event_id, tie, is_same_principal, is_delegate, basis, is_same_resource, is_same_action
from compared
where is_same_principal is not false
    and is_same_resource is not false
    and is_same_action is not false
    and (tie = 'id' or (d_lo >= e_lo - to_hours($policy_window_hours) and d_lo <= e_hi + to_hours($policy_window_hours)))
union all
select event_id, event_id, 'native', true, false, null, true, true
from executions
where is_natively_allowed
