-- grain: one row per identity that record linkage compares: a person known by ids and addresses, or an account nobody is known behind
-- All that records say of it, folded for comparison: names, logins, numbers, place; and how common each is here, for what is rare proves more.

with settled as (
    -- an account that was several people's in turn describes none of them
    select alias, min(person) as person
    from int_known_persons
    where basis in ('authoritative', 'verified', 'unmapped')
    group by alias
    having count(distinct person) = 1
),

accounts as (
    select
        settled.person,
        settled.alias,
        case
            when starts_with(settled.alias, 'email:') then 'email@' || split_part(settled.alias, '@', 2)
            when arn_of(settled.alias) is not null then alias.directory || ':' || split_part(settled.alias, ':', 6)
            -- a record that names an account by the name it shows is no second account of that directory
            when contains(settled.alias, ' ') then alias.directory || ' by name'
            else alias.directory
        end as directory,
        alias.kind_hints
    from settled
    inner join int_aliases as alias on alias.alias = settled.alias
    -- neither a session nor a role is an account
    where not is_role_or_session(settled.alias) and alias.directory <> 'ip'
),

identities as (
    select
        accounts.person as profile,
        list_sort(list(accounts.alias)) as aliases,
        list_sort(list(distinct accounts.directory)) as directories,
        min(split_part(accounts.directory, '@', 2)) filter (where starts_with(accounts.directory, 'email@')) as domain,
        list_sort(list_distinct(flatten(list(accounts.kind_hints) filter (where accounts.kind_hints is not null)))) as kind_hints,
        bool_or(known.basis = 'authoritative') as is_named,
        min(known.kind) as named_kind
    from accounts
    inner join int_known_persons as known on known.alias = accounts.alias
    group by accounts.person
),

eligible as (
    select
        * exclude (kind_hints, named_kind),
        coalesce(named_kind, case when len(kind_hints) = 1 then kind_hints[1] end) as kind
    from identities
    where coalesce(named_kind, case when len(kind_hints) = 1 then kind_hints[1] end, 'unknown') not in ('group', 'system')
),

said as (
    select
        accounts.person as profile,
        coalesce(statement.attributes ->> '$.real_name', statement.display_name) as name,
        statement.login,
        coalesce(
            statement.attributes ->> '$.employee_number', statement.attributes ->> '$.employee_id',
            statement.attributes ->> '$.employeeNumber', statement.attributes ->> '$.employeeId'
        ) as number,
        coalesce(
            statement.attributes ->> '$.phone', statement.attributes ->> '$.mobile',
            statement.attributes ->> '$.mobile_phone', statement.attributes ->> '$.telephone'
        ) as phone,
        coalesce(statement.attributes ->> '$.start_date', statement.attributes ->> '$.hire_date') as started,
        statement.title,
        coalesce(
            statement.attributes ->> '$.department', statement.attributes ->> '$.division', statement.attributes ->> '$.cost_center'
        ) as department,
        coalesce(statement.attributes ->> '$.location', statement.attributes ->> '$.office', statement.attributes ->> '$.city') as location
    from stg_identities as statement
    inner join accounts on accounts.alias = statement.alias
    union all
    select person, regexp_extract(alias, '^[^:]+:(\pL[\pL.''-]*( \pL[\pL.''-]*)+)$', 1), null, null, null, null, null, null, null
    from accounts
    where contains(alias, ' ')
    union all
    select person, display_name, null, null, null, null, title, team, null from ref_people
),

facts as (
    select
        profile,
        nullif(regexp_replace(lower(min(number)), '[^a-z0-9]', '', 'g'), '') as number,
        nullif(right(regexp_replace(min(phone), '[^0-9]', '', 'g'), 9), '') as phone,
        min(started) as started,
        folded(min(title)) as title,
        folded(min(department)) as department,
        folded(min(location)) as location
    from said
    group by profile
),

spelled as (
    select
        profile,
        list_filter(
            string_split_regex(
                regexp_replace(
                    -- 'Doe, Jane (external)' is Jane Doe
                    folded(regexp_replace(regexp_replace(name, '\(.*?\)|\[.*?\]|<.*?>', ' ', 'g'), '^([^,]+),\s*(.+)$', '\2 \1')),
                    '\b(dr|mr|mrs|ms|prof|ing|jr|sr|ii|iii|phd|md|ext|external|contractor|admin|adm)\b', ' ', 'g'
                ),
                '[^\pL]+'
            ),
            lambda word: word <> ''
        ) as words
    from (select distinct profile, name from said where name is not null and not contains(name, '@'))
),

names as (
    select profile, arg_max(words, printf('%d %05d %s', (len(words) >= 2)::int, length(array_to_string(words, '')), array_to_string(words, ' '))) as words
    from spelled
    where len(words) > 0
    group by profile
),

logins as (
    select profile, split_part(login, '@', 1) as login from said where login is not null
    union
    select profile, name from said where name is not null and not contains(name, ' ') and not contains(name, '@')
    union
    select person, split_part(substr(alias, 7), '@', 1) from accounts where starts_with(alias, 'email:')
    union
    -- accounts whose id is a name: github:jdoe, an IAM user
    select person, regexp_extract(alias, '^[^:]+:(?:arn:[a-z-]+:iam::[0-9]{12}:user/)?([a-z]+(?:[._-][a-z]+)*[0-9]{0,3})$', 1) from accounts
),

handles as (
    select
        profile,
        list_sort(list(distinct plain_login(login))) as handles,
        list_sort(list(distinct plain_login(login_of_admin(login))) filter (where login_of_admin(login) is not null)) as admin_of
    from logins
    where length(plain_login(login)) >= 3
    group by profile
),

described as (
    select
        eligible.*,
        case when len(names.words) >= 2 then names.words[1] end as given,
        names.words[-1] as family,
        handles.handles,
        handles.admin_of,
        facts.* exclude (profile)
    from eligible
    left join names on names.profile = eligible.profile
    left join handles on handles.profile = eligible.profile
    left join facts on facts.profile = eligible.profile
    where names.profile is not null or handles.profile is not null or facts.number is not null or facts.phone is not null
),

-- a given name with all names it may be short for
given_names as (
    select given, list_sort(list_distinct(list_append(list(folded(nickname.name)) filter (where nickname.name is not null), given))) as names
    from (select distinct given from described where given is not null)
    left join cfg_nicknames as nickname on folded(nickname.form) = given
    group by given
),

spelling as (
    select
        described.*,
        given_names.names as given_names,
        case when described.given is not null then list_distinct([described.given || family, family || described.given]) end as full_forms,
        case
            when described.given is not null
            then list_distinct([
                described.given[1] || family, family || described.given[1], described.given || family[1], family[1] || described.given
            ])
        end as short_forms
    from described
    left join given_names on given_names.given = described.given
),

counts as (
    select field, value, count(*)::hugeint as profiles
    from (
        select 'given' as field, given as value from described
        union all
        select 'family', family from described
        union all
        select 'title', title from described
        union all
        select 'department', department from described
        union all
        select 'location', location from described
    )
    where value is not null
    group by field, value
),

-- how much rarer than the average a value is, as bits: what its frequency adds to the weight of agreement
rarities as (
    select
        field,
        value,
        log2(sum(profiles * profiles) over (partition by field)::double / sum(profiles) over (partition by field)::double / profiles) as bits
    from counts
),

-- how many go or could go by a login
bearers as (
    select handle, count(*) as bearers
    from (
        select profile, unnest(list_distinct(list_concat(coalesce(handles, []), coalesce(full_forms, []), coalesce(short_forms, [])))) as handle
        from spelling
    )
    group by handle
),

crowds as (
    select named.profile, max(bearers.bearers) as bearers
    from (select profile, unnest(handles) as handle from described) as named
    inner join bearers on bearers.handle = named.handle
    group by named.profile
),

-- people of one name in one directory are as many people
namesakes as (
    select given, family, max(people) - 1 as namesakes
    from (
        select given, family, directory, count(*) as people
        from (select given, family, unnest(directories) as directory from described where given is not null)
        group by given, family, directory
    )
    group by given, family
    having max(people) > 1
),

used_addresses as (
    select accounts.person as profile, event.source_ip || ' ' || strftime(event.occurred_at, '%Y-%m-%d') as place
    from stg_events as event
    inner join accounts on accounts.alias = event.actor
    where event.source_ip is not null and event.source_ip in (
        select event.source_ip
        from stg_events as event
        inner join int_known_persons as known on known.alias = event.actor and known.basis = 'unmapped'
    )
    group by all
),

-- one bit per directory, so that two identities of different directories are told apart at once
directory_marks as (
    select placed.profile, bit_or(1::bigint << (numbered.number % 62)::integer) as directory_bits
    from (select profile, unnest(directories) as directory from described) as placed
    inner join (
        select directory, row_number() over (order by directory) as number
        from (select distinct unnest(directories) as directory from described)
    ) as numbered on numbered.directory = placed.directory
    group by placed.profile
),

networks as (
    select profile, list_sort(list(place)) as network
    from used_addresses
    where place in (select place from used_addresses group by place having count(*) = 2)
    group by profile
)

select
    spelling.*,
    sound(spelling.given) as given_sound,
    sound(spelling.family) as family_sound,
    directory_marks.directory_bits,
    networks.network,
    given_rarity.bits as given_bits,
    family_rarity.bits as family_bits,
    title_rarity.bits as title_bits,
    department_rarity.bits as department_bits,
    location_rarity.bits as location_bits,
    crowds.bearers,
    coalesce(namesakes.namesakes, 0) as namesakes
from spelling
inner join directory_marks on directory_marks.profile = spelling.profile
left join networks on networks.profile = spelling.profile
left join rarities as given_rarity on given_rarity.field = 'given' and given_rarity.value = spelling.given
left join rarities as family_rarity on family_rarity.field = 'family' and family_rarity.value = spelling.family
left join rarities as title_rarity on title_rarity.field = 'title' and title_rarity.value = spelling.title
left join rarities as department_rarity on department_rarity.field = 'department' and department_rarity.value = spelling.department
left join rarities as location_rarity on location_rarity.field = 'location' and location_rarity.value = spelling.location
left join crowds on crowds.profile = spelling.profile
left join namesakes on namesakes.given = spelling.given and namesakes.family = spelling.family
