/**
 * The words by which people decide in writing, in the languages of the tool's users: data for `queries/models/41_int_sentences.sql`.
 * Words stand as the model compares them: lower case, without accents, apostrophes and hyphens as blanks (`n't` as `nt`), ß as ss. Judgement, no
 * standard: a word is listed when it says the same wherever it is used; words that need a context are `agreeing`, and count only as the answer to
 * an ask.
 */

/**
 * Words of one kind, by language (ISO 639-1; `nordic` is Danish, Norwegian and Swedish). `(a|b)` is one of several, `(a )?` may be missing, `{1;3}` counts, and
 * ` … ` stands for up to five words (without blanks around it, in Chinese and Japanese: for up to ten signs).
 */
type Words = Readonly<Record<string, string>>

/** Says yes by itself. */
const approving: Words = {
  en: `
    approve (it|this|that|the (request|change)),
    i (hereby )?(grant|give) (you )?my (approval|ok|consent|permission|sign off),
    (full )?approval from (me|us|my side|our side), approved, i approve, we approve,
    i (hereby|do|fully|formally) approve, approving, approval (is )?(granted|given), signing off on, signed off,
    green light, greenlight, greenlit, authorised, authorized, i (hereby )?authori[sz]e, permission granted, go ahead,
    good to go, (ok|okay|fine|clear|cleared|free) to (proceed|go ahead), please proceed, you (may|can) proceed,
    (ok|okay) from me, access granted,
    (you )?(have|has|got|ve got) my (full )?(approval|ok|okay|go|go ahead|sign off|consent|permission|blessing|vote),
    (is|as|be|with) my approval, sign off (is )?(given|granted), aproved, approvd, aprovd, apporved, appoved, apprved,
    approoved, aprooved, approed, arpoved, appproved
  `,
  de: `
    genehmigt, genehmige ich, ich genehmige, genehmige, freigegeben, freigabe (ist )?erteilt, (ich )?gebe … frei,
    gebe ich … frei, bewilligt, stimme (ich )?… zu, zugestimmt, von mir freigegeben,
    (du hast|hast du|sie haben|haben sie|ihr habt|habt ihr) meine (freigabe|genehmigung|zustimmung),
    meine (freigabe|genehmigung|zustimmung) (hast du|haben sie|habt ihr|liegt vor), genehmigung (ist )?erteilt,
    kannst (du )?loslegen, konnen sie loslegen, du kannst loslegen, grunes licht
  `,
  fr: `
    approuve, approuvee, j approuve, je (l )?approuve, je valide, c est valide, valide, validee, feu vert, accorde,
    accordee, j (l )?autorise, autorise, autorisee, je donne mon accord, accord donne,
    (vous avez|tu as|t as) mon (accord|feu vert|approbation|autorisation)
  `,
  es: `
    aprobado, aprobada, apruebo, lo apruebo, autorizado, autorizada, autorizo, lo autorizo, visto bueno, concedido,
    concedida, doy mi aprobacion, (tienes|tiene|tienen) mi (aprobacion|autorizacion|visto bueno), adelante,
    puedes (seguir|proceder|continuar)
  `,
  it: `
    approvato, approvata, approvo, lo approvo, autorizzato, autorizzata, autorizzo, via libera, nulla osta,
    (hai|ha|avete) la mia approvazione, procedi( pure)?, (puoi|potete|puo) procedere
  `,
  pt: `
    aprovado, aprovada, aprovo, eu aprovo, autorizo, autorizado, autorizada, liberado, liberada,
    (pode|podes|podem) (prosseguir|avancar|seguir|continuar), (tem|tens|tem a) minha aprovacao
  `,
  nl: `
    goedgekeurd, akkoord, ik ga (ermee )?akkoord, ik keur … goed, keur ik goed, toestemming (is )?verleend, groen licht,
    (je hebt|heb je|u hebt|u heeft) mijn (akkoord|goedkeuring), ga je gang
  `,
  pl: `
    zatwierdzam, zatwierdzone, zatwierdzony, zatwierdzono, akceptuje, zaakceptowane, zaakceptowano, wyrazam zgode,
    zgoda, zgadzam sie, (mozesz|mozna|prosze) działac, działaj
  `,
  sv: 'godkant, godkand, jag godkanner, godkanner, klartecken, kor pa',
  da: 'godkendt, jeg godkender, godkender',
  nb: 'godkjent, jeg godkjenner, godkjenner',
  fi: 'hyvaksytty, hyvaksyn, hyvaksytaan',
  cs: 'schvaleno, schvaluji, schvalen, souhlasim',
  tr: 'onaylandı, onaylıyorum, onayladım, onay verildi, onay veriyorum',
  ru: 'одобрено, одобряю, согласовано, согласован, утверждено, утверждаю, разрешаю',
  ko: '승인합니다, 승인했습니다, 승인됨, 승인함, 승인 완료, 허가합니다',
  ja: `
    承認します, 承認しました, 承認済み, 承認いたします, 承認致します, 承認いたしました, 承認です, 承認する, 許可します, 許可しました, 進めてください, 進めて下さい, 進めて(いい|よい|良い)です, 承認 $
  `,
  zh: '批准, 已批准, 批准了, 我批准, 我批准了, 同意, 我同意, 同意了, 审批通过, 已通过审批, 请继续, 去做吧, 继续吧',
}

/** Says yes where it is all that is said: part of a sentence, it may as well be a noun, or what somebody is told to do. */
const approvingAlone: Words = {
  en: 'granted, proceed, please proceed, approve, authorise, authorize, sign off, my approval, grant',
  de: 'freigabe, genehmigung',
}

/** Says no by itself. */
const denying: Words = {
  en: `
    denied, rejected, rejecting, declined, declining, refused, disapproved, disapproving, vetoed, vetoing, no go,
    not approved, not approving, not authori[sz]ed, not granted,
    (i|we|must|have to|has to|need to|ll have to|i hereby) (deny|reject|decline|refuse|veto|object|disapprove|say no),
    (cant|cannot|can not|dont|do not|wont|will not|not going to|not gonna|unable to|not able to|not willing to|not prepared to|refuse to|never) (give )?(my )?(approve|approval|authori[sz]e|sign off|sign this off|grant|agree to|allow|permit|green light|let you),
    not (comfortable|happy|ok|okay|fine|willing) (with )?(approving|signing|granting|authori[sz]ing|allowing),
    (do not|dont|cant|cannot|can not|must not|mustnt|may not) (proceed|do this|do that|go ahead|go on with|start|continue|(deploy|run|merge|release|apply|ship|execute|roll out) (this|it|that)),
    no approval (from me|for this), (that s|it s|that is|it is|this is|is) a (hard |clear |firm )?no, rejectd, regected,
    deneid
  `,
  de: `
    muss … (ablehnen|verweigern), (dem|damit) (kann|stimme) ich … nicht (zu|zustimmen), abgelehnt, lehne … ab,
    lehne ich … ab, nicht (genehmigt|freigegeben|bewilligt|erlaubt), keine (freigabe|genehmigung|zustimmung),
    genehmige … nicht, genehmige ich … nicht, stimme … nicht zu, gebe … nicht frei,
    (kann|konnen|werde|werden|darf|mochte|will) … nicht (genehmigen|freigeben|zustimmen|bewilligen|erlauben),
    verweigert, zuruckgewiesen
  `,
  fr: `
    dois (le |la )?(refuser|rejeter), devons (refuser|rejeter), refuse, refusee, je (le |la )?refuse, rejete, rejetee,
    non (approuve|approuvee|valide|validee), pas (approuve|approuvee|valide|validee|autorise), pas d accord,
    n (approuve|autorise) pas, ne valide pas,
    (ne |n )?(peux|peut|pouvons|vais|veux|souhaite) pas (l |le |la )?(approuver|valider|autoriser|accepter),
    je m y oppose
  `,
  es: `
    (debo|tengo que|tenemos que|debemos) (rechazar|denegar|rechazarlo), rechazado, rechazada, rechazo, lo rechazo,
    denegado, denegada, no (aprobado|aprobada|autorizado|autorizada), no (lo |la )?(apruebo|autorizo),
    no (lo )?(puedo|podemos|voy a|vamos a|quiero) (aprobar|aprobarlo|autorizar|autorizarlo)
  `,
  it: `
    (devo|dobbiamo) (rifiutare|respingere|rifiutarlo), rifiutato, rifiutata, respinto, respinta, negato, negata,
    rifiuto, non (approvato|approvata|autorizzato|autorizzata), non (lo |la )?(approvo|autorizzo),
    non (lo )?(posso|possiamo|voglio) (approvare|approvarlo|autorizzare|autorizzarlo)
  `,
  pt: `
    (tenho|temos) (de|que) (recusar|rejeitar|negar), devo recusar, recusado, recusada, rejeitado, rejeitada, negado,
    negada, recuso, rejeito, nao (aprovado|aprovada|autorizado|autorizada), nao (aprovo|autorizo),
    nao (posso|podemos|vou|vamos|consigo) (aprovar|autorizar)
  `,
  nl: `
    keur ik … niet goed, keur ik … af, moet … (afwijzen|weigeren|afkeuren), ga … niet … akkoord, afgewezen, afgekeurd,
    geweigerd, niet (akkoord|goedgekeurd|toegestaan), geen (toestemming|akkoord|goedkeuring), ik ga … niet akkoord,
    ik wijs … af, ik keur … (niet goed|af), (kan|kunnen|wil|zal|ga|mag) … niet (goedkeuren|toestaan|akkoord gaan)
  `,
  pl: `
    (musze|musimy) … (odrzucic|odmowic), nie (moge|mozemy) … zgodzic, odrzucam, odrzucone, odrzucony, odrzucono,
    odmawiam, nie zatwierdzam, nie zgadzam sie, brak zgody, nie (ma|wyrazam|daje) zgody, nie akceptuje,
    nie (moge|mozemy|bede) … (zatwierdzic|zaakceptowac|zatwierdzac), nie zatwierdze
  `,
  sv: `
    (maste) … (avsla|neka), avslaget, avslas, nekad, nekas, avslar, (inte|ej|icke) (godkant|godkand), godkanner … inte,
    (kan|vill|tanker|far) … inte … godkanna
  `,
  da: `
    (ma|bliver nødt til at) … (afvise|afsla), afvist, (ikke|ej) godkendt, godkender … ikke, jeg afviser,
    (kan|vil|ma) … ikke … godkende
  `,
  nb: `
    (ma) … (avvise|avsla), avslatt, avvist, ikke godkjent, godkjenner … ikke, jeg (avslar|avviser),
    (kan|vil|far) … ikke … godkjenne
  `,
  fi: 'hylatty, hylkaan, ei hyvaksytty, en (voi )?(hyvaksya|hyvaksy)',
  cs: 'zamitnuto, zamitam, neschvaleno, neschvaluji, nesouhlasim, nemohu … schvalit',
  tr: 'reddedildi, reddediyorum, onaylanmadı, onaylamıyorum, onaylayamam',
  ru: `
    отклонено, отклоняю, отказано, не (одобрено|одобряю|согласовано|согласован|согласен|утверждено|разрешаю),
    не могу … (одобрить|согласовать|утвердить)
  `,
  ko: '승인할 수 없습니다, 승인하지 않습니다, 승인 불가, 반려, 반려합니다, 거부합니다, 거절합니다, 허가할 수 없습니다',
  ja: '却下, 却下します, 承認できません, 承認できかねます, 承認しません, 承認いたしません, 承認しかねます, 許可できません, 許可しません, 進めないで, 不承認, 否認',
  zh: '拒绝, 我拒绝, 驳回, 不批准, 不同意, 不予批准, 未批准, 审批不通过, (不能|无法|不可以|没法|不会|不想)(批准|同意|通过), 请不要(继续|做|执行), 不要(继续|执行)',
}

/** Says no where it is all that is said. */
const denyingAlone: Words = { en: 'permission denied, access denied, deny, reject, decline, refuse, veto' }

/** Says yes to what was just asked, and nothing by itself. */
const agreeing: Words = {
  any: 'emojiyes, ok, okay, okey, k',
  en: `
    (fine|good|ok|okay) (for|by|with) me, affirmative, you got it, (looks|sounds|seems) (fine|ok|okay|good|great),
    (ok|okay|good) (with|by|for) me, yes it is, go, proceed, lgtm, looks good to me, yes, yep, yeah, yup, aye, sure,
    sure thing, of course, absolutely, definitely, certainly, fine, fine by me, fine with me, sounds good, looks good,
    all good, agreed, i agree, agree, do it, go for it, ship it, works for me, makes sense, no objections, no objection,
    no problem, no problems, no concerns, no issues, no worries, not a problem, happy with that, please do, yes please,
    you (may|can), be my guest
  `,
  de: `
    ja, jep, jo, klar, na klar, passt, passt fur mich, in ordnung, geht in ordnung, einverstanden, gerne, gern,
    mach( das| es)?( ruhig| mal| gern| gerne)?, macht das, kannst du machen, kannst du gerne machen, geht klar,
    keine einwande, ja bitte, naturlich, selbstverstandlich, nur zu, leg los
  `,
  fr: `
    oui, ouais, d accord, entendu, ca marche, ca me va, c est bon, c est bon pour moi, vas y, allez y, bien sur,
    pas d objection, aucune objection, pas de probleme, volontiers
  `,
  es: `
    si, claro( que si)?, de acuerdo, vale, por supuesto, sin objeciones, sin problema, dale, hazlo, me parece bien,
    esta bien, conforme
  `,
  it: `
    si, va bene, certo, certamente, d accordo, procedete, nessuna obiezione, nessun problema, ok per me, fai pure,
    vai( pure)?
  `,
  pt: `
    sim, claro, de acordo, tudo bem, pode ser, combinado, sem objecoes, sem problema, com certeza, forca,
    por mim tudo bem
  `,
  nl: 'ja, ja hoor, prima, is goed, doe maar, geen bezwaar, geen probleem, natuurlijk, zeker, mag',
  pl: 'tak, dobrze, jasne, w porzadku, pewnie, oczywiscie, nie ma sprawy, nie mam zastrzezen, rob',
  nordic: `
    ja, ja tack, ja tak, det gar bra, helt fint, absolut, visst, javisst, selvfølgelig, selvsagt, kjør pa, kør bare,
    gerne, inga invandningar, ingen indvendinger
  `,
  fi: 'kylla, joo, sopii, selva',
  cs: 'ano, jasne, v poradku, dobre',
  tr: 'evet, tamam, olur, tabii',
  ru: 'да, хорошо, конечно, ладно, согласен, согласна, не возражаю, без возражений, давай, давайте',
  ko: '네, 예, 좋습니다, 그렇게 하세요, 진행하세요, 진행해 주세요, 문제없습니다',
  ja: 'はい, いいです, いいですよ, 大丈夫です, 問題ありません, 問題ないです, 了解です, 了解しました, 承知しました, お願いします, どうぞ',
  zh: '好的, 好, 可以, 可以的, 没问题, 行, 是的, 没意见, 无异议',
}

/** Says no to what was just asked. */
const refusing: Words = {
  any: 'emojino',
  en: `
    i m not, i am not, it (isnt|is not), i dont think so, no, nope, nah, no way, no chance, no can do, absolutely not,
    definitely not, certainly not, of course not, sorry no, not now, not today, not this time, not like this, hold off,
    please dont, dont, do not, please do not, better not, rather not, (i )?d rather (you did )?not, i m afraid not,
    afraid not, no from me, hard no, (that s|that is|it s|it is|this is) a no, negative, no thanks, no thank you
  `,
  de: `
    nein, ne, nee, leider nein, lieber nicht, bitte nicht, leider nicht, auf keinen fall, keinesfalls, diesmal nicht,
    das geht (so )?(leider )?nicht
  `,
  fr: 'non, pas question, surtout pas, desole non, je ne prefere pas, hors de question',
  es: 'no por favor, no lo hagas, no, lo siento no, de ninguna manera, mejor no, ni hablar, por ahora no',
  it: 'no, assolutamente no, meglio di no, per ora no',
  pt: 'nao, de jeito nenhum, melhor nao, por agora nao, nem pensar',
  nl: 'nee, neen, liever niet, zeker niet, helaas niet, beter van niet, absoluut niet, doe maar niet',
  pl: 'nie, lepiej nie, absolutnie nie, niestety nie',
  nordic: 'nej, nei, tyvarr inte, helst inte, absolut inte, desværre ikke, dessverre ikke, helst ikke',
  fi: 'ei, ei kay',
  cs: 'ne, radsi ne',
  tr: 'hayır, olmaz',
  ru: 'нет, нельзя, ни в коем случае',
  ko: '아니요, 아니오, 안 됩니다, 안됩니다',
  ja: 'いいえ, だめです, 駄目です, やめてください, 遠慮してください',
  zh: '不行, 不可以, 不, 不好, 不要, 别, 还是不要',
}

/** Begins like a refusal, and refuses nothing. */
const idle: Words = {
  en: `
    (i )?(dont|do not) (know|have|see|understand|mind|think|care|remember),
    no (idea|clue|rush|hurry|news|update|updates|need|one|wonder|comment|comments|worries|problem|problems|concerns|concern|issues|issue|objections|objection|longer|matter|questions|question|doubt)
  `,
  de: 'keine ahnung',
  zh: '不知道, 不客气, 不清楚, 不确定',
}

/** Takes back what the same person said before. */
const retracting: Words = {
  en: `
    (take|taking) back what i (said|wrote),
    (withdraw|withdrawing|revoke|revoking|retract|retracting|rescind|rescinding) the (approval|sign off|consent|permission) i,
    (treat|consider|regard) my (last |previous |earlier )?(approval|ok|sign off|consent) (as )?(withdrawn|revoked|void),
    (take|taking|took) (that|it|this) back,
    (take|taking) (my|the|that|this) (approval|ok|okay|yes|go ahead|sign off|consent|decision|permission) back,
    (take|taking) back (my|the|that) (approval|ok|okay|yes|go ahead|sign off|consent|decision|permission), scratch that,
    (withdraw|withdrawing|revoke|revoking|retract|retracting|rescind|rescinding|pull|pulling|cancel|cancelling|canceling|undo|undoing|reverse|reversing|recall|recalling) my (last |previous |earlier )?(approval|ok|okay|yes|go ahead|sign off|consent|decision|permission|vote),
    (ignore|disregard|forget|strike|scrap|discard) my (last |previous |earlier )?(approval|ok|okay|yes|go ahead|sign off|consent|decision|permission|vote),
    my (last |previous |earlier )?(approval|ok|okay|sign off|consent|permission) is (now |hereby )?(withdrawn|revoked|rescinded|retracted|void|off|off the table|no longer valid|cancelled|canceled),
    withdrawn,
    (approval|sign off|consent|permission) (is |has been )?(now |hereby )?(withdrawn|revoked|rescinded|retracted),
    unapproved, no longer approved, no longer approve
  `,
  de: `
    meine (freigabe|genehmigung|zustimmung) (ziehe|nehme) ich … zuruck, ich nehme das zuruck, nehme ich zuruck,
    das nehme ich zuruck, (ziehe|nehme) (ich )?(hiermit )?meine (freigabe|genehmigung|zustimmung|zusage) … zuruck,
    (meine )?(freigabe|genehmigung|zustimmung) (ist |wird )?(hiermit )?(zuruckgezogen|zuruckgenommen|widerrufen),
    (widerrufe|widerrufe ich) (hiermit )?meine (freigabe|genehmigung|zustimmung)
  `,
  fr: `
    (retire|annule|revoque) (donc )?mon (accord|approbation|autorisation|feu vert), (retire|annule) ma validation,
    reviens sur mon (accord|approbation), (approbation|validation|autorisation) retiree, accord retire
  `,
  es: `
    (retiro|revoco|anulo|cancelo) mi (aprobacion|autorizacion|visto bueno|consentimiento),
    (aprobacion|autorizacion) (retirada|revocada|anulada), (debo|tengo que) retirar mi aprobacion
  `,
  it: `
    (ritiro|revoco|annullo) (la mia approvazione|la mia autorizzazione|il mio consenso|il mio ok),
    (approvazione|autorizzazione) (ritirata|revocata)
  `,
  pt: `
    (retiro|revogo|cancelo|anulo) (a )?minha (aprovacao|autorizacao), (retiro|retirei) o meu ok,
    (aprovacao|autorizacao) (retirada|revogada)
  `,
  nl: `
    (trek|trekken) (hierbij )?(mijn|de) (goedkeuring|akkoord|toestemming) … in,
    (goedkeuring|akkoord|toestemming) (is )?ingetrokken, neem mijn (akkoord|goedkeuring) terug
  `,
  pl: `
    (cofam|wycofuje|odwołuje|anuluje) (swoja |moja |te )?(zgode|akceptacje|zatwierdzenie), zgoda (cofnieta|wycofana)
  `,
  nordic: `
    (drar|tar) (harmed )?tillbaka mitt (godkannande|ok|medgivande), tar tillbaka det,
    godkannandet (ar )?(aterkallat|tillbakadraget), aterkallar mitt godkannande,
    (trækker|tager) (hermed )?min (godkendelse|accept) tilbage,
    (trekker|tar) (herved )?(godkjenningen|godkjennelsen)( min)? tilbake,
    (trekker|tar) (herved )?min (godkjenning|godkjennelse) tilbake
  `,
  fi: 'perun hyvaksyntani, perun hyvaksynnan',
  cs: '(beru|stahuji|odvolavam) … (souhlas|schvaleni)( zpet)?',
  tr: 'onayımı geri (alıyorum|çekiyorum|cekiyorum)',
  ru: `
    отзываю (свое |мое )?(одобрение|согласие|согласование), снимаю (свое )?(одобрение|согласие),
    беру (свои )?слова обратно
  `,
  ko: '승인을 (취소|철회)합니다, 승인 (취소|철회)',
  ja: '承認を(取り消します|取り消し|取消します|撤回します|撤回いたします|取り下げます), 承認は(取り消します|撤回します), 承認(取り消し|取消|撤回), 許可を(取り消します|撤回します)',
  zh: '(撤回|收回|撤销|取消)(我的|对此的|之前的|刚才的)?(批准|同意|审批|许可)',
}

/** A greeting; who is greeted may follow it. */
const greeting: Words = {
  en: 'hi, hello, hey, dear, good morning, good afternoon, good evening, morning',
  de: 'hallo, guten morgen, guten tag, moin, servus, liebe, lieber, sehr geehrte, sehr geehrter',
  fr: 'bonjour, salut, bonsoir, cher, chere',
  es: 'hola, buenos dias, buenas tardes, buenas, estimado, estimada',
  it: 'ciao, buongiorno, buonasera, salve, gentile',
  pt: 'ola, oi, bom dia, boa tarde, caro, cara',
  nl: 'hoi, dag, goedemorgen, goedemiddag, beste',
  pl: 'czesc, dzien dobry, witam, hej',
  nordic: 'hej, hei, god morgen, god morgon, kære, kjære',
  fi: 'moi, terve',
  cs: 'ahoj, dobry den',
  tr: 'merhaba, selam',
  ru: 'привет, здравствуйте, добрый день',
  ko: '안녕하세요',
}

/** May stand before the word that decides without changing what it says: greetings, who speaks, regret, what is meant. */
const leading: Words = {
  en: `
    (reviewed|checked|looked at|looked into|read|tested) (this|it|that|the [a-z]+)( and)?, correction, edit, none, full,
    please, pls, and please, thanks, thank you, thx, thanks for (the|your) [a-z]+( [a-z]+)?, ty, ok, okay, yes, yep,
    yeah, sure, great, good, perfect, right, fine, alright, cool, nice, sorry, apologies, emojiyes, emojino, i, am,
    i am, i m, i have, i ve, i hereby, hereby, we, we have, we are, we re, and, so, all, both, everything, it, it is,
    it s, its, this, this is, that, that is, that s, is, are,
    (the|your|this|that) (request|access|change|ticket|role|export|deployment|migration|one), request, requests, access,
    change, ticket, consider it, consider this, you can, you may, you are, you re, you have the, you got the, status,
    decision, reviewed, reviewed and, looked at it, checked, checked and, done, from (my|our) (side|end|point of view),
    from me, on my (side|end), as owner, as manager, as the owner, as your manager, with this, feel free to,
    unfortunately, sadly, afraid, i m afraid, but, have to, has to, must, need to, m, had to, regret, at this point,
    no objections, no concerns, on second (thought|thoughts), actually, well, also, now
  `,
  de: `
    dem, dieser anderung, dem antrag, ich muss leider, danke, ok, okay, ja, gut, alles klar, hiermit, ist, sind, das,
    das ist, dies ist, dies, diese, den antrag, der antrag, antrag, der zugriff, den zugriff, zugriff, die anderung,
    anderung, ist hiermit, ich, ich habe, wir, von mir aus, von mir, meinerseits, leider, gepruft und, gepruft,
    tut mir leid, sorry, muss ich, ich muss, muss, aber
  `,
  fr: `
    merci, ok, oui, bien, c est, ce n est, demande, la demande, cette demande, acces, l acces, je, j, j ai,
    pour moi c est, pour moi, de mon cote, tu as le, vous avez le, desole, desolee, malheureusement, je suis desole,
    est, mais, je dois, nous
  `,
  es: `
    gracias, ok, si, vale, queda, esta, solicitud, la solicitud, acceso, el acceso, el cambio, por mi parte, tienes,
    lo siento, lamentablemente, desafortunadamente, de mi parte, perdon, pero, yo, me temo que
  `,
  it: `
    grazie, ok, si, richiesta, la richiesta, accesso, per me, hai il, mi dispiace, purtroppo, spiacente, da parte mia,
    e, ma, io, scusa, scusate
  `,
  pt: `
    obrigado, obrigada, ok, sim, esta, pedido, o pedido, solicitacao, acesso, o acesso, por mim, da minha parte,
    infelizmente, lamento, desculpa, desculpe, mas, eu, lamentavelmente
  `,
  nl: `
    hallo, dank, dank je, dank u, bedankt, ok, ja, is, dit is, dit, dat is, dat, aanvraag, de aanvraag, toegang,
    wat mij betreft, ik, helaas, sorry, het spijt me, maar, moet ik
  `,
  pl: `
    dzieki, dziekuje, ok, tak, wniosek, dostep, z mojej strony, niestety, przykro mi, przepraszam, to, ale, ja, jestem
  `,
  nordic: `
    det, det har, detta, dette, den, tack, tak, takk, ok, ja, ar, er, det ar, det er, detta ar, dette er, det har ar,
    fran min sida, fra min side, jag, jeg, vi, tyvarr, beklager, desværre, dessverre, ledsen, har, men, maste, ma
  `,
  fi: 'kiitos, valitettavasti',
  cs: 'diky, dekuji, bohuzel, bohuzel to, zadost',
  tr: 'tesekkurler, maalesef, talep',
  ru: 'спасибо, к сожалению, я, запрос, заявка, извините, извини',
  ko: '감사합니다, 죄송하지만, 죄송합니다만, 죄송합니다, 요청을, 요청',
  ja: `
    (この|本|今回の|当該)[^ ]{0;6}(は|を|も), 今回は, 今回の申請は, 今回の, こちらは, この変更は, この変更を, はい, 了解です, 了解しました, 承知しました, 確認しました, 確認の上,
    問題ありません, 問題ないので, 問題ないため, ありがとうございます, お疲れ様です, お疲れさまです, 申し訳ありませんが, 申し訳ございませんが, すみませんが, 残念ですが, 残念ながら, 先ほどの, さきほどの,
    さっきの, 前の, 以前の, この件, この申請を, 申請を, 本件, 本件を, 私は, これは
  `,
  zh: '好的, 好, 我, 我们, 抱歉, 对不起, 不好意思, 很抱歉, 很遗憾, 看过了, 谢谢, 没问题, 可以, 现, 现在, 特此, 已, 已经, 此申请, 该申请',
}

/** Present forms of words that approve: with a later day they promise, and decide nothing today. */
const later = {
  present: `
    approve|approving|genehmige|freigebe|gebe|approuve|valide|apruebo|autorizo|approvo|autorizzo|aprovo|autorizo|keur|zatwierdzam|zatwierdze|akceptuje|godkanner|godkender|godkjenner
  `.trim(),
  day: `
    tomorrow|later|next week|morgen|spater|nachste woche|demain|plus tard|manana|mas tarde|luego|domani|piu tardi|amanha|mais tarde|jutro|pozniej|imorgon|i morgon|i morgen|imorgen|senere
  `.trim(),
  dense: '明日|後で|あとで|後ほど|来週|明天|稍后|晚点|下周|回头',
} as const

/** May follow the word that decides, up to the next comma, and leaves it what it is: what is decided about, who decides, thanks. */
const trailing: Words = {
  any: 'emojiyes, emojino',
  en: `
    this, that, it, them, these, both, all, all of (it|them|this), you, me, us,
    (for |with |of |on )?(this|that|the|your|my|our|these) ([a-z]+ )?(request|requests|change|changes|access|role|ticket|export|deployment|migration|one|permission|release|rollout|plan|proposal|update|fix|rule|account),
    request, change, access, for (you|me), to (you|proceed|go ahead|that|this), by (me|us), from me,
    (from|on) (my|our) (side|end|point of view),
    as (requested|discussed|agreed|described|planned|asked|owner|manager|approver|of now),
    as (the|your) (owner|manager|approver), (as )?per (your|the|our) (request|discussion|call),
    with (pleasure|thanks|this|that|it), now, too, also, then, please, and, here, reviewed, have fun, good luck, sorry,
    (thanks|thank you|thx|cheers) [a-z]+, thanks, thank you, thx, cheers, either, at this (time|point|stage), at all,
    i m afraid, at the moment, on (this|that|it), to say
  `,
  de: `
    das, es, dies, dem, so, (den|die|das|diesen|diese|dieses|deinen|deine|ihren|ihre) [^ ]+, von (mir|uns), hiermit,
    fur dich, gerne, gern, wie (besprochen|beantragt|gewunscht), damit, danke( [^ ]+)?, leider, meinerseits, los
  `,
  fr: `
    par (moi|nous), (la|cette|cet|ce|le|votre|ta|ton|l) [^ ]+, cela, ca, de (mon|notre) cote, pour moi, merci( [^ ]+)?,
    bien, desole
  `,
  es: '(la|el|esta|este|su|tu) [^ ]+, esto, eso, por mi parte, de mi parte, gracias( [^ ]+)?, saludos, pues',
  it: '(la|il|questa|questo|l|tua|tuo) [^ ]+, da parte mia, per me, grazie( [^ ]+)?, pure',
  pt: `
    por (mim|nos), (o|a|este|esta|seu|teu) (pedido|acesso|alteracao|mudanca|solicitacao|papel), isto, isso,
    da minha parte, por mim, obrigad[oa]( [^ ]+)?
  `,
  nl: 'door (mij|ons), dit, dat, het, (de|het|deze|dit|je|uw|jouw) [^ ]+, van mij, hoor, bedankt( [^ ]+)?, dank',
  pl: 'tego, na to, (ten|ta|te) [^ ]+, wniosek, prosbe, dzieki( [^ ]+)?',
  nordic: `
    fran min sida, fra min (side|kant), (av|af) (mig|meg|oss|os), det, detta, dette, det (har|her),
    (den|denna|denne|det|din) [^ ]+, (tack|tak|takk)( [^ ]+)?, herved, hermed
  `,
  ru: 'это, заявку, запрос, доступ, спасибо',
  ja: 'です, ます, ました, よ, ね, ください, 下さい',
  zh: '了, 的, 吧, (这|该|此|本|你的|您的)…, 申请, 变更, 请求',
}

/** Begins a reason: what follows takes nothing away from a refusal. */
const reasoning: Words = {
  en: 'because, since, as, due to, for lack of, given, and, so',
  de: 'weil, da, wegen, denn, und, bitte',
  fr: 'car, parce que, puisque, faute de, et',
  es: 'porque, ya que, por, y',
  it: 'perche, poiche, per, e',
  pt: 'porque, pois, por, e',
  nl: 'omdat, want, wegens, en',
  pl: 'bo, poniewaz, gdyz, i',
  nordic: 'for att, eftersom, fordi, pa grund av, och, og',
  ru: 'потому что, так как, из за',
  ja: 'ので, ため',
  zh: '因为, 由于',
}

/** Makes a decision hang on something else, or cover a part of what was asked. */
const limiting: Words = {
  any: `(${later.present}) … (${later.day}), (${later.day}) … (${later.present})`,
  en: `
    understanding, on the (basis|assumption|premise|proviso), proviso, waiting for, awaiting, second approver, alone,
    according to, apparently, afaik, as far as i (know|can tell|understand), allegedly, reportedly, exception,
    exceptions, restriction, restrictions, if, once, when, whenever, after, as soon as, as long as, so long as,
    provided, providing, unless, until, till, assuming, subject to, conditional, conditionally, condition, conditions,
    pending, given that, in principle, but, however, although, though, except, excluding, apart from, other than, only,
    just for, just the, partially, partly, part of, half, the rest, not the, not for, not on, not in, not to, not yet,
    not so fast, without the, with the caveat, caveat, minus, first, before, wait, hold on, maybe, perhaps, probably,
    i guess, i think, i suppose, i believe, not sure, depends, would, could, should, might, or not, rejected, denied,
    temporarily, for now
  `,
  de: `
    bedingung, bedingungen, auflage, auflagen, ausnahme, wenn, sobald, falls, sofern, nachdem, nach,
    unter der bedingung, unter vorbehalt, mit vorbehalt, vorbehaltlich, vorausgesetzt, erst, aber, jedoch, allerdings,
    ausser, nur, bis auf, teilweise, solange, bevor, vielleicht, grundsatzlich, noch nicht, ware, wurde, eventuell,
    nicht, kein, keine, unter auflagen, mit auflagen, wohl, vermutlich, bedingt
  `,
  fr: `
    condition, conditions, exception, reserve, quand, lorsque, des que, une fois, a condition, sous condition,
    sous conditions, sous reserve, pourvu que, sauf, mais, apres, avant, seulement, uniquement, que pour, peut etre,
    pas encore, tant que, partiellement, en principe, sans doute, ne … pas, hormis, excepte, jusqu
  `,
  es: `
    condicion, excepcion, excepto, cuando, una vez, siempre que, siempre y cuando, pero, a condicion, con condiciones,
    condicionado, salvo, solo, solamente, unicamente, despues, antes, hasta que, quizas, quiza, tal vez, todavia no,
    aun no, en cuanto, parcialmente, en principio, menos, tras
  `,
  it: `
    condizione, condizioni, eccezione, quando, una volta, purche, a condizione, a patto, ma, pero, tranne, eccetto,
    solo, soltanto, unicamente, dopo, prima (di|che|dei|delle|devi), forse, non ancora, appena, parzialmente,
    in linea di principio, salvo
  `,
  pt: `
    condicao, excecao, desde que, assim que, quando, mas, porem, exceto, salvo, so (para|em|de|a|o), somente, apenas,
    depois, antes, talvez, ainda nao, uma vez, sob condicao, com condicoes, condicionado, parcialmente, em principio,
    logo que, caso (o|a|os|as|seja)
  `,
  nl: `
    voorwaarde, uitzondering, zodra, mits, als, indien, wanneer, maar, behalve, alleen, enkel, pas na, pas als, nadat,
    na (de|het|een), voordat, misschien, nog niet, onder voorbehoud, onder voorwaarde, voorwaardelijk, gedeeltelijk,
    in principe, niet, geen, tenzij
  `,
  pl: `
    warunek, warunkiem, wyjatkiem, jesli, jezeli, gdy, kiedy, o ile, pod warunkiem, warunkowo, ale, tylko, jedynie,
    oprocz, poza, dopiero, moze, jeszcze nie, po tym, gdyby, z zastrzezeniem, czesciowo, chyba
  `,
  nordic: `
    villkor, betingelse, vilkar, undantag, undtagelse, unntak, nar, om, hvis, dersom, forutsatt, forudsat,
    under forutsetning, under forutsattning, sa snart, sa lange, sa lenge, sa længe, forst, først, efter, etter,
    efter att, men, bara, endast, kun, bare, bortsett fra, bortset fra, forutom, undtagen, utom, med villkor, inte,
    ikke, ej, delvis, kanske, kanskje, maske, i princip, i prinsippet
  `,
  fi: 'jos, kun, mutta, vain, ehka, ei',
  cs: 'pokud, jakmile, az, ale, jen, pouze, mozna, podminkou',
  tr: 'eger, ama, ancak, sadece, yalnızca, sonra, sartıyla',
  ru: 'если, когда, как только, после, но, только, при условии, кроме, возможно, не',
  ko: '만, 조건부, 단, 하지만, 다만, 후에, 경우',
  ja: 'ただし, もし, 条件, なら, たら, まだ, のみ, だけ, 限り, 後に, 次第, 以外, 除',
  zh: '如果, 但是, 但, 只有, 仅, 只, 条件, 之后, 通过后, 完成后, 以后, 还没, 除了, 前提, 除非, 的话, 部分, 暂时, 原则上',
  later: later.dense.replaceAll('|', ', '),
}

/** Makes a refusal hang on something else, or cover a part: reasons hold many other small words. */
const relenting: Words = {
  en: `
    alone, on my own, by myself, yet, unless, until, till, except, without, as is, as it is, as it stands, in this form,
    like this, for (production|prod|staging|now|the moment|today), not for, in (production|prod), only if, if you,
    but (you|i can|i would|ok|okay|fine|yes), is (fine|ok|okay)
  `,
  de: `
    es sei denn, ausser, solange, bis, ohne, so nicht, fur (produktion|prod|staging), nur wenn, vorerst, im moment, aber
  `,
  fr: 'sauf, tant que, jusqu, sans, en l etat, pour l instant, pour la (prod|production), mais (ok|oui)',
  es: 'salvo, hasta que, a menos que, sin, por ahora, en produccion, pero si',
  it: 'a meno che, finche, senza, per ora, in produzione, ma si',
  pt: 'a menos que, ate que, enquanto, sem, por agora, em producao, mas sim',
  nl: 'tenzij, totdat, zolang, zonder, voorlopig, voor productie, maar wel',
  pl: 'chyba ze, dopoki, bez, na razie, na produkcji',
  nordic: 'med mindre, om inte, hvis ikke, for an, tills, før, uden, uten, utan, enn sa lenge, i produktion',
  ru: 'пока, если, без',
  ja: 'ない限り, 限り, まで, なしでは, このままでは, 現時点では',
  zh: '除非, 之前, 没有, 目前, 暂时',
}

/** Answers with a condition: the first words are what it hangs on. */
const conditioning: Words = {
  en: `
    not (before|until|unless|without), only if, only when, only once, only after, only, if, once, as soon as,
    as long as, provided, unless, depends, that depends, it depends, subject to
  `,
  de: 'nur wenn, erst wenn, erst nach, wenn, falls, sobald, sofern, kommt darauf an',
  fr: 'seulement si, si, des que, a condition, uniquement si, ca depend',
  es: 'solo si, si (lo|la|el|tom|hay|es|esta), cuando, siempre que, depende',
  it: 'solo se, se, appena, a condizione, dipende',
  pt: 'so se, se, assim que, desde que, depende',
  nl: 'alleen als, pas als, zodra, mits, als, hangt ervan af',
  pl: 'tylko jesli, jesli, o ile, jak tylko, zalezy',
  nordic: 'bara om, kun hvis, bare hvis, om, hvis, nar, det beror pa, det kommer an pa',
  ru: 'только если, если, как только',
}

/** Reaches back: a sentence that begins so takes something away from the one before. */
const excepting: Words = {
  en: `
    but, only, only if, just for, just the, except, excluding, unless, until, provided, assuming, wait, hold on,
    hold off, hang on, however, though, although, as long as, after, not the, not for, not before, not yet, actually no,
    or not, on condition, if, once, subject to, conditions, condition, scratch, let me (check|ask|think|see),
    i need to check, not sure
  `,
  de: `
    aber, nur, ausser, erst, jedoch, allerdings, moment, warte, vorausgesetzt, sofern, sobald, wenn, falls,
    oder doch nicht, doch nicht
  `,
  fr: 'mais, sauf, seulement, uniquement, attends, attendez, a condition, sous reserve, si, des que',
  es: 'pero, salvo, solo, solamente, espera, siempre que, cuando',
  it: 'ma, pero, tranne, solo, soltanto, aspetta, a condizione, purche, se',
  pt: 'mas, exceto, apenas, so, somente, espera, desde que, se',
  nl: 'maar, alleen, behalve, wacht, mits, zodra, tenzij',
  pl: 'ale, tylko, czekaj, pod warunkiem, jesli, o ile',
  nordic: 'men, bara, kun, bare, vent, vanta, forutsatt, forudsat, hvis, om',
  ru: 'но, только, подожди, если',
  ja: 'ただし, でも, ただ, しかし, いや',
  zh: '但是, 但, 只有, 不过, 等等, 仅限, 只限',
}

/** What may stand before a word that reaches back. */
const hesitating: Words = {
  en: 'and, oh, hm, hmm, um, uh, actually, well, sorry, oops, no, ah, please, or, then, so',
  de: 'ach, oh, nein, und, bitte',
}

/** Conditions whose word also says yes: only within a sentence. */
const limitingWithin: Words = { romance: 'si, se' }

/** Says a decision as a guess, or as a part of one, where it stands before it. */
const hedging: Words = {
  en: `
    i d be, i d say, that would be, it would be, i (think|guess|suppose|believe) so, i guess, i guess that s,
    i guess it s, i think, i think that s, i think it s, i suppose, i suppose that s, i believe, probably, maybe,
    perhaps, presumably, conditionally, partially, partly, provisionally, tentatively, temporarily, half, verbally,
    in principle, yes and no, more or less, should be, that should be, seems, looks
  `,
  de: `
    ich glaube, ich denke, vermutlich, wahrscheinlich, vielleicht, teilweise, grundsatzlich, bedingt, vorlaufig,
    im prinzip, mundlich
  `,
  fr: 'je pense que, peut etre, partiellement, en principe, sans doute, probablement, provisoirement',
  es: 'creo que, quizas, tal vez, parcialmente, en principio, probablemente, supongo que, provisionalmente',
  it: 'credo che sia, penso, forse, parzialmente, in linea di principio, probabilmente',
  pt: 'acho que, talvez, parcialmente, em principio, provavelmente',
  nl: 'ik denk, misschien, gedeeltelijk, in principe, waarschijnlijk, voorlopig, voorwaardelijk',
  pl: 'chyba, moze, czesciowo, wstepnie, warunkowo, raczej, mysle ze',
  nordic: 'kanske, kanskje, maske, delvis, i princip, i prinsippet, nok, trolig, forelobig, foreløbig, preliminart',
  ru: 'наверное, возможно, частично, условно',
}

/** Speaks of an approval that hangs on something, in words that name it as a thing. */
const halfway: Words = {
  en: 'approval (only|once|after|subject to|depends|if|when)',
  de: '(freigabe|genehmigung) (erst|nur|sobald|wenn|nach|unter)',
  fr: '(accord|validation) (sous|seulement|apres|uniquement)',
}

/** Says yes however it goes on. */
const affirming: Words = { any: 'yes, yep, yeah, sure, ja, oui, sim, emojiyes' }

/** Tells of a decision that somebody else made, or of one that would be made. */
const reporting: Words = {
  en: `
    (approved|denied|rejected|declined|signed off|withdrawn|authori[sz]ed|granted) by ([^m ]|m[^e ]|me[^ ])[^ ]*,
    (was|were) (already )?(approved|denied|rejected|declined|authori[sz]ed),
    (been|got|get|gets|be|getting) (approved|denied|rejected|declined|signed off), already (approved|denied|rejected),
    has (already |just )?(approved|rejected|denied|signed off), they have approved,
    (he|she|they) (already )?(approved|rejected|denied|signed off), said (yes|no|ok|it is ok),
    gave (me |us )?(the|his|her|their) (green light|go ahead|ok|approval), told me to go ahead, verbally approved,
    verbal approval, on behalf of, isnt approved
  `,
  de: `
    (genehmigt|freigegeben|abgelehnt|bewilligt) von ([^mu ]|m[^i ]|u[^n ])[^ ]*,
    (genehmigt|freigegeben|abgelehnt|bewilligt) (durch|hat),
    (wurde|worden|werden|wird) … (genehmigt|freigegeben|abgelehnt|bewilligt),
    hat … (genehmigt|freigegeben|zugestimmt|abgelehnt|bewilligt), im namen von, im auftrag von,
    (schon|bereits) (genehmigt|freigegeben|abgelehnt)
  `,
  fr: `
    (approuve|approuvee|valide|validee|refuse|refusee) par ([^mn ]|m[^o ]|n[^o ])[^ ]*,
    a ete (approuve|approuvee|valide|validee|refuse|refusee), (l )?a (approuve|valide|refuse),
    a donne son (accord|feu vert), au nom de, deja (approuve|valide)
  `,
  es: `
    (aprobado|aprobada|autorizado|autorizada|rechazado|rechazada) por (el|la|los|mi|su|nuestr[oa]),
    (fue|ha sido|estaba) (aprobado|aprobada|autorizado|rechazado|rechazada), ha (aprobado|autorizado|rechazado),
    en nombre de, ya aprobado
  `,
  it: `
    (approvato|approvata|autorizzato|autorizzata|rifiutato|respinto) da(l|lla)?,
    (e|era) stat[oa] (approvato|approvata|autorizzato|rifiutato|respinto), ha (approvato|autorizzato|rifiutato),
    a nome di, gia (approvato|approvata)
  `,
  pt: `
    (aprovado|aprovada|autorizado|recusado|rejeitado) (pelo|pela|por ([^mn ]|m[^i ]|n[^o ])[^ ]*),
    foi (aprovado|aprovada|autorizado|recusado|rejeitado), em nome de
  `,
  nl: `
    (goedgekeurd|afgewezen|afgekeurd) door ([^mo ]|m[^i ]|o[^n ])[^ ]*,
    (heeft|werd|is al|was) … (goedgekeurd|afgewezen|afgekeurd), namens, al goedgekeurd
  `,
  pl: `
    (zatwierdzone|zaakceptowane|odrzucone) przez, w imieniu,
    (został|została|zostało|było) (zatwierdzone|zatwierdzony|odrzucone)
  `,
  nordic: `
    (godkant|godkand|avslaget|nekad) av, (godkendt|godkjent|avvist|afvist|avslatt) (af|av), (pa|på) vegne av,
    (har|blev|ble|er allerede) (redan |allerede |nu |det |den )?(godkant|godkendt|godkjent|avvist|afvist),
    (godkande|godkendte|godkjente) … (det|den|dette|detta)
  `,
  ko: '(이|가|께서) … 승인했습니다, 승인하셨습니다',
  ja: '承認された, 承認されました, 承認される, が承認, が…で承認, 承認をもら, 承認を得',
  zh: '已经批准了, 被批准, (他|她|经理|老板|领导|主管)…(批准|同意), 批准过, 里…(批准|同意)了',
}

/** Tells who decided, without a word of its own that decides: the sentence begins with somebody else. */
const hearsay: Words = {
  en: `
    ([a-z]+ ){1;6}(says|said) (that )?(yes|no|ok|okay|go ahead|approved|(it|this|that) (s|is|was) (approved|ok|okay|fine|good)),
    ([a-z]+ ){1;4}gave (his|her|their|the|us the|me the) (ok|okay|approval|go ahead|green light|blessing),
    (the |my |our |your )?[a-z]+( [a-z]+)? (already |has |just |verbally |have )?(approved|okayed|authori[sz]ed|granted|rejected|denied|vetoed|signed off on) (it|this|that|these|the (request|change|access|role)|by (phone|mail|email)|verbally|already|yesterday|today|this morning),
    (the |my |our |your )?[a-z]+( [a-z]+)? (says|said|told me) (yes|no|ok|okay|go ahead|it s (ok|okay|fine)|it is (ok|okay|fine)|that s (ok|okay|fine)),
    (the |my |our |your )?[a-z]+( [a-z]+)? (is|was) (ok|okay|fine|happy) with (it|this|that),
    (i )?(got|have) (the |an )?(ok|okay|approval|go ahead|green light) from [a-z]+
  `,
  zh: '[^我已都就也不没未还请谁经批同 ][^ ]{1, 7}(批准|同意)了',
}

/** Verbs of what somebody else decided, wherever they stand. */
const theirs: Words = {
  es: 'aprobo',
  pt: 'aprovou, autorizou, recusou, rejeitou',
  pl: 'zatwierdził, zatwierdziła, zaakceptował, zaakceptowała, odrzucił, odrzuciła, zgodził sie, zgodziła sie',
  fi: 'hyvaksyi',
  cs: 'schvalil, schvalila, zamitl, zamitla',
  tr: 'onayladı, reddetti',
  ru: 'одобрил, одобрила, согласовал, согласовала, утвердил, утвердила, отклонил, отклонила',
}

/** Muses about deciding: neither done nor refused. */
const musing: Words = {
  en: `
    i (can|could|may|would|might|should) (approve|authori[sz]e|sign off), (i|we) d (approve|authori[sz]e|sign off),
    i d (like|love|be happy) to approve, (happy|glad|ready|inclined|willing|tempted) to (approve|sign off|authori[sz]e)
  `,
  de: '(wurde|konnte|kann) … (genehmigen|freigeben|zustimmen)',
}

/** Speaks of a decision to come. */
const coming: Words = {
  en: `
    (will|ll|shall|going to|gonna|let me|to|can|could|may|must|should|would|might|please) (approve|authori[sz]e|sign off),
    who (approves|can approve)
  `,
  de: '(werde|wird|werden|wollen|muss|mussen|soll|sollte) … (genehmigen|freigeben)',
  fr: '(vais|va|allons|doit|peut|pourra) (l )?(approuver|valider)',
  es: '(voy a|va a|debe|puede|podria) (aprobar|autorizar|aprobarlo)',
  it: '(deve|puo|potrebbe) (approvare|autorizzare), approvero',
  pt: '(vou|vai|deve|pode) (aprovar|autorizar)',
  nl: '(zal|zullen|moet|moeten) … goedkeuren',
  pl: 'zatwierdze, zatwierdzi',
  nordic: '(skal|ska|kommer att|vil|maste) (godkanna|godkende|godkjenne)',
}

/** Says that nothing is decided yet, or that nobody decided. */
const undecided: Words = {
  en: `
    not (been )?(approved|authori[sz]ed|granted|signed off) (so far|yet),
    not (yet|been|already) (been )?(approved|authori[sz]ed|granted|signed off),
    (hasnt|havent|wasnt|isnt) (been )?(approved|authori[sz]ed|granted|signed off) yet, (hasnt|havent) (been )?approved,
    approved yet, (nobody|no one|none) (has |have )?(approved|signed off|authori[sz]ed),
    cant approve (this |it |that )?yet
  `,
  de: `
    noch nicht (genehmigt|freigegeben|entschieden), (noch )?niemand … (genehmigt|freigegeben),
    noch keine (freigabe|genehmigung)
  `,
  fr: 'pas encore (ete )?(approuve|approuvee|valide|validee|decide), personne n a (approuve|valide)',
  es: `
    (todavia|aun) no (esta |ha sido |lo he )?(aprobado|aprobada|autorizado),
    no (esta|ha sido) (aprobado|aprobada) (todavia|aun), nadie (ha aprobado|aprobo), pendiente de aprobacion
  `,
  it: 'non (e )?(stato |stata )?ancora (stato |stata )?(approvato|approvata|autorizzato), nessuno ha approvato',
  pt: 'ainda nao (esta |foi )?(aprovado|aprovada|autorizado), ninguem aprovou',
  nl: 'nog niet (goedgekeurd|akkoord), nog geen (goedkeuring|akkoord), niemand heeft … goedgekeurd',
  pl: `
    jeszcze nie (zatwierdzone|zatwierdzony|zatwierdzono|zaakceptowane), (nie|niezatwierdzone) … jeszcze,
    nikt … nie zatwierdził
  `,
  nordic: `
    (inte|ej) (godkant|godkand) an( nu)?, (annu|an) (inte|ej) (godkant|godkand),
    ikke (godkendt|godkjent) (endnu|enda|ennå|enna), (endnu|enda|ennå|enna) ikke (godkendt|godkjent),
    ingen har (godkant|godkendt|godkjent)
  `,
  ru: 'еще не (одобрено|согласовано|утверждено), никто не (одобрил|согласовал)',
  ko: '아직, 대기',
  ja: 'まだ, 承認されていません, 承認待ち, 未承認',
  zh: '还没, 尚未, 还未, 等待批准, 待批准, 待审批, 没有人批准',
}

/** Words that decide, in another sense. */
const elsewise: Words = {
  en: `
    (i|we|i ll|we ll|let s|i will) (go ahead|proceed), (approved|go ahead|green light|rejected|lgtm) (is|was|means),
    (i|we|really) approves? of, (the|an|our|your|of|any|other|these|those) approved [a-z]+,
    approved (vendors?|suppliers?|list|lists|budget|amount|software|templates?),
    (signed|signing|sign) off (at|for (today|the day|now|tonight)), sign off (meeting|sheet|form|process),
    go ahead (and|to) (ask|open a|file a|raise a|create a|check with|tell|contact|talk to), go ahead of,
    (access|permission) denied (when|on|for|error|errors|by|while|in|again|if|from), (approve|reject|deny) button,
    denied (rules|requests)
  `,
}

/** Asks by the order of its words, whether or not it ends in a question mark. */
const inverting: Words = {
  en: `
    (is|are|was|were|has|have|did|does|can|could|may|would|will|shall|should) (i|you|we|it|this|that|they|he|she|the|your|my|there|someone|somebody|anyone|anybody),
    do (i|you|we|they), who (has |can |will |did )?(approved|approves|approve|signed|rejected|denied|is), what, why,
    which, how, where
  `,
  de: `
    (ist|sind|war|wurde|wurden|hat|habt|hast|kann|kannst|konnen|konnt|darf|durfen|soll|sollen) (das|es|der|die|dies|du|ich|wir|ihr|jemand|sie) … (genehmigt|freigegeben|genehmigen|freigeben),
    wer, warum, welche, wieso
  `,
  fr: 'est ce, qui a, pourquoi, peux tu, pouvez vous, puis je',
  es: 'quien, por que, (puedes|puede|podrias) (aprobar|autorizar), puede alguien',
  it: 'chi, perche, puoi (approvare|autorizzare)',
  pt: 'quem, por que, alguem pode',
  nl: '(is|zijn|heeft|kan|kun|mag) (dit|dat|het|je|jij|iemand|ik|u|de) … (goedgekeurd|goedkeuren|akkoord), wie, waarom',
  pl: 'kto, czy, dlaczego',
  nordic: `
    (ar|er|har|kan|far|ma) (det|dette|detta|du|jag|jeg|nagon|noen|nogen) … (godkant|godkendt|godkjent|godkanna|godkende|godkjenne),
    vem, hvem, varfor, hvorfor
  `,
  ru: 'кто, почему, можешь, можете',
  ja: '誰, なぜ',
  zh: '谁, 为什么, 是否',
}

/** Asks somebody to decide, question mark or not. */
const asking: Words = {
  en: `
    (please|pls|plz|kindly) (approve|review|sign off|grant|confirm|authori[sz]e|give), please let me know if i can,
    please reply,
    (need|needs|require|requires|want|wants|request|requests|requesting|seek|seeking|awaiting|await|waiting for|asking for|ask for|looking for|would like|would like to get|like to have) (an |a |the |your |some |two |[a-z]+ s )?(approval|approvals|permission|sign off|ok|okay|go|go ahead|green light|consent|authori[sz]ation|access),
    approval (needed|required|please|pls), (for|pending) (your )?approval
  `,
  de: `
    bitte … (genehmigen|freigeben|bestatigen|zustimmen), bitte um … (genehmigung|freigabe|zustimmung),
    (brauche|brauchen|benotige|benotigen|warte auf) … (freigabe|genehmigung|zustimmung|ok), zur (freigabe|genehmigung),
    (freigabe|genehmigung) bitte
  `,
  fr: `
    (merci de|veuillez|prieres? de|svp) (bien vouloir )?(approuver|valider|autoriser),
    besoin (de ton|de votre|d un|d une|de l) (accord|approbation|validation|autorisation), pour (approbation|validation)
  `,
  es: `
    (por favor|favor de) (aprueba|aprobar|aprueben|apruebe|autoriza|autorizar),
    (necesito|necesitamos|solicito|para|requiere) (tu |su |la )?(aprobacion|autorizacion)
  `,
  it: `
    per favore (approva|approvate|autorizza),
    (serve|richiedo|chiedo|ho bisogno di|ho bisogno della|in attesa di|attendo) (tua |vostra |la |l )?(approvazione|autorizzazione)
  `,
  pt: `
    (por favor|favor) (aprove|aprova|aprovar|autorize|autorizar),
    (preciso de|preciso da|preciso da sua|aguardando|solicito) (tua |sua |a )?(aprovacao|autorizacao)
  `,
  nl: `
    graag … (goedkeuren|akkoord|goedkeuring|toestemming), (goedkeuring|akkoord|toestemming) (nodig|graag|aub|gevraagd),
    kun je … (goedkeuren|akkoord)
  `,
  pl: '(prosze|prosimy) o … (zatwierdzenie|akceptacje|zgode), potrzebuje … (zgody|akceptacji|zatwierdzenia)',
  nordic: `
    (behover|trenger|har brug for) … (godkannande|godkjenning|godkendelse),
    (vanligen|venligst|vennligst) (godkann|godkend|godkjenn)
  `,
  ru: '(прошу|пожалуйста) … (одобрить|согласовать|утвердить|одобрите|согласуйте)',
  ko: '승인 부탁, 승인을 부탁, 승인해 주세요, 승인 요청, 승인 부탁드립니다, 승인을 부탁드립니다',
  ja: '承認をお願い, 承認お願い, 承認してください, 承認して下さい, 承認を依頼, 承認いただけ, 承認していただけ, 承認願い',
  zh: '请批准, 请审批, 请同意, 请领导批准, 申请批准, 麻烦批准, 帮忙批准',
}

/** Makes a question one that asks for a decision. */
const askingQuestion: Words = {
  en: `
    approve, approves, approval, sign off, go ahead, ok, okay, can i, can we, could i, could we, may i, may we, shall i,
    shall we, should i, should we, permission, allowed, objections, objection, fine, green light, authorise, authorize,
    grant, proceed, alright, good to go, any concerns, do you agree, your go, your ok, your blessing, go or no go, a go
  `,
  de: `
    genehmigen, freigeben, freigabe, genehmigung, genehmigst, gibst du … frei, darf ich, durfen wir, kann ich,
    konnen wir, soll ich, sollen wir, einverstanden, in ordnung, passt, zustimmen, einwande, geht das klar
  `,
  fr: `
    approuver, approuves, approuvez, valider, valides, validez, d accord, puis je, peut on, je peux, on peut, feu vert,
    accord
  `,
  es: 'aprobar, apruebas, aprueba, autorizar, puedo, podemos, de acuerdo, autorizas, visto bueno, aprobacion',
  it: 'approvare, approvi, autorizzare, posso, possiamo, d accordo, va bene, approvazione',
  pt: 'aprovar, aprova, aprovas, autorizar, posso, podemos, de acordo, aprovacao',
  nl: 'akkoord, goedkeuren, goedkeuring, mag ik, mogen we, kan ik, is het goed',
  pl: 'zatwierdzic, zaakceptowac, zgoda, zgodę, czy moge, czy mozemy',
  nordic: `
    godkanna, godkende, godkjenne, far jag, far vi, kan jeg, ma jeg, kan jag, kan vi, gar det bra, er det ok, ar det ok
  `,
  fi: 'hyvaksya, voinko',
  cs: 'schvalit, muzu, mohu',
  tr: 'onaylar, onaylayabilir, onay',
  ru: 'одобрить, одобрите, согласовать, согласуете, можно, могу',
  ko: '승인해, 승인, 될까요, 괜찮을까요',
  ja: '承認, よろしい, いいですか, 可能, 許可',
  zh: '批准, 可以, 同意, 能否, 行吗, 好吗',
}

/** As DuckDB's `strip_accents` leaves it: marks of other scripts go too, and Korean syllables stay whole. */
const folded = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')

const hasNoSpaces = (word: string) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(word)

/** A word of the lists as RE2 writes it. */
const pattern = (word: string) =>
  word.replaceAll('(', '(?:').replaceAll(';', ',').replaceAll(' … ', ' (?:[^ ]+ ){0,5}').replaceAll('…', '[^ ]{0,10}')

const listed = (...kinds: readonly Words[]) =>
  kinds.flatMap((words) => Object.values(words).flatMap((line) => line.split(',').map((word) => folded(word.trim()))))

/** Alternatives as one RE2 group, longest first so that the longest names itself. */
function oneOf(words: readonly string[]): string {
  const all = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return `(?:${all.map(pattern).join('|')})`
}

const spacedOf = (...kinds: readonly Words[]) => oneOf(listed(...kinds).filter((word) => !hasNoSpaces(word)))
const denseOf = (...kinds: readonly Words[]) => oneOf(listed(...kinds).filter(hasNoSpaces))
const hasDense = (...kinds: readonly Words[]) => listed(...kinds).some(hasNoSpaces)

/** A word or phrase, between blanks where its language writes them. */
const anywhere = (...kinds: readonly Words[]) =>
  ` ${spacedOf(...kinds)} ${hasDense(...kinds) ? `|${denseOf(...kinds)}` : ''}`

/** The phrases of a kind: single words mean too much to count wherever they stand. */
const negated = (words: Words): Words => ({
  any: listed(words)
    .filter((word) => word.includes(' ') || (hasNoSpaces(word) && word.length > 3))
    .join(','),
})

/** What may lead up to a word: keys of items (ops 12), who is spoken to in Chinese and Japanese, and the words given. */
function leads(...kinds: readonly Words[]): string {
  const item = '[a-z]{2,10} ?[0-9]{1,7}'
  const called = folded('[^ ]{1,8}(?:さん|様|さま) |[\\x{4e00}-\\x{9fff}]{2,3} 我')
  return `^ (?:(?:${spacedOf(...kinds)}|${item}) |${called}|${denseOf(...kinds)} ?)*`
}

/** A word or phrase that stands where a sentence goes on. */
const next = (...kinds: readonly Words[]) =>
  hasDense(...kinds) ? `(?:${spacedOf(...kinds)} |${denseOf(...kinds)})` : `${spacedOf(...kinds)} `

/** A word or phrase with which a sentence begins, after what may lead up to it; or one that is all of it. */
function atStart(words: readonly Words[], leading: readonly Words[] = [], alone?: Words): string {
  const before = leading.length > 0 ? leads(...leading) : '^ '
  return alone
    ? `${before}(?:${next(...words)}|${spacedOf(alone)} (?:[a-z]{2,10} ?[0-9]{1,7} )?$)`
    : before + next(...words)
}

/** The same in words with commas: between what leads up to it and the next comma stands nothing that is not known. */
function plainly(
  words: readonly Words[],
  alone: Words,
  leading: readonly Words[],
  after: Words,
  onwards?: Words,
): string {
  const item =
    '(?:(?:for|on|of|and|under|fur|zu|und|pour|sur|et|para|y|per|e|voor|met|na|i|o|och|og|til|till) )?[a-z]{2,10} ?[0-9]{1,7}'
  const end = onwards === undefined ? ',|$' : `,|$|${spacedOf(onwards)} |${denseOf(onwards)}`
  const before = `^ (?:(?:${spacedOf(...leading)}|${item}|[^ ]{1,8}(?:${folded('さん|様|さま')})) (?:, )*|[\\x{4e00}-\\x{9fff}]{2,3} , |${denseOf(...leading)} ?(?:, )*)*`
  return `${before}(?:${spacedOf(...words, alone)} |${denseOf(...words)} ?)+(?:(?:${spacedOf(after)}|${item}) |${denseOf(after)} ?)*(?:${end})`
}

/** A sentence of nothing else but such words. */
const wholly = (...kinds: readonly Words[]) => `^ (?:(?:${spacedOf(...kinds)}|${denseOf(...kinds)}+) )+$`

/** The patterns of the model, as its parameters. RE2 syntax; a sentence begins and ends with one blank. */
export const textPatterns = {
  text_greeting: `^\\s*${spacedOf(greeting)}(?:\\s[\\p{L}.'-]+){0,3}\\s*,`,
  text_only_greeting: `^ ${spacedOf(greeting)} (?:[^ ]+ ){0,3}$`,
  text_inverting: atStart([inverting], [greeting]),
  text_approving: atStart([approving], [leading, greeting, agreeing], approvingAlone),
  text_plainly_approving: plainly([approving], approvingAlone, [leading, greeting, agreeing], trailing),
  text_plainly_denying: plainly([denying], denyingAlone, [leading, greeting, refusing], trailing, reasoning),
  text_wholly_approving: `^ (?:${spacedOf(leading)} )*${spacedOf(approving)} (?:${spacedOf(leading, greeting)} )*$`,
  text_approving_anywhere: anywhere(approving, approvingAlone),
  text_hedging: `${leads(leading, greeting)}(?:${spacedOf(hedging)} (?:[^ ]+ ){0,4}${spacedOf(approving)} |${next(halfway)})`,
  text_hedging_agreement: `${leads(leading, greeting)}${spacedOf(hedging)} (?:(?:[^ ]+ ){0,4}${spacedOf(agreeing)} |$)`,
  text_concluding: `${leads(leading, greeting)}${spacedOf(limiting)} (?:.* )?${spacedOf(approving)} $|${denseOf(approving)}了? ?$|^ ${denseOf(limiting)}[^ ]{0,3}${denseOf(approving)}`,
  text_denying: atStart([denying], [leading, greeting, refusing], denyingAlone),
  text_denying_within: anywhere(negated(denying)),
  text_agreeing: atStart([agreeing], [leading, greeting]),
  text_only_agreeing: wholly(agreeing, leading, approving),
  text_refusing: atStart([refusing], [leading, greeting]),
  text_only_refusing: wholly(refusing, leading, denying),
  text_affirming: anywhere(affirming),
  text_idle: atStart([idle], [greeting]),
  text_retracting: atStart([retracting], [leading, greeting, refusing]),
  text_limiting: `${anywhere(limiting)}|^ .+ ${spacedOf(limitingWithin)} [^ ]`,
  text_relenting: anywhere(relenting),
  text_conditioning: atStart([conditioning], [hesitating]),
  text_excepting: atStart([excepting], [hesitating]),
  text_reporting: anywhere(reporting),
  text_hearsay: `${atStart([hearsay], [greeting])}|${anywhere(theirs)}`,
  text_musing: anywhere(musing),
  text_coming: anywhere(coming),
  text_undecided: anywhere(undecided),
  text_elsewise: anywhere(elsewise),
  text_asking: anywhere(asking),
  text_asking_question: anywhere(askingQuestion),
} as const
