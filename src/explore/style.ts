/** The style sheet of the explorer: that of the report with its drawings, and what only the explorer has. */
import { chartStyle } from '../report/chart-style.js'
import { style } from '../report/style.js'

/** CSS of every page. */
export const explorerStyle = `${style}${chartStyle}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.explorer>main,.explorer>.foot{max-width:88rem;margin:0 auto;padding-left:1.5rem;padding-right:1.5rem}
.explorer>main{padding-top:1.5rem;padding-bottom:3rem}.explorer>main:focus{outline:0}
.explorer h1{font-size:clamp(1.4rem,1.1rem + 1.2vw,1.9rem);max-width:60ch;overflow-wrap:anywhere;margin-bottom:.8rem}
.explorer h2{font-size:1.25rem;margin:1.75rem 0 .5rem}
.explorer main>section{padding:0;border-top:0}
.bar{display:flex;flex-wrap:wrap;gap:.6rem 1.5rem;align-items:center;padding:.7rem 1.5rem;background:var(--paper);border-bottom:1px solid var(--line);position:sticky;top:0;z-index:5}
.bar .wordmark{margin:0}.bar .wordmark a{color:inherit;text-decoration:none}
.bar nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:0;padding:0;font-size:.9rem}
.bar nav a{text-decoration:none;color:var(--soft);padding:.25rem 0;display:inline-block}.bar nav a:hover{color:var(--ink)}
.bar nav a[aria-current]{color:var(--ink);font-weight:600;box-shadow:inset 0 -2px var(--link)}
.find{display:flex;gap:.4rem;margin-left:auto;flex:1 1 16rem;max-width:30rem}.find input{flex:1;min-width:0}
input,select,textarea,button{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--none);border-radius:4px;padding:.35rem .55rem;max-width:100%}
button{background:var(--link);color:var(--paper);border-color:var(--link);font-weight:600;cursor:pointer}
input:focus-visible,select:focus-visible,textarea:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
textarea,.write select,.write input,.a-note input{display:block;width:100%}textarea{resize:vertical}
.console textarea{font:.86rem/1.5 var(--mono);margin:.3rem 0 .6rem}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.8rem 0;font-size:.875rem}.filters label{display:grid;gap:.15rem;color:var(--soft)}
.pager{color:var(--soft)}.pager a{margin-left:.8rem}
.meta{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;align-items:baseline;max-width:none}.meta>*{min-width:0;overflow-wrap:anywhere}
.words{white-space:pre-wrap;overflow-wrap:anywhere}.finding h2.words{font:600 1.05rem/1.45 var(--text);margin:0 0 .5rem;max-width:80ch}
.notes{list-style:none;padding:0;margin:.5rem 0}
.a-note{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--link);border-radius:5px;padding:.7rem 1rem;margin:.6rem 0;max-width:60rem}
.a-note .meta{margin:0 0 .3rem;font-size:.875rem}.a-note .words{margin:0}.a-note.gone{border-left-color:var(--line)}.a-note.gone>.words{text-decoration:line-through;color:var(--soft)}
.a-note:target{outline:3px solid var(--link);outline-offset:2px}
.stance{border:1px solid currentColor;border-radius:3px;padding:0 .4em;font-size:.8rem}
.write,.a-note form{display:grid;grid-template-columns:minmax(0,1fr);gap:.6rem;max-width:60rem;margin:.8rem 0}.write label,.a-note label{display:grid;grid-template-columns:minmax(0,1fr);gap:.2rem;font-size:.875rem;color:var(--soft)}.write button,.a-note button{justify-self:start}
.graph{display:block;width:100%;min-width:52rem;height:auto;padding:.5rem}
.graph text{font:12px var(--text);fill:var(--ink)}.graph .edge-name{font-size:10px;fill:var(--soft)}.graph a text{fill:var(--link)}.graph a:focus-visible text{text-decoration:underline}
.graph .edge{fill:none;stroke:var(--none);stroke-width:1.2}.graph .edge.sure{stroke-width:2}.graph .edge.likely{stroke-dasharray:6 3}.graph .edge.weak{stroke-dasharray:2 4}
.graph .self{fill:var(--faint);stroke:var(--link);stroke-width:1.5}.graph .self-name{font-weight:600}
.waterfall{list-style:none;margin:0;padding:0}.waterfall li{padding:.08rem 0}
.weight{vertical-align:-.05em}.weight line{stroke:var(--none)}.weight .for{fill:var(--ok)}.weight .against{fill:var(--bad)}
.fields dd .id{font-size:.9em}
a.quiet .id{text-decoration:underline}.record-text{white-space:pre-wrap;overflow-wrap:anywhere}
.tables{columns:18rem;font-size:.875rem}.tables details{break-inside:avoid;margin:.2rem 0}
.narrow{display:flex;flex-wrap:wrap;gap:.4rem 1rem;font-size:.875rem;color:var(--soft)}.narrow label{display:flex;gap:.35rem;align-items:baseline}
tr.out{display:none}
@media print{.bar,.filters,.write,.narrow,.pager{display:none}}
`
