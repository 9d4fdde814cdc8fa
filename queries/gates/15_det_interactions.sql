-- grain: one row per way in which one rule's verdict bears on another's
-- RULES.md B.11 as a list. `effect`: unsettle (the log was dark, or what would excuse it may lie unseen, so a gap becomes insufficient), except (what the weaker rule found is excused),
-- suppress (the stronger rule tells it better), cap (at most medium). `tie` is what the two share: record (a record, in one chain), executions (every
-- execution the weaker speaks of, else every one of its chain, is a gap of the stronger), chain, identity (a chain and an account); and for a
-- dark log the stage that was searched, or the systems of the weaker's own records, up to `after_minutes` after its time.

select stronger, stronger_sub, stronger_verdicts, weaker, effect, tie, after_minutes, why
from (
    values
        ('R53', null, ['pass'], 'R02', 'except', 'record', null, 'R53: in a declared emergency, pending its review (R54)'),
        ('R53', null, ['pass'], 'R03', 'except', 'record', null, 'R53: in a declared emergency, pending its review (R54)'),
        ('R03', null, ['gap'], 'R02', 'suppress', 'record', null, 'a late approval says more than none'),
        ('R19', null, ['gap'], 'R02', 'suppress', 'record', null, 'an approval in chat alone says more than none'),
        ('R02', null, ['gap'], 'R05', 'suppress', 'record', null, 'there is no approval to judge')
) as pair (stronger, stronger_sub, stronger_verdicts, weaker, effect, tie, after_minutes, why)
union all
select 'R02', null, ['gap'], unnest(['R11', 'R12', 'R13', 'R14', 'R15', 'R16', 'R17']), 'suppress', 'executions', null, 'there is no approval to judge'
union all
select cause.stronger, cause.stronger_sub, cause.stronger_verdicts, capped.weaker, 'cap', cause.tie, null, cause.why
from (
    values
        ('R58', 'no-common-id', ['gap', 'insufficient'], 'chain', 'R58: the chain is weakly linked, so at most medium'),
        ('R58', 'ambiguous', ['gap', 'insufficient'], 'chain', 'R58: the chain is weakly linked, so at most medium'),
        ('R58', 'identity-unmapped', ['gap', 'insufficient'], 'identity', 'R58: the chain is weakly linked, so at most medium'),
        ('R40', null, ['gap'], 'chain', 'R40: who executed is lost behind a shared name, so at most medium')
) as cause (stronger, stronger_sub, stronger_verdicts, tie, why)
cross join (select unnest(['R08', 'R09', 'R10', 'R11', 'R12', 'R13', 'R39']) as weaker) as capped
union all
select dark.stronger, null, ['gap'], searching.weaker, 'unsettle', searching.tie, searching.after_minutes, dark.why
from (
    values ('R55', 'R55: logging was switched off where it would be'), ('R56', 'R56: a source is silent where it would be')
) as dark (stronger, why)
cross join (
    values
        ('R01', 'request', 0), ('R02', 'approval', 0), ('R22', 'recommendation', 0), ('R24', 'disposition', 0), ('R28', 'policy', 0),
        ('R47', 'systems', 15), ('R54', 'break_glass', 60), ('R59', 'review', 0)
) as searching (weaker, tie, after_minutes)
union all
select 'R53', null, ['insufficient'], excusable.weaker, 'unsettle', 'record', null, 'R53: an emergency that nobody can see declared may have been'
from (
    select unnest(['R01', 'R02', 'R03', 'R05', 'R06', 'R15', 'R19', 'R23', 'R29', 'R40', 'R41', 'R43', 'R50', 'R52']) as weaker
) as excusable
