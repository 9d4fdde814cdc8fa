-- grain: one row per thing that is wrong with how a decision was carried out, or cannot be told

with rows as (
    select 'revoke-missed' as finding, 'gap' as verdict, case when is_privileged then 'critical' else 'high' end as severity, item, reviewer, coalesce(person, subject) as person, subject, entitlement, resource,
        remove_by as occurred_at,
        coalesce(person, subject) || ' still held ' || entitlement || ' at ' || utc(shown_until_at) || '; ' || decided_by || ' revoked it at ' || utc(decided_at) || ', and it had to be gone by ' || utc(remove_by) || '.' as message
    from cert_enforced
    where state = 'held'
    union all
    select 'revoke-late', 'gap', case when is_privileged then 'high' else 'medium' end, item, reviewer, coalesce(person, subject), subject, entitlement, resource, held_to_lo,
        entitlement || ' was taken from ' || coalesce(person, subject) || ' at ' || utc(held_to_lo) || coalesce(' by ' || removed_by, '') || ', ' || span(remove_by, held_to_lo) || ' after it had to be gone.'
    from cert_enforced
    where state = 'late'
    union all
    select 'access-returned', 'gap', 'high', item, reviewer, coalesce(person, subject), subject, entitlement, resource, returned_at,
        coalesce(person, subject) || ' holds ' || entitlement || ' again since ' || utc(returned_at) || coalesce(', given by ' || returned_by, '') || case when return_task is null then ', and no task accounts for it' else ' under ' || return_task end
            || '; ' || decided_by || ' had revoked it at ' || utc(decided_at) || '.'
    from cert_enforced
    where returned_at is not null
    union all
    select 'used-after-revoke', 'gap', 'high', item, reviewer, coalesce(person, subject), subject, entitlement, resource, used_at,
        coalesce(person, subject) || ' used ' || entitlement || ' at ' || utc(used_at) || '; it was revoked at ' || utc(decided_at) || ' and had to be gone by ' || utc(remove_by) || '.'
    from cert_enforced
    where used_at is not null and returned_at is null
    union all
    select 'revoke-unproven', 'insufficient', 'medium', item, reviewer, coalesce(person, subject), subject, entitlement, resource, remove_by,
        'Whether ' || entitlement || ' was taken from ' || coalesce(person, subject) || ' by ' || utc(remove_by) || ' cannot be told: ' || case state
            when 'unknown' then 'the later evidence does not know that it was ever held'
            when 'not_due' then 'the later evidence ends before that'
            else 'the records show it until ' || utc(shown_until_at) || ' only' end || '.'
    from cert_enforced
    where state in ('unknown', 'unfollowed', 'not_due')
)

select left(md5(concat_ws(chr(31), terms.campaign, rows.finding, rows.item)), 16) as finding_id, rows.*
from rows
cross join cert_terms as terms
order by finding, subject, entitlement, resource, item
