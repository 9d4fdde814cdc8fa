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

used as (
    -- the reviewed thing used by the one whose access was reviewed
    select denied.event_id, arg_max(used.event_id, in_order(used.lo, used.event_id)) as last_event_id, max(used.lo) as last_lo
    from facts as denied
    inner join stg_events as used on used.actor = denied.subject and used.resource = denied.resource and used.activity in ('use', 'sign_in') and used.outcome = 'success'
    where denied.kind = 'decision' and denied.decision = 'denied' and denied.resource <> denied.subject and used.lo > denied.hi
    group by denied.event_id
)

select
    facts.event_id,
    facts.kind,
    facts.task,
    facts.link_confidence,
    facts.system,
    facts.lo,
    facts.hi,
    facts.occurred_at,
    facts.decision,
    facts.is_undecided,
    facts.subject,
    subject.person as subject_person,
    coalesce(subject.basis, 'unmapped') as subject_basis,
    facts.entitlement,
    case when facts.resource is distinct from facts.subject then facts.resource end as resource,
    -- the campaign, list or item that was reviewed
    coalesce(facts.entitlement, case when facts.resource is distinct from facts.subject then facts.resource end) as reviewed,
    facts.identity,
    facts.person,
    coalesce(facts.actor_kind, 'unknown') as actor_kind,
    coalesce(facts.basis, 'unmapped') as basis,
    facts.due_at,
    used.last_event_id as last_use_event_id,
    used.last_lo as last_use_lo
from facts
left join int_alias_persons as subject
    on subject.alias = facts.subject and facts.occurred_at >= subject.valid_from and facts.occurred_at < subject.valid_to
left join used on used.event_id = facts.event_id
