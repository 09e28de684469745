// What is being typed in a form inside [data-entwurf] outlives a lost net, a reload and a closed tab: it stays in this
// browser until it is sent or cancelled. With it goes the version that was read (never the key of a form: two tabs must
// not share one). Drafts of another person's pass are wiped: a phone may go from hand to hand.
(() => {
  const nameOf = (place) => `entwurf ${place.dataset.entwurf || location.pathname}`
  const LEFT_OUT = ['csrfmiddlewaretoken', 'vorgang']
  const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.includes(name) && typeof value === 'string')

  function guarded (work) {
    return (...values) => {
      try {
        return work(...values)
      } catch {
        // a browser that keeps nothing: the page works without
      }
    }
  }

  const keep = guarded((form, fields = fieldsOf(form)) => {
    localStorage.setItem(nameOf(form.closest('[data-entwurf]')), JSON.stringify(fields))
  })

  const restore = guarded((form) => {
    const kept = JSON.parse(localStorage.getItem(nameOf(form.closest('[data-entwurf]'))) || 'null')
    if (!kept) return
    for (const field of form.elements) {
      if (!field.name || LEFT_OUT.includes(field.name) || field.type === 'file') continue
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value)
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value)
      else if (field.type !== 'submit' && values.length) field.value = values[0]
    }
  })

  // Only what this form shows: another tab may be writing something else under the same name.
  const forget = guarded((form) => {
    const name = nameOf(form.closest('[data-entwurf]'))
    const text = (fields) => JSON.stringify(fields.filter(([name]) => !LEFT_OUT.includes(name) && name !== 'fassung').sort())
    if (text(JSON.parse(localStorage.getItem(name)) || []) === text(fieldsOf(form))) localStorage.removeItem(name)
  })

  document.addEventListener('input', (event) => {
    const form = event.target.form
    if (form?.method === 'post' && form.closest('[data-entwurf]')) keep(form)
  })
  document.addEventListener('click', (event) => {
    const form = event.target.closest('.nw-abbrechen, [data-warte-tun=lassen]')?.closest('form')
    if (form?.closest('[data-entwurf]')) forget(form)
  })

  guarded(() => {
    const own = location.pathname.match(/^\/mein\/[^/]+\//)?.[0]
    for (const name of Object.keys(localStorage)) {
      if (own && name.startsWith('entwurf /mein/') && !name.startsWith(`entwurf ${own}`)) localStorage.removeItem(name)
    }
  })()
  // what the server gave back with a sentence about it is newer than what was kept
  for (const form of document.querySelectorAll('[data-entwurf] form[method=post]')) {
    if (form.querySelector('.kern-error, .kern-alert--danger') || document.querySelector('[data-brett-konflikt]')) keep(form)
    else restore(form)
  }
  window.nwEntwurf = { keep, restore, forget }
})()
