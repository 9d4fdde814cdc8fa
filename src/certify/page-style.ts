/** How packs and the report of a campaign look: light and dark by the reader's setting, printable. */
export const pageStyle = `:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--line:#d0d7de;--paper:#fff;--card:#f6f8fa;--bad:#b3261e;--warn:#8a5a00;--good:#1a6b35}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9da7b1;--line:#3d444d;--paper:#0d1117;--card:#161b22;--bad:#ff8a80;--warn:#e3b341;--good:#56d364}}
body{margin:0 auto;max-width:70rem;padding:1rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.05rem;margin:0 0 .25rem;overflow-wrap:anywhere}h2 span{color:var(--dim);font-weight:400}
article,section{border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:.75rem 1rem;margin:0 0 .75rem;break-inside:avoid}
p{margin:.25rem 0}.on{color:var(--dim);overflow-wrap:anywhere}.high{color:var(--bad)}.medium{color:var(--warn)}.low{color:var(--good)}
dl{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.15rem .75rem;margin:.5rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
fieldset{border:0;padding:0;margin:.5rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}legend{font-weight:600;padding:0}
label.comment{flex:1 1 20rem;display:flex;gap:.5rem;align-items:center}input[type=text]{flex:1;padding:.3rem .4rem;border:1px solid var(--line);border-radius:.3rem;background:var(--paper);color:inherit;font:inherit}
button{padding:.4rem .8rem;font:inherit;cursor:pointer}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{color:var(--dim);font-weight:600}
@media print{button,output{display:none}body{max-width:none}}`
