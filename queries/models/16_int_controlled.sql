-- grain: one row per controlled event
-- kept: while the models run
-- Which change class an operation falls into: what the configuration says, else what the connector's table says; then what the class demands.

with own_class as (
    select event.event_id, profile.name, profile.position
    from stg_events as event
    inner join cfg_change_classes as profile
        on len(profile.connectors) + len(profile.operations) + len(profile.resources) > 0
        and (len(profile.connectors) = 0 or list_contains(profile.connectors, event.connector))
        and (
            len(profile.operations) = 0
            or len(list_filter(profile.operations, lambda pattern: event.operation like replace(replace(pattern, '_', '\_'), '*', '%') escape '\')) > 0
        )
        and (len(profile.resources) = 0 or coalesce(in_scope(event.resource, profile.resources), false))
    where event.is_write
    qualify row_number() over (partition by event.event_id order by profile.position) = 1
)

select
    event.event_id,
    profile.name as change_class,
    profile.requires_request,
    profile.approvals_required,
    profile.requires_human_approval,
    profile.requires_policy,
    profile.required_roles,
    profile.required_record,
    profile.max_hours,
    profile.approval_validity_hours
from stg_events as event
left join own_class on own_class.event_id = event.event_id
inner join cfg_change_classes as profile on profile.name = coalesce(own_class.name, event.change_class)
where coalesce(own_class.name, event.change_class) is not null
    and profile.name <> 'read_only'
    and (event.is_write or own_class.name is not null)
