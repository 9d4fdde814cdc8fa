/** The small script of the explorer. Every page works without it; it sends nothing and reads nothing but the page. */

/** JavaScript of every page. */
export const script = `'use strict'
const search = document.getElementById('q')
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select')
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault()
    search.focus()
    search.select()
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement && event.target.form) {
    event.preventDefault()
    event.target.form.requestSubmit(event.target.form.querySelector('button'))
  }
})
for (const place of document.querySelectorAll('.narrow[data-rows]')) {
  const rows = [...document.querySelectorAll('#' + place.dataset.rows + ' tbody tr')]
  if (rows.length < 8) continue
  const label = document.createElement('label')
  const field = document.createElement('input')
  const said = document.createElement('span')
  field.type = 'search'
  said.setAttribute('role', 'status')
  label.append('Only steps with', field)
  place.append(label, said)
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean)
    let shown = 0
    for (const row of rows) {
      const text = row.textContent.toLowerCase()
      const fits = words.every((word) => text.includes(word))
      row.classList.toggle('out', !fits)
      if (fits) shown++
    }
    said.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length + ' steps'
  })
}
`
