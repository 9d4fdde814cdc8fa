-- grain: one row per object, by type
-- With every object it is related to and what it is to it.

with related as (
    select
        object,
        list(other order by other, qualifier) as others,
        list(qualifier order by other, qualifier) as qualifiers
    from fct_object_relations
    group by object
)

select
    object.object,
    object.type,
    object.name,
    object.system,
    object.kind,
    object.title,
    object.person,
    object.entitlement,
    object.state,
    object.began_at,
    object.ended_at,
    related.others,
    related.qualifiers
from fct_objects as object
left join related on related.object = object.object
order by object.type, object.object
