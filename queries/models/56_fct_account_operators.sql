-- grain: one row per account and person whom its records show at it; person null for the uses at which nobody stands
-- Who stood behind one account or one long-lived key: by the person that a use names (source identity, SSO user, on behalf of), by the one person that the
-- other records of its run name, and by the device it came from where that device is otherwise one person's. Sessions of a role are no account: each of them says, or does not say, on its own whose it is.

with accounts as (
    select alias, min(person) as person, min(kind) as kind, min(basis) as basis
    from int_alias_persons
    where not regexp_matches(alias, ':(assumed-role|federated-user|role)/') and kind <> 'system'
    group by alias
),

uses as (
    select
        case when is_lasting(event.credential, event.used_class) then event.credential else event.actor end as account,
        event.event_id,
        event.system,
        event.occurred_at,
        event.on_behalf_of[1] as behalf,
        event.source_ip,
        event.agent_run,
        case
            when event.attributes is not null and regexp_matches(event.attributes, '"(managed_device|device_id|device)"') then coalesce(
                json_extract_string(event.attributes, '$.managed_device.id'), json_extract_string(event.attributes, '$.device_id'),
                case when event.connector = '1password' then json_extract_string(event.attributes, '$.device') end
            )
        end as device,
        accounts.person as holder,
        accounts.kind,
        accounts.basis,
        event.actor
    from stg_events as event
    inner join accounts on accounts.alias = event.actor
    where event.outcome = 'success' and event.stage <> 'request'
        and (accounts.kind <> 'human' or event.on_behalf_of is not null or regexp_matches(event.attributes, '"(managed_device|device_id|device)"') or is_lasting(event.credential, event.used_class))
),

devices as (
    -- a device is a person's when, of all people, only they use it with an account of their own
    select device, min(holder) as person
    from uses
    where device is not null and kind = 'human' and is_firm(basis)
    group by device
    having count(distinct holder) = 1
),

homes as (
    -- the same of the addresses from which people work; where several share one it says nothing
    select source_ip, min(person.person) as person
    from stg_events as event
    inner join int_alias_persons as person on person.alias = event.actor and person.kind = 'human' and is_firm(person.basis)
    where event.source_ip is not null
    group by source_ip
    having count(distinct person.person) = 1
),

runs as (
    -- a run says once for whom it works, at its beginning; one that works for several says nothing of its other records
    select uses.agent_run, min(person.person) as person
    from uses
    inner join int_alias_persons as person
        on person.alias = uses.behalf and uses.occurred_at >= person.valid_from and uses.occurred_at < person.valid_to
    where uses.agent_run is not null and person.kind = 'human' and is_firm(person.basis)
    group by uses.agent_run
    having count(distinct person.person) = 1
),

operated as (
    select
        uses.*,
        case
            when behalf.kind = 'human' and is_firm(behalf.basis) then behalf.person
            when runs.person is not null then runs.person
            when uses.kind <> 'human' then devices.person
        end as operator,
        case
            when behalf.kind = 'human' and is_firm(behalf.basis) then 'record'
            when runs.person is not null then 'run'
            when uses.kind <> 'human' and devices.person is not null then 'device'
        end as evidence,
        homes.person as home
    from uses
    left join int_alias_persons as behalf
        on behalf.alias = uses.behalf and uses.occurred_at >= behalf.valid_from and uses.occurred_at < behalf.valid_to
    left join runs on runs.agent_run = uses.agent_run
    left join devices on devices.device = uses.device
    left join homes on homes.source_ip = uses.source_ip
)

select
    account,
    min(system) as system,
    min(holder) as account_person,
    min(kind) as kind,
    starts_with(account, min(split_part(actor, ':', 1)) || ':') and account <> min(actor) as is_credential,
    operator as person,
    min(evidence) as evidence,
    min(occurred_at) as first_at,
    max(occurred_at) as last_at,
    count(*) as uses,
    count(distinct source_ip) as addresses,
    list_sort(list(distinct home) filter (where home is not null)) as homes,
    arg_min(event_id, in_order(occurred_at, event_id)) as first_event_id,
    arg_max(event_id, in_order(occurred_at, event_id)) as last_event_id
from operated
-- an account of one's own, used by oneself, is of no interest here
where kind <> 'human' or operator <> holder
group by account, operator
