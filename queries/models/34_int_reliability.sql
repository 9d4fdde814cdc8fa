-- grain: one row per place a reference may stand in
-- How far references can be trusted in this case: of those that can be checked against what was done (int_ref_checks) or against the item they
-- name (int_item_refs), how many were refuted; drawn towards what is usual (20 imagined checks) where few can be checked.

with usual (origin, error) as (
    values ('parent', 0.005), ('record', 0.0), ('field', 0.01), ('tag', 0.01), ('session', 0.02), ('branch', 0.02), ('text', 0.02), ('truncated', 0.5)
),

carriers as (
    select
        ref.origin,
        bool_or(checks.standing = 'refuted') and not bool_or(checks.standing = 'confirmed') as is_refuted
    from int_fit as fit
    inner join int_carried_refs as ref on ref.event_id = fit.event_id
    inner join int_object_paths as path on path.object = ref.object and path.root = fit.task
    left join int_ref_checks as checks on checks.event_id = fit.event_id and checks.task = fit.task
    where fit.is_referenced and (fit.is_entitlement is not null or fit.is_resource is not null or fit.is_subject is not null)
    group by ref.origin, ref.carrier, fit.task
),

checked as (
    select origin, sum(checked) as checked, sum(refuted) as refuted
    from (
        select origin, count(*) as checked, count(*) filter (where is_refuted) as refuted from carriers group by origin
        union all
        select origin, count(*) filter (where is_checked), count(*) filter (where is_refuted) from int_item_refs group by origin
    )
    group by origin
)

select
    usual.origin,
    coalesce(checked.checked, 0) as checked,
    coalesce(checked.refuted, 0) as refuted,
    case
        when usual.origin = 'record' then 1.0
        else least(0.999, 1 - (coalesce(checked.refuted, 0) + 20 * usual.error) / (coalesce(checked.checked, 0) + 20))
    end as reliability
from usual
left join checked on checked.origin = usual.origin
