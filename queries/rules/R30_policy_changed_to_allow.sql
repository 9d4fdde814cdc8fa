-- rule: R30
-- slug: policy-changed-to-allow
-- title: The policy was changed until it said yes
-- severity: high
-- grain: one row per refusal that the same engine answered otherwise next, for the same principal, resource and action, within the time given
-- question: Which refusals turned into permissions because somebody involved changed the rules, or because they were changed without an approval?
-- why: Who may change the rule need not break it. A rule that is bent for one case is open for all.
-- misses: Changes of data that the policies read; rules of another engine that was asked instead.
-- false-positives: A planned release of policies by a pipeline whose approval stands in another system; one person who is on call for both.
-- remedy: Have policies changed by people who do not ask under them, with a review; look at what else the change allows.
-- needs: policy, execution, approval
-- param: flip_hours = 24 — the longest time between the refusal and the permission, RULES.md R30
-- ref: RULES.md B.4 R30

-- A release that others made and approved is a release, whatever it allowed. Where the revision changed and no record shows who changed it, the
-- history of the policies is missing.

with answers as (
    select
        *,
        lag(event_id) over asked as denial_event_id,
        lag(decision) over asked as last_decision,
        lag(revision) over asked as denied_revision,
        lag(occurred_at) over asked as denied_at,
        lag(lo) over asked as denied_lo,
        lag(hi) over asked as denied_hi
    from fct_policy_decisions
    where decision is not null and mode = 'enforce' and not is_masked and resource is not null and coalesce(person, identity) is not null
    window asked as (partition by system, policy, coalesce(person, identity), lower(resource), lower(action) order by lo, event_id)
),

flips as (
    select *
    from answers
    where decision = 'allow' and last_decision = 'deny' and lo <= denied_hi + to_seconds($flip_hours * 3600)
),

-- whoever acted on the permission, or asked for the work it was for
involved as (
    select flip.event_id, flip.person as participant, flip.basis from flips as flip where flip.person is not null
    union
    select flip.event_id, flip.initiator_person, flip.basis from flips as flip where flip.initiator_person is not null
    union
    select flip.event_id, execution.person, execution.basis
    from flips as flip
    inner join fct_policy_ties as tie on tie.decision_event_id = flip.event_id and tie.is_same_principal and tie.is_same_resource
    inner join fct_executions as execution on execution.event_id = tie.event_id and execution.person is not null
    union
    select flip.event_id, tasks.requester_person, tasks.requester_basis
    from flips as flip
    inner join fct_policy_ties as tie on tie.decision_event_id = flip.event_id and tie.is_same_principal and tie.is_same_resource
    inner join fct_executions as execution on execution.event_id = tie.event_id
    inner join fct_tasks as tasks on tasks.task = execution.task and tasks.requester_person is not null
),

between_them as (
    select
        flip.event_id,
        change.event_id as change_event_id,
        change.person,
        change.identity,
        change.basis,
        change.operation,
        change.resource,
        change.entitlement,
        change.occurred_at,
        change.approver,
        change.approval_reason,
        change.approval_needs,
        change.task,
        change.link_confidence,
        change.initiator_person,
        -- an engine that names no revision does not say that it was this change which turned the answer
        coalesce(flip.revision is distinct from flip.denied_revision or name_of(flip.policy) in (name_of(change.resource), name_of(change.entitlement)), false) as is_shown,
        coalesce(list_contains(change.revisions, flip.revision) and flip.revision is distinct from flip.denied_revision, false)
        or coalesce(is_before(flip.denied_lo, flip.denied_hi, flip.system, change.lo, change.hi, change.system), false)
            and coalesce(is_before(change.lo, change.hi, change.system, flip.lo, flip.hi, flip.system), false) as is_certain
    from flips as flip
    inner join fct_policy_changes as change
        on change.system = flip.system
        or (flip.revision is distinct from flip.denied_revision and (change.is_of_repository or list_contains(change.revisions, flip.revision)))
    where is_before(change.lo, change.hi, change.system, flip.denied_lo, flip.denied_hi, flip.system) is not true
        and is_before(flip.lo, flip.hi, flip.system, change.lo, change.hi, change.system) is not true
),

weighed as (
    select
        between_them.*,
        involved.participant is not null as is_participant,
        case when involved.participant is not null then weaker_basis(between_them.basis, involved.basis) end as shared_basis,
        case
            when involved.participant is null and approver is not null then 'released'
            when not is_certain then 'unordered'
            when involved.participant is not null then 'participant'
            when approval_reason is not null then 'unseen_approval'
            else 'unapproved'
        end as state
    from between_them
    left join (select event_id, participant, min(basis) as basis from involved group by event_id, participant) as involved
        on involved.event_id = between_them.event_id and involved.participant in (between_them.person, between_them.initiator_person)
),

worst as (
    select *
    from weighed
    qualify row_number() over (
        partition by event_id
        order by list_position(['participant', 'unapproved', 'unordered', 'unseen_approval', 'released'], state), occurred_at, change_event_id
    ) = 1
),

judged as (
    select
        flip.*,
        worst.change_event_id,
        worst.person as changer,
        worst.identity as changer_identity,
        worst.shared_basis,
        worst.operation,
        coalesce(worst.entitlement, worst.resource) as changed_what,
        worst.occurred_at as changed_at,
        worst.approver,
        worst.approval_reason,
        worst.approval_needs,
        worst.is_shown,
        coalesce(worst.state, case when flip.revision is distinct from flip.denied_revision then 'unseen_change' else 'input' end) as state
    from flips as flip
    left join worst on worst.event_id = flip.event_id
)

select
    task,
    coalesce(case when state in ('participant', 'unapproved') then changer end, person, identity) as person,
    list_sort(list_distinct(list_filter([identity, changer_identity], lambda one: one is not null))) as identities,
    coalesce(changed_at, occurred_at) as occurred_at,
    case when state in ('released', 'input') then 'pass' when state in ('participant', 'unapproved') then 'gap' else 'insufficient' end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    case when state in ('participant', 'unapproved') and not is_shown then 0.85 else 1.0 end as confidence,
    case when state = 'participant' then shared_basis end as basis,
    case state when 'unordered' then 'clock_uncertain' when 'unseen_approval' then approval_reason when 'unseen_change' then 'no_source' end as reason,
    case state
        when 'unordered' then 'the revision that ' || system || ' answered by, or the measured offset between its clock and that of the change'
        when 'unseen_approval' then approval_needs
        when 'unseen_change' then 'the history of the repository from which the policies of ' || system || ' are built'
    end as needs,
    policy || ' denied ' || named(person, identity) || ' ' || coalesce(action, 'access') || ' on ' || resource || ' at ' || utc(denied_at)
    || coalesce(' by revision ' || denied_revision, '') || ' and allowed it at ' || utc(occurred_at) || coalesce(' by revision ' || revision, '') || case state
        when 'input' then '; the policies were the same, what they were asked about was not.'
        when 'released' then '; in between ' || changer || ' had changed the policies, which ' || approver || ' had approved.'
        when 'unordered' then '; ' || changer || ' changed the policies at ' || utc(changed_at) || ', and the clocks cannot tell whether in between.'
        when 'unseen_change' then '; who changed the policies in between no record shows.'
        when 'unseen_approval' then '; in between ' || changer || ' changed the policies (' || operation || coalesce(' of ' || changed_what, '')
            || '), and whether somebody approved that cannot be told: ' || reason_in_words(approval_reason) || '.'
        when 'participant' then '; in between, at ' || utc(changed_at) || ', ' || changer || ', who is party to it, had changed the policies (' || operation || coalesce(' of ' || changed_what, '')
            || ')' || coalesce(', approved by ' || approver, ', and nobody had approved that') || '.'
        else '; in between, at ' || utc(changed_at) || ', ' || changer || ' had changed the policies (' || operation || coalesce(' of ' || changed_what, '') || '), and nobody had approved that.'
    end as message,
    list_filter([denial_event_id, change_event_id, event_id], lambda id: id is not null) as event_ids
from judged
order by occurred_at, event_id
