-- Functions that models and rules share; they read no table. One file per engine: these are DuckDB's.

-- whether a resource is a whole AWS account: a place in which things are, not a thing
create or replace macro is_account(resource) as (regexp_full_match(resource, '[0-9]{12}'));

-- ARNs, the form in which resources of a cloud and the accounts in them are written (arn:partition:service:region:account:…), and typed aliases of them
create or replace macro is_arn(name) as (starts_with(name, 'arn:'));
create or replace macro alias_of_arn(arn) as ('aws:' || arn);
create or replace macro arn_of(alias) as (case when starts_with(alias, 'aws:arn:') then substr(alias, 5) end);

-- whether an alias is a role, or a session somebody opened, and no account
create or replace macro is_role_or_session(alias) as (regexp_matches(alias, ':(sts|iam)::[0-9]*:(assumed-role|federated-user|role)/'));

-- the role whose session an alias is; all others stay as they are
create or replace macro role_of_session(alias) as (regexp_replace(alias, ':sts:(.*):assumed-role/([^/]+)/.*$', ':iam:\1:role/\2'));

-- whether a program that sends requests says of itself that it is an agent's; that it makes what a file declares; that somebody wrote a script with it
create or replace macro is_agent_client(user_agent) as (
    regexp_matches(
        lower(coalesce(user_agent, '')),
        '(claude|anthropic|codex|copilot|chatgpt|openai|cursor|langchain|langgraph|llamaindex|crewai|autogen|bedrock-?agent|agentcore|mcp-|modelcontextprotocol|gemini|devin)'
    )
);
create or replace macro is_pipeline_client(user_agent) as (regexp_matches(user_agent, '(?i)terraform|pulumi|crossplane|opentofu|cloudformation|config-connector|atlantis'));
create or replace macro is_script_client(user_agent) as (
    regexp_matches(lower(coalesce(user_agent, '')), '^(python|curl|wget|node|axios|undici|got |go-http|okhttp|java|httpx|aiohttp|ruby|postman|insomnia)')
);

-- whether a name speaks of policies by which an engine answers
create or replace macro names_policies(name) as (coalesce(regexp_matches(lower(name), '(^|[/:_.-])(polic(y|ies)|rego|opa|cedar)([/:_.-]|$)'), false));

-- whether one approved scope covers a resource: equal, a wildcard, a parent path or ARN, or the account the ARN lies in; without regard to case
create or replace macro scope_covers(scope, resource) as (
    case
        when scope is null or resource is null then null
        when lower(resource) = lower(scope) then true
        when contains(scope, '*') then lower(resource) like replace(replace(replace(lower(scope), '%', '\%'), '_', '\_'), '*', '%') escape '\'
        when is_account(scope) then split_part(resource, ':', 5) = scope or resource = scope
        else starts_with(lower(resource), lower(scope) || '/') or starts_with(lower(resource), lower(scope) || ':')
            or ends_with(lower(resource), '/' || lower(scope)) or ends_with(lower(resource), ':' || lower(scope))
    end
);

-- where something is held, for comparing what different records say of one holding: a resource that only repeats its holder or the thing held says no
-- place, and then the account in the holder's own name does
create or replace macro place_held(subject, entitlement, resource) as (
    coalesce(
        case
            when resource is not null and resource <> subject and resource <> substr(subject, strpos(subject, ':') + 1) and lower(resource) <> lower(entitlement)
                then lower(resource)
        end,
        nullif(split_part(substr(subject, strpos(subject, ':') + 1), ':', 5), ''),
        ''
    )
);

-- whether a resource lies in any of a list of approved scopes; null when there is no scope or no resource
create or replace macro in_scope(resource, scopes) as (
    case
        when resource is null or scopes is null or len(scopes) = 0 then null
        else len(list_filter(scopes, lambda scope: scope_covers(scope, resource))) > 0
    end
);

-- the statements of a policy, each as its own text; what is no such policy is one
create or replace macro policy_statements(document) as (
    case json_type(try_cast(document as json), '$.Statement')
        when 'ARRAY' then json_extract(try_cast(document as json), '$.Statement[*]')::varchar[]
        when 'OBJECT' then [json_extract(try_cast(document as json), '$.Statement')::varchar]
        else [document]
    end
);

-- a total order of events in time: the moment, then the id, as one text (for arg_min and arg_max, whose ties are nobody's promise)
create or replace macro in_order(lo, id) as (
    lpad(coalesce(epoch_us(lo), 99999999999999999)::varchar, 20, '0') || ' ' || coalesce(id, '')
);

-- '1 task', '12 tasks'
create or replace macro counted(number, one, many) as (number || ' ' || case when number = 1 then one else many end);

-- what all rows of a group have in common; null where they differ
create or replace macro sole(things) as (case when count(distinct things) = 1 then min(things) end);

-- the first five of a list of names, and how many more there are; of a list that is cut, by their number
create or replace macro first_of(names, number) as (
    array_to_string(names[1:5], ', ') || case when number > 5 then ' and ' || (number - 5) || ' more' else '' end
);
create or replace macro first_named(names) as (first_of(names, len(names)));

-- the records that a row about many names: the first fifty; its message says how many there are, and its notes that not all are named
create or replace macro shown(event_ids) as (event_ids[1:50]);

-- the same of a group, the earliest first, without holding the others in memory
create or replace macro earliest(event_id, moment) as (arg_min(event_id, in_order(moment, event_id), 50));

-- a total order of weighed things: the weight (0 to 999, six digits), then a text
create or replace macro by_weight(weight, label) as (
    lpad(round(coalesce(weight, 0) * 1000000)::bigint::varchar, 12, '0') || ' ' || coalesce(label, '')
);

-- a name as it is compared: lower case, without accents, ligatures and the e of an umlaut that is written out
create or replace macro folded(name) as (
    replace(replace(replace(replace(
        replace(replace(translate(lower(strip_accents(name)), 'øłđıћ''’`', 'oldic'), 'ß', 'ss'), 'æ', 'ae'),
        'ae', 'a'), 'oe', 'o'), 'ue', 'u'), 'aa', 'a')
);

-- letters and digits of a login or a local part; `+tag` is a mailbox's own sorting
create or replace macro plain_login(login) as (
    nullif(regexp_replace(split_part(folded(login), '+', 1), '[^a-z0-9]', '', 'g'), '')
);

-- how a name sounds, roughly: consonants in classes that are heard alike, the first letter too, repetitions once, vowels none (after Soundex)
create or replace macro sound(name) as (
    replace(replace(replace(replace(replace(replace(
        translate(name, 'bfpvcgjkqsxzdtlmnraeiouhwy', '111122222222334556'),
        '11', '1'), '22', '2'), '33', '3'), '44', '4'), '55', '5'), '66', '6')
);

-- the account an administrator's second account is named after: adm-jdoe, jdoe.admin; null for other logins
create or replace macro login_of_admin(login) as (
    coalesce(
        nullif(regexp_extract(lower(login), '^(?:adm|admin|priv|su|root|t[012]|[asx])[-_.]([a-z].+)$', 1), ''),
        nullif(regexp_extract(lower(login), '^([a-z].+?)[-_.](?:adm|admin|priv|su|t[012])$', 1), '')
    )
);

-- bits that agreement on a value is worth: log2(m / u), m 0.9; u the share of events that carry it, drawn towards 1 / usual while events are few
-- (20 imagined ones), between half a bit and a cap
create or replace macro rarity_bits(seen, events, usual, most) as (
    least(most, greatest(0.5, log2(0.9 * (events + 20) / (coalesce(seen, 0) + 20.0 / usual))))
);

-- a confidence as the binary logarithm of its odds, so that evidence adds up; certainty is taken as one in ten thousand wrong
create or replace macro log_odds(confidence) as (
    case when confidence < 0.9999 then log2(confidence / (1 - confidence)) when confidence is not null then log2(0.9999 / 0.0001) end
);

-- where a thing lies: the account that its name holds; else the thing itself
create or replace macro place_of(resource) as (coalesce(nullif(split_part(lower(resource), ':', 5), ''), lower(resource)));

-- the last part of a resource's path or ARN, as people name it; lower case
create or replace macro name_of(resource) as (regexp_extract(lower(resource), '[^:/]+$'));

-- whether it is known, and not only by looks, who is behind an account; nobody known is not firm
create or replace macro is_firm(basis) as (coalesce(basis in ('authoritative', 'verified', 'derived'), false));

-- how much the place of a reference says, the most first: of several places in which one key stands, the first counts
create or replace macro origin_rank(origin) as (list_position(['record', 'field', 'tag', 'session', 'branch', 'text', 'truncated'], origin));

-- whether a record tells when it happened, and not only when its row was last changed, or nothing
create or replace macro has_own_time(attributes) as (
    coalesce(json_extract_string(attributes, '$.time_is_last_update'), 'false') <> 'true'
    and coalesce(json_extract_string(attributes, '$.time_unknown'), 'false') <> 'true'
);

-- the weakest of two identity bases; null where neither is named
create or replace macro weaker_basis(a, b) as (
    case
        when a is null then b
        when b is null then a
        when coalesce(list_position(['authoritative', 'verified', 'derived', 'heuristic', 'unmapped'], a), 5)
            >= coalesce(list_position(['authoritative', 'verified', 'derived', 'heuristic', 'unmapped'], b), 5) then a
        else b
    end
);

-- an action without what stands around it: iam:AttachRolePolicy, Action::"deploy" and lambda.functions.update end in the word
create or replace macro bare_action(action) as (
    nullif(lower(regexp_replace(regexp_extract(action, '[^:/. ]+$'), '[^A-Za-z0-9]', '', 'g')), '')
);

-- what kind of deed a word names: read, remove, grant, change or create; null for all others
create or replace macro deed_family(word) as (
    case
        when regexp_matches(word, '^(get|list|describe|read|view|lookup|head|select|search|watch|fetch|show)') then 'read'
        when regexp_matches(word, '^(detach|revoke|remove|delete|destroy|drop|unassign|terminate|disable)') then 'remove'
        when regexp_matches(word, '^(attach|grant|add|assign|bind|elevate|activate)') then 'grant'
        when regexp_matches(word, '^(deploy|release|rollout|promote|update|modify|patch|edit|change|configure|put|set|write)') then 'change'
        when regexp_matches(word, '^(create|new|issue|generate|register|provision|mint)') then 'create'
    end
);

-- whether a number meets a field of a cron schedule: `*`, `5`, `1-5`, `*/2`, `1-10/3`, `mon-fri`, `jan`, or a list of these; 7 is Sunday too
create or replace macro cron_field_has(field, number) as (
    len(list_filter(
        string_split(
            regexp_replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
                replace(replace(replace(replace(replace(replace(replace(lower(field),
                'sun', '0'), 'mon', '1'), 'tue', '2'), 'wed', '3'), 'thu', '4'), 'fri', '5'), 'sat', '6'),
                'jan', '1'), 'feb', '2'), 'mar', '3'), 'apr', '4'), 'may', '5'), 'jun', '6'), 'jul', '7'), 'aug', '8'), 'sep', '9'), 'oct', '10'), 'nov', '11'), 'dec', '12'),
                '\s', '', 'g'),
            ','
        ),
        lambda part: coalesce(
            case
                when split_part(part, '/', 1) = '*' then true
                when contains(part, '-') then
                    number between try_cast(split_part(part, '-', 1) as bigint) and try_cast(split_part(split_part(part, '/', 1), '-', 2) as bigint)
                when contains(part, '/') then number >= try_cast(split_part(part, '/', 1) as bigint)
                else number = try_cast(part as bigint)
            end
            and (not contains(part, '/')
                or (number - coalesce(try_cast(split_part(split_part(part, '/', 1), '-', 1) as bigint), 0)) % nullif(try_cast(split_part(part, '/', 2) as bigint), 0) = 0),
            false
        )
    )) > 0
);

-- whether a schedule (five cron fields, UTC) names the day of a moment: where both kinds of days are restricted, either is enough
-- months and days of the month count from 1, so `*/3` names the first, fourth, …
create or replace macro cron_names_day(schedule, moment) as (
    cron_field_has(replace(split_part(schedule, ' ', 4), '*/', '1-12/'), extract(month from moment at time zone 'UTC'))
    and case
        when split_part(schedule, ' ', 3) <> '*' and split_part(schedule, ' ', 5) <> '*'
            then cron_field_has(replace(split_part(schedule, ' ', 3), '*/', '1-31/'), extract(day from moment at time zone 'UTC'))
                or cron_field_has(split_part(schedule, ' ', 5), extract(dow from moment at time zone 'UTC'))
                or (extract(dow from moment at time zone 'UTC') = 0 and cron_field_has(split_part(schedule, ' ', 5), 7))
        else cron_field_has(replace(split_part(schedule, ' ', 3), '*/', '1-31/'), extract(day from moment at time zone 'UTC'))
            and (cron_field_has(split_part(schedule, ' ', 5), extract(dow from moment at time zone 'UTC'))
                or (extract(dow from moment at time zone 'UTC') = 0 and cron_field_has(split_part(schedule, ' ', 5), 7)))
    end
);

-- whether a schedule names the hour in which a moment lies
create or replace macro cron_names_hour(schedule, moment) as (
    cron_names_day(schedule, moment) and cron_field_has(split_part(schedule, ' ', 2), extract(hour from moment at time zone 'UTC'))
);

-- whether a scheduled window is open at a moment: it is in every minute that the schedule names; one minute of an hour opens it until the hour is over
create or replace macro cron_is_open(schedule, moment) as (
    cron_names_hour(schedule, moment)
    and (cron_field_has(split_part(schedule, ' ', 1), extract(minute from moment at time zone 'UTC'))
        or coalesce(extract(minute from moment at time zone 'UTC') >= try_cast(split_part(schedule, ' ', 1) as bigint), false))
);

-- whether a text says that a review was made, in a few languages' common words; one that is awaited, asked for or denied is none, and that
-- nothing is outstanding asks for nothing
create or replace macro tells_of_review(words) as (
    regexp_matches(words, '\b(review(ed)?|post[- ]?mortem|retrospective|überprüf(t|ung)|nachgeprüft|nachprüfung|revue|vérifié|revisión|revisado)\b')
    and not regexp_matches(words, '\b(pending|outstanding|needs?|needed|requires?|required|please|todo|schedule|scheduled|will|must|should|await\w*|before|bitte|ausstehend|offen)\W+(\w+\W+){0,3}(review|post[- ]?mortem|retrospective|überprüfung|nachprüfung)')
    and not regexp_matches(words, '\b(no|not|never|without|nicht|kein\w*|ohne)\W+(\w+\W+)?(review|post[- ]?mortem|retrospective|überprüf|nachprüf|nachgeprüf)')
    and not regexp_matches(
        regexp_replace(words, '\b(no|nothing|none|nichts|kein\w*)\b[^.;!]{0,40}\b(pending|outstanding|needed|required|missing|open|offen)\b', ' ', 'g'),
        '\b(review|post[- ]?mortem|retrospective|überprüfung|nachprüfung)\b[^.;:!]{0,40}\b(pending|outstanding|needed|required|missing|due|tbd|to follow|scheduled|follows|ausstehend|folgt|offen)\b'
    )
);

-- the environment that a name speaks of: 'production', 'other' (test, staging and the like), null where it speaks of none
create or replace macro environment_of(name) as (
    case
        when regexp_matches(lower(name), '(^|[^a-z])(non-?prod(uction)?|pre-?prod(uction)?|stag(e|ing)|stg|dev(elopment)?|test(ing)?|tst|qa|uat|sandbox|sbx|demo|lab)([^a-z]|$)')
            then 'other'
        when regexp_matches(lower(name), '(^|[^a-z])(prod|prd|production|tier-?0)([^a-z]|$)') then 'production'
    end
);

-- whether a name is in a list that an operator wrote: names with commas between them, * for anything
create or replace macro is_listed(name, listed) as (
    coalesce(len(list_filter(
        string_split(listed, ','),
        lambda pattern: lower(name) like replace(replace(replace(lower(trim(pattern)), '%', '\%'), '_', '\_'), '*', '%') escape '\'
    )) > 0, false)
);

-- whether a credential lives until somebody removes it
create or replace macro is_lasting(credential, used_class) as (
    coalesce(credential is not null and used_class = 'static', false)
);

-- whether a field says nothing: empty, or one of the words people type to get past a mandatory field
create or replace macro tells_nothing(words) as (
    coalesce(regexp_full_match(
        lower(trim(words)),
        '|(n\.?/?\.?a\.?|tbd|tba|tbc|todo|to do|none|nil|null|not applicable|not available|unknown|pending|to be (done|determined|defined|decided|confirmed|added)|to follow|later|will follow|see above|same|as discussed|ok|yes|no|x+|test|keine?|entfällt|folgt|offen|ninguno|aucune?|[\s.,;:_*?/\\–—-]+)\W*'
    ), true)
);

-- whether a field only points to where its content stands: a link, an attachment
create or replace macro points_elsewhere(words) as (
    length(trim(regexp_replace(words, '\S*://\S+', '', 'g'))) <= 40
    and regexp_matches(lower(words), '://|\b(attach(ed|ment)?|enclosed|wiki|confluence|sharepoint|siehe anhang|en annexe|adjunto)\b')
);

-- people.csv:3: a line of a reference file as people name it, wherever the file lies
create or replace macro file_line(file, line_no) as (regexp_extract(file, '[^/\\]+$') || ':' || line_no);

-- what a record is called in any export that holds it: the vendor's id and, of several events of one record, which; without such an id, where it stands
create or replace macro record_key(connector, native_id, event_id) as (
    coalesce(connector || ':' || native_id || coalesce('.' || nullif(split_part(event_id, '.', 2), ''), ''), event_id)
);
