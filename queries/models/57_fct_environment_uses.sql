-- grain: one row per account of a machine, and place in which it or what it opened was used
-- Where one and the same account goes: itself, and the sessions that its long-lived keys bought. A place is an account, project or cluster, with the
-- environment its records name; its names are the export's label and what a broker calls it. A role of its own in each place is not one account.

with uses as (
    select
        coalesce(bought.principal, machine.principal) as principal,
        coalesce(bought.person, machine.person) as person,
        coalesce(bought.kind, machine.kind) as kind,
        coalesce(bought.basis, machine.basis) as basis,
        coalesce(machine.person, bought.person) as worker,
        coalesce(bought.root, case when is_lasting(event.credential, event.used_class) then event.credential end) as lasting_credential,
        event.account,
        coalesce(
            case
                when regexp_matches(event.attributes, '"env(ironment)?"') then coalesce(
                    json_extract_string(event.attributes, '$.environment'), json_extract_string(event.attributes, '$.labels.environment'),
                    json_extract_string(event.attributes, '$.labels.env'), json_extract_string(event.attributes, '$.tags.environment')
                )
            end,
            case when contains(event.attributes, '"place_name"') then json_extract_string(event.attributes, '$.place_name') end,
            case when event.account is null and environment_of(event.resource) is not null then event.resource end
        ) as label,
        event.account is null and environment_of(event.resource) is not null
            and regexp_matches(coalesce(event.attributes, ''), '"(env(ironment)?|place_name)"') is not true as is_thing,
        event.system,
        event.event_id,
        event.occurred_at
    from stg_events as event
    left join int_machine_aliases as machine on machine.alias = event.actor
    left join int_machine_sessions as bought on bought.credential = event.credential
    where event.outcome = 'success' and coalesce(bought.principal, machine.principal) is not null
),

in_files as (
    select source_id, min(account) as account
    from stg_events
    where account is not null
    group by source_id
    having count(distinct account) = 1
),

called as (
    select place, string_agg(distinct name, ', ' order by name) as names
    from (
        select in_files.account as place, source.label as name
        from in_files
        inner join stg_sources as source on source.source_id = in_files.source_id
        where source.label is not null
        union all
        select resource, json_extract_string(attributes, '$.account_name')
        from stg_events
        where contains(attributes, '"account_name"')
    )
    where name is not null
    group by place
)

select
    uses.principal,
    min(uses.person) as person,
    min(uses.kind) as kind,
    max(uses.basis) as basis,
    uses.account,
    case when environment_of(uses.label) is not null then uses.label end as label,
    any_value(called.names) as account_names,
    -- what a record says of itself, then what the place is called
    coalesce(
        environment_of(case when environment_of(uses.label) is not null then uses.label end), environment_of(any_value(called.names)),
        environment_of(uses.account)
    ) as environment,
    -- what a repository or another thing is called is no label of the place in which it lies
    bool_and(uses.is_thing) as is_by_thing,
    min(uses.system) as system,
    list_sort(list(distinct uses.worker) filter (where uses.worker <> uses.person)) as workers,
    list_sort(list(distinct uses.lasting_credential) filter (where uses.lasting_credential is not null)) as lasting_credentials,
    count(*) as uses,
    min(uses.occurred_at) as first_at,
    max(uses.occurred_at) as last_at,
    earliest(uses.event_id, uses.occurred_at) as event_ids
from uses
left join called on called.place = uses.account
group by uses.principal, uses.account, case when environment_of(uses.label) is not null then uses.label end
