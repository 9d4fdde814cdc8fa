-- grain: one row per credential that any record issues or uses
-- What is known of each: its kind, who holds it, when it was made (two bounds, equal where a record tells), when it was used. A snapshot of keys
-- without their ids (AWS credential report) still bounds the age of a key whose holder it lists.

with used as (
    select
        credential,
        count(*) filter (where outcome = 'success') as uses,
        min(lo) filter (where outcome = 'success') as first_use_lo,
        max(lo) filter (where outcome = 'success') as last_use_lo,
        arg_min(event_id, in_order(lo, event_id)) filter (where outcome = 'success') as first_use_event_id,
        arg_max(event_id, in_order(lo, event_id)) filter (where outcome = 'success') as last_use_event_id,
        min(system) as system,
        min(used_class) as class,
        min(case when issued_credential is not null then lower(json_extract_string(attributes, '$.client_credential')) end) as proof
    from stg_events
    where credential is not null
    group by credential
),

issues as (
    select
        issued_credential as credential,
        min(lo) filter (where activity <> 'renew') as made_at,
        max(lo) as renewed_at,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        min(system) as system,
        min(subject) as subject,
        min(credential_class) as class,
        bool_or(change_class is not distinct from 'secret_issue') as is_secret
    from stg_events
    where issued_credential is not null and outcome = 'success' and stage <> 'revocation'
        and activity in ('issue', 'grant', 'create', 'renew', 'assign')
    group by issued_credential
),

revocations as (
    select issued_credential as credential, min(lo) as lo
    from stg_events
    where issued_credential is not null and outcome = 'success' and stage = 'revocation'
    group by issued_credential
),

classed as (
    select
        coalesce(used.credential, issues.credential) as credential,
        coalesce(
            issues.class,
            used.class,
            case
                when contains(used.proof, 'secret') then 'static'
                when regexp_matches(used.proof, 'certificate|assertion') then 'certificate'
                when contains(used.proof, 'federated') then 'federated'
            end,
            case when issues.is_secret then 'static' end,
            case when starts_with(coalesce(used.credential, issues.credential), 'grant:') then 'grant' end,
            'unknown'
        ) as class,
        coalesce(used.system, issues.system) as system,
        issues.event_id as issue_event_id,
        issues.made_at,
        issues.renewed_at,
        issues.subject,
        revocations.lo as revoked_lo,
        coalesce(used.uses, 0) as uses,
        used.first_use_lo,
        used.last_use_lo,
        used.first_use_event_id,
        used.last_use_event_id
    from used
    full outer join issues on issues.credential = used.credential
    left join revocations on revocations.credential = coalesce(used.credential, issues.credential)
),

held as (
    select classed.*, coalesce(actor.identity, classed.subject) as identity, actor.person, actor.kind, actor.basis
    from classed
    left join int_event_actors as actor on actor.event_id = classed.last_use_event_id
),

listed_keys as (
    -- the keys that a snapshot lists, by whom they belong to
    select
        subject,
        as_of,
        try_cast(json_extract_string(attributes, '$.last_rotated') as timestamptz) as made_at
    from stg_entitlements
    where starts_with(entitlement, 'iam:access-key-')
),

listed as (
    -- the key was there when it was first used and is not known to be gone when the list was made, so it is one of those that list holds
    select held.credential, min(key.made_at) as oldest_at, max(key.made_at) as youngest_at
    from held
    inner join listed_keys as key on key.subject = held.identity
    where held.class = 'static' and split_part(held.credential, ':', 1) = split_part(key.subject, ':', 1) and key.made_at <= held.first_use_lo
        and key.as_of >= held.first_use_lo and (held.revoked_lo is null or held.revoked_lo > key.as_of)
    group by held.credential
),

excused as (
    -- bootstrap and legacy keys that somebody allowed by name
    select held.credential, min(ref.id) as standing_approval
    from held
    inner join ref_standing_approvals as ref
        on ref.scope = 'static_credential' and held.last_use_lo >= ref.valid_from and held.last_use_lo < ref.valid_to
        and (lower(ref.subject) in (lower(held.credential), lower(held.identity), lower(held.person)) or coalesce(scope_covers(ref.subject, held.identity), false))
    where held.class = 'static'
    group by held.credential
)

select
    held.credential,
    held.class,
    held.system,
    held.identity,
    coalesce(held.person, held.identity) as person,
    coalesce(held.kind, 'unknown') as kind,
    coalesce(held.basis, 'unmapped') as basis,
    held.issue_event_id,
    -- made between the two; from is null where no record sets a bound
    case
        when held.made_at is not null then greatest(held.made_at, held.renewed_at)
        when held.renewed_at is not null then held.renewed_at
        else listed.oldest_at
    end as made_from_at,
    coalesce(
        case when held.made_at is not null then greatest(held.made_at, held.renewed_at) end, held.renewed_at, listed.youngest_at, held.first_use_lo
    ) as made_to_at,
    case
        when held.made_at is not null or held.renewed_at is not null then 'issued'
        when listed.credential is not null then 'listed'
        else 'first use'
    end as made_basis,
    held.revoked_lo,
    held.uses,
    held.first_use_lo,
    held.last_use_lo,
    held.first_use_event_id,
    held.last_use_event_id,
    excused.standing_approval,
    coalesce(done.executions, 0) as executions,
    done.last_event_id as execution_event_id,
    system.covers_from as log_from
from held
left join listed on listed.credential = held.credential
left join excused on excused.credential = held.credential
left join (
    select credential, count(distinct event_id) as executions, arg_max(event_id, in_order(lo, event_id)) as last_event_id
    from fct_executions
    where credential is not null and is_effective
    group by credential
) as done on done.credential = held.credential
left join fct_systems as system on system.system = held.system
