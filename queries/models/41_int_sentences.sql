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
                '(?m)^\s*(>|&gt;).*$|(\pL|:)\s+("[^"\n]{1,200}"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]|«[^»\n]{1,200}»)', '\2 ', 'g'
            ),
            '(?s)(\n|^)(On [^\n]{5,120} wrote:|-+ ?Original Message ?-+|Am [^\n]{5,120} schrieb[^\n]*:|Le [^\n]{5,120} a écrit ?:).*$', ' ', 'g'
        ) as words
    from stg_events
    where activity in ('message', 'comment') and text is not null and task is not null and outcome <> 'failure'
),

spoken as (
    -- emojis that say yes or no are words; mentions, addresses, names of files, tags and other emojis are none
    select
        event_id,
        conversation,
        regexp_replace(
            regexp_replace(
                regexp_replace(words, ':(white_check_mark|heavy_check_mark|ballot_box_with_check|approved|thumbsup|\+1|ok_hand)(:skin-tone-\d)?:|[✅✔☑👍👌]|(^|\s)\+1\b', ' emojiyes ', 'g'),
                ':(x|no_entry|no_entry_sign|thumbsdown|-1|negative_squared_cross_mark|octagonal_sign):|[❌👎⛔🚫🛑]|(^|\s)-1\s*$', ' emojino ', 'g'
            ),
            '<[^<>\n]{1,300}>|https?://\S+|\S+@\S+|@[\w.-]+|\b[\w-]+\.(csv|tsv|xlsx?|docx?|pdf|json|ya?ml|txt|md|sql|png|jpe?g|zip)\b|:[a-z0-9_+-]+:|&[a-z]+;', ' ', 'g'
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
                regexp_replace(
                    regexp_replace(replace(regexp_replace(lower(strip_accents(words)), 'n[''’]t', 'nt', 'g'), 'ß', 'ss'), '[.](\d)', ' \1', 'g'),
                    $text_greeting, '\0' || chr(10)
                ),
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
        ' ' || trim(regexp_replace(regexp_extract(sentence, '[,，、]([^,，、:：]*)$', 1), '[^\p{L}\p{N}]+', ' ', 'g')) || ' ' as last_clause,
        ' ' || trim(regexp_replace(regexp_replace(sentence, '\s*[,:;()–—，、：（）]+|\s-+\s', ' , ', 'g'), '[^\p{L}\p{N},]+', ' ', 'g')) || ' ' as clauses,
        regexp_matches(sentence, '[?？]|(吗|ますか|ましたか|てすか|てしょうか|ませんか)\s*$') as has_question_mark,
        ' ' || trim(regexp_replace(sentence, '[^\p{L}\p{N}]+', ' ', 'g')) || ' ' as words
    from split
),

asked as (
    -- a question by its mark, or by the order of its words
    select *, has_question_mark or regexp_matches(words, $text_inverting) as is_question
    from folded
)

select
    event_id,
    conversation,
    sentence_no,
    words,
    is_question,
    regexp_matches(words, $text_only_greeting) as is_greeting,
    regexp_matches(words, $text_asking) or (is_question and regexp_matches(words, $text_asking_question)) as is_asking,
    regexp_matches(words, $text_reporting) as is_reporting,
    regexp_matches(words, $text_hearsay) as is_hearsay,
    regexp_matches(words, $text_musing) as is_musing,
    regexp_matches(words, $text_coming) as is_coming,
    regexp_matches(words, $text_undecided) as is_undecided,
    regexp_matches(words, $text_elsewise) as is_elsewise,
    regexp_matches(words, $text_limiting) as is_limiting,
    regexp_matches(words, $text_relenting) as is_relenting,
    regexp_matches(words, $text_conditioning) as is_conditioning,
    regexp_matches(words, $text_excepting) as is_excepting,
    regexp_matches(words, $text_retracting) or regexp_matches(last_clause, $text_retracting) as is_retracting,
    regexp_matches(words, $text_denying) or regexp_matches(last_clause, $text_denying) as is_denying,
    regexp_matches(words, $text_approving) and not regexp_matches(words, $text_denying) and regexp_matches(last_clause, $text_denying) as is_contradicting,
    regexp_matches(words, $text_denying_within) as holds_denial,
    regexp_matches(words, $text_approving) or regexp_matches(last_clause, $text_wholly_approving) as is_approving,
    regexp_matches(clauses, $text_plainly_approving) or regexp_matches(last_clause, $text_wholly_approving) as is_plain_yes,
    regexp_matches(clauses, $text_plainly_denying) or regexp_matches(last_clause, $text_denying) as is_plain_no,
    regexp_matches(words, $text_approving_anywhere) as names_approval,
    regexp_matches(words, $text_hedging) or (regexp_matches(words, $text_concluding) and regexp_matches(words, $text_limiting)) as is_approving_perhaps,
    regexp_matches(words, $text_agreeing) or regexp_matches(words, $text_hedging_agreement) as begins_agreeing,
    regexp_matches(words, $text_agreeing) and regexp_matches(words, $text_only_agreeing) as is_agreeing,
    regexp_matches(words, $text_refusing) and not regexp_matches(words, $text_idle) as begins_refusing,
    regexp_matches(words, $text_refusing) and regexp_matches(words, $text_only_refusing) and not regexp_matches(words, $text_affirming) as is_refusing
from asked
where length(words) > 2
