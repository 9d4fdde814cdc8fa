/**
 * The script of the report: search and filters over what the page holds, and links to what stands on other pages.
 * Everything can be read without it; it asks nothing of anybody, and it writes text only as text.
 */

/** JavaScript of the main page, pinned by its hash in the page's policy. Kept to what browsers of the last five years know. */
export const script = String.raw`(() => {
'use strict'
const page = 100
let index = null
const data = () => index ?? (index = JSON.parse(document.getElementById('index').textContent))
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value)
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}
const number = (n) => n.toLocaleString('en-US')
// a name may break behind its @
const breakable = (name) => name === undefined ? undefined : make('span', {}, ...name.split(/(?<=@)/).flatMap((part, i) => i > 0 ? [make('wbr'), part] : [part]))
const plural = (n, one) => number(n) + ' ' + one + (n === 1 ? '' : 's')
const chainAnchor = (i) => data().chains.anchor[i] || 'chain-' + data().chains.key[i].replace(/[^A-Za-z0-9_.-]/g, '-')
const findingAnchor = (id) => 'finding-' + id.replace(/[^A-Za-z0-9_-]/g, '-')

const lists = {
  findings: {
    one: 'finding',
    size: () => data().findings.id.length,
    text: (i) => {
      const { findings, rules, names, owners } = data()
      const rule = rules[findings.rule[i]]
      return [findings.id[i], rule.id, rule.title, findings.task[i], names[findings.person[i]] ?? '', findings.text[i],
        owners[findings.owners[i]].join(' '), rule.controls.join(' ')].join('\n').toLowerCase()
    },
    filters: [
      ['verdict', 'Verdict', () => data().verdicts.map((verdict) => [verdict, data().verdictNames[verdict].toLowerCase()]), (i, v) => data().verdicts[data().findings.verdict[i]] === v],
      ['severity', 'Severity', () => data().severities, (i, v) => data().severities[data().findings.severity[i]] === v],
      ['rule', 'Rule', () => data().rules.filter((rule) => rule.found).map((rule) => [rule.id, rule.id + ' ' + rule.title]), (i, v) => data().rules[data().findings.rule[i]].id === v],
      ['control', 'Control', () => [...new Set(data().rules.filter((rule) => rule.found).flatMap((rule) => rule.controls))].sort(), (i, v) => data().rules[data().findings.rule[i]].controls.includes(v)],
      ['owner', 'Owner', () => [...new Set(data().owners.flat())].sort(), (i, v) => data().owners[data().findings.owners[i]].includes(v)],
    ],
    first: { verdict: 'gap' },
    headings: ['Severity', 'What', 'Task', 'Person', 'When (UTC)'],
    row: (i) => {
      const { findings, rules, names, severities, verdicts, verdictNames } = data()
      const severity = severities[findings.severity[i]]
      const verdict = verdicts[findings.verdict[i]]
      const text = findings.text[i]
      return [
        make('span', {}, make('span', { class: 'badge ' + severity }, severity), verdict === 'gap' ? null : make('small', { class: 'soft below' }, verdictNames[verdict])),
        make('span', {}, make('a', { href: findingHref(i) }, rules[findings.rule[i]].title), make('small', { class: 'soft below' }, text)),
        taskLink(findings.task[i]),
        names[findings.person[i]] ?? '–',
        findings.at[i] || '–',
      ]
    },
  },
  chains: {
    one: 'chain',
    size: () => data().chains.key.length,
    text: (i) => {
      const { chains, names } = data()
      return [chains.key[i], chains.title[i], names[chains.asked[i]], names[chains.approved[i]], names[chains.executed[i]]].join('\n').toLowerCase()
    },
    filters: [
      ['grade', 'Grade', () => data().grades, (i, v) => data().grades[data().chains.grade[i]] === v],
      ['findings', 'Findings', () => [['gap', 'with a gap'], ['any', 'with a finding'], ['none', 'without any']],
        (i, v) => (v === 'gap' ? data().chains.gaps[i] > 0 : v === 'any' ? data().chains.found[i] > 0 : data().chains.found[i] === 0)],
    ],
    first: {},
    // what needs an answer comes first
    weight: (i) => data().chains.gaps[i] * 1000 + data().chains.found[i],
    headings: ['Task', 'Title', 'Grade', 'Asked', 'Approved', 'Executed', 'Findings'],
    row: (i) => {
      const { chains, names, grades } = data()
      const grade = grades[chains.grade[i]]
      const found = chains.found[i]
      const gaps = chains.gaps[i]
      return [
        chainLink(i),
        chains.title[i] || '–',
        make('span', { class: grade === 'no controlled change' ? 'soft' : grade }, grade),
        ...['asked', 'approved', 'executed'].map((corner) => breakable(names[chains[corner][i]]) ?? make('span', { class: 'soft' }, 'not shown')),
        found === 0 ? make('span', { class: 'soft' }, 'none') : make('span', {}, gaps > 0 ? make('strong', { class: 'unprovable' }, plural(gaps, 'gap')) : null, gaps > 0 && found > gaps ? ', ' : null, found > gaps ? number(found - gaps) + ' other' : null),
      ]
    },
  },
}

function findingHref(i) {
  const { findings, files } = data()
  return (files[findings.page[i]] ?? '') + '#' + findingAnchor(findings.id[i])
}
function chainHref(i) {
  const { chains, files, untold } = data()
  const file = chains.page[i]
  return file === untold ? null : (files[file] ?? '') + '#' + chainAnchor(i)
}
function chainLink(i) {
  const href = chainHref(i)
  const key = data().chains.key[i]
  return href === null ? make('span', {}, key, make('small', { class: 'soft below' }, 'in the list only')) : make('a', { href }, key)
}
let byKey = null
function taskLink(key) {
  if (key === '') return 'none'
  byKey ??= new Map(data().chains.key.map((one, i) => [one, i]))
  return byKey.has(key) ? chainLink(byKey.get(key)) : key
}

function build(name, place) {
  const list = lists[name]
  const state = { q: '', ...list.first }
  let shown = page
  let texts = null
  let matches = []
  let outside = 0
  const search = make('input', { type: 'search', id: name + '-q', autocomplete: 'off', spellcheck: 'false' })
  const selects = list.filters.map(([key, label, options]) => {
    const values = options()
    if (values.length < 2) return null
    const select = make('select', { id: name + '-' + key }, make('option', { value: '' }, 'all'),
      ...values.map((value) => make('option', { value: Array.isArray(value) ? value[0] : value }, Array.isArray(value) ? value[1] : value)))
    select.addEventListener('change', () => { state[key] = select.value; changed() })
    return [key, label, select]
  }).filter((one) => one !== null)
  const status = make('p', { class: 'note', role: 'status' })
  const body = make('tbody')
  const next = make('button', { type: 'button' }, 'Show more')
  const beyond = make('button', { type: 'button' })
  beyond.addEventListener('click', () => { set({ q: state.q }); search.focus() })
  const clear = make('button', { type: 'button' }, 'Clear')
  place.append(
    make('form', { class: 'tools', role: 'search', 'aria-label': 'Search the ' + name },
      make('label', { class: 'wide' }, make('span', {}, 'Search ', make('kbd', {}, '/')), search),
      ...selects.map(([, label, select]) => make('label', {}, make('span', {}, label), select)), clear),
    status,
    make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Found ' + name },
      make('table', {}, make('thead', {}, make('tr', {}, ...list.headings.map((heading) => make('th', { scope: 'col' }, heading)))), body)),
    next)
  place.querySelector('form').addEventListener('submit', (event) => event.preventDefault())
  let waiting = 0
  search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(() => { state.q = search.value; changed() }, 120) })
  search.addEventListener('keydown', (event) => { if (event.key === 'Escape' && search.value !== '') { event.preventDefault(); set({ ...state, q: '' }) } })
  clear.addEventListener('click', () => set({ q: '' }))
  next.addEventListener('click', () => {
    const first = shown
    shown += page * 5
    show()
    body.rows[first]?.querySelector('a')?.focus()
  })

  function select() {
    const words = state.q.toLowerCase().split(/\s+/).filter((word) => word !== '')
    if (words.length > 0 && texts === null) texts = Array.from({ length: list.size() }, (_, i) => list.text(i))
    const tests = list.filters.filter(([key]) => state[key]).map(([key, , , test]) => (i) => test(i, state[key]))
    matches = []
    outside = 0
    for (let i = 0; i < list.size(); i++) {
      if (!words.every((word) => texts[i].includes(word))) continue
      if (tests.every((test) => test(i))) matches.push(i)
      else outside++
    }
    if (list.weight) matches.sort((a, b) => list.weight(b) - list.weight(a) || a - b)
  }
  function show() {
    const rows = matches.slice(0, shown)
    body.replaceChildren(...rows.map((i) => make('tr', {}, ...list.row(i).map((cell, c) => make(c === 0 ? 'th' : 'td', c === 0 ? { scope: 'row' } : { 'data-h': list.headings[c] }, cell)))))
    const all = list.size()
    status.replaceChildren((matches.length === all ? 'All ' + plural(all, list.one) : plural(matches.length, list.one) + ' of ' + number(all)) + (rows.length < matches.length ? '; the first ' + number(rows.length) + ' are shown.' : '.'), ...(state.q && outside > 0 ? [' ', beyond] : []))
    beyond.textContent = 'Show ' + plural(outside, list.one) + ' more with these words, outside the filters'
    next.hidden = rows.length >= matches.length
    next.textContent = 'Show ' + number(Math.min(page * 5, matches.length - rows.length)) + ' more'
  }
  function changed() {
    shown = page
    select()
    show()
    const query = new URLSearchParams(Object.entries(state).filter(([, value]) => value))
    const usual = new URLSearchParams(list.first)
    history.replaceState(null, '', query.toString() === usual.toString() ? '#' + name : '#' + name + '?' + query)
  }
  function set(wanted, quiet) {
    for (const key of Object.keys(state)) delete state[key]
    Object.assign(state, { q: '' }, wanted)
    search.value = state.q
    for (const [key, , input] of selects) input.value = state[key] ?? ''
    if (quiet) { shown = page; select(); show() } else changed()
  }
  set(list.first, true)
  return { set, search }
}

const built = {}
function start() {
for (const name of Object.keys(lists)) {
  const place = document.querySelector('[data-finder="' + name + '"]')
  if (!place) continue
  for (const plain of document.querySelectorAll('[data-plain="' + name + '"]')) plain.hidden = true
  built[name] = build(name, place)
}
offerPrint()
arrive()
}

/** An address by the bare id of a finding or the key of a task, as people paste them. */
function asAnchor(hash) {
  if (hash === '' || document.getElementById(hash)) return hash
  return ['finding-', 'chain-'].map((kind) => kind + hash.replace(kind === 'chain-' ? /[^A-Za-z0-9_.-]/g : /[^A-Za-z0-9_-]/g, '-'))
    .find((one) => document.getElementById(one) || (one.startsWith('finding-') ? data().findings.id : data().chains.key).includes(hash)) ?? hash
}
function arrive() {
  let hash = location.hash.slice(1)
  try { hash = decodeURIComponent(hash) } catch {}
  const anchor = asAnchor(hash)
  // a place is marked when it is the address itself
  if (anchor !== hash) return location.replace('#' + anchor)
  const [name, query] = hash.split('?')
  if (query !== undefined && built[name]) {
    built[name].set(Object.fromEntries(new URLSearchParams(query)), true)
    document.getElementById(name)?.scrollIntoView()
    return
  }
  const target = hash === '' ? null : document.getElementById(hash)
  if (target) {
    let folded = false
    for (let up = target; up; up = up.parentElement) if (up.localName === 'details' && !up.open) { up.open = true; folded = true }
    if (folded) target.scrollIntoView()
    // what is far away has only a guessed height until it is drawn, and so has what lies on the way
    const settle = (turns) => { target.scrollIntoView(); if (turns > 0) requestAnimationFrame(() => settle(turns - 1)) }
    requestAnimationFrame(() => settle(10))
    return
  }
  const moved = [...document.querySelectorAll('a[data-parts]')].find((link) => hash.startsWith(link.dataset.parts))
  if (moved) location.replace(moved.getAttribute('href') + '#' + hash)
  const { findings, chains } = /^(finding|chain)-/.test(hash) ? data() : { findings: null, chains: null }
  if (findings === null) return
  const i = hash.startsWith('finding-') ? findings.id.findIndex((id) => findingAnchor(id) === hash) : chains.key.findIndex((_, one) => chains.page[one] !== data().untold && chainAnchor(one) === hash)
  const href = i < 0 ? null : hash.startsWith('finding-') ? findingHref(i) : chainHref(i)
  if (href !== null && !href.startsWith('#')) location.replace(href)
}
document.addEventListener('click', (event) => {
  const query = event.target.closest?.('a[data-query]')?.dataset.query
  if (query === undefined || !built.findings) return
  event.preventDefault()
  built.findings.set(Object.fromEntries(new URLSearchParams(query)))
  document.querySelector('[data-finder="findings"]').scrollIntoView()
  built.findings.search.focus({ preventScroll: true })
})
addEventListener('hashchange', arrive)
// a page with very much to search is shown first
if (document.getElementById('index').textContent.length < 2e6) start()
else addEventListener('load', () => setTimeout(start, 50))

addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
  if (/^(input|select|textarea)$/.test(document.activeElement?.localName ?? '')) return
  const middle = innerHeight / 2
  const near = Object.entries(built).sort(([a], [b]) => away(a) - away(b))[0]
  function away(name) {
    const box = document.getElementById(name).getBoundingClientRect()
    return box.top <= middle && box.bottom >= middle ? 0 : Math.min(Math.abs(box.top - middle), Math.abs(box.bottom - middle))
  }
  if (!near) return
  event.preventDefault()
  near[1].search.focus()
  near[1].search.select()
})

// on paper: what stands open, the findings that are folded only for their number, and never what a button left out
let folded = []
const unfold = (elements) => { for (const one of elements) if (one.localName === 'details' && !one.open) { one.open = true; folded.push(one) } }
addEventListener('beforeprint', () => unfold(document.querySelectorAll('details[data-print]')))
addEventListener('afterprint', () => {
  for (const one of folded) one.open = false
  folded = []
  document.body.classList.remove('only')
  for (const one of document.querySelectorAll('[data-way],[data-kept]')) { delete one.dataset.way; delete one.dataset.kept }
})
function printOnly(elements) {
  for (const element of elements) {
    element.dataset.kept = ''
    for (let up = element.parentElement; up && up !== document.documentElement; up = up.parentElement) { up.dataset.way = ''; unfold([up]) }
  }
  for (const one of document.querySelectorAll('.masthead,.foot')) one.dataset.kept = ''
  unfold(elements)
  for (const one of elements) if (one.matches('article')) unfold(one.querySelectorAll('details'))
  document.body.classList.add('only')
  print()
}
// a finding with its question and its chain, or a chain with its findings
function kept(element) {
  const card = element.closest('article.finding')
  if (!card) return [element.closest('details.chain')]
  const group = card.closest('section.group')
  const link = card.querySelector('.meta a[href^="#chain-"]')
  const chain = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest('details.chain')
  return [card, ...(group?.querySelectorAll(':scope>header,:scope>.qa') ?? []), chain].filter((one) => one)
}
function offerPrint() {
  for (const place of document.querySelectorAll('article.finding .meta, #chains .chain-body'))
    place.append(make('button', { type: 'button', 'data-print-one': true }, !place.matches('.meta') ? 'Print this chain' : place.querySelector('a[href^="#chain-"]') ? 'Print with its chain' : 'Print this finding'))
}
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-print-one]')
  if (button) printOnly(kept(button))
})
})()`
