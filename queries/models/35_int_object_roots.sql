-- grain: one row per tracked item
-- The topmost item it belongs to, as certain as the least reliable reference on the way up.

with weakest as (
    select step.object, min(reliability.reliability) as confidence
    from (select object, unnest(origins) as origin from int_object_paths) as step
    inner join int_reliability as reliability on reliability.origin = step.origin
    group by step.object
)

select
    path.object,
    path.root,
    coalesce(weakest.confidence, 1.0) as confidence,
    path.steps,
    path.rank
from int_object_paths as path
left join weakest on weakest.object = path.object
