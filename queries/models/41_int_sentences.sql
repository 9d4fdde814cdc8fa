-- grain: one row per sentence of a message or comment
-- kept: while the models run
-- What people wrote, as it can be compared: without quotes, code and mentions, folded, a sentence at a time; and which kinds of words it holds
-- (src/text/decision-words.ts). What is quoted was said by somebody else before.

with written as (
    select
        event_id,
        task as conversation,
        regexp_replace(
            regexp_replace(
                regexp_replace(text, '(?s)```.*?(```|$)|<blockquote.*?</blockquote>|`[^`\n]*`', ' ', 'g'),
                '(?m)^\s*(>|&gt;).*$', ' ', 'g'
            ),
            '(?s)(\n|^)(On [^\n]{5,120} wrote:|-+ ?Original Message ?-+|Am [^\n]{5,120} schrieb[^\n]*:|Le [^\n]{5,120} a écrit ?:).*$', ' ', 'g'
        ) as words
    from stg_events
    where activity in ('message', 'comment') and text is not null and task is not null and outcome <> 'failure'
),

spoken as (
    -- emojis that say yes or no are words; mentions, addresses, tags and other emojis are none
    select
        event_id,
        conversation,
        regexp_replace(
            regexp_replace(
                regexp_replace(words, ':(white_check_mark|heavy_check_mark|ballot_box_with_check|approved|thumbsup|\+1|ok_hand)(:skin-tone-\d)?:|[✅✔☑👍👌]|(^|\s)\+1\b', ' emojiyes ', 'g'),
                ':(x|no_entry|no_entry_sign|thumbsdown|-1|negative_squared_cross_mark|octagonal_sign):|[❌👎⛔🚫🛑]', ' emojino ', 'g'
            ),
            '<[^<>\n]{1,300}>|https?://\S+|\S+@\S+|@[\w.-]+|:[a-z0-9_+-]+:|&[a-z]+;', ' ', 'g'
        ) as words
    from written
),

split as (
    select event_id, conversation, unnest(sentences) as sentence, generate_subscripts(sentences, 1) as sentence_no
    from (
        select
            event_id,
            conversation,
            regexp_extract_all(
                regexp_replace(replace(replace(lower(strip_accents(words)), 'n''t', 'nt'), 'ß', 'ss'), '[.](\d)', ' \1', 'g'),
                '[^.!?;\n。！？]+[?？]?'
            ) as sentences
        from spoken
    )
),

folded as (
    select
        event_id,
        conversation,
        sentence_no,
        contains(sentence, '?') or contains(sentence, '？') as is_question,
        ' ' || trim(regexp_replace(sentence, '[^a-z0-9\x{3040}-\x{30ff}\x{4e00}-\x{9fff}]+', ' ', 'g')) || ' ' as words
    from split
)

select
    event_id,
    conversation,
    sentence_no,
    words,
    is_question,
    regexp_matches(words, $text_asking) or (is_question and regexp_matches(words, $text_asking_question)) as is_asking,
    regexp_matches(words, $text_reporting) as is_reporting,
    regexp_matches(words, $text_limiting) as is_limiting,
    regexp_matches(words, $text_excepting) as is_excepting,
    regexp_matches(words, $text_retracting) as is_retracting,
    regexp_matches(words, $text_denying) as is_denying,
    regexp_matches(words, $text_approving) as is_approving,
    regexp_matches(words, $text_approving_anywhere) as names_approval,
    regexp_matches(words, $text_agreeing) as begins_agreeing,
    regexp_matches(words, $text_agreeing) and regexp_matches(words, $text_only_agreeing) as is_agreeing,
    not regexp_matches(words, $text_agreeing) and regexp_matches(words, $text_only_refusing) as is_refusing
from folded
where length(words) > 2
