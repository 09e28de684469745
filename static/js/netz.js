// A tap that must not wait (a seat may be gone meanwhile) and a form that is sent once: forms inside [data-netz] are
// sent here, and when no answer comes the page says so at the button, with everything still in place. Pressing again
// is the repeat; the server counts it once. Without this script forms are sent as forms.
(() => {
  const PATIENCE = 15000

  addEventListener('submit', async (event) => {
    const form = event.target
    const place = form.closest('[data-netz]')
    const box = document.querySelector('[data-netz-satz]')
    if (!place || !box || event.defaultPrevented) return
    event.preventDefault()
    if (form.inert) return
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'))
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value)
    box.hidden = true
    form.inert = true
    let answer
    let page
    try {
      answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout?.(PATIENCE) })
      if (answer.status >= 500) throw new Error(answer.status)
      if (answer.type !== 'opaqueredirect') page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    } catch {
      form.inert = false
      box.querySelector('.kern-title').textContent = navigator.onLine === false ? box.dataset.ohne : box.dataset.unklar
      form.append(box)
      box.hidden = false
      event.submitter?.focus()
      return
    }
    if (!page) {
      // saved: the page it leads to says so
      if (place.closest('[data-entwurf]')) window.nwEntwurf?.forget(form)
      const to = new URL(place.dataset.netz || location.href, location.href)
      if (to.pathname + to.search === location.pathname + location.search) location.reload()
      else location.assign(to)
      return
    }
    // refused, with a sentence; what the live stream holds on to stays the same element
    document.title = page.title
    const fresh = page.querySelector('main')
    for (const selector of ['[data-live-hinweis]', '[data-live]']) {
      const here = document.querySelector(selector)
      const there = fresh.querySelector(selector)
      if (!here || !there) continue
      here.replaceChildren(...there.childNodes)
      there.replaceWith(here)
    }
    document.querySelector('main').replaceWith(document.adoptNode(fresh))
    const first = document.querySelector('main [role=alert], main h1')
    if (first) first.tabIndex = -1
    first?.focus()
    scrollTo({ top: 0, behavior: 'instant' })
  })
})()
