-- grain: one row per thing that the campaign itself shows to be wrong
-- Unresolved reviewers, undecided items past their date, unowned machines, attempts to decide on one's own access, reviewers who cannot have looked.

with rows as (
    select 'reviewer-unresolved' as finding, 'gap' as verdict, 'medium' as severity, item, null::varchar as reviewer, coalesce(person, subject) as person, subject, entitlement, resource, null::timestamptz as occurred_at,
        'Nobody can be asked about ' || coalesce(person, subject) || ' and ' || entitlement || ': no line, owner or manager leads to a reviewer'
            || case when len(reviewer_obstacles) > 0 then ' (' || array_to_string(reviewer_obstacles, '; ') || ')' else '' end || '.' as message
    from cert_progress
    where reviewer is null
    union all
    select 'undecided', 'gap', 'medium', item, reviewer, coalesce(person, subject), subject, entitlement, resource, terms.due_at,
        coalesce(reviewer, 'Nobody') || ' had to decide on ' || coalesce(person, subject) || ' and ' || entitlement || ' by ' || utc(terms.due_at) || case state when 'unsure' then ' and could not tell.' else ' and did not.' end
    from cert_progress
    cross join cert_terms as terms
    where state in ('overdue', 'unsure') and make_timestamptz($now_us::bigint) > terms.due_at
    union all
    select 'unowned', 'gap', case when bool_or(risk = 'high') then 'high' else 'medium' end, min(item), null, coalesce(min(person), subject), subject, null, null, null,
        subject || coalesce(' (' || min(nullif(kind, 'unknown')) || ')', '') || ' holds ' || count(*) || case when count(*) = 1 then ' entitlement' else ' entitlements' end || ', and no record names its owner.'
    from cert_progress
    where is_unowned
    group by subject
    union all
    select 'self-decision', 'gap', 'high', history.item, history.by_person, history.by_person, min(progress.subject), min(progress.entitlement), min(progress.resource), min(history.happened_at),
        history.by_person || ' tried to decide on their own ' || min(progress.entitlement) || ' (' || array_to_string(list(history.file || ', row ' || history.row_no order by history.entry_no), '; ') || '); it was refused.'
    from cert_history as history
    inner join cert_progress as progress on progress.item = history.item
    where history.kind = 'refused'
    group by history.item, history.by_person
    union all
    select 'not-independent', 'gap', 'medium', item, reviewer, coalesce(person, subject), subject, entitlement, resource, decided_at,
        decided_by || ' decided to ' || decision || ' ' || entitlement || ' of ' || coalesce(person, subject) || ', and gave or approved it themselves.'
    from cert_progress
    where reviewer_had_part and decision is not null
    union all
    select 'review-not-credible', 'gap', 'high', null, reviewer, reviewer, null, null, null, last_at,
        reviewer || ' cannot have looked at what they decided: ' || array_to_string(doubts, '; ') || '.'
    from cert_reviewer_work
    where len(doubts) > 0
)

select left(md5(concat_ws(chr(31), terms.campaign, rows.finding, coalesce(rows.item, ''), coalesce(rows.reviewer, ''), coalesce(rows.subject, ''))), 16) as finding_id, rows.*
from rows
cross join cert_terms as terms
order by finding, subject, entitlement, resource, reviewer, occurred_at, item
