// A tap that must not wait (a seat may be gone meanwhile) and a form that is sent once: forms and buttons inside
// [data-netz] are sent here, and when no answer comes the page says so at the button, with everything still in place.
// Pressing again is the repeat; the server counts it once. Its value is the page to open afterwards, without one it is
// this page again, with [data-netz-oben] from its top. Without this script forms are sent as forms.
(() => {
  const PATIENCE = 15000
  const SLOW = 2500
  const LEFT_OUT = ['csrfmiddlewaretoken', 'vorgang']

  // One sentence at a time, where the finger is. It is a copy: what it stands in may be swapped by the live stream.
  function say (text, near, unknown = false) {
    document.querySelector('[data-netz-gesagt]')?.remove()
    if (!text) return
    const box = document.querySelector('[data-netz-satz]').cloneNode(true)
    box.removeAttribute('data-netz-satz')
    box.dataset.netzGesagt = ''
    near.append(box)
    box.hidden = false
    box.querySelector('.kern-title').textContent = text
    box.querySelector('[data-netz-neu]').hidden = !unknown
    box.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }

  function open (place) {
    const to = new URL(place.dataset.netz || location.href, location.href)
    if (to.pathname + to.search !== location.pathname + location.search) return location.assign(to)
    const top = 'netzOben' in place.dataset
    if (top) to.hash = ''
    if (to.href !== location.href) history.replaceState(history.state, '', to.href)
    history.scrollRestoration = top ? 'manual' : 'auto'
    location.reload()
  }

  addEventListener('submit', async (event) => {
    const form = event.target
    const button = event.submitter
    const place = (button || form).closest('[data-netz]')
    const words = document.querySelector('[data-netz-satz]')?.dataset
    if (!place || !words || event.defaultPrevented) return
    event.preventDefault()
    if (form.inert) return
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === 'string')
    const tap = button?.name ? [[button.name, button.value]] : []
    const inside = !button || form.contains(button)
    const near = inside ? form.closest('li') || form : button.parentElement
    say('')
    form.inert = true
    const slow = setTimeout(say, SLOW, words.sendet, near)
    let page
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams([...fields, ...tap]), redirect: 'manual', signal: AbortSignal.timeout?.(PATIENCE) })
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status)
      if (answer.type !== 'opaqueredirect') {
        page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        if (!page.querySelector('main#inhalt')) throw new Error('not our page')
      }
    } catch {
      form.inert = false
      if (navigator.onLine) say(words.unklar, near, true)
      else say(inside && form.querySelector('textarea') ? words.text : words.ohne, near)
      button?.focus()
      return
    } finally {
      clearTimeout(slow)
    }
    if (!page) {
      // saved: the page it leads to says so
      for (const written of place.closest('[data-entwurf]')?.querySelectorAll('form') || []) window.nwEntwurf?.forget(written)
      return open(place)
    }
    say('')
    // a board shows in its own way what was refused
    const entry = { url: form.action, fields: fields.filter(([name]) => !LEFT_OUT.includes(name)) }
    if (!document.dispatchEvent(new CustomEvent('nw-warte-antwort', { cancelable: true, detail: { entry, page, ok: false, own: true, inFront: true, url: form.action } }))) return
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
    const first = document.querySelector('main [role=alert]:not([hidden]), main h1')
    if (first) first.tabIndex = -1
    first?.focus()
    scrollTo({ top: 0, behavior: 'instant' })
  })
})()
