-- grain: one row per record of a review, and chain of it where it belongs to one
-- Reviews of access (a decision per holding, its remedy, the opening and the end of a campaign), and of changes after they were made: a state of the
-- tracker called review that is left, an item of review below the change that is closed, or words that say it. Whether they are independent, in time and
-- enforced is for the rules to judge.

with access as (
    select
        event.event_id,
        case
            when event.activity = 'decide' and event.subject is not null then 'decision'
            when event.activity = 'decide' then 'campaign_closed'
            when event.activity = 'remove' or (event.activity = 'update' and regexp_matches(lower(event.operation), 'apply')) then 'remedy'
            when event.activity = 'create' and regexp_matches(lower(event.operation), 'remediat') then 'remedy_asked'
            when event.activity = 'create' then 'campaign_opened'
            when event.activity = 'close' and regexp_matches(lower(event.operation), 'remediat') then 'remedy'
            when event.activity = 'close' then 'campaign_closed'
        end as kind,
        null as task,
        null::double as link_confidence
    from stg_events as event
    where event.stage = 'review' and event.task is null
),

states as (
    -- leaving the state of review is the review; what stood there before the change was made is for the rule to leave out
    select event.event_id, 'change_review' as kind, root.root as task, 1.0 as link_confidence
    from stg_events as event
    inner join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record'
    inner join int_object_roots as root on root.object = own.object
    where event.activity in ('transition', 'close') and regexp_matches(lower(event.before), '^(post[- ]?implementation |in )?review$|post[- ]?implementation|^pir$')
),

items as (
    select event.event_id, 'change_review' as kind, root.root as task, 1.0 as link_confidence
    from stg_tasks as item
    inner join int_object_roots as root on root.object = item.task and root.root <> item.task
    inner join int_event_refs as own on own.object = item.task and own.origin = 'record'
    inner join stg_events as event on event.event_id = own.event_id and event.activity = 'close'
    where regexp_matches(lower(concat_ws(' ', item.title, item.type)), 'post[- ]?implementation|\bpir\b|\breview\b')
),

words as (
    select event.event_id, 'change_review' as kind, root.root as task, 1.0 as link_confidence
    from stg_events as event
    inner join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record'
    inner join int_object_roots as root on root.object = own.object
    where event.activity = 'comment' and event.text is not null
        and regexp_matches(lower(event.text), 'post[- ]?implementation[- ]review|\bpir\b|reviewed (the (change|emergency|work)|afterwards|after the)|nachträglich geprüft')
        and not regexp_matches(lower(event.text), '\b(no|not|without|missing|needs?|pending|due|schedule[ds]?|will|todo|please)\b')
),

stated as (
    -- what a review tool records on a tracked item or on a run of an agent
    select event.event_id, 'change_review' as kind, link.task, link.confidence as link_confidence
    from stg_events as event
    inner join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.5
    where event.stage = 'review' and event.task is not null
),

records as (
    select * from access where kind is not null
    union
    select * from states
    union
    select * from items
    union
    select * from words
    union
    select * from stated
),

facts as (
    select
        records.*,
        event.system,
        event.activity,
        event.lo,
        event.hi,
        event.occurred_at,
        event.outcome,
        case when records.kind = 'decision' then event.decision end as decision,
        records.kind = 'decision' and regexp_matches(lower(event.operation), 'don.?t know|reset') as is_undecided,
        event.subject,
        event.entitlement,
        event.resource,
        coalesce(
            try_cast(json_extract_string(event.attributes, '$.due') as timestamptz),
            try_cast(json_extract_string(event.attributes, '$.due_at') as timestamptz)
        ) as due_at,
        actor.identity,
        actor.person,
        actor.kind as actor_kind,
        actor.basis
    from records
    inner join stg_events as event on event.event_id = records.event_id
    left join int_event_actors as actor on actor.event_id = records.event_id
    where event.outcome <> 'failure'
),

places as (
    -- where several things are held; what is held there is told by its name only
    select resource from fct_entitlement_intervals where resource is not null group by resource having is_account(resource) or count(distinct lower(entitlement)) > 1
),

meant as (
    select
        facts.*,
        -- the resource, where it is what was reviewed and not the place at which that is held
        case when facts.resource is distinct from facts.subject and (facts.entitlement is null or not is_account(facts.resource) and places.resource is null) then facts.resource end as thing
    from facts
    left join places on places.resource = facts.resource
),

beside as (
    -- the same subject holds something else at the same place: a use of the place may be a use of that
    select distinct denied.event_id
    from meant as denied
    inner join fct_entitlement_intervals as other on other.subject = denied.subject and other.resource = denied.resource and lower(other.entitlement) <> lower(denied.entitlement)
    where denied.kind = 'decision'
),

used as (
    -- the reviewed thing used by the one whose access was reviewed
    select denied.event_id, arg_max(used.event_id, in_order(used.lo, used.event_id)) as last_event_id, max(used.lo) as last_lo
    from meant as denied
    inner join stg_events as used on used.actor = denied.subject and used.resource = denied.resource and used.activity in ('use', 'sign_in') and used.outcome = 'success'
    left join beside on beside.event_id = denied.event_id
    where denied.kind = 'decision' and denied.decision = 'denied' and denied.resource <> denied.subject and used.lo > denied.hi
        and (denied.entitlement is null or not is_account(denied.resource) and beside.event_id is null)
    group by denied.event_id
)

select
    meant.event_id,
    meant.kind,
    meant.task,
    meant.link_confidence,
    meant.system,
    meant.lo,
    meant.hi,
    meant.occurred_at,
    meant.decision,
    meant.is_undecided,
    meant.subject,
    subject.person as subject_person,
    coalesce(subject.basis, 'unmapped') as subject_basis,
    meant.entitlement,
    case when meant.resource is distinct from meant.subject then meant.resource end as resource,
    meant.thing,
    -- the campaign, list or item that was reviewed
    coalesce(meant.entitlement, case when meant.resource is distinct from meant.subject then meant.resource end) as reviewed,
    meant.identity,
    meant.person,
    coalesce(meant.actor_kind, 'unknown') as actor_kind,
    coalesce(meant.basis, 'unmapped') as basis,
    meant.due_at,
    used.last_event_id as last_use_event_id,
    used.last_lo as last_use_lo
from meant
left join int_alias_persons as subject
    on subject.alias = meant.subject and meant.occurred_at >= subject.valid_from and meant.occurred_at < subject.valid_to
left join used on used.event_id = meant.event_id
