-- grain: one row per issued credential, and chain where it is tied to one
-- Its life: issued, last used, revoked or expired, and how long policy lets its class live.

with uses as (
    select
        credential,
        count(*) as uses,
        max(lo) as last_use_lo,
        max(hi) as last_use_hi,
        arg_max(event_id, in_order(lo, event_id)) as last_use_event_id
    from stg_events
    where credential is not null and outcome = 'success'
    group by credential
),

revocations as (
    select
        issued_credential as credential,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        min(lo) as lo,
        min(hi) as hi
    from stg_events
    where stage = 'revocation' and issued_credential is not null and outcome = 'success'
    group by issued_credential
)

select
    credential.credential,
    case
        when starts_with(credential.credential, 'grant:') then 'grant'
        when credential.is_static then 'static'
        else 'session'
    end as class,
    link.task,
    link.confidence as link_confidence,
    coalesce(link.is_ambiguous, false) as is_ambiguous,
    credential.issue_event_id,
    credential.system,
    credential.issued_lo,
    credential.issued_hi,
    credential.expires_at,
    credential.expires_at is not null as is_expiry_logged,
    revocations.lo as revoked_lo,
    revocations.hi as revoked_hi,
    revocations.event_id as revoke_event_id,
    coalesce(actor.identity, issue.subject) as identity,
    coalesce(case when starts_with(credential.credential, 'grant:') then holder.person end, actor.person) as person,
    coalesce(case when starts_with(credential.credential, 'grant:') then holder.kind end, actor.kind) as kind,
    coalesce(case when starts_with(credential.credential, 'grant:') then holder.basis end, actor.basis) as basis,
    uses.last_use_lo,
    uses.last_use_hi,
    uses.last_use_event_id,
    coalesce(uses.uses, 0) as uses,
    ($ttl_hard_max_hours * 3600)::bigint as max_seconds,
    credential.role
from int_credentials as credential
-- a lent grant is held by whom it was lent to, not by the broker that lent it
inner join stg_events as issue on issue.event_id = credential.issue_event_id
left join int_alias_persons as holder
    on holder.alias = issue.subject and issue.occurred_at >= holder.valid_from and issue.occurred_at < holder.valid_to
left join fct_links as link on link.event_id = credential.issue_event_id and link.confidence >= 0.5
left join uses on uses.credential = credential.credential
left join revocations on revocations.credential = credential.credential and revocations.lo > credential.issued_lo
left join int_event_actors as actor on actor.event_id = credential.issue_event_id
