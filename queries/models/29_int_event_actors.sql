-- grain: one row per event that has an actor
-- kept: while the models run
-- Which identity did it, and which human the session leads back to. The account itself if it is known; else whom the session says it acts for
-- (source identity, on-behalf-of); else the root of the credential's lineage. A broker or agent stays the executor, the human is the initiator.

with direct as (
    select
        event.event_id,
        event.occurred_at,
        event.actor,
        event.actor_kind_hint,
        event.on_behalf_of[1] as first_behalf,
        event.credential,
        person.person,
        person.kind,
        person.basis
    from stg_events as event
    left join int_alias_persons as person
        on person.alias = event.actor and event.occurred_at >= person.valid_from and event.occurred_at < person.valid_to
    where event.actor is not null
),

behalf as (
    select
        direct.event_id,
        person.person,
        person.kind,
        case when person.basis in ('unmapped', 'heuristic') then person.basis else 'derived' end as basis
    from direct
    inner join int_alias_persons as person
        on person.alias = direct.first_behalf
        and direct.occurred_at >= person.valid_from and direct.occurred_at < person.valid_to
    qualify row_number() over (partition by direct.event_id order by person.person) = 1
),

credential_people as (
    select
        credential.credential,
        coalesce(carried.person, root.person) as person,
        coalesce(carried.kind, root.kind) as kind,
        case when coalesce(carried.basis, root.basis) in ('unmapped', 'heuristic') then coalesce(carried.basis, root.basis) else 'derived' end as basis
    from int_credentials as credential
    left join int_alias_persons as root
        on root.alias = credential.root_actor and credential.issued_lo >= root.valid_from and credential.issued_lo < root.valid_to
    left join int_alias_persons as carried
        on carried.alias = credential.carried[1] and carried.basis <> 'unmapped'
        and credential.issued_lo >= carried.valid_from and credential.issued_lo < carried.valid_to
    qualify row_number() over (partition by credential.credential order by carried.person, root.person) = 1
)

select
    direct.event_id,
    direct.actor as identity,
    case
        when direct.basis <> 'unmapped' or direct.actor_kind_hint = 'system' then coalesce(direct.person, direct.actor)
        when behalf.person is not null and behalf.basis <> 'unmapped' then behalf.person
        when credential_people.basis <> 'unmapped' then credential_people.person
        else coalesce(direct.person, direct.actor)
    end as person,
    case
        -- the platform itself, whatever session it works through
        when direct.actor_kind_hint = 'system' then 'system'
        when direct.basis <> 'unmapped' then
            case when direct.kind = 'unknown' then coalesce(direct.actor_kind_hint, 'unknown') else direct.kind end
        when behalf.person is not null and behalf.basis <> 'unmapped' then behalf.kind
        when credential_people.basis <> 'unmapped' then credential_people.kind
        when direct.kind <> 'unknown' then direct.kind
        else coalesce(direct.actor_kind_hint, 'unknown')
    end as kind,
    case
        when direct.basis <> 'unmapped' then direct.basis
        when behalf.person is not null and behalf.basis <> 'unmapped' then behalf.basis
        when credential_people.basis <> 'unmapped' then credential_people.basis
        else 'unmapped'
    end as basis,
    case
        when direct.basis <> 'unmapped' and direct.kind = 'human' then direct.person
        when behalf.kind = 'human' then behalf.person
        when credential_people.kind = 'human' then credential_people.person
    end as initiator_person,
    case
        when direct.basis <> 'unmapped' and direct.kind = 'human' then direct.basis
        when behalf.kind = 'human' then behalf.basis
        when credential_people.kind = 'human' then credential_people.basis
    end as initiator_basis
from direct
left join behalf on behalf.event_id = direct.event_id
left join credential_people on credential_people.credential = direct.credential
