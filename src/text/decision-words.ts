/**
 * The words by which people decide in writing, in the languages of the tool's users: data for `queries/models/41_int_sentences.sql`.
 * Words stand as the model compares them: lower case, without accents, apostrophes as blanks (`n't` as `nt`), ß as ss. Judgement, no standard:
 * a word is listed when it says the same wherever it is used; words that need a context are `agreeing`, and count only as the answer to an ask.
 */

/** Words of one kind, by language (ISO 639-1). A blank within a phrase stands for any blanks; `*` at the end for the rest of a word. */
type Words = Readonly<Record<string, string>>

/** Says yes by itself. */
const approving: Words = {
  en: `
    approved, approve, approving, approval granted, approval given, lgtm, looks good to me, sign off,
    signing off, signed off, green light, greenlight, greenlit, authorised, authorized, i authorise, i authorize,
    permission granted, go ahead, good to go, ok to proceed, okay to proceed, please proceed, you may proceed,
    you can proceed, cleared to proceed, ok from me, okay from me, granted, access granted, my approval
  `,
  de: `
    genehmigt, genehmige ich, ich genehmige, genehmige, freigegeben, freigabe erteilt, ich gebe das frei,
    gebe ich frei, gebe frei, bewilligt, stimme zu, ich stimme zu, zugestimmt, von mir freigegeben,
    meine freigabe, genehmigung erteilt
  `,
  fr: `
    approuve, approuvee, j approuve, je valide, c est valide, valide, validee, feu vert, accorde, j autorise,
    autorise, je donne mon accord, accord donne
  `,
  es: `
    aprobado, aprobada, apruebo, lo apruebo, autorizado, autorizada, autorizo, visto bueno, concedido,
    doy mi aprobacion, tienes mi aprobacion
  `,
  it: 'approvato, approvata, approvo, lo approvo, autorizzato, autorizzata, autorizzo, via libera, nulla osta',
  pt: 'aprovado, aprovada, aprovo, eu aprovo, autorizo, liberado, pode prosseguir',
  nl: 'goedgekeurd, akkoord, ik ga akkoord, ik keur het goed, ik keur dit goed, toestemming verleend, groen licht',
  pl: 'zatwierdzam, zatwierdzone, zatwierdzono, akceptuje, zaakceptowane, wyrazam zgode, zgoda',
  sv: 'godkant, godkand, jag godkanner, godkanner',
  da: 'godkendt, jeg godkender',
  nb: 'godkjent, jeg godkjenner',
  ja: '承認します, 承認しました, 承認済み, 承認いたします, 許可します',
  zh: '批准, 已批准, 我批准, 同意, 我同意, 审批通过',
}

/** Says no by itself. */
const denying: Words = {
  en: `
    denied, i deny, deny, rejected, reject, rejecting, declined, decline, declining, refused, disapproved, veto,
    vetoed, no go, not approved, not approving, dont approve, do not approve, cant approve, cannot approve,
    can not approve, wont approve, will not approve, not authorised, not authorized, do not proceed,
    dont proceed, dont do this, do not do this, dont go ahead, do not go ahead, no approval from me,
    permission denied
  `,
  de: `
    abgelehnt, lehne ab, lehne ich ab, lehne das ab, ich lehne ab, ich lehne das ab, nicht genehmigt,
    nicht freigegeben, keine freigabe, keine genehmigung, genehmige ich nicht, genehmige das nicht,
    ich genehmige das nicht, stimme nicht zu, stimme dem nicht zu
  `,
  fr: `
    refuse, refusee, je refuse, rejete, rejetee, non approuve, pas approuve, pas d accord, je n approuve pas,
    pas valide, je ne valide pas
  `,
  es: `
    rechazado, rechazada, rechazo, lo rechazo, denegado, denegada, no aprobado, no aprobada, no apruebo,
    no lo apruebo, no autorizado, no autorizo
  `,
  it: 'rifiutato, rifiutata, respinto, respinta, negato, non approvato, non approvo, non autorizzato, non autorizzo',
  pt: 'recusado, recusada, rejeitado, rejeitada, negado, nao aprovado, nao aprovo, nao autorizo, nao autorizado',
  nl: 'afgewezen, afgekeurd, niet akkoord, niet goedgekeurd, geen toestemming, ik ga niet akkoord, ik wijs het af',
  pl: `
    odrzucam, odrzucone, odrzucono, nie zatwierdzam, nie zgadzam sie, brak zgody, nie wyrazam zgody,
    nie akceptuje
  `,
  sv: 'avslaget, avslas, nekad, nekas, inte godkant, godkanner inte, jag godkanner inte',
  da: 'afvist, ikke godkendt',
  nb: 'avslatt, avvist, ikke godkjent',
  ja: '却下, 却下します, 承認できません, 承認しません, 許可できません',
  zh: '拒绝, 驳回, 不批准, 不同意, 不予批准, 未批准',
}

/** Says yes to what was just asked, and nothing by itself. */
const agreeing: Words = {
  any: 'emojiyes, ok, okay, okey, k',
  en: `
    yes, yep, yeah, yup, sure, sure thing, of course, absolutely, definitely, fine, fine by me, fine with me,
    sounds good, looks good, all good, agreed, i agree, agree, do it, go for it, ship it, works for me,
    makes sense, no objections, no objection, no problem, happy with that, please do, yes please
  `,
  de: `
    ja, jep, klar, passt, passt fur mich, in ordnung, einverstanden, gerne, mach das, kannst du machen,
    geht klar, keine einwande, ja bitte
  `,
  fr: 'oui, d accord, ca marche, c est bon, c est bon pour moi, vas y, allez y, bien sur, pas d objection',
  es: 'si, claro, de acuerdo, vale, adelante, por supuesto, sin objeciones, dale',
  it: 'va bene, certo, d accordo, procedi, procedete, nessuna obiezione',
  pt: 'sim, de acordo, tudo bem, pode ser, combinado, sem objecoes',
  nl: 'prima, is goed, doe maar, ga je gang, geen bezwaar',
  pl: 'tak, dobrze, jasne, w porzadku',
  nordic: 'ja tack, det gar bra, helt fint, kor pa',
  ja: 'はい, いいです, 問題ありません, お願いします',
  zh: '好的, 可以, 没问题, 行',
}

/** Says no to what was just asked. */
const refusing: Words = {
  any: 'emojino',
  en: 'no, nope, no way, absolutely not, sorry no, not now, hold off, please dont',
  de: 'nein, leider nein, lieber nicht, bitte nicht',
  fr: 'non, desole non',
  es: 'no, lo siento no',
  it: 'no',
  pt: 'nao',
  nl: 'nee',
  pl: 'nie',
  nordic: 'nej, nei',
  ja: 'いいえ, だめです',
  zh: '不行, 不可以',
}

/** Takes back what the same person said before. */
const retracting: Words = {
  en: `
    i take that back, i take it back, taking that back, scratch that, withdrawing my approval,
    i withdraw my approval, i withdraw, withdrawn, approval withdrawn, approval revoked, i revoke my approval,
    revoking my approval, unapproved, no longer approved
  `,
  de: `
    ich nehme das zuruck, nehme ich zuruck, ich ziehe meine freigabe zuruck, freigabe zuruckgezogen,
    genehmigung zuruckgezogen, ziehe meine genehmigung zuruck
  `,
  fr: 'je retire mon accord, je retire mon approbation, approbation retiree',
  es: 'retiro mi aprobacion, aprobacion retirada',
  it: 'ritiro la mia approvazione',
  pt: 'retiro minha aprovacao, retiro a minha aprovacao',
  nl: 'ik trek mijn goedkeuring in, goedkeuring ingetrokken',
  pl: 'cofam zgode, wycofuje zgode',
}

/** What may stand before the word that decides without changing what it says: greetings, who speaks, what is meant. */
const leading: Words = {
  en: `
    please, pls, and please,     hi, hello, hey, thanks, thank you, thx, ok, okay, yes, yep, yeah, sure, great, good, perfect, right, fine,
    alright, cool, nice, sorry, emojiyes, emojino, i, i am, i m, i have, i ve, i hereby, hereby, we, we have,
    and, so, all, both, everything, it, it is, it s, its, this, this is, that, that is, that s, is, are,
    your request, the request, request, requests, access, your access, the access, change, the change,
    this change, this request, ticket, this one, consider it, consider this, you have, you ve got, you got,
    you have the, have, status, decision, reviewed, reviewed and, looked at it, checked, checked and, done,
    from my side, from me, on my side, as owner, as manager, as the owner, as your manager, and, my, the,
    with this
  `,
  de: `
    hallo, hi, danke, ok, okay, ja, gut, alles klar, hiermit, ist, sind, das, das ist, dies ist, der antrag,
    antrag, der zugriff, zugriff, die anderung, anderung, ist hiermit, ich, von mir aus, von mir, meinerseits,
    leider, gepruft und, gepruft
  `,
  fr: `
    bonjour, salut, merci, ok, oui, bien, c est, demande, la demande, acces, l acces, je, pour moi c est,
    de mon cote, tu as le, vous avez le, desole
  `,
  es: `
    hola, gracias, ok, si, vale, queda, esta, solicitud, la solicitud, acceso, el acceso, por mi parte, tienes,
    lo siento, de mi parte
  `,
  it: 'ciao, grazie, ok, si, richiesta, la richiesta, accesso, per me, hai il, mi dispiace, da parte mia',
  pt: 'ola, oi, obrigado, obrigada, ok, sim, esta, pedido, solicitacao, acesso, por mim, da minha parte',
  nl: 'hallo, hoi, dank, bedankt, ok, ja, is, dit is, aanvraag, de aanvraag, toegang, wat mij betreft',
  pl: 'czesc, dzieki, ok, tak, wniosek, dostep, z mojej strony',
  nordic: 'hej, hei, tack, tak, takk, ok, ja, ar, er, det ar, det er, fran min sida',
  ja: 'はい',
  zh: '好的',
}

/** Makes a decision hang on something else, or cover a part of what was asked. */
const limiting: Words = {
  en: `
    if, once, when, after, as soon as, provided, providing, unless, until, till, assuming, subject to,
    conditional, conditionally, pending, as long as, given that, on condition, on the condition, in principle,
    but, however, although, except, apart from, only, just for, just the, partially, partly, part of, the rest,
    not the, without the, with the caveat, minus, first, before, wait, hold on, not yet, not so fast, maybe,
    perhaps, probably, i guess, i think, not sure, depends, would, could, should, might
  `,
  de: `
    wenn, sobald, falls, sofern, nachdem, nach, unter der bedingung, unter vorbehalt, vorbehaltlich,
    vorausgesetzt, erst, aber, jedoch, ausser, nur, bis auf, teilweise, solange, bevor, vielleicht,
    grundsatzlich, noch nicht, ware, wurde, eventuell
  `,
  fr: `
    quand, des que, une fois, a condition, sous reserve, pourvu que, sauf, mais, apres, avant, seulement,
    uniquement, peut etre, pas encore, tant que
  `,
  es: `
    cuando, una vez, siempre que, siempre y cuando, pero, a condicion, salvo, excepto, solo, solamente, despues,
    antes, hasta que, quizas, tal vez, todavia no, en cuanto
  `,
  it: `
    quando, una volta, purche, a condizione, ma, pero, tranne, solo, soltanto, dopo, prima, forse, non ancora,
    appena
  `,
  pt: 'desde que, assim que, mas, porem, exceto, somente, apenas, depois, antes, talvez, ainda nao, uma vez',
  nl: 'zodra, mits, als, maar, behalve, alleen, pas na, nadat, voordat, misschien, nog niet, onder voorbehoud',
  pl: 'jesli, jezeli, gdy, o ile, pod warunkiem, ale, tylko, oprocz, dopiero, moze, jeszcze nie',
  nordic: 'nar, om, forutsatt, forudsat, men, bara, kun, bortsett fra, inte an, ikke enda, hvis',
  ja: 'ただし, もし, 条件, なら, たら, まだ',
  zh: '如果, 但是, 但, 只有, 条件, 之后, 还没, 除了, 前提',
}

/** Reaches back: a sentence that begins so takes something away from the one before. */
const excepting: Words = {
  en: `
    but, only, only if, except, unless, until, provided, wait, hold on, hold off, however, as long as, after,
    not the, not before, actually no
  `,
  de: 'aber, nur, ausser, erst, jedoch, allerdings, moment, warte',
  fr: 'mais, sauf, seulement, attends',
  es: 'pero, salvo, solo, espera',
  it: 'ma, pero, tranne, solo, aspetta',
  pt: 'mas, exceto, apenas, espera',
  nl: 'maar, alleen, behalve, wacht',
  pl: 'ale, tylko',
  nordic: 'men, bara, kun, vent',
  ja: 'ただし, でも',
  zh: '但是, 但, 只有, 不过',
}

/** Conditions whose word also says yes: only within a sentence. */
const limitingWithin: Words = { romance: 'si, se' }

/** Tells of a decision to come, or of one that somebody else made. */
const reporting: Words = {
  en: `
    approved by, was approved, were approved, been approved, got approved, gets approved, be approved,
    already approved, has approved, have approved it, he approved, she approved, they approved, denied by,
    rejected by, was denied, was rejected, been rejected, been denied, signed off by, has signed off, said yes,
    said ok, said it is ok, gave the green light, gave the go ahead, told me to go ahead, verbally approved,
    verbal approval, on behalf of, will approve, ll approve, going to approve, gonna approve, to approve,
    let me approve, can approve, could approve, may approve, must approve, should approve, would approve,
    who approved, not approved yet, not yet approved, isnt approved, hasnt approved, havent approved,
    approved yet
  `,
  de: `
    genehmigt von, freigegeben von, wurde genehmigt, wurde freigegeben, hat genehmigt, hat freigegeben,
    hat zugestimmt, hat es genehmigt, hat das genehmigt, hat das freigegeben, werde genehmigen,
    werde ich genehmigen, noch nicht genehmigt, noch nicht freigegeben, abgelehnt von, wurde abgelehnt,
    im namen von, im auftrag von, schon genehmigt, bereits genehmigt
  `,
  fr: `
    approuve par, valide par, a ete approuve, a ete valide, a approuve, a valide, refuse par, a ete refuse,
    pas encore approuve, pas encore valide, au nom de, deja approuve, deja valide
  `,
  es: `
    aprobado por, autorizado por, fue aprobado, ha aprobado, ha sido aprobado, rechazado por, fue rechazado,
    todavia no aprobado, en nombre de, ya aprobado, ya aprobo
  `,
  it: `
    approvato da, autorizzato da, e stato approvato, ha approvato, rifiutato da, a nome di, non ancora approvato,
    gia approvato
  `,
  pt: 'aprovado por, autorizado por, foi aprovado, ja aprovou, recusado por, em nome de, ainda nao aprovado',
  nl: `
    goedgekeurd door, is goedgekeurd door, heeft goedgekeurd, afgewezen door, namens, nog niet goedgekeurd,
    al goedgekeurd
  `,
  pl: 'zatwierdzone przez, zaakceptowane przez, w imieniu, jeszcze nie zatwierdzone',
  nordic: 'godkant av, godkendt af, godkjent av, pa vegne av, har godkant, har godkendt, har godkjent',
  ja: '承認された, 承認されました, 承認される',
  zh: '批准了, 已经批准了, 被批准',
}

/** Asks somebody to decide, question mark or not. */
const asking: Words = {
  en: `
    please approve, pls approve, plz approve, kindly approve, please review, please sign off, need approval,
    needs approval, need your approval, needs your approval, need an approval, need your ok, need your go ahead,
    need a sign off, need your sign off, approval needed, approval required, approval please, approval pls,
    requesting approval, requesting access, request approval, waiting for approval, waiting for your approval,
    awaiting approval, awaiting your approval, for approval, for your approval, asking for approval, need access,
    please grant, please confirm, please let me know if i can, seeking approval, would like to get approval
  `,
  de: `
    bitte genehmigen, bitte um genehmigung, bitte freigeben, bitte um freigabe, brauche eine freigabe,
    brauche deine freigabe, brauche die freigabe, benotige freigabe, benotige die genehmigung, zur freigabe,
    zur genehmigung, bitte bestatigen, freigabe bitte
  `,
  fr: `
    merci d approuver, merci de valider, besoin de ton accord, besoin de votre accord, besoin d une approbation,
    pour approbation, pour validation, veuillez approuver, veuillez valider
  `,
  es: `
    por favor aprueba, por favor aprobar, necesito aprobacion, necesito tu aprobacion, necesito su aprobacion,
    para aprobacion, solicito aprobacion, favor de aprobar
  `,
  it: `
    per favore approva, serve approvazione, ho bisogno di approvazione, richiedo approvazione,
    in attesa di approvazione
  `,
  pt: 'por favor aprove, favor aprovar, preciso de aprovacao, preciso da sua aprovacao, aguardando aprovacao',
  nl: 'graag goedkeuren, graag akkoord, graag goedkeuring, goedkeuring nodig, akkoord nodig',
  pl: 'prosze o zatwierdzenie, prosze o akceptacje, prosze o zgode, potrzebuje zgody',
  ja: '承認をお願いします, 承認お願いします, 承認してください',
  zh: '请批准, 请审批, 请同意',
}

/** Makes a question one that asks for a decision. */
const askingQuestion: Words = {
  en: `
    approve, approval, sign off, go ahead, ok, okay, can i, can we, could i, could we, may i, may we, shall i,
    shall we, should i, should we, permission, allowed, objections, fine, green light, authorise, authorize,
    grant, proceed, alright, good to go, any concerns, do you agree
  `,
  de: `
    genehmigen, freigeben, freigabe, darf ich, durfen wir, kann ich, konnen wir, soll ich, sollen wir,
    einverstanden, in ordnung, passt, zustimmen, einwande, geht das klar
  `,
  fr: 'approuver, approuves, approuvez, valider, valides, d accord, puis je, peut on, je peux, on peut, feu vert',
  es: 'aprobar, apruebas, aprueba, puedo, podemos, de acuerdo, autorizas, visto bueno',
  it: 'approvare, approvi, posso, possiamo, d accordo, va bene',
  pt: 'aprovar, aprova, posso, podemos, de acordo',
  nl: 'akkoord, goedkeuren, mag ik, mogen we, kan ik, is het goed',
  pl: 'zatwierdzic, zgoda, czy moge, czy mozemy',
  nordic: 'godkanna, godkende, godkjenne, far jag, kan jeg, ma jeg, kan jag',
  ja: '承認, よろしい, いいですか, 可能',
  zh: '批准, 可以, 同意, 能否, 行吗',
}

/** As DuckDB's `strip_accents` leaves it: marks of other scripts go too. */
const folded = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '')

const listed = (...kinds: readonly Words[]) =>
  kinds.flatMap((words) => Object.values(words).flatMap((line) => line.split(',').map((word) => folded(word.trim()))))

const hasNoSpaces = (word: string) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(word)

/** Alternatives as one RE2 group, longest first so that the longest names itself. */
function oneOf(words: readonly string[]): string {
  const all = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return `(?:${all.join('|')})`
}

/** A word or phrase, between blanks where its language writes them; `^ before` it nothing but what is given. */
function found(words: Words, before = ' '): string {
  const all = listed(words)
  const dense = all.filter(hasNoSpaces)
  const spaced = `${oneOf(all.filter((word) => !hasNoSpaces(word)))} `
  return dense.length === 0 ? `${before}${spaced}` : `${before}${spaced}|${before.trimStart()}${oneOf(dense)}`
}

const anywhere = (words: Words) => found(words)

/** A word or phrase with which a sentence begins, after what may lead up to it: keys of items (ops 12), greetings, who speaks. */
function atStart(words: Words, ...leads: readonly Words[]): string {
  return found(words, leads.length > 0 ? `^ (?:(?:${oneOf(listed(...leads))}|[a-z]{2,10} ?[0-9]{1,7}) )*` : '^ ')
}

/** A sentence of nothing else but such words. */
function wholly(...kinds: readonly Words[]): string {
  const all = listed(...kinds)
  const dense = oneOf(all.filter(hasNoSpaces))
  return `^ (?:(?:${oneOf(all.filter((word) => !hasNoSpaces(word)))}|${dense}+) )+$`
}

/** The patterns of the model, as its parameters. RE2 syntax; a sentence begins and ends with one blank. */
export const textPatterns = {
  text_approving: atStart(approving, leading, agreeing),
  text_approving_anywhere: anywhere(approving),
  text_denying: atStart(denying, leading, refusing),
  text_agreeing: atStart(agreeing, leading),
  text_only_agreeing: wholly(agreeing, leading, approving),
  text_only_refusing: wholly(refusing, leading, denying),
  text_retracting: atStart(retracting, leading, refusing),
  text_limiting: `${anywhere(limiting)}|^ .+ ${oneOf(listed(limitingWithin))} `,
  text_excepting: atStart(excepting),
  text_reporting: anywhere(reporting),
  text_asking: anywhere(asking),
  text_asking_question: anywhere(askingQuestion),
} as const
