-- grain: one row per answer of a policy engine, access guard or permission prompt that answers by rule
-- Who asked for what, what the engine said, by which revision of its policies, and whether the record still shows all of it. Whom a decision is
-- about is its subject where it has one (a service asks for its user), else who asked. A mode that only warns decides nothing.

with decided as (
    select
        event.event_id,
        event.system,
        event.native_id,
        event.occurred_at,
        event.lo,
        event.hi,
        event.actor,
        event.subject,
        event.on_behalf_of[1] as first_behalf,
        event.agent_run,
        event.resource,
        event.entitlement as action,
        event.operation as policy,
        event.text,
        case
            when event.decision = 'approved' then 'allow'
            when event.decision = 'denied' then 'deny'
            when event.decision is null and event.outcome = 'success' then 'allow'
            when event.decision is null and event.outcome = 'denied' then 'deny'
        end as decision,
        case
            when json_extract_string(event.attributes, '$.mode') = 'dry_run' then 'dry_run'
            else 'enforce'
        end as mode,
        json_extract_string(event.attributes, '$.bundles') as bundles,
        coalesce(json_extract_string(event.attributes, '$.is_input_missing') = 'true', false)
        -- a path that was erased or masked matters where it hid who, what or on what
        or regexp_matches(
            concat_ws(' ', json_extract_string(event.attributes, '$.erased'), json_extract_string(event.attributes, '$.masked')),
            '"/?input("|/(user|subject|principal|actor|identity|caller|resource|object|action|operation|path|attributes|request)\b)'
        ) as is_masked
    from stg_events as event
    where event.stage = 'policy' and event.activity = 'decide'
)

select
    decided.event_id,
    decided.system,
    decided.native_id as decision_id,
    decided.occurred_at,
    decided.lo,
    decided.hi,
    coalesce(decided.subject, decided.actor) as identity,
    coalesce(subject.person, case when decided.subject is null then actor.person end) as person,
    case when decided.subject is null then coalesce(actor.kind, 'unknown') else coalesce(subject.kind, 'unknown') end as kind,
    case when decided.subject is null then coalesce(actor.basis, 'unmapped') else coalesce(subject.basis, 'unmapped') end as basis,
    coalesce(actor.initiator_person, behalf.person) as initiator_person,
    decided.agent_run,
    decided.resource,
    decided.action,
    decided.policy,
    decided.decision,
    decided.mode,
    -- {"main":{"revision":"r17"}} → r17; engines of one bundle write the revision alone
    case
        when contains(decided.bundles, '"revision"') then array_to_string(list_sort(regexp_extract_all(decided.bundles, '"revision"\s*:\s*"([^"]*)"', 1)), ' ')
        else nullif(decided.bundles, '')
    end as revision,
    decided.is_masked,
    link.task,
    link.confidence as link_confidence,
    decided.text
from decided
left join int_event_actors as actor on actor.event_id = decided.event_id
left join int_alias_persons as subject
    on subject.alias = decided.subject and decided.occurred_at >= subject.valid_from and decided.occurred_at < subject.valid_to
left join int_alias_persons as behalf
    on behalf.alias = decided.first_behalf and decided.occurred_at >= behalf.valid_from and decided.occurred_at < behalf.valid_to
left join (select event_id, max_by(task, by_weight(confidence, task)) as task, max(confidence) as confidence from fct_links group by event_id) as link
    on link.event_id = decided.event_id
