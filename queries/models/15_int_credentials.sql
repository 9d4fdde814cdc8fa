-- grain: one row per issued credential
-- Credential lineage: a key minted by one event and used by others, with the key it was minted with (role chaining), up to the root.

with recursive issued as (
    select
        issued_credential as credential,
        event_id as issue_event_id,
        credential as parent_credential,
        system,
        lo,
        hi,
        actor,
        on_behalf_of,
        resource as role,
        change_class is not distinct from 'secret_issue' as is_static,
        issued_expires_at as expires_at,
        activity,
        source_ip,
        row_number() over (partition by issued_credential order by lo, event_id) as rank
    from stg_events
    where issued_credential is not null and stage <> 'revocation' and activity in ('issue', 'grant', 'create', 'renew', 'assign')
        and outcome = 'success'
),

first_issue as (
    select * exclude (rank) from issued where rank = 1
),

lineage as (
    select credential, credential as ancestor, parent_credential, actor, on_behalf_of, 0 as depth
    from first_issue
    union all
    select lineage.credential, parent.credential, parent.parent_credential, parent.actor, parent.on_behalf_of, lineage.depth + 1
    from lineage
    inner join first_issue as parent on parent.credential = lineage.parent_credential
    where lineage.depth < 10 and parent.credential <> lineage.credential
),

roots as (
    select
        credential,
        arg_max(actor, depth) as root_actor,
        max(depth) as depth,
        list_distinct(flatten(list(on_behalf_of order by depth desc) filter (where on_behalf_of is not null))) as carried
    from lineage
    group by credential
)

select
    first_issue.credential,
    first_issue.issue_event_id,
    first_issue.parent_credential,
    first_issue.system,
    first_issue.lo as issued_lo,
    first_issue.hi as issued_hi,
    first_issue.actor,
    first_issue.role,
    first_issue.expires_at,
    first_issue.activity,
    first_issue.is_static,
    roots.root_actor,
    roots.carried,
    roots.depth
from first_issue
inner join roots on roots.credential = first_issue.credential
