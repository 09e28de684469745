// Answering an invitation: "Nein" hides the part about people, "Weitere Person" shows the next prepared entry.
// Without it every entry is there, and the server ignores empty ones.
(() => {
  for (const form of document.querySelectorAll('form[data-personen]')) {
    const part = form.querySelector('[data-teil="personen"]')
    const button = form.querySelector('button[data-ja]')
    const label = button && (button.querySelector('.kern-label') || button)

    const answer = () => {
      const no = form.querySelector('input[name$="antwort"]:checked')?.value === form.dataset.nein
      if (part) part.hidden = no
      if (label) label.textContent = no ? button.dataset.nein : button.dataset.ja
    }
    form.addEventListener('change', answer)
    answer()

    const entries = [...form.querySelectorAll('[data-person]')]
    const more = form.querySelector('[data-weitere]')
    const filled = (entry) => entry.querySelector('[aria-invalid]') || [...entry.querySelectorAll('input:not([type=hidden]):not([type=checkbox])')].some((field) => field.value)
    entries.forEach((entry, index) => { entry.hidden = index > 0 && !filled(entry) })
    const update = () => { if (more) more.hidden = !entries.some((entry) => entry.hidden) }
    more?.addEventListener('click', (event) => {
      event.preventDefault()
      const next = entries.find((entry) => entry.hidden)
      if (!next) return
      next.hidden = false
      next.querySelector('input:not([type=hidden])')?.focus()
      update()
    })
    update()
  }
})()
