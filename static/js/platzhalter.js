// Says while one types what the server will say on saving: unknown placeholders, a lone brace, a missing {link}.
// "einsetzen" puts a placeholder where the cursor is.
(() => {
  const form = document.querySelector('form[data-platzhalter]')
  if (!form) return
  const { betreff, text } = form.elements
  const stand = form.querySelector('[data-platzhalter-stand]')
  const known = { text: form.dataset.platzhalter.split('|'), betreff: form.dataset.betreff.split('|') }

  function check () {
    const found = new Set()
    for (const field of [betreff, text]) {
      for (const [whole, name] of field.value.matchAll(/\{([^{}\n]*)\}/g)) {
        if (!known[field.name].includes(name)) found.add(form.dataset.unbekannt.replace('%', whole))
      }
      if (/[{}]/.test(field.value.replace(/\{[^{}\n]*\}/g, ''))) found.add(form.dataset.klammer)
    }
    if (!text.value.includes('{link}')) found.add(form.dataset.link)
    const satz = [...found].join(' ') || form.dataset.gut
    stand.hidden = false
    if (stand.textContent !== satz) stand.textContent = satz
  }

  let later
  form.addEventListener('input', () => { clearTimeout(later); later = setTimeout(check, 500) })
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-einsetzen]')
    if (!button) return
    text.setRangeText(button.dataset.einsetzen, text.selectionStart, text.selectionEnd, 'end')
    text.focus()
    check()
  })
})()
