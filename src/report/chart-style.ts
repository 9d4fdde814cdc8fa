/** The style of the drawings: colours come from the variables of the page, so light, dark and paper follow. */

/** CSS of the charts. */
export const chartStyle = `
.account{margin:.5rem 0 1.5rem}.account-all{font:400 1.125rem/1.4 var(--serif);margin:.2rem 0 .6rem}
svg.share{display:block}td svg.share{min-width:9rem}
.account>svg.share{width:100%;height:22px}
.account-key{padding:0;flex-direction:column}.account-key b{color:var(--ink)}
.area{stroke:none}.area.provable{fill:var(--ok)}.area.standing{fill:var(--low)}.area.partial{fill:var(--life)}.area.unprovable{fill:var(--beyond)}
.area.unaccounted{fill:none;stroke:var(--beyond);stroke-width:1.5;stroke-dasharray:4 2}
.hatch{fill:none;stroke:var(--paper);stroke-width:1.3;opacity:.75}
svg.trend,svg.plot{display:block;width:100%;height:auto;min-width:42rem;padding:.5rem .6rem}
svg.trend text,svg.plot text{font:400 10.5px var(--text);fill:var(--soft)}
.grid{stroke:var(--line);stroke-width:1}.share-line{fill:none;stroke:var(--ok);stroke-width:2}.share-dot{fill:var(--paper);stroke:var(--ok);stroke-width:2}
.sign{display:inline-block;width:1.1em;font-family:var(--mono);font-weight:700}
.delta{margin:.4rem 0 .9rem}.delta-who{font-weight:600;margin:0 0 .2rem;overflow-wrap:anywhere}.delta ul{list-style:none;margin:0;padding:0}
.delta li{display:grid;grid-template-columns:1.4em minmax(0,1fr);padding:.25rem .5rem;border-left:3px solid var(--line)}
.delta li.plus{border-left-color:var(--bad)}.delta li.minus{border-left-color:var(--ok);border-left-style:dashed}.delta li.turn{border-left-style:double}
.delta small{display:block;color:var(--soft);font-size:.7813rem}.delta small b{color:var(--ink)}
.area.life{fill:var(--life)}.area.beyond{fill:var(--beyond)}.endless{stroke:var(--life);stroke-width:6;stroke-dasharray:3 4}.closed{stroke:var(--request);stroke-dasharray:2 3}
.timeline .corner text{font-weight:600;fill:var(--ink)}.timeline .corner line{stroke:var(--soft);stroke-dasharray:1 2}.timeline .missing-corner{fill:var(--bad)}
svg.plot .measure{fill:var(--ink)}.whisker{stroke:var(--soft);stroke-width:1.5}.middle-half{fill:var(--window);stroke:var(--request);stroke-width:1.2}.median{stroke:var(--ink);stroke-width:2.5}.decile{fill:var(--approval);stroke:var(--paper)}
caption span{max-width:76ch}
`
