-- grain: one row per alias and period of validity
-- Who is behind an alias, and why we say so. `basis` is what rules about "the same person" ask for: authoritative (the user's files) · verified
-- (id and address in one record of a directory) · derived (an address the session carries) · heuristic (recognised by looks: record linkage) ·
-- unmapped. A group of merged identities that would hold two accounts of one directory, or two names of the files, falls apart again, to the
-- pairs that are best for both.

with recursive merges as (
    select a, b, weight, confidence from int_pair_weights where decision = 'merge'
),

edges as (
    select a as profile, b as other, weight, confidence from merges
    union all
    select b, a, weight, confidence from merges
),

reached (profile, label) as (
    select distinct profile, profile from edges
    union
    select edges.other, reached.label
    from reached
    inner join edges on edges.profile = reached.profile
),

grouped as (
    select profile, min(label) as label from reached group by profile
),

sound_labels as (
    select label
    from (
        select grouped.label, count(*) as members, count(*) filter (where profile.is_named) as named, count(distinct profile.kind) as kinds
        from grouped
        inner join int_profiles as profile on profile.profile = grouped.profile
        group by grouped.label
    )
    where named <= 1 and kinds <= 1
    except
    select label
    from (
        select grouped.label, unnest(profile.directories) as directory
        from grouped
        inner join int_profiles as profile on profile.profile = grouped.profile
    )
    group by label, directory
    having count(*) > 1
),

ranked as (
    select *, row_number() over (partition by profile order by weight desc, other) as rank from edges
),

kept as (
    select edges.*, grouped.label
    from edges
    inner join grouped on grouped.profile = edges.profile
    where grouped.label in (select label from sound_labels)
    union all
    select mine.profile, mine.other, mine.weight, mine.confidence, least(mine.profile, mine.other)
    from ranked as mine
    inner join ranked as theirs on theirs.profile = mine.other and theirs.other = mine.profile and theirs.rank = 1
    inner join grouped on grouped.profile = mine.profile
    where mine.rank = 1 and grouped.label not in (select label from sound_labels)
),

members as (
    select
        kept.label,
        kept.profile,
        max(kept.weight) as weight,
        max(kept.confidence) as confidence,
        arg_max(kept.other, printf('%012.6f %s', kept.weight + 1000, kept.other)) as nearest
    from kept
    group by kept.label, kept.profile
),

merged as (
    select
        members.*,
        first_value(members.profile) over (
            partition by members.label
            order by profile.is_named desc, contains(members.profile, '@') desc, members.profile
        ) as person
    from members
    inner join int_profiles as profile on profile.profile = members.profile
),

resolved as (
    select
        known.alias,
        known.valid_from,
        known.valid_to,
        coalesce(merged.person, known.person) as person,
        known.kind,
        case when merged.person <> known.person then 'heuristic' else known.basis end as basis,
        case
            when merged.person <> known.person
            then printf('looks like %s: %.1f bits, confidence %.4f', merged.nearest, merged.weight, merged.confidence)
            else known.evidence
        end as evidence
    from int_known_persons as known
    left join merged on merged.profile = known.person
),

person_hints as (
    select resolved.person, list_sort(list(distinct hint.kind)) as hints
    from resolved
    inner join (select alias, unnest(kind_hints) as kind from int_aliases) as hint on hint.alias = resolved.alias
    group by resolved.person
),

person_kinds as (
    select person, min(kind) as kind, count(distinct kind) as kinds from resolved where kind is not null group by person
)

select
    resolved.alias,
    resolved.valid_from,
    resolved.valid_to,
    resolved.person,
    case
        when person_kinds.kinds = 1 then person_kinds.kind
        when person_kinds.kinds > 1 then 'unknown'
        when people.person is not null then 'human'
        when len(person_hints.hints) = 1 then person_hints.hints[1]
        else 'unknown'
    end as kind,
    case
        when person_kinds.kinds = 1 then 'reference files'
        when person_kinds.kinds > 1 then 'the reference files disagree'
        when people.person is not null then 'people.csv'
        when len(person_hints.hints) = 1 then 'what its records say'
        when len(person_hints.hints) > 1 then 'its records disagree: ' || array_to_string(person_hints.hints, ', ')
        else 'no record says what it is'
    end as kind_evidence,
    resolved.basis,
    resolved.evidence
from resolved
left join person_kinds on person_kinds.person = resolved.person
left join person_hints on person_hints.person = resolved.person
left join (select distinct person from ref_people) as people on people.person = resolved.person
