-- grain: one row per effective controlled execution that needs an approval, and decision to approve of its chain
-- Whether the one who decided was entitled to, by the matrix as it was when they decided: named, through a group, or by a delegation of somebody who is.
-- A click that an app relays is judged by whom it relays. Without a matrix, or a line on this class and thing, nobody can say (no_matrix, unruled);
-- lines that held only before or after the decision are no line either.

with needing as (
    select event_id, task, change_class, resource, entitlement
    from fct_executions
    where task is not null and is_effective and is_platform is not true and coalesce(approvals_required, 1) > 0
),

decisions as (
    select event_id as approval_event_id, task, lo, hi, identity, decider as person, decider_basis as basis, decider_kind as kind
    from fct_decisions
    where decision = 'approved'
),

pairs as (
    select needing.*, decisions.* exclude (task)
    from needing
    inner join decisions on decisions.task = needing.task
),

-- which globs of the matrix speak of which things
covered as (
    select globs.resource as pattern, things.thing
    from (select distinct resource from ref_approvers where resource <> '*') as globs
    inner join (select distinct unnest([resource, entitlement]) as thing from needing) as things
        on scope_covers(globs.resource, things.thing)
),

classes as (
    select distinct change_class, resource, entitlement from needing
),

-- the lines that speak of a class and thing, whomever they name
ruled as (
    select classes.*, file_line(matrix.file, matrix.line_no) as line, matrix.valid_from, matrix.valid_to
    from classes
    inner join ref_approvers as matrix on matrix.change_class in ('*', classes.change_class)
    where matrix.resource = '*'
    union
    select classes.*, file_line(matrix.file, matrix.line_no), matrix.valid_from, matrix.valid_to
    from classes
    inner join covered on covered.thing = classes.resource
    inner join ref_approvers as matrix on matrix.resource = covered.pattern and matrix.change_class in ('*', classes.change_class)
    union
    select classes.*, file_line(matrix.file, matrix.line_no), matrix.valid_from, matrix.valid_to
    from classes
    inner join covered on covered.thing = classes.entitlement
    inner join ref_approvers as matrix on matrix.resource = covered.pattern and matrix.change_class in ('*', classes.change_class)
),

entitled as (
    select ruled.change_class, ruled.resource, ruled.entitlement, matrix.* exclude (change_class, resource)
    from ruled
    inner join fct_approvers as matrix on matrix.line = ruled.line
),

named as (
    select
        pairs.event_id,
        pairs.task,
        pairs.approval_event_id,
        case when entitled.via is null then 'named' else 'group' end as entitlement_kind,
        entitled.line,
        entitled.role,
        entitled.via,
        entitled.is_certain,
        null as delegator,
        null as delegation
    from pairs
    inner join entitled
        on entitled.person = pairs.person and entitled.change_class = pairs.change_class
        and entitled.resource is not distinct from pairs.resource and entitled.entitlement is not distinct from pairs.entitlement
    where (entitled.from_at is null or entitled.from_at <= pairs.hi) and (entitled.to_at is null or entitled.to_at > pairs.lo)
),

-- delegations to the one who decided, by somebody who is entitled; those of another time or scope are told, and entitle nobody
lent as (
    select
        pairs.event_id,
        pairs.task,
        pairs.approval_event_id,
        entitled.line,
        entitled.role,
        entitled.via,
        delegation.delegator,
        delegation.delegation,
        delegation.from_at,
        delegation.to_at,
        delegation.scope,
        (delegation.from_at is null or delegation.from_at <= pairs.hi) and (delegation.to_at is null or delegation.to_at > pairs.lo)
            and (delegation.scope in ('*', pairs.change_class)
                or coalesce(scope_covers(delegation.scope, pairs.resource), false) or coalesce(scope_covers(delegation.scope, pairs.entitlement), false))
            as is_valid
    from pairs
    inner join fct_delegations as delegation
        on delegation.delegate = pairs.person and delegation.kind in ('register', 'reassigned')
        and (delegation.task is null or delegation.task = pairs.task)
    inner join entitled
        on entitled.person = delegation.delegator and entitled.is_certain and entitled.change_class = pairs.change_class
        and entitled.resource is not distinct from pairs.resource and entitled.entitlement is not distinct from pairs.entitlement
    where (entitled.from_at is null or entitled.from_at <= pairs.hi) and (entitled.to_at is null or entitled.to_at > pairs.lo)
),

ways as (
    select event_id, task, approval_event_id, entitlement_kind as way, line, role, via, is_certain, delegator, delegation from named
    union all
    select event_id, task, approval_event_id, 'delegated', line, role, via, true, delegator, delegation from lent where is_valid
),

best as (
    select
        event_id,
        task,
        approval_event_id,
        min_by(way, printf('%d%s', list_position(['named', 'group', 'delegated'], way), line)) filter (where is_certain) as way,
        min_by(line, printf('%d%s', list_position(['named', 'group', 'delegated'], way), line)) filter (where is_certain) as line,
        min_by(via, printf('%d%s', list_position(['named', 'group', 'delegated'], way), line)) filter (where is_certain) as via,
        min_by(delegator, line) filter (where way = 'delegated') as delegator,
        min_by(delegation, line) filter (where way = 'delegated') as delegation,
        list_sort(list(distinct role) filter (where is_certain)) as roles,
        min(via) filter (where not is_certain) as doubtful_group
    from ways
    group by event_id, task, approval_event_id
),

lapsed as (
    select event_id, task, approval_event_id, min_by(delegator, delegation) as delegator, min(delegation) as delegation, min_by(from_at, delegation) as from_at,
        min_by(to_at, delegation) as to_at, min_by(scope, delegation) as scope
    from lent
    where not is_valid
    group by event_id, task, approval_event_id
),

open_groups as (
    select change_class, resource, entitlement, min(via) as via from entitled where person is null group by all
),

spoken_of as (
    select
        change_class,
        resource,
        entitlement,
        min(coalesce(valid_from, timestamptz '0001-01-01 00:00:00+00')) as from_at,
        max(coalesce(valid_to, timestamptz '9999-12-31 00:00:00+00')) as to_at
    from ruled
    group by change_class, resource, entitlement
)

select
    pairs.event_id,
    pairs.task,
    pairs.approval_event_id,
    pairs.person,
    pairs.identity,
    pairs.basis,
    pairs.kind,
    case
        when best.way is not null then best.way
        when (select count(*) from ref_approvers) = 0 then 'no_matrix'
        when spoken_of.from_at is null or pairs.hi <= spoken_of.from_at or pairs.lo >= spoken_of.to_at then 'unruled'
        when pairs.person is null then 'anonymous'
        when pairs.basis in ('unmapped', 'heuristic') and pairs.kind not in ('agent', 'workload', 'group') then 'unmapped'
        when best.doubtful_group is not null or open_groups.via is not null then 'group_unknown'
        else 'unnamed'
    end as standing,
    best.roles,
    best.line,
    coalesce(best.via, best.doubtful_group, open_groups.via) as via,
    coalesce(best.delegator, lapsed.delegator) as delegator,
    coalesce(best.delegation, lapsed.delegation) as delegation,
    case when best.delegation is null then lapsed.scope end as lapsed_scope,
    case when best.delegation is null then lapsed.from_at end as lapsed_from_at,
    case when best.delegation is null then lapsed.to_at end as lapsed_to_at
from pairs
left join best
    on best.event_id = pairs.event_id and best.task = pairs.task and best.approval_event_id = pairs.approval_event_id
left join lapsed
    on lapsed.event_id = pairs.event_id and lapsed.task = pairs.task and lapsed.approval_event_id = pairs.approval_event_id
left join spoken_of
    on spoken_of.change_class = pairs.change_class and spoken_of.resource is not distinct from pairs.resource
    and spoken_of.entitlement is not distinct from pairs.entitlement
left join open_groups
    on open_groups.change_class = pairs.change_class and open_groups.resource is not distinct from pairs.resource
    and open_groups.entitlement is not distinct from pairs.entitlement
