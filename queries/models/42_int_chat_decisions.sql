-- grain: one row per chat message that reads as a decision on what its thread asks
-- Text is evidence only when it is plain: a reply in the thread, by somebody else than the one who asked, affirmative from its first words,
-- with no condition and no negation in it, and the thread is about one item. Everything else stays talk.

with openers as (
    select event.task as thread, arg_min(actor.person, in_order(event.lo, event.event_id)) as person, arg_min(event.actor, in_order(event.lo, event.event_id)) as alias
    from stg_events as event
    inner join int_event_actors as actor on actor.event_id = event.event_id
    where starts_with(event.task, 'thread:') and event.activity = 'message'
    group by event.task
),

messages as (
    select
        event.event_id,
        event.task as thread,
        trim(regexp_replace(lower(coalesce(event.text, '')), '<@[a-z0-9]+(\|[^>]*)?>|:[a-z0-9_+-]+:|[*_~`]', ' ', 'g')) as words,
        lower(coalesce(event.text, '')) as raw
    from stg_events as event
    where starts_with(event.task, 'thread:') and event.activity = 'message' and event.outcome <> 'failure'
)

select
    message.event_id,
    message.thread,
    openers.person as opener_person,
    case
        when regexp_matches(message.words, '^(denied|rejected|declined|not approved|no, (please )?(do not|don''t))') then 'denied'
        else 'approved'
    end as decision
from messages as message
inner join openers on openers.thread = message.thread
inner join int_event_actors as actor on actor.event_id = message.event_id
where actor.person is distinct from openers.person
    and length(message.words) <= 160
    and (
        regexp_matches(message.words, '^(denied|rejected|declined|not approved)\b')
        or (
            (regexp_matches(message.words, '^(ok(ay)?[,.: ]+)?(approved?|lgtm|i approve|approval granted|go ahead|genehmigt|freigegeben|approuvé|aprobado)\b')
                or regexp_matches(message.raw, '^\s*:(white_check_mark|heavy_check_mark|approved):\s*(approved)?\s*$'))
            and not regexp_matches(message.words, '\b(not|don''t|never|cannot|can''t|won''t|no longer|unless|until|once|if|when|after|as soon as|pending|provided|but|before|by whom|who|approver|needed|required|please)\b|\?')
        )
    )
