-- grain: one row per machine, sign that a person sat at it, and day; sign null for all its uses together
-- A machine does not sign in to a console, does not browse and opens no shell. What a browser calls itself proves nothing where it says that nobody
-- looks at it, and little where it works round the clock.

with events as (
    select
        event_id, system, occurred_at, actor, on_behalf_of, outcome, activity, source_ip, user_agent,
        case when contains(attributes, '"hands"') then json_extract_string(attributes, '$.hands') end as hands
    from stg_events
),

uses as (
    select
        machine.person,
        machine.kind,
        machine.basis,
        machine.alias,
        event.system,
        event.event_id,
        event.occurred_at,
        event.source_ip,
        event.user_agent,
        case
            when event.activity = 'sign_in' and (
                event.hands = 'sign_in' or regexp_matches(event.user_agent, '^(Mozilla/|Chrome|Firefox|Safari|Edge)')
            ) then 'sign_in'
            when event.hands = 'shell' then 'shell'
            when machine.kind <> 'agent' and regexp_matches(event.user_agent, '(?i)headless|puppeteer|playwright|selenium|phantomjs|webdriver|\bbot\b|crawler|spider|monitor') then null
            when machine.kind <> 'agent' and (event.hands = 'browser' or regexp_matches(event.user_agent, '^\[?Mozilla/5\.0 \((X11|Macintosh|Windows|Linux|iPhone|iPad)')) then 'browser'
            when regexp_matches(event.user_agent, '(?i)os/(macos|windows)|\bDarwin/|Windows_NT|Windows/10|Macintosh|darwin/(arm64|amd64)|windows/amd64') then 'workstation'
        end as sign
    from int_machine_aliases as machine
    inner join events as event on event.actor = machine.alias
    -- a use that names its person is that person's
    where event.outcome = 'success' and event.on_behalf_of is null
),

browsing as (
    select person, count(distinct extract(hour from occurred_at at time zone 'UTC')) as hours
    from uses
    where sign = 'browser'
    group by person
)

select
    uses.person,
    min(uses.kind) as kind,
    max(uses.basis) as basis,
    list_sort(list(distinct uses.alias)) as identities,
    min(uses.system) as system,
    uses.sign,
    date_trunc('day', uses.occurred_at at time zone 'UTC') at time zone 'UTC' as day_at,
    min(uses.occurred_at) as first_at,
    max(uses.occurred_at) as last_at,
    count(*) as uses,
    count(uses.user_agent) as uses_with_client,
    arg_min(uses.user_agent, in_order(uses.occurred_at, uses.event_id)) as client,
    arg_min(uses.source_ip, in_order(uses.occurred_at, uses.event_id)) as address,
    coalesce(min(browsing.hours), 0) as browsing_hours,
    min(extract(hour from uses.occurred_at at time zone 'UTC'))::bigint as first_hour,
    max(extract(hour from uses.occurred_at at time zone 'UTC'))::bigint as last_hour,
    earliest(uses.event_id, uses.occurred_at) as event_ids
from uses
left join browsing on browsing.person = uses.person
where uses.sign is not null
group by uses.person, uses.sign, day_at
union all
select
    person,
    min(kind),
    max(basis),
    list_sort(list(distinct alias)),
    min(system),
    null,
    null,
    min(occurred_at),
    max(occurred_at),
    count(*),
    count(user_agent),
    arg_min(user_agent, in_order(occurred_at, event_id)),
    null,
    0,
    null,
    null,
    [arg_min(event_id, in_order(occurred_at, event_id))]
from uses
group by person
