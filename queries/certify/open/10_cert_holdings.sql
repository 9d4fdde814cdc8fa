-- grain: one row per subject, entitlement and place that was held, or may have been held, at the cut-off
-- The population: everything the ledger shows at that moment, whoever holds it and whether or not anybody is known to own it. What the records leave
-- open is in it, and marked; logs that end within a day before the cut-off leave nothing open. Kinds: of the account, else of the identity behind it.

with accounts as (
    select unnest(aliases) as alias, person, kind, unnest(bases) as basis, shared_by from fct_identities
),

identities as (
    -- an account may have had several people in its life; the ledger knows who it was
    select alias, coalesce(max(kind) filter (where kind <> 'unknown'), 'unknown') as kind
    from accounts
    group by alias
),

held as (
    select
        interval.*,
        case
            when make_timestamptz($cutoff_us::bigint) < interval.held_from_hi
                or make_timestamptz($cutoff_us::bigint) >= coalesce(interval.held_to_lo, interval.shown_until_at + interval 1 day) then 'unclear'
            else 'held'
        end as state
    from fct_entitlement_intervals as interval
    where (interval.held_from_lo is null or interval.held_from_lo <= make_timestamptz($cutoff_us::bigint))
        and (interval.held_to_hi is null or interval.held_to_hi > make_timestamptz($cutoff_us::bigint))
        -- what is first heard of after the cut-off, and nobody knows since when, may have been there; a grant after it was not
        and (interval.held_from_hi <= make_timestamptz($cutoff_us::bigint) or interval.held_from_lo is null)
),

meant as (
    -- of one holding that ended and began around the cut-off the surer interval counts
    select held.*, coalesce(identities.kind, 'unknown') as kind
    from held
    left join identities on identities.alias = held.subject
    qualify row_number() over (partition by held.holding order by held.state, held.interval_no desc) = 1
),

scoped as (
    select *
    from meant
    where (len($scope_systems) = 0 or len(list_filter($scope_systems, lambda pattern: len(list_filter(systems, lambda one: one like pattern escape '\')) > 0)) > 0)
        and (len($scope_entitlements) = 0 or len(list_filter($scope_entitlements, lambda pattern: lower(entitlement) like lower(pattern) escape '\')) > 0)
        and (len($scope_resources) = 0 or len(list_filter($scope_resources, lambda pattern: lower(coalesce(resource, '')) like lower(pattern) escape '\')) > 0)
        and (len($scope_subjects) = 0 or len(list_filter($scope_subjects, lambda pattern:
            lower(subject) like lower(pattern) escape '\' or lower(coalesce(subject_person, '')) like lower(pattern) escape '\')) > 0)
        and (len($scope_kinds) = 0 or list_contains($scope_kinds, kind))
)

select
    -- an item is the same from campaign to campaign, whichever record told of it first; two that are spelled alike are told apart by number
    -- begins with a letter: what looks like a number, a spreadsheet makes one
    'i' || left(md5(concat_ws(chr(31), subject, entitlement, place_held(subject, entitlement, resource))), 12)
        || case row_number() over spelled_alike when 1 then '' else '-' || row_number() over spelled_alike end as item,
    place_held(subject, entitlement, resource) as place,
    *
from scoped
window spelled_alike as (partition by subject, entitlement, place_held(subject, entitlement, resource) order by holding)
