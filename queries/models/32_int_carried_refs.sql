-- grain: one row per controlled event, item it is said to belong to, and what carries the reference
-- kept: while the models run
-- The event's own references, and those of the event that issued the credential it used, or the credential that one was issued with.

with recursive lineage as (
    select credential, credential as ancestor, parent_credential, issue_event_id, 0 as depth from int_credentials where not is_static
    union all
    select lineage.credential, parent.credential, parent.parent_credential, parent.issue_event_id, lineage.depth + 1
    from lineage
    inner join int_credentials as parent on parent.credential = lineage.parent_credential and not parent.is_static
    where lineage.depth < 10 and parent.credential <> lineage.credential
),

controlled as (
    select event_id, credential from stg_events where event_id in (select event_id from int_controlled)
)

select controlled.event_id, ref.object, ref.origin, coalesce(controlled.credential, controlled.event_id) as carrier
from controlled
inner join int_event_refs as ref on ref.event_id = controlled.event_id
where ref.object is not null and ref.origin <> 'record'
union
select controlled.event_id, ref.object, ref.origin, lineage.ancestor
from controlled
inner join lineage on lineage.credential = controlled.credential
inner join int_event_refs as ref on ref.event_id = lineage.issue_event_id
where ref.object is not null and ref.origin <> 'record'
