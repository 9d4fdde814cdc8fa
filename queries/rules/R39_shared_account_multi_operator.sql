-- rule: R39
-- slug: shared-account-multi-operator
-- title: Several people operate one account
-- severity: high
-- grain: one row per account or long-lived key that is no person's own, or at which another person was seen
-- question: Which accounts and keys did several people use in the same time?
-- why: What a shared account did, everybody did and nobody; a password that several know is changed by none of them.
-- misses: People who work from one device, or whose devices and source identities the log does not hold; an account of one's own lent to a colleague from that person's own device.
-- false-positives: Handing on an account in the middle of a day; a device that changed hands.
-- remedy: Give each of them an account of their own; let what must be shared be lent by a vault that records to whom.
-- needs: execution
-- param: apart_hours = 24 — uses of two people this far apart are one period [J]
-- ref: RULES.md B.5 R39; PCI DSS 8.2.2 allows shared accounts by exception only

-- Two people count when the records or their run name them, or when each used the account from a device that is otherwise theirs alone. A pipeline whose every run names its
-- starter is not shared. Different addresses alone prove nothing: people move. Accounts for emergencies are shared by design; R53 looks after them.

with people as (
    select
        operators.*,
        operators.first_at - to_minutes($apart_hours * 60) as from_at,
        operators.last_at + to_minutes($apart_hours * 60) as to_at
    from fct_account_operators as operators
    where operators.person is not null
),

together as (
    -- two people in one period
    select distinct one.account, one.person
    from people as one
    inner join people as other on other.account = one.account and other.person <> one.person
    where one.from_at <= other.last_at and other.from_at <= one.last_at
),

emergency as (
    select distinct identity from fct_executions where break_glass is not null
    union
    select distinct person from fct_executions where break_glass is not null
),

accounts as (
    select
        rows.account,
        min(rows.system) as system,
        min(rows.account_person) as account_person,
        min(rows.kind) as kind,
        bool_or(rows.is_credential) as is_credential,
        count(*) filter (where rows.person is not null) as people,
        count(together.person) as together,
        list_sort(list(rows.person) filter (where together.person is not null)) as names,
        list_sort(list(rows.person) filter (where rows.person is not null)) as all_names,
        coalesce(bool_or(rows.evidence = 'run'), false) as is_by_run,
        bool_or(rows.evidence = 'device') filter (where together.person is not null) as is_by_device,
        coalesce(sum(rows.uses) filter (where rows.person is null), 0)::bigint as unnamed_uses,
        sum(rows.uses)::bigint as uses,
        max(rows.addresses) as addresses,
        max(len(coalesce(rows.homes, []::varchar[]))) as homes,
        min(rows.first_at) as first_at,
        max(rows.last_at) as last_at,
        min(rows.first_at) filter (where together.person is not null) as together_at,
        flatten(list(case when rows.first_event_id = rows.last_event_id then [rows.first_event_id] else [rows.first_event_id, rows.last_event_id] end order by rows.first_at)
            filter (where together.person is not null)) as together_event_ids,
        arg_min(rows.first_event_id, in_order(rows.first_at, rows.first_event_id)) as first_event_id
    from fct_account_operators as rows
    left join together on together.account = rows.account and together.person = rows.person
    group by rows.account
),

judged as (
    select
        *,
        case
            when account_person in (select identity from emergency) or account in (select identity from emergency) then 'excepted'
            -- a machine that works for people also works by itself; a key is in somebody's hands
            when together >= 2 and kind in ('workload', 'agent') and (unnamed_uses = 0 or not is_credential) and not is_by_device then 'named'
            when together >= 2 and kind = 'unknown' and unnamed_uses = 0 and not is_by_device then 'kindless'
            when together >= 2 then 'shared'
            when people >= 2 then 'in_turn'
            when people = 1 and kind <> 'group' then 'pass'
            when kind = 'group' or homes >= 2 then 'unknown'
            else 'pass'
        end as state
    from accounts
)

select
    null::varchar as task,
    coalesce(account_person, account) as person,
    [account] as identities,
    coalesce(together_at, first_at) as occurred_at,
    case when state = 'shared' then 'gap' when state in ('unknown', 'kindless') then 'insufficient' when state = 'excepted' then 'excepted' else 'pass' end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    -- each use names its person, on the word of whoever holds the shared secret
    case when state = 'shared' and unnamed_uses = 0 and not is_by_device then 0.9 else 1.0 end::double as confidence,
    case when state = 'shared' then 'derived' end as basis,
    case when state in ('unknown', 'kindless') then 'identity_unmapped' end as reason,
    case state
        when 'unknown' then 'records that name who used ' || account || ': source identities, the devices of its sign-ins, or the vault from which it was taken'
        when 'kindless' then 'a directory export, or a row in identities.csv, that says who or what ' || coalesce(account_person, account) || ' is'
    end as needs,
    case when is_credential then 'The key ' || account || ' of ' || coalesce(account_person, 'an unknown account') else 'The account ' || account || coalesce(' (' || account_person || ')', '') end
    || case state
        when 'shared' then ' was operated by ' || array_to_string(names, ', ') || ' between ' || utc(together_at) || ' and ' || utc(last_at)
            || case
                when is_by_device then ', each from a device of their own'
                else ', as its records name them'
            end || case when unnamed_uses > 0 then '; ' || unnamed_uses || ' of its ' || uses || ' uses name nobody.' else '.' end
        when 'named' then ' was used by ' || array_to_string(names, ', ') || '; ' || case
            when unnamed_uses = 0 then 'each of its ' || uses || ' uses' || case when is_by_run then ', or the run it belongs to,' else '' end || ' names its person.'
            else (uses - unnamed_uses) || ' uses name their person, and ' || unnamed_uses || ' are the machine''s own.'
        end
        when 'kindless' then ' was used by ' || array_to_string(names, ', ') || ', as each of its ' || uses || ' uses says; nothing says whether it is a machine that they start or an account that they share.'
        when 'in_turn' then ' was operated by ' || array_to_string(all_names, ', ') || ', one after the other.'
        when 'excepted' then ' is an account for emergencies, shared by design.'
        when 'unknown' then ' was used ' || counted(uses, 'time', 'times') || ' from ' || counted(addresses, 'address', 'addresses')
            || case when utc(first_at) = utc(last_at) then ' at ' || utc(first_at) else ' between ' || utc(first_at) || ' and ' || utc(last_at) end
            || '; no record tells how many people that were.'
        else case when people = 1 then ' was operated by ' || all_names[1] || ' only.' else ' shows no sign of several people in ' || uses || ' uses.' end
    end as message,
    case when state = 'shared' then together_event_ids else [first_event_id] end as event_ids
from judged
order by occurred_at, account
