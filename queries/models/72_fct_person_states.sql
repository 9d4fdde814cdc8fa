-- grain: one row per person or account, and interval in which it was active, suspended or terminated
-- The person as a whole (account null) by people.csv and by HR; an account by the log of its directory, else by its listing. A state whose beginning no
-- record tells lies between from_lo and from_hi. A date is no moment: is_date says that the state began some time that day, in a zone nobody wrote down.

with listed as (
    select
        *,
        lead(active_from) over (partition by person order by active_from nulls first, active_to nulls last) as next_from
    from ref_people
),

filed as (
    select person, 'active' as status, active_from as from_lo, active_from as from_hi, active_to as to_at, file_line(file, line_no) as said
    from listed
    where active_to is not null or coalesce(status, 'active') = 'active'
    union all
    select
        person,
        case when status = 'suspended' then 'suspended' else 'terminated' end,
        coalesce(active_to, active_from),
        case when active_to is not null then active_to else settings.as_of end,
        next_from,
        file_line(file, line_no)
    from listed
    cross join fct_settings as settings
    where active_to is not null or status in ('suspended', 'terminated')
),

worded as (
    select
        event.event_id,
        event.system,
        event.subject,
        event.lo,
        event.hi,
        event.activity,
        event.operation as word,
        lower(event.operation) as operation,
        event.attributes ->> '$.status' as status,
        event.attributes ->> '$.active' as is_active
    from stg_events as event
    where event.stage = 'identity' and event.outcome = 'success' and event.subject is not null and event.is_write
),

logged as (
    select
        *,
        case
            when is_active = 'true' then 'active'
            when is_active = 'false' then 'suspended'
            when starts_with(operation, 'status ') then status
            when regexp_matches(operation, 'mfa|2sv|2fa|otp|factor|token|device|group|role|profile|phone|invit|session|(^|[^_])passw|password[ _.]?(re|change|update)') then null
            when regexp_matches(operation, 'unsuspend|reactivat|unblock|unban|undelet|re-?enabl|restor|rehire') then 'active'
            when activity = 'delete' or regexp_matches(operation, 'terminat|delet|deprovision|offboard|remove.?user|user.?remov') then 'terminated'
            when regexp_matches(operation, 'suspend|deactivat|disabl|block|inactiv|bann?ed') then 'suspended'
            when regexp_matches(operation, 'hire|creat|activat|enabl|add(ed)?.?(new.?)?user|user.?add|accounts\.add|\bprovision') then 'active'
        end as said
    from worded
),

turns as (
    select
        person.person,
        logged.subject as account,
        logged.system,
        logged.said as status,
        logged.lo as from_lo,
        logged.hi as from_hi,
        logged.event_id,
        logged.word || ' in ' || logged.system as told,
        lead(logged.lo) over (partition by person.person, logged.subject order by logged.lo, logged.event_id) as to_at,
        person.basis
    from logged
    inner join int_alias_persons as person
        on person.alias = logged.subject and logged.lo >= person.valid_from and logged.lo < person.valid_to
    where logged.said in ('active', 'suspended', 'terminated')
),

shown as (
    -- what a listing says of an account whose log says nothing
    select
        person.person,
        statement.alias as account,
        statement.connector as system,
        statement.status,
        statement.valid_from,
        statement.valid_to,
        coalesce(source.covers_to, source.last_event_at, settings.as_of) as known_at,
        'listing of ' || statement.connector as said,
        person.basis
    from stg_identities as statement
    inner join int_alias_persons as person on person.alias = statement.alias
    left join stg_sources as source on source.source_id = statement.source_id
    cross join fct_settings as settings
    where statement.status is not null and statement.basis = 'directory' and statement.alias not in (select account from turns)
    qualify row_number() over (partition by statement.alias order by coalesce(source.covers_to, source.last_event_at, settings.as_of) desc, statement.source_id, statement.record_no) = 1
),

states as (
    select person, null::varchar as account, 'people.csv' as system, status, from_lo, from_hi, to_at, null as event_id, said, 'authoritative' as basis from filed
    union all
    select person, account, system, status, from_lo, from_hi, to_at, event_id, told, basis from turns
    union all
    select person, account, system, 'active', valid_from, valid_from, valid_to, null, said, basis from shown where status = 'active' or valid_to is not null
    union all
    select person, account, system, status, coalesce(valid_to, valid_from), coalesce(valid_to, known_at), null, null, said, basis
    from shown
    where status in ('suspended', 'terminated')
)

select
    states.person,
    -- what HR says of its record it says of the person
    case when not starts_with(states.account, 'hr:') then states.account end as account,
    states.system,
    coalesce(catalog.class = 'iam', false) as is_directory,
    states.status,
    states.from_lo,
    states.from_hi,
    states.from_lo = date_trunc('day', states.from_lo at time zone 'UTC') at time zone 'UTC' as is_date,
    states.to_at,
    states.event_id,
    states.said,
    states.basis
from states
left join cfg_connectors as catalog on catalog.connector = states.system
