-- grain: one row per two identities that were compared: those that share a blocking key, and, to learn from, a sample of one directory's own
-- `pattern` has one sign per comparison in the order of src/identity/comparisons.ts, the higher the more alike, `-` where one side has nothing
-- to compare. `rules` has bit r set for blocking rule r; 0 marks the sample: two accounts of one directory are two people, so they show how
-- often different people agree. Keys that more than sixty identities share block nothing.

with keys as (
    select profile, 0 as rule, family || ' ' || unnest(given_names) as key from int_profiles where given is not null
    union
    select profile, 0, given || ' ' || family from int_profiles where given is not null
    union
    select
        profile,
        1,
        unnest(list_distinct(list_concat(coalesce(handles, []), coalesce(admin_of, []), coalesce(full_forms, []), coalesce(short_forms, []))))
    from int_profiles
    union
    select profile, 2, number from int_profiles
    union
    select profile, 3, phone from int_profiles
    union
    select profile, 4, started || least(given[1], family[1]) || greatest(given[1], family[1]) from int_profiles where given is not null
    union
    select profile, 5, least(sound(given), sound(family)) || ' ' || greatest(sound(given), sound(family)) from int_profiles where given is not null
    union
    select profile, 6, given || ' ' || unnest([location, department]) from int_profiles where given is not null
    union
    select profile, 7, family || ' ' || unnest([location, department]) from int_profiles where family is not null
),

shared_keys as (
    select rule, key from keys where key is not null group by rule, key having count(*) between 2 and 60
),

useful_keys as (
    select keys.profile, keys.rule, keys.key
    from keys
    inner join shared_keys on shared_keys.rule = keys.rule and shared_keys.key = keys.key
),

blocked as (
    select a.profile as a, b.profile as b, bit_or(1 << a.rule) as rules
    from useful_keys as a
    inner join useful_keys as b on b.rule = a.rule and b.key = a.key and a.profile < b.profile
    group by a.profile, b.profile
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
    select a, b, rules from blocked
    union all
    select a, b, rules from sampled
),

measured as (
    select
        paired.a,
        paired.b,
        paired.rules,
        case
            when paired.rules = 0 then null
            when list_has_any(a.directories, b.directories) then 'two accounts of one directory'
            when a.is_named and b.is_named then 'the reference files name both'
            when a.kind <> b.kind then 'one is ' || a.kind || ', the other ' || b.kind
            when levenshtein(a.number, b.number) > 1 then 'two personnel numbers'
        end as veto,
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
                    when jaro_winkler_similarity(a.given, b.given) >= 0.85 or sound(a.given) = sound(b.given) then '4'
                    else '2'
                end
            when a.given = b.given then
                case when jaro_winkler_similarity(a.family, b.family) >= 0.85 or sound(a.family) = sound(b.family) then '4' else '1' end
            when jaro_winkler_similarity(a.given, b.given) >= 0.8 and jaro_winkler_similarity(a.family, b.family) >= 0.8 then '3'
            when jaro_winkler_similarity(a.given, b.family) >= 0.85 and jaro_winkler_similarity(a.family, b.given) >= 0.85 then '3'
            when list_has_any(a.given_names, b.given_names) then '1'
            else '0'
        end as name_level,
        a.handles is not null and b.handles is not null as has_handles,
        list_has_any(a.handles, b.handles) as is_handle,
        coalesce(list_has_any(a.admin_of, b.handles), false) or coalesce(list_has_any(b.admin_of, a.handles), false) as is_admin_twin,
        coalesce(list_has_any(a.handles, b.full_forms), false) or coalesce(list_has_any(b.handles, a.full_forms), false) as is_full_form,
        coalesce(list_has_any(a.handles, b.short_forms), false) or coalesce(list_has_any(b.handles, a.short_forms), false) as is_short_form,
        -- jdoe2 is named after a jdoe who is somebody else
        regexp_replace(a.handles[1], '[0-9]+$', '') <> regexp_replace(b.handles[1], '[0-9]+$', '')
            and levenshtein(a.handles[1], b.handles[1]) <= 1 and length(a.handles[1]) >= 6 as is_near_handle,
        a.handles is not null and b.given is not null or b.handles is not null and a.given is not null as has_form,
        case when a.number = b.number then '2' when levenshtein(a.number, b.number) <= 1 then '1' when a.number <> b.number then '0' else '-' end as number_level,
        case when a.phone = b.phone then '2' when levenshtein(a.phone, b.phone) <= 1 then '1' when a.phone <> b.phone then '0' else '-' end as phone_level,
        case when a.started = b.started then '2' when levenshtein(a.started, b.started) <= 1 then '1' when a.started <> b.started then '0' else '-' end as started_level,
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
            when has_handles and is_handle then case when name_level >= '2' then '4' else '5' end
            when is_admin_twin then '2'
            -- a login that is spelled like the other's name says something only where the names are not compared themselves
            when has_form and is_full_form then case when name_level = '-' then '3' else '-' end
            when has_form and is_short_form then case when name_level = '-' then '2' else '-' end
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
    veto,
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
    is_admin_twin
from levelled
