/** The style sheet of the report: one file, no fonts or pictures from elsewhere, light and dark, screen and paper. */

/** CSS of the report. */
export const style = `
:root{color-scheme:light dark;
--ground:#f7f7f4;--paper:#ffffff;--ink:#1c1e21;--soft:#565b63;--line:#dddcd5;--edge:#8a8d92;--faint:#efeee9;--link:#174a7c;
--critical:#8c1626;--high:#a63c0d;--medium:#7a5600;--low:#3f5a6d;--info:#565b63;
--ok:#256b46;--warn:#8a6100;--bad:#9c2a2a;--none:#6b7077;
--request:#1f5fa8;--approval:#6a3fa0;--credential:#96690a;--execution:#1c1e21;--revocation:#4f6b52;--alarm:#a3262b;--other:#7b8088;
--heat:31,95,168;--window:rgba(31,95,168,.07);--life:#c79a3b;--beyond:#b3362f;
--text:ui-sans-serif,system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"Noto Sans",sans-serif;
--serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;
--mono:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{
--ground:#131518;--paper:#1a1d21;--ink:#e9e7e2;--soft:#a7adb5;--line:#33383f;--edge:#6f767f;--faint:#23272c;--link:#8fbdf0;
--critical:#ff8f9b;--high:#ff9f6b;--medium:#e9bd5a;--low:#9dc0d6;--info:#a7adb5;
--ok:#7fd0a2;--warn:#e9bd5a;--bad:#ff9a94;--none:#a7adb5;
--request:#74aef0;--approval:#bd9af0;--credential:#e0b24f;--execution:#e9e7e2;--revocation:#9cc3a0;--alarm:#ff8a85;--other:#9aa0a8;
--heat:116,174,240;--window:rgba(116,174,240,.09);--life:#9a7a35;--beyond:#e0665f}}
*{box-sizing:border-box}
html{scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:400 .9375rem/1.55 var(--text);font-variant-numeric:tabular-nums}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:9}
.frame{max-width:88rem;margin:0 auto;padding:0 1.5rem 5rem;display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5rem}
@media (min-width:72rem){.frame{grid-template-columns:11.5rem minmax(0,1fr)}.masthead,.foot{grid-column:2}.rail{grid-row:1/span 3}}
.masthead{padding:3rem 0 1.5rem}
.wordmark{font:600 .8125rem/1 var(--text);letter-spacing:.14em;text-transform:uppercase;color:var(--soft);margin:0 0 1.1rem}
h1,h2{font-family:var(--serif);font-weight:600;letter-spacing:-.012em;line-height:1.15;text-wrap:balance;margin:0}
h1{font-size:clamp(1.75rem,1.2rem + 2vw,2.5rem);max-width:30ch}
h2{font-size:1.625rem;margin:0 0 .35rem}
h3{font-size:1.0625rem;line-height:1.35;margin:2rem 0 .5rem}
h4{font-size:.9375rem;margin:1.25rem 0 .35rem}
p{margin:.4rem 0 .8rem;max-width:72ch}
.lede{font:400 1.1875rem/1.5 var(--serif);max-width:62ch;margin:1.1rem 0 0}
.lede strong{font-weight:600}
.note,.soft{color:var(--soft)}
.note{font-size:.875rem}
.rail{font-size:.875rem}
.rail ol{list-style:none;margin:0;padding:0}
.rail a{display:flex;justify-content:space-between;gap:.75rem;padding:.3rem 0;text-decoration:none;color:var(--soft);border-bottom:1px solid transparent}
.rail a:hover{color:var(--ink);border-bottom-color:var(--line)}
@media (min-width:72rem){.rail nav{position:sticky;top:0;padding:3.1rem 0 2rem;max-height:100vh;overflow:auto}}
@media (max-width:71.99rem){.rail{order:-1;border-bottom:1px solid var(--line);padding:.9rem 0}.rail ol{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem}}
main>section{padding:2.25rem 0 1rem;border-top:1px solid var(--line)}
.facts{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:6px;overflow:hidden;margin:1rem 0 1.25rem}
.facts>div{background:var(--paper);padding:.8rem 1rem}
.facts dt{color:var(--soft);font-size:.8125rem}
.facts dd{margin:.1rem 0 0;font-weight:600;font-size:1.0625rem;overflow-wrap:anywhere}
.facts small{display:block;font-weight:400;font-size:.8125rem;color:var(--soft)}
.scroll{overflow-x:auto;margin:.75rem 0 1.25rem;border:1px solid var(--line);border-radius:6px;background:var(--paper)}
.scroll.drawing{background:linear-gradient(90deg,var(--paper) 40%,transparent) left/3rem 100% no-repeat local,linear-gradient(270deg,var(--paper) 40%,transparent) right/3rem 100% no-repeat local,linear-gradient(90deg,var(--edge),transparent) left/.5rem 100% no-repeat scroll,linear-gradient(270deg,var(--edge),transparent) right/.5rem 100% no-repeat scroll,var(--paper)}
table{border-collapse:collapse;width:100%;font-size:.8438rem;line-height:1.45}
caption{text-align:left;padding:.7rem .65rem .2rem;font-weight:600}
caption span{display:block;font-weight:400;color:var(--soft)}
th,td{text-align:left;vertical-align:top;padding:.42rem .65rem;border-top:1px solid var(--faint)}
thead th{color:var(--soft);font-weight:500;font-size:.7813rem;border-top:0;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:500}
.chain-body th,.chain-body td{padding-left:.5rem;padding-right:.5rem}
td.n,th.n{text-align:right;white-space:nowrap}
time{white-space:nowrap}.many time{white-space:normal}.many .id{min-width:8rem!important}.many thead th{white-space:normal}
td.z{color:var(--soft)}
.id,code,pre{font-family:var(--mono);font-size:.92em}
.id{overflow-wrap:anywhere}
td .id,tbody th .id{display:inline-block;min-width:11rem}
.nw{white-space:nowrap}
.record{display:block;min-width:8.5rem}.record .id{display:inline;min-width:0!important}.record small{display:block;color:var(--soft);font-family:var(--mono);font-size:.75rem;overflow-wrap:anywhere}
td{min-width:4.25rem}td.n{min-width:0}td details.plain{min-width:11rem}td details.plain>summary{width:auto}td .mark{vertical-align:-.12em;margin-right:.3em}td q{quotes:none;display:block;min-width:14rem;max-width:34rem;overflow-wrap:anywhere}
pre{background:var(--faint);border-radius:6px;padding:.9rem 1rem;overflow:auto;font-size:.7813rem;line-height:1.5;margin:.5rem 0 1rem}
.badge{display:inline-block;font:600 .7188rem/1 var(--text);letter-spacing:.03em;padding:.28em .55em;border-radius:3px;border:1px solid currentColor;white-space:nowrap;vertical-align:.12em}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.badge.critical{background:var(--critical);color:var(--paper);border-color:var(--critical)}
.provable{color:var(--ok)}.badge.grade.provable,td .provable{color:var(--soft)}.badge.grade{font-weight:500;border-color:var(--edge)}.partial{color:var(--warn)}.unprovable{color:var(--bad)}
.kind{font-size:.75rem;color:var(--soft);border:1px solid var(--line);border-radius:3px;padding:0 .35em;white-space:nowrap}
.kind.agent,.kind.workload{color:var(--approval);border-color:currentColor}
.alert{border-left:3px solid var(--warn);padding:.1rem 0 .1rem .9rem;margin:.9rem 0}
.bars{display:grid;gap:.55rem;margin:1rem 0}
.bar-row{display:grid;grid-template-columns:minmax(7rem,10rem) minmax(0,1fr) 9rem;gap:.9rem;align-items:center}
.bar-row svg{width:100%;height:14px;display:block}
.bar-row .v{text-align:right;color:var(--soft)}
rect.provable{fill:var(--ok)}rect.partial{fill:var(--life)}rect.unprovable{fill:var(--beyond)}rect.track{fill:var(--faint)}
rect.corner{fill:var(--request)}
.matrix{display:block;width:calc(100% - 1.8rem);height:auto;margin:.6rem .9rem .9rem}
.matrix text{font:400 11px var(--text);fill:var(--soft)}.matrix text.row{fill:var(--ink)}
.matrix .none,.key .none{fill:var(--edge);height:2px;transform:translateY(6px)}.matrix .zero{fill:none;stroke:var(--edge);stroke-width:.75}
.matrix .l1{fill:rgba(var(--heat),.22)}.matrix .l2{fill:rgba(var(--heat),.42)}.matrix .l3{fill:rgba(var(--heat),.66)}.matrix .l4{fill:rgba(var(--heat),.95)}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;margin:.25rem 0 0;padding:0 .9rem .8rem;font-size:.8125rem;color:var(--soft)}
.key svg,.legend svg{vertical-align:-.12em}
details>summary{cursor:pointer}
details.plain{margin:.6rem 0}
td details.plain{margin:0}.tight{margin:.3rem 0 0;padding-left:1.1rem}
.controls{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 1rem}.controls b{font-weight:500;color:var(--soft)}
details.plain>summary{color:var(--link);font-size:.875rem;width:fit-content}
.group{margin:1.25rem 0 2rem}
.group>header{display:flex;flex-wrap:wrap;gap:.3rem .7rem;align-items:baseline;margin-bottom:.2rem}
.group>header h4{margin:0;font-size:1.0625rem}
.qa{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:.15rem 1rem;margin:.3rem 0 .9rem;font-size:.875rem}
.qa dt{color:var(--soft)}.qa dd{margin:0;max-width:76ch}
.finding{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--none);border-radius:5px;padding:.9rem 1.1rem .7rem;margin:.7rem 0}
.finding.critical{border-left-color:var(--critical)}.finding.high{border-left-color:var(--high)}.finding.medium{border-left-color:var(--medium)}.finding.low{border-left-color:var(--low)}
.finding{color:var(--ink)}
.finding,.chain{content-visibility:auto}.finding{contain-intrinsic-size:auto 14rem}.chain{contain-intrinsic-size:auto 2.8rem}
.finding .said{color:var(--ink);font-size:.9688rem;line-height:1.45;font-weight:600;margin:0 0 .4rem;max-width:80ch;overflow-wrap:anywhere}
.finding .meta{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;font-size:.8438rem;color:var(--soft);margin:0 0 .5rem;max-width:none}
.finding .meta b{font-weight:500;color:var(--ink)}
.finding .scroll{margin:.5rem 0}
.finding:target,.chain-body:target,tr:target{outline:3px solid var(--link);outline-offset:2px}
.four{display:flex;flex-wrap:wrap;gap:.3rem 1.75rem;margin:.4rem 0 .6rem;font-size:.8438rem}.four dt{color:var(--soft);font-size:.75rem}.four dd{margin:0;overflow-wrap:anywhere}.four>:last-child{flex:1 1 20rem}.missing{color:var(--bad)}
.meta button,.chain-body>button{padding:.1rem .45rem;font-size:.75rem}
.why-not{background:var(--faint);border-radius:4px;padding:.5rem .8rem;margin:.5rem 0;font-size:.875rem;max-width:none}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;padding:0;margin:.6rem 0 1.2rem;font-size:.8125rem;color:var(--soft)}
.chain{background:var(--paper);border:1px solid var(--line);border-radius:6px;margin:.6rem 0}
.chain>summary{display:grid;grid-template-columns:minmax(7rem,max-content) minmax(0,1fr) auto;gap:.2rem 1rem;align-items:baseline;padding:.65rem 1rem;list-style:none}
.chain>summary::-webkit-details-marker{display:none}
.chain>summary .key-name::before{content:"";display:inline-block;border:.3em solid transparent;border-left-color:var(--soft);border-right:0;margin-right:.6em;transition:transform .12s}
.chain[open]>summary .key-name::before{transform:rotate(90deg)}
.chain>summary .key-name{font-weight:600}
.chain>summary .what{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--soft)}
.chain[open]>summary{border-bottom:1px solid var(--line)}
.chain[open]>summary .what{white-space:normal}
.chain-body{padding:.9rem 1rem 1rem;scroll-margin-top:4rem}
.corners{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:5px;overflow:hidden;margin:0 0 .9rem}
.corners>div{background:var(--paper);padding:.6rem .85rem}
.corners dt{font-size:.75rem;color:var(--soft)}
.corners dd{margin:.1rem 0 0;font-weight:600;overflow-wrap:anywhere}
.corners dd small{display:block;font-weight:400;color:var(--soft);font-size:.7813rem}
.corners .missing dd{font-weight:400;color:var(--bad)}
.finding-links{list-style:none;padding:0;margin:0 0 .9rem;font-size:.875rem}
.finding-links li{padding:.15rem 0}
.timeline{display:block;width:100%;height:auto;min-width:44rem}
.timeline text{font:400 10.5px var(--text);fill:var(--soft)}
.timeline .lane-name{fill:var(--ink);font-size:11px}.timeline .lane-class{font-size:9px}.timeline .no{font-size:8.5px}.timeline .pause{font-size:9px;font-style:italic}
.timeline .lane line{stroke:var(--line)}.timeline .axis{stroke:var(--line)}
.timeline .window{fill:var(--window)}
.mark{fill:var(--other)}.mark.request,.mark.recommendation,.mark.disposition{fill:var(--request)}.mark.approval,.mark.policy,.mark.review{fill:var(--approval)}
.mark.credential{fill:var(--credential)}.mark.execution{fill:var(--execution)}.mark.revocation{fill:var(--revocation)}.mark.break_glass,.mark.logging{fill:var(--alarm)}
.life{fill:var(--life)}.beyond{fill:var(--beyond)}.last-use{stroke:var(--ink);stroke-width:1.5}
.tools{display:flex;flex-wrap:wrap;gap:.6rem .8rem;align-items:end;margin:1rem 0 .5rem}
[data-finder] th,[data-finder] td{overflow-wrap:break-word;min-width:5rem}[data-finder="findings"] td:nth-child(2){min-width:16rem}[data-finder="chains"] td,[data-finder="chains"] th{overflow-wrap:anywhere}
.tools label{display:grid;gap:.2rem;font-size:.8125rem;color:var(--soft)}.tools .wide{flex:1 1 16rem}
input,select,button{font:400 .875rem/1.3 var(--text);color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:5px;padding:.45rem .6rem;max-width:100%}
.tools select{max-width:13rem}.tools input{width:100%}button{cursor:pointer;color:var(--link)}
input:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:1px}
kbd{font:500 .75rem/1 var(--mono);border:1px solid var(--edge);border-radius:3px;padding:.1em .4em;color:var(--soft)}
.pair caption span{white-space:normal}.pair th,.pair td{padding-left:.6rem;padding-right:.6rem}.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1.25rem;align-items:start}
.below{display:block;overflow-wrap:anywhere;font-size:.8125rem;margin-top:.15rem;max-width:44rem}
[hidden]{display:none!important}.paper{display:none}
.defs{position:absolute}
.foot{color:var(--soft);font-size:.8438rem;padding:2rem 0;border-top:1px solid var(--line)}
@media screen and (max-width:44rem){.scroll table,.scroll caption,.scroll tbody,.scroll tr,.scroll tbody th,.scroll tbody td{display:block}.scroll thead{display:none}.scroll tr{padding:.5rem 0;border-top:1px solid var(--line)}.scroll tbody th,.scroll tbody td{border:0;padding-top:.12rem;padding-bottom:.12rem;min-width:0!important;overflow-wrap:anywhere;text-align:left}
.scroll tbody td.n{display:inline-block;padding-right:.2rem}.scroll td[data-h]::before{content:attr(data-h);display:block;font-size:.75rem;color:var(--soft)}.scroll td.n[data-h]::before{display:inline;margin-right:.35em}
.scroll .id,.scroll .record,td details.plain,td q{min-width:0}}
@media (max-width:44rem){.facts{grid-template-columns:repeat(2,minmax(0,1fr))}.facts time{white-space:normal}.corners{grid-template-columns:minmax(0,1fr)}.frame{padding:0 1rem 3rem}.masthead{padding-top:1.75rem}.bar-row{grid-template-columns:1fr;gap:.15rem}.bar-row .v{text-align:left}.qa{grid-template-columns:minmax(0,1fr)}.qa dd{overflow-wrap:anywhere}.qa dd{margin-bottom:.4rem}.chain>summary{grid-template-columns:1fr}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{:root{color-scheme:light;--ground:#fff;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#f2f2f2;--link:#000}
@page{margin:14mm 12mm;@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt}}
html{font-size:12.5px}body{font-size:9pt;line-height:1.4}.rail,.skip,[data-finder],button{display:none}[data-plain=findings][hidden]{display:block!important}.frame{display:block;max-width:none;padding:0}.masthead{padding-top:0}h1{font-size:20pt}h2{font-size:15pt}.lede{font-size:11.5pt}
main>section{border-top:0;padding:1rem 0}#findings,#chains,#identities,#controls,#rules{break-before:page}
tr,.corners,.four,.said,svg,.facts,.bar-row{break-inside:avoid}h2,h3,h4,header,caption,.qa,.said,.meta{break-after:avoid}
.scroll{overflow:visible;border-radius:0}table{font-size:7.5pt}td,th{padding:.25rem .35rem;min-width:0;overflow-wrap:break-word}.id,.record small{overflow-wrap:anywhere}td .id,tbody th .id{min-width:6rem}.record{min-width:8rem}thead{display:table-header-group}thead th{white-space:normal}td details.plain{min-width:6rem}a{text-decoration:none}.badge.critical{background:none;color:var(--critical)}
.chain{margin:0;border-radius:0;border-width:0 0 1px}.chain>summary{padding:.2rem 0;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr) auto}.pair{display:block}.chain[open]{border-width:1px;margin:.6rem 0}.chain[open]>summary{padding:.4rem .6rem}.key-name::before{display:none!important}
*{content-visibility:visible!important}
pre{white-space:pre-wrap}.matrix,.timeline{min-width:0!important}.paper{display:block!important}
.only [data-way]>:not([data-way],[data-kept]){display:none!important}.only main>section{break-before:auto!important;padding:0}.only .lede{display:none}}
`
