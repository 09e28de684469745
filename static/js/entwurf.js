// What is being typed on a card outlives a lost net, a reload and a wrong tap. It stays in this tab, until it is
// saved or cancelled; with it the form's key and version, so that nothing is written twice or over somebody's text.
(() => {
  const page = document.querySelector('[data-brett-live]')
  if (!page) return
  const here = `karte ${location.pathname}`
  const key = here + location.search
  const form = page.querySelector('form textarea[name="text"]')?.form

  function restore () {
    const kept = JSON.parse(sessionStorage.getItem(key) || 'null')
    if (!kept) return
    for (const field of form.elements) {
      if (!field.name || field.name === 'csrfmiddlewaretoken') continue
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value)
      if (field.type === 'checkbox') field.checked = values.includes(field.value)
      else if (field.type !== 'submit' && values.length) field.value = values[0]
    }
  }

  function keep () {
    const entries = [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken')
    sessionStorage.setItem(key, JSON.stringify(entries))
  }

  function forget () {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(here)) sessionStorage.removeItem(name)
  }

  try {
    if (!form) return forget()
    restore()
    form.addEventListener('input', keep)
  } catch {
    // a browser that keeps nothing: the page works without
  }
})()
