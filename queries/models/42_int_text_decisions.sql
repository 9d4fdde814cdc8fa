-- grain: one row per message or comment that decides about something, or may
-- Text is evidence only where it is plain: it answers somebody else who asked, says yes or no from its first words, under no condition, about one
-- item. `reading` is approved, denied or withdrawn; what might be a decision and is not plain is 'unclear', with the reason: it convicts nobody and
-- clears nobody. Words that say yes only to a question ("sure", a thumb) count where the message before them asked for it.

with sayings as (
    select
        sentence.event_id,
        sentence.conversation,
        bool_or(is_asking) as is_asking,
        bool_or(is_retracting and not is_question and not is_reporting and not is_relenting) as retracts,
        bool_or(is_retracting and not is_question and not is_reporting and is_relenting) as retracts_partly,
        bool_or(is_denying and not is_contradicting and not is_question and not is_reporting and not is_undecided and not is_elsewise and not is_relenting and is_plain_no) as denies,
        bool_or(is_denying and not is_question and not is_reporting and not is_undecided and not is_elsewise and (is_relenting or not is_plain_no))
            or bool_or(holds_denial and not is_denying and not is_question and not is_asking and not is_reporting and not is_undecided and not is_elsewise) as denies_partly,
        bool_or(is_approving and is_statement and is_plain_yes and not is_held and not is_limiting) as approves,
        bool_or((is_approving and is_statement and (is_held or is_limiting or not is_plain_yes)) or (is_approving_perhaps and is_statement and not is_held) or (is_contradicting and not is_question)) as approves_partly,
        bool_or(
            not is_question and not is_asking and not is_undecided
            and ((is_reporting and names_approval) or is_musing or (is_hearsay and not is_approving and not is_denying))
        ) as reports,
        arg_min(is_agreeing and not is_question and not is_limiting, sentence_no) filter (where not is_greeting) as agrees,
        arg_min(begins_agreeing and not begins_refusing and not is_question, sentence_no) filter (where not is_greeting) as agrees_partly,
        arg_min(is_refusing and not is_question and not is_relenting, sentence_no) filter (where not is_greeting) as refuses,
        arg_min(begins_refusing and not is_question, sentence_no) filter (where not is_greeting) as refuses_partly,
        bool_or(is_excepting and sentence_no > 1) as excepts,
        arg_min(is_conditioning and not is_question, sentence_no) filter (where not is_greeting) as hangs_on_something,
        trim(string_agg(words, '.' order by sentence_no)) as words
    from (
        select
            *,
            not is_question and not is_asking and not is_denying and not is_reporting and not is_elsewise as is_statement,
            is_coming or is_undecided as is_held
        from int_sentences
    ) as sentence
    group by sentence.event_id, sentence.conversation
),

said as (
    select
        sayings.*,
        event.lo,
        event.text_edited_at,
        event.connector,
        coalesce(actor.person, actor.identity) as speaker,
        starts_with(sayings.conversation, 'thread:') as is_chat
    from sayings
    inner join stg_events as event on event.event_id = sayings.event_id
    left join int_event_actors as actor on actor.event_id = sayings.event_id
),

openers as (
    -- who asked, where no message does: who began the thread, or whose item it is
    select thread as conversation, person
    from (
        select event.task as thread, arg_min(coalesce(actor.person, actor.identity), in_order(event.lo, event.event_id)) as person
        from stg_events as event
        inner join int_event_actors as actor on actor.event_id = event.event_id
        where starts_with(event.task, 'thread:') and event.activity = 'message'
        group by event.task
    )
    union all
    select task.task, coalesce(requester.person, task.requester)
    from stg_tasks as task
    left join int_alias_persons as requester
        on requester.alias = task.requester and task.created_at >= requester.valid_from and task.created_at < requester.valid_to
    where not starts_with(task.task, 'thread:')
),

in_turn as (
    select
        said.*,
        row_number() over conversation as turn,
        lag(speaker) over conversation as speaker_before,
        lag(is_asking) over conversation as was_asked
    from said
    window conversation as (partition by said.conversation order by said.lo, said.event_id)
),

asks as (
    -- the last other person who asked before this message; where only its own speaker asked, he answers himself
    select
        answer.event_id,
        coalesce(
            arg_max(ask.speaker, in_order(ask.lo, ask.event_id)) filter (where ask.speaker is distinct from answer.speaker),
            answer.speaker
        ) as asker
    from in_turn as answer
    inner join in_turn as ask on ask.conversation = answer.conversation and ask.turn < answer.turn and ask.is_asking
    where answer.approves or answer.denies or answer.approves_partly or answer.denies_partly
    group by answer.event_id, answer.speaker
),

items as (
    -- what is spoken of: items that the message names, else those that the conversation does
    select event.event_id, count(distinct own.object) as named_here
    from in_turn as event
    inner join int_event_refs as own on own.event_id = event.event_id and own.origin <> 'record' and own.object is not null
    group by event.event_id
),

topics as (
    select event.task as conversation, count(distinct root.root) as items, arg_min(root.root, in_order(event.lo, event.event_id)) as item
    from stg_events as event
    inner join int_event_refs as ref on ref.event_id = event.event_id and ref.origin <> 'record' and ref.object is not null
    inner join int_object_roots as root on root.object = ref.object and not starts_with(root.root, 'thread:')
    where starts_with(event.task, 'thread:') and event.activity = 'message'
    group by event.task
),

judged as (
    select
        turn.event_id,
        turn.conversation,
        turn.is_chat,
        turn.speaker,
        turn.words,
        turn.text_edited_at,
        coalesce(asks.asker, case when opener.person is distinct from turn.speaker then opener.person end, item_owner.person) as asker,
        case
            when turn.retracts then 'withdrawn'
            when turn.retracts_partly then 'limited'
            when (turn.approves or turn.approves_partly) and (turn.denies or turn.denies_partly) then 'both'
            when turn.approves and turn.excepts then 'limited'
            when turn.approves then 'approved'
            when turn.approves_partly then 'limited'
            when turn.denies and not turn.denies_partly then 'denied'
            when turn.denies or turn.denies_partly then 'limited'
            when turn.reports then 'reported'
            when turn.speaker_before is not distinct from turn.speaker then null
            when not coalesce(turn.was_asked, false) then case when turn.is_chat and turn.turn = 2 and (turn.agrees or turn.agrees_partly) and topics.items > 0 then 'unasked' end
            when (turn.agrees or turn.refuses) and (turn.excepts or turn.is_asking) then 'limited'
            when turn.agrees then 'approved'
            when turn.agrees_partly then 'limited'
            when turn.refuses then 'denied'
            when turn.refuses_partly or turn.hangs_on_something then 'limited'
        end as reading,
        coalesce(items.named_here, 0) = 0 and topics.items > 1 as is_about_several
    from in_turn as turn
    left join asks on asks.event_id = turn.event_id
    left join openers as opener on opener.conversation = turn.conversation
    left join items on items.event_id = turn.event_id
    left join topics on topics.conversation = turn.conversation
    left join openers as item_owner
        on item_owner.conversation = topics.item and coalesce(items.named_here, 0) > 0 and item_owner.person is distinct from turn.speaker
)

select
    event_id,
    conversation,
    is_chat,
    asker,
    case
        when reading in ('both', 'limited', 'reported', 'unasked') then 'unclear'
        when is_about_several and reading <> 'withdrawn' then 'unclear'
        else reading
    end as reading,
    case
        when reading = 'both' then 'it says yes and no'
        when reading = 'limited' then 'it says more than yes: a condition, a limit or something else'
        when reading = 'unasked' then 'it agrees where nobody asked for a decision in words'
        when reading = 'reported' then 'it tells of a decision, and decides nothing'
        when is_about_several then 'the thread is about several items and it names none'
    end as because,
    words,
    text_edited_at
from judged
where reading is not null and asker is not null and speaker is distinct from asker
