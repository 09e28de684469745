// Answering an invitation: "Nein" hides the part about people and names the button.
// Without it that part stays, and the server ignores it. Fields of needs that nobody ticked stay away.
(() => {
  for (const form of document.querySelectorAll('form[data-personen]')) {
    const part = form.querySelector('[data-teil="personen"]')
    const button = form.querySelector('button[data-ja]')
    const label = button && (button.querySelector('.kern-label') || button)

    const answer = () => {
      const chosen = form.querySelector('input[name$="antwort"]:checked')
      const no = chosen?.value === form.dataset.nein
      if (part) part.hidden = no
      if (label && chosen) label.textContent = no ? button.dataset.nein : button.dataset.ja
    }
    form.addEventListener('change', answer)
    answer()
  }

  // What belongs to a need is asked when the need is ticked, and goes with the tick.
  const details = { dolmetschen: 'sprache', kinder: 'kinder', verpflegung: 'verpflegung' }
  for (const tick of document.querySelectorAll('input[type=checkbox][name$=bedarf]')) {
    const name = details[tick.value] && `id_${tick.name.slice(0, -6)}${details[tick.value]}`
    const part = name && document.getElementById(`${name}_gruppe`)
    if (!part) continue
    const field = document.getElementById(name)
    const follow = () => {
      if (!tick.checked && tick.dataset.war) field.value = ''
      part.hidden = !tick.checked && !field.value
      tick.dataset.war = tick.checked ? '1' : ''
    }
    tick.addEventListener('change', follow)
    follow()
  }
})()
