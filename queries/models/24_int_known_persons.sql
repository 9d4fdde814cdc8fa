-- grain: one row per alias and period of validity
-- Who is behind an alias by ids and addresses alone, before anybody is recognised by looks; `kind` is what the reference files say.
-- authoritative (the user's files) · verified (id and address in one record of a directory) · derived (an address the session carries) · unmapped.

with single_address as (
    select
        alias,
        min(email) filter (where is_merging) as merging_email,
        min(email) as any_email,
        count(distinct email) as emails,
        min(evidence) filter (where is_merging) as merging_evidence,
        min(evidence) as any_evidence
    from int_alias_emails
    group by alias
),

-- when each address of an account that two people held was first seen with it
first_seen as (
    select
        tied.alias,
        tied.email,
        min(coalesce(statement.valid_from, event.occurred_at)) as seen_at
    from int_alias_emails as tied
    inner join stg_identities as statement on statement.alias = tied.alias and statement.email = tied.email
    left join stg_events as event on event.event_id = statement.source_id || ':' || statement.record_no
    where tied.is_contested
    group by tied.alias, tied.email
),

held as (
    select
        alias,
        email,
        count(*) over (partition by alias) as addresses,
        count(distinct seen_at) over (partition by alias) as moments,
        row_number() over by_time as turn,
        seen_at,
        lead(seen_at) over by_time as next_at
    from first_seen
    window by_time as (partition by alias order by seen_at, email)
)

select alias, person, kind, valid_from, valid_to, 'authoritative' as basis, 'identities.csv' as evidence
from int_alias_authority
union all
select
    alias.alias,
    email.person,
    email.kind,
    timestamptz '0001-01-01 00:00:00+00',
    timestamptz '9999-12-31 00:00:00+00',
    case when email.is_named and not email.is_conflict then 'authoritative' else 'verified' end,
    case when email.is_named then 'the address is a key of the reference files' else 'the address itself' end
from int_aliases as alias
inner join int_email_persons as email on alias.alias = 'email:' || email.email
where alias.alias not in (select alias from int_alias_authority)
union all
select
    alias.alias,
    coalesce(email.person, alias.alias),
    email.kind,
    timestamptz '0001-01-01 00:00:00+00',
    timestamptz '9999-12-31 00:00:00+00',
    case
        when email.person is null then 'unmapped'
        when address.merging_email is not null then 'verified'
        when address.emails = 1 then 'derived'
        else 'unmapped'
    end,
    case
        when email.person is null and address.emails > 1 then 'several addresses, no single person'
        when email.person is null then 'no record ties this account to a person'
        when address.merging_email is not null and address.merging_evidence = 'directory' then 'user record of the directory'
        when address.merging_email is not null then 'id and address in one log record'
        when address.any_evidence = 'source_identity' then 'source identity of the session'
        else 'session name set by the identity provider'
    end
from int_aliases as alias
left join single_address as address on address.alias = alias.alias
left join int_email_persons as email
    on email.email = coalesce(address.merging_email, case when address.emails = 1 then address.any_email end)
where alias.alias not in (select alias from int_alias_authority)
    and not starts_with(alias.alias, 'email:')
    and alias.alias not in (select alias from held)
union all
select
    held.alias,
    coalesce(email.person, held.email),
    email.kind,
    case when held.turn = 1 then timestamptz '0001-01-01 00:00:00+00' else held.seen_at end,
    coalesce(held.next_at, timestamptz '9999-12-31 00:00:00+00'),
    'verified',
    'handed on: from ' || strftime(held.seen_at, '%Y-%m-%d') || ' its records give this address'
from held
left join int_email_persons as email on email.email = held.email
where held.moments = held.addresses and held.alias not in (select alias from int_alias_authority)
union all
select distinct
    alias,
    alias,
    null,
    timestamptz '0001-01-01 00:00:00+00',
    timestamptz '9999-12-31 00:00:00+00',
    'unmapped',
    'conflict: addresses of different people, and no record says when each held it'
from held
where moments < addresses and alias not in (select alias from int_alias_authority)
