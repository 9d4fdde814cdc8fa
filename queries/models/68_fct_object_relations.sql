-- grain: one row per two objects and what the one is to the other
-- What ties objects whoever acted: the request is a part of its task, the decision is about it, the credential was issued and the grant given for it.

with related as (
    select object, root as other, 'is part of' as qualifier, confidence, false as is_ambiguous from int_object_roots where object <> root
    union all
    select 'approval:' || event_id, task, 'decides on', link_confidence, is_ambiguous from fct_approvals where event_id is not null and task is not null
    union all
    select 'credential:' || credential, task, 'is issued for', link_confidence, is_ambiguous from fct_credentials where task is not null
    union all
    select 'credential:' || credential, 'credential:' || parent_credential, 'is minted with', 1.0, false
    from int_credentials
    where parent_credential is not null and parent_credential <> credential
    union all
    select 'grant:' || grant_event_id, grant_task, 'is given for', grant_link_confidence, is_grant_ambiguous
    from fct_entitlement_intervals
    where grant_event_id is not null and grant_task is not null
    union all
    select 'grant:' || grant_event_id, removal_task, 'is taken back for', removal_link_confidence, is_removal_ambiguous
    from fct_entitlement_intervals
    where grant_event_id is not null and removal_task is not null
)

select
    related.object,
    related.other,
    case when related.is_ambiguous or related.confidence < 0.8 then 'may belong to' else related.qualifier end as qualifier,
    max(related.confidence) as confidence
from related
semi join fct_objects as one on one.object = related.object
semi join fct_objects as two on two.object = related.other
group by all
