-- rule: R41
-- slug: human-use-of-nhi
-- title: A person works under a machine's identity
-- severity: high
-- grain: one row per machine and day on which somebody sat at it; machines at which nobody sat in one row each
-- question: Under which service accounts, roles of machines and agents did somebody sign in, browse or open a shell by hand?
-- why: A machine's credential has no second factor and no owner at the keyboard; whoever uses it by hand hides behind it.
-- misses: Hands that use the same client as the machine; products that record no client.
-- false-positives: Automation that drives a real browser; jobs that open a shell in a container.
-- remedy: Find who it was by address and device, change the credential, and forbid it to sign in interactively.
-- needs: execution
-- param: round_the_clock_hours = 18 — a browser that works in as many hours of the day is a machine's [J]
-- param: office_span_hours = 12 — work from a workstation's client within as many hours of a weekday is people's [J]
-- ref: RULES.md B.5 R41; OWASP NHI10

-- A sign-in to a console and a shell speak for themselves. A browser does unless it works round the clock. The client of a desktop system is only a lead: machines
-- run on desktops too. A use that names its person is that person's, and not looked at here.

with signs as (
    select
        *,
        case
            when sign in ('sign_in', 'shell') then 'gap'
            when sign = 'browser' then case when browsing_hours >= $round_the_clock_hours then 'pass' else 'gap' end
            when last_hour - first_hour < $office_span_hours and extract(isodow from day_at at time zone 'UTC') <= 5 then 'lead'
            else 'pass'
        end as weight
    from fct_interactive_uses
    where sign is not null
),

days as (
    select
        person,
        day_at,
        min(kind) as kind,
        max(basis) as basis,
        min(system) as system,
        list_sort(list_distinct(flatten(list(identities)))) as identities,
        case when bool_or(weight = 'gap') then 'gap' when bool_or(weight = 'lead') then 'lead' else 'round_the_clock' end as state,
        list_sort(list(distinct sign) filter (where weight <> 'pass')) as signs,
        min(first_at) as first_at,
        max(last_at) as last_at,
        sum(uses)::bigint as uses,
        arg_min(client, first_at) as client,
        arg_min(address, first_at) as address,
        flatten(list(event_ids order by first_at, sign)) as event_ids
    from signs
    group by person, day_at
),

judged as (
    select
        days.*,
        case
            when exists (
                select 1 from fct_executions as execution
                where execution.person = days.person and execution.break_glass = 'declared' and execution.lo >= days.day_at and execution.lo < days.day_at + interval 1 day
            ) then 'excepted'
            else days.state
        end as verdict_state
    from days
    union all
    select
        person, day_at, kind, basis, system, identities, state, signs, first_at, last_at, uses, client, address, event_ids, state
    from (
        select
            *,
            case when uses_with_client = 0 then 'insufficient' else 'pass' end as state,
            null::varchar[] as signs
        from fct_interactive_uses
        where sign is null and person not in (select person from days)
    )
)

select
    null::varchar as task,
    person,
    identities,
    first_at as occurred_at,
    case verdict_state when 'round_the_clock' then 'pass' else verdict_state end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    case when verdict_state = 'lead' then 0.6 else 1.0 end::double as confidence,
    case when verdict_state = 'gap' then basis end as basis,
    case when verdict_state = 'insufficient' then 'not_logged_by_product' end as reason,
    case when verdict_state = 'insufficient' then 'a log of ' || system || ' that names the client and the kind of sign-in of ' || person end as needs,
    case verdict_state
        when 'insufficient' then person || ' acted ' || counted(uses, 'time', 'times') || ' in ' || system || '; no record names its client, so whether a person sat there cannot be told.'
        when 'pass' then person || ' acted ' || counted(uses, 'time', 'times') || ', and nothing in it looks like a person.'
        when 'round_the_clock' then person || ' used a browser''s client at ' || utc(first_at) || ', as it does round the clock.'
        else person || ', which is ' || case kind when 'agent' then 'an agent' else 'a machine' end || case when basis = 'heuristic' then ' by its name' else '' end || ', was used by hand: '
            || array_to_string(list_transform(signs, lambda sign: case sign
                when 'sign_in' then 'a sign-in' when 'shell' then 'a shell' when 'browser' then 'a browser' else 'a workstation''s client'
            end), ', ') || ' at ' || utc(first_at) || coalesce(' from ' || address, '') || coalesce(' with ' || client, '')
            || ', ' || counted(uses, 'record', 'records') || ' until ' || utc(last_at) || case when verdict_state = 'excepted' then '; an emergency was declared for it.' else '.' end
    end as message,
    event_ids
from judged
order by first_at, person
