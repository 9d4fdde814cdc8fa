-- grain: one row per name to be replaced, and per word that stays
-- Names of persons and of accounts that somebody or something of the organisation is behind; the platform's own and groups are none. Words for
-- systems and for what is done stay even where an account is called so.

with people as (
    select person, kind, display_name, aliases, owner_person from fct_identities where kind not in ('system', 'group')
),

known as (
    select unnest(aliases) as alias from fct_identities
),

acting as (
    select actor as alias from stg_events
    union
    select subject from stg_events
    union
    select unnest(on_behalf_of) from stg_events
),

words as (
    select connector as word from stg_sources
    union
    select system from fct_systems
    union
    select unnest([stage, activity, outcome, decision]) from stg_events
    union
    select kind from fct_identities
)

select distinct name, kind
from (
    select person as name, 'person' as kind from people
    union all
    select owner_person, 'person' from people
    union all
    select display_name, if(kind = 'human', 'human name', 'name') from people
    union all
    select unnest(aliases), 'account' from people
    union all
    select alias, 'account'
    from acting
    where alias not in (select alias from known) and not contains(alias, ':role/') and not contains(alias, ':service/')
    union all
    select word, 'word' from words
)
where name is not null and trim(name) <> ''
order by name, kind
