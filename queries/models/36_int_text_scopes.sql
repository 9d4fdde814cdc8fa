-- grain: one row per task whose fields name nothing that could be compared
-- kept: while the models run
-- What its title and description name: only words that are the name of a resource or an entitlement that something was really done to, and that
-- look like a name (a digit, a sign or a capital within), from sentences that exclude nothing. It may clear, and never convicts.

with unscoped as (
    select root.root as task, task.title, task.description
    from stg_tasks as task
    inner join int_object_roots as root on root.object = task.task
    qualify bool_and(coalesce(len(task.scope), 0) = 0 and coalesce(len(task.scope_entitlements), 0) = 0) over (partition by root.root)
),

sentences as (
    select task, unnest(regexp_split_to_array(coalesce(title, '') || E'\n' || coalesce(description, ''), '[!?;\n]+|[.]\s')) as sentence
    from unscoped
),

words as (
    select distinct task, rtrim(unnest(regexp_extract_all(sentence, '[A-Za-z0-9_][A-Za-z0-9_./:@-]{3,}')), '.:/-') as word
    from sentences
    where not regexp_matches(
        lower(strip_accents(sentence)),
        '\b(not|don.?t|never|except|excluding|without|no longer|nicht|kein|keine|ohne|ausser|sauf|sans|pas|excepto|sin|senza|tranne|sem|exceto|niet|geen|behalve|nie|bez)\b'
    )
),

names as (
    select distinct resource as whole, name_of(resource) as name, 'resource' as kind
    from stg_events
    where resource is not null and event_id in (select event_id from int_controlled)
    union
    select distinct entitlement, name_of(entitlement), 'entitlement'
    from stg_events
    where entitlement is not null and event_id in (select event_id from int_controlled)
),

named as (
    -- one word, one thing: a name that several resources bear says nothing certain, but for the word itself
    select words.task, names.kind, words.word, min(names.whole) as whole, count(distinct names.whole) as bearers
    from words
    inner join names on names.name = name_of(words.word)
    where regexp_matches(words.word, '[0-9_./:-]|[a-z][A-Z]')
        and (lower(words.word) = names.name or lower(words.word) = lower(names.whole))
    group by all
)

select
    task,
    list_sort(list(distinct case when bearers = 1 then whole else word end) filter (where kind = 'resource')) as scope,
    list_sort(list(distinct case when bearers = 1 then whole else word end) filter (where kind = 'entitlement')) as scope_entitlements
from named
group by task
