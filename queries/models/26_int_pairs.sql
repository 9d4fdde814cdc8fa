-- grain: one row per two identities that were compared: those that share a blocking key, and, to learn from, a sample of one directory's own
-- `pattern` has one sign per comparison in the order of src/identity/comparisons.ts, the higher the more alike, `-` where one side has nothing
-- to compare. `rules` has bit r set for blocking rule r; 0 marks the sample: two accounts of one directory are two people, so they show how
-- often different people agree. Keys that more than sixty identities share block nothing.

with keys as (
    select profile, 0 as rule, family || ' ' || unnest(given_names) as key from int_profiles where given is not null
    union
    select profile, 0, given || ' ' || family from int_profiles where given is not null
    union
    select profile, 2, number from int_profiles
    union
    select profile, 3, phone from int_profiles
    union
    select profile, 4, started || least(given[1], family[1]) || greatest(given[1], family[1]) from int_profiles where given is not null
    union
    select profile, 9, unnest([department || ' ' || title, department || ' ' || started, location || ' ' || started]) from int_profiles
    union
    select profile, 5, least(given_sound, family_sound) || ' ' || greatest(given_sound, family_sound) from int_profiles where given is not null
    union
    select profile, 6, given || ' ' || unnest([location, department, started]) from int_profiles where given is not null
    union
    select profile, 7, family || ' ' || unnest([location, department, started]) from int_profiles where family is not null
),

shared_keys as (
    select rule, key from keys where key is not null group by rule, key having count(*) between 2 and 60
),

useful_keys as (
    select keys.profile, keys.rule, keys.key
    from keys
    inner join shared_keys on shared_keys.rule = keys.rule and shared_keys.key = keys.key
),

logins as (
    select profile, unnest(handles) as login, true as is_own from int_profiles
    union
    select profile, unnest(admin_of), false from int_profiles
),

spellings as (
    select profile, unnest(full_forms) as login, 4 as sign from int_profiles
    union
    select profile, unnest(short_forms), 8 from int_profiles
),

crowded_logins as (
    select login from logins group by login having count(*) > 60
),

crowded_spellings as (
    select login from spellings group by login having count(*) > 60
),

found as (
    select a.profile as a, b.profile as b, 1 << a.rule as rules, 0 as login_signs
    from useful_keys as a
    inner join useful_keys as b on b.rule = a.rule and b.key = a.key and a.profile < b.profile
    union all
    select a.profile, b.profile, 1 << 1, case when a.is_own and b.is_own then 1 else 2 end
    from logins as a
    inner join logins as b on b.login = a.login and a.profile < b.profile
    where a.login not in (select login from crowded_logins)
    union all
    select least(own.profile, other.profile), greatest(own.profile, other.profile), 1 << 8, other.sign
    from logins as own
    inner join spellings as other on other.login = own.login and other.profile <> own.profile
    where own.login not in (select login from crowded_logins) and own.login not in (select login from crowded_spellings)
),

blocked as (
    select a, b, bit_or(rules) as rules, bit_or(login_signs) as login_signs from found group by a, b
),

seats as (
    select
        profile,
        directory,
        row_number() over (partition by directory order by md5(profile), profile) - 1 as seat,
        count(*) over (partition by directory) as seats,
        count(*) over () as all_seats
    from (select profile, unnest(directories) as directory from int_profiles)
),

steps as (
    select *, unnest(range(1, 1 + least(seats // 2, greatest(1, $linkage_sample // all_seats)))) as step
    from seats
),

sampled as (
    -- each with the next few in an order that has nothing to do with them; every pair of a small directory
    select distinct least(steps.profile, other.profile) as a, greatest(steps.profile, other.profile) as b, 0 as rules
    from steps
    inner join seats as other on other.directory = steps.directory and other.seat = (steps.seat + steps.step) % steps.seats
),

paired as (
    select a, b, rules, login_signs from blocked
    union all
    select a, b, rules, 0 from sampled
),

measured as (
    select
        paired.a,
        paired.b,
        paired.rules,
        paired.login_signs,
        paired.rules > 0 and a.directory_bits & b.directory_bits <> 0 and list_has_any(a.directories, b.directories) as is_one_directory,
        a.is_named and b.is_named as is_settled,
        case when a.kind <> b.kind then 'one is ' || a.kind || ', the other ' || b.kind end as kinds,
        case
            when a.family is null or b.family is null then '-'
            when a.given is null or b.given is null then
                case
                    when a.family = b.family then '2'
                    when a.family = b.given or b.family = a.given then '1'
                    else '0'
                end
            when a.given = b.given and a.family = b.family then '8'
            when a.given = b.family and a.family = b.given then '7'
            when a.family = b.family then
                case
                    when list_has_any(a.given_names, b.given_names) then '6'
                    when (length(a.given) = 1 or length(b.given) = 1) and a.given[1] = b.given[1] then '5'
                    when jaro_winkler_similarity(a.given, b.given) >= 0.85 or a.given_sound = b.given_sound then '4'
                    else '2'
                end
            when a.given = b.given then
                case when jaro_winkler_similarity(a.family, b.family) >= 0.85 or a.family_sound = b.family_sound then '4' else '1' end
            when jaro_winkler_similarity(a.given, b.given) >= 0.8 and jaro_winkler_similarity(a.family, b.family) >= 0.8 then '3'
            when jaro_winkler_similarity(a.given, b.family) >= 0.85 and jaro_winkler_similarity(a.family, b.given) >= 0.85 then '3'
            when list_has_any(a.given_names, b.given_names) then '1'
            else '0'
        end as name_level,
        paired.rules > 0 and a.handles is not null and b.handles is not null as has_handles,
        paired.rules > 0 and (a.handles is not null and b.given is not null or b.handles is not null and a.given is not null) as has_form,
        -- jdoe2 is named after a jdoe who is somebody else
        paired.rules > 0 and length(a.handles[1]) >= 6 and levenshtein(a.handles[1], b.handles[1]) <= 1
            and regexp_replace(a.handles[1], '[0-9]+$', '') <> regexp_replace(b.handles[1], '[0-9]+$', '') as is_near_handle,
        case
            when a.number = b.number then '2'
            when abs(length(a.number) - length(b.number)) <= 1 and damerau_levenshtein(a.number, b.number) <= 1 then '1'
            when a.number <> b.number then '0'
            else '-'
        end as number_level,
        case
            when a.phone = b.phone then '2'
            when abs(length(a.phone) - length(b.phone)) <= 1 and damerau_levenshtein(a.phone, b.phone) <= 1 then '1'
            when a.phone <> b.phone then '0'
            else '-'
        end as phone_level,
        case
            when a.started = b.started then '2'
            when abs(length(a.started) - length(b.started)) <= 1 and damerau_levenshtein(a.started, b.started) <= 1 then '1'
            when a.started <> b.started then '0'
            else '-'
        end as started_level,
        case when a.title = b.title then '2' when jaro_winkler_similarity(a.title, b.title) >= 0.88 then '1' when a.title <> b.title then '0' else '-' end as title_level,
        case
            when a.department = b.department then '2'
            when jaro_winkler_similarity(a.department, b.department) >= 0.88 then '1'
            when a.department <> b.department then '0'
            else '-'
        end as department_level,
        case
            when a.location = b.location then '2'
            when jaro_winkler_similarity(a.location, b.location) >= 0.88 then '1'
            when a.location <> b.location then '0'
            else '-'
        end as location_level,
        case when a.domain = b.domain then '1' when a.domain <> b.domain then '0' else '-' end as domain_level,
        case
            when list_has_any(a.network, b.network) then '1'
            when a.network is not null and b.network is not null then '0'
            else '-'
        end as network_level,
        a.family = b.family as is_family,
        a.given_bits,
        a.family_bits,
        a.title_bits,
        a.department_bits,
        a.location_bits,
        greatest(a.namesakes, b.namesakes) as namesakes,
        greatest(a.bearers, b.bearers) as bearers
    from paired
    inner join int_profiles as a on a.profile = paired.a
    inner join int_profiles as b on b.profile = paired.b
),

levelled as (
    select
        *,
        case
            when login_signs % 2 = 1 then case when name_level >= '2' then '4' else '5' end
            when login_signs // 2 % 2 = 1 then '2'
            -- a login that is spelled like the other's name says something only where the names are not compared themselves
            when login_signs // 4 % 2 = 1 then case when name_level = '-' then '3' else '-' end
            when login_signs // 8 % 2 = 1 then case when name_level = '-' then '2' else '-' end
            when has_handles and is_near_handle then '1'
            when has_handles or (has_form and name_level = '-') then '0'
            else '-'
        end as handle_level
    from measured
)

select
    a,
    b,
    rules,
    case
        when is_one_directory then 'two accounts of one directory'
        when is_settled then 'the reference files name both'
        when kinds is not null then kinds
        when number_level = '0' then 'two personnel numbers'
    end as veto,
    name_level || handle_level || number_level || phone_level || started_level || title_level || department_level || location_level
    || domain_level || network_level as pattern,
    -- what the frequency of the very values adds to the weight of agreeing on them
    greatest(-8, least(8, case
        when name_level in ('8', '7') then given_bits + family_bits
        when is_family and name_level in ('6', '5', '4', '2') then family_bits
        when name_level in ('4', '1') then given_bits
        else 0
    end)) as name_bits,
    greatest(-3, least(6, case when title_level = '2' then title_bits else 0 end)) as title_bits,
    greatest(-3, least(6, case when department_level = '2' then department_bits else 0 end)) as department_bits,
    greatest(-3, least(6, case when location_level = '2' then location_bits else 0 end)) as location_bits,
    case when name_level in ('8', '7') then namesakes else 0 end as namesakes,
    bearers,
    login_signs // 2 % 2 = 1 as is_admin_twin
from levelled
