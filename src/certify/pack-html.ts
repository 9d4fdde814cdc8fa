/** A pack as a page: the evidence of each item beside the choice, and a button that saves the decisions as the CSV that `certify import` reads. */
import { sha256 } from '../hash.js'
import { type Html, html, unsafe } from '../report/html.js'
import { counted } from '../report/words.js'
import { reviewDecisions, type Terms } from './campaign.js'
import { type Pack, type PackRow, packColumns } from './pack.js'
import { pageStyle } from './page-style.js'

/** Evidence shown in the card of an item, in order. */
const evidence = packColumns.filter(
  ({ name, role }) =>
    role === 'shown' &&
    !['person', 'kind', 'resource', 'risk', 'recommendation', 'reasons', 'reviewer_by'].includes(name),
)

const savedColumns = packColumns.filter(({ role }) => role !== 'shown').map(({ name }) => name)

/** The text of the page. It reads without script; with it, decisions can be saved, each with the time it was made. */
export function renderPackHtml(pack: Pack, terms: Terms): string {
  const script = saving(pack.stem)
  const hash = Buffer.from(sha256(script), 'hex').toString('base64')
  const who = pack.reviewer ?? 'nobody yet'
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><title>Access review ${terms.name}: ${who}</title><style>${unsafe(pageStyle)}</style></head>
<body><header><h1>Access review ${terms.name}</h1>
<p>${who} decides on ${counted(pack.rows.length, 'item')} by ${terms.due.slice(0, 16).replace('T', ' ')} UTC. Shown is what was held at ${terms.cutoff.slice(0, 16).replace('T', ' ')} UTC. A recommendation says what the evidence speaks for; it is no decision.</p>
<p><button type="button" id="save">Save my decisions as CSV</button> <output id="told"></output></p></header>
<main>${pack.rows.map(card)}</main>
<script>${unsafe(script)}</script></body></html>
`.markup
}

function card(row: PackRow, index: number): Html {
  const frozen = JSON.stringify(
    Object.fromEntries(packColumns.filter(({ role }) => role === 'frozen').map(({ name }) => [name, row[name] ?? ''])),
  )
  return html`<article data-frozen="${frozen}" aria-labelledby="i${index}">
<h2 id="i${index}">${row.person || row.account} <span>holds</span> ${row.entitlement}</h2>
<p class="on">${row.person ? html`${row.account} · ` : ''}${row.kind === 'unknown' ? 'of unknown kind' : row.kind}${row.resource ? html` · on ${row.resource}` : ''} · <b class="risk ${row.risk}">${row.risk} risk</b></p>
<p class="advice"><b>The evidence speaks for: ${row.recommendation}.</b> ${row.reasons}</p>
<details><summary>Evidence</summary><dl>${evidence
    .filter(({ name }) => row[name])
    .map(({ name, title }) => html`<dt>${title}</dt><dd>${row[name]}</dd>`)}</dl></details>
<fieldset><legend>Your decision</legend>${reviewDecisions.map(
    (decision) =>
      html`<label><input type="radio" name="d${index}" value="${decision}"${row.decision === decision ? html` checked` : ''}> ${decision}</label>`,
  )}<label class="comment">Comment <input type="text" name="c${index}" value="${row.comment}"></label></fieldset>
</article>
`
}

/** The only script: notes when each choice was made, and writes what was chosen. */
function saving(stem: string): string {
  return `'use strict';(function(){
var columns=${JSON.stringify(savedColumns)};
var cards=[].slice.call(document.querySelectorAll('article'));
var told=document.getElementById('told');
function cell(text){var s=/^[=+\\-@\\t\\r＝＋－＠]/.test(text)?"'"+text:text;return '"'+s.replace(/"/g,'""')+'"'}
cards.forEach(function(card){card.addEventListener('change',function(event){if(event.target.type==='radio')card.dataset.at=new Date(performance.timeOrigin+event.timeStamp).toISOString();tell()})});
function chosen(card){var one=card.querySelector('input[type=radio]:checked');return one?one.value:''}
function tell(){var n=cards.filter(chosen).length;told.textContent=n+' of '+cards.length+' decided'}
document.getElementById('save').addEventListener('click',function(){
var lines=[columns.join(',')];
cards.forEach(function(card){var f=JSON.parse(card.dataset.frozen);
f.decision=chosen(card);f.comment=card.querySelector('input[type=text]').value;f.decided_at=f.decision?(card.dataset.at||''):'';
lines.push(columns.map(function(c){return cell(f[c]||'')}).join(','))});
var link=document.createElement('a');link.href=URL.createObjectURL(new Blob(['\\ufeff'+lines.join('\\r\\n')+'\\r\\n'],{type:'text/csv'}));
link.download=${JSON.stringify(`${stem}.decided.csv`).replaceAll('<', '\\u003c')};document.body.appendChild(link);link.click();link.remove()});
tell()})();`
}
