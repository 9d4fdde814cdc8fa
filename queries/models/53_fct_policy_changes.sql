-- grain: one row per change of what a policy engine answers by
-- Policies written in the engine itself, its modes, and what was merged or pushed into the repository they are built from: known by its name, or
-- because the revision the engine reports is the commit. Whether somebody else had approved it, and where an approval could not have been seen.

with revisions as (
    select distinct revision from fct_policy_decisions where regexp_full_match(revision, '[0-9a-f]{7,64}')
),

carried as (
    select event.event_id, list_sort(list(distinct revisions.revision)) as revisions
    from (select event_id, lower(split_part(unnest(refs), ':', 2)) as sha, unnest(refs) as ref from stg_events where is_write and refs is not null) as event
    inner join revisions on left(revisions.revision, 7) = left(event.sha, 7)
    where starts_with(event.ref, 'commit:') and (starts_with(revisions.revision, event.sha) or starts_with(event.sha, revisions.revision))
    group by event.event_id
),

changed as (
    select
        event.*,
        carried.revisions,
        names_policies(event.resource)
        and event.activity in ('deploy', 'update', 'close', 'create', 'configure', 'transition', 'delete') as is_of_repository
    from stg_events as event
    left join carried on carried.event_id = event.event_id
    left join int_controlled as controlled on controlled.event_id = event.event_id
    where event.is_write and event.outcome = 'success'
        and (carried.event_id is not null
            or (event.stage = 'policy' and event.activity = 'configure')
            or (controlled.change_class = 'trust_policy' and regexp_matches(lower(event.operation), 'polic|ruleset|protect|permission|schema|approv|condition'))
            or (event.stage in ('execution', 'context') and event.activity in ('deploy', 'update', 'close', 'create', 'configure', 'delete')
                and (event.change_class is not null or starts_with(event.task, 'pr:'))
                and names_policies(event.resource)))
),

linked as (
    select event_id, max_by(task, by_weight(confidence, task)) as task, max(confidence) as confidence from fct_links group by event_id
),

approved as (
    select changed.event_id, min(coalesce(approval.person, approval.identity)) as approver
    from changed
    inner join linked on linked.event_id = changed.event_id
    inner join fct_approvals as approval on approval.task = linked.task and approval.decision = 'approved' and approval.link_confidence >= 0.8
    left join int_event_actors as actor on actor.event_id = changed.event_id
    where coalesce(approval.person, approval.identity) is distinct from coalesce(actor.person, changed.actor)
        and is_before(changed.lo, changed.hi, changed.system, approval.lo, approval.hi, approval.system) is not true
    group by changed.event_id
),

unseen as (
    select changed.event_id, min_by(hole.reason, by_weight(hole.weight, hole.needs)) as reason, min_by(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from changed
    inner join fct_stage_holes as hole on hole.stage = 'approval' and hole.from_at < changed.hi and hole.to_at > changed.lo - interval 24 hour
    group by changed.event_id
)

select
    changed.event_id,
    changed.system,
    changed.occurred_at,
    changed.lo,
    changed.hi,
    changed.operation,
    changed.resource,
    changed.entitlement,
    coalesce(changed.is_of_repository, false) as is_of_repository,
    changed.revisions,
    actor.identity,
    coalesce(actor.person, changed.actor) as person,
    actor.initiator_person,
    coalesce(actor.basis, 'unmapped') as basis,
    linked.task,
    linked.confidence as link_confidence,
    approved.approver,
    unseen.reason as approval_reason,
    unseen.needs as approval_needs
from changed
left join int_event_actors as actor on actor.event_id = changed.event_id
left join linked on linked.event_id = changed.event_id
left join approved on approved.event_id = changed.event_id
left join unseen on unseen.event_id = changed.event_id
