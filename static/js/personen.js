// Answering an invitation: "Nein" hides the part about people and names the button.
// Without it that part stays, and the server ignores it.
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
})()
