// What cannot be sent for want of net waits on this device, visibly and in order, and is sent once: every entry has
// its Vorgang. [data-warteschlange] names the store and holds the words, [data-warte] holds a form (with an id: a row
// that is marked), [data-warte-teil] is exchanged for the same part of the answer. Without this script forms are sent
// as forms. Nothing else of the page is kept on the device. A page that shows what waits in its own way (the board) has
// lists [data-warte-liste] and listens: nw-warte-neu (kept), nw-warte-netz (no net), nw-warte-antwort (answered).
(() => {
  const root = document.querySelector('[data-warteschlange]')
  if (!root) return
  const words = root.dataset
  const key = `warteschlange ${words.warteschlange}`
  const [net, good] = ['netz', 'gut'].map((name) => root.querySelector(`[data-warte-${name}]`))
  const AGAIN = 10000
  const PATIENCE = 20000
  const DAY = 86400000
  let memory = []
  let keeps = true
  let sending = false
  let cut = false
  let timer
  let typing
  let last = {}
  let late = 0
  let front // the entry whose form is still open

  function load () {
    try {
      return keeps ? JSON.parse(localStorage.getItem(key)) || [] : memory
    } catch {
      return memory
    }
  }

  function save (queue) {
    memory = queue
    try {
      if (queue.length) localStorage.setItem(key, JSON.stringify(queue))
      else localStorage.removeItem(key)
    } catch {
      keeps = false // a browser that keeps nothing: the page itself still does
    }
  }

  const change = (vorgang, values) => save(load().map((entry) => entry.vorgang === vorgang ? { ...entry, ...values } : entry))
  const drop = (vorgang) => save(load().filter((entry) => entry.vorgang !== vorgang))
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

  // whether somebody who listens took care of it
  const report = (name, detail) => !document.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }))

  addEventListener('submit', (event) => {
    const form = event.target
    const place = form.closest('[data-warte]')
    if (!place || event.submitter?.matches('[data-warte-nicht]')) return
    event.preventDefault()
    // the second tap of a double tap would hit the button that undoes the first
    if (place.id && !place.dataset.warteTitel && last.id === place.id && event.timeStamp - last.time < 700) return
    last = { id: place.id, time: event.timeStamp }
    if (!form.reportValidity()) return
    const fields = [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken' && name !== 'vorgang')
    const button = event.submitter
    if (button?.name) fields.push([button.name, button.value])
    const named = place.dataset.warteName?.split(' ').map((name) => form.elements[name].value.trim())
    const vorgang = newKey()
    const { warteTitel: title, warteIn: where } = place.dataset
    const said = title ? [title] : named || [place.querySelector('strong')?.textContent || document.querySelector('h1').textContent, button.textContent.split(':')[0]]
    const entry = {
      vorgang,
      url: form.action,
      fields: [...fields, ['vorgang', vorgang]],
      text: said.join(' ').trim(),
      ort: title ? '' : place.id,
      liste: where,
      mehr: title && fields.find(([name]) => name === 'text')?.[1],
      nach: button?.name && `${button.name}=${button.value}`
    }
    // a later text of the same thing goes in the place of the one that waits
    save([...load().filter((other) => !('warteErsetzt' in place.dataset && other.url === entry.url)), entry])
    if (title) front = vorgang
    report('nw-warte-neu', { entry, form })
    if (named) {
      form.reset()
      form.elements[place.dataset.warteName.split(' ')[0]].focus()
    }
    paint()
    flush()
  })

  const rowOf = (entry) => entry.ort ? document.getElementById(entry.ort) : null

  // What the page shows: rows as they will be, what waits, what was refused.
  function paint () {
    const queue = load()
    const waiting = queue.filter((entry) => !entry.satz)
    for (const mark of document.querySelectorAll('.nw-wartet')) mark.remove()
    for (const entry of waiting) {
      const row = rowOf(entry)
      const after = row && [...root.querySelectorAll('template[data-warte-nach]')].find((t) => t.dataset.warteNach === entry.nach)
      const old = row?.querySelector('form button')
      if (after && old) {
        const fresh = after.content.firstElementChild.cloneNode(true)
        const name = row.querySelector('strong')?.textContent
        if (fresh.value !== old.value) {
          if (name) fresh.setAttribute('aria-label', `${fresh.textContent}: ${name}`)
          const focused = old === document.activeElement
          old.replaceWith(fresh)
          if (focused) fresh.focus()
        }
        row.classList.toggle(after.dataset.klasse, 'an' in after.dataset)
      }
      if (row && cut) {
        row.querySelector('.nw-wartet')?.remove()
        const mark = document.createElement('span')
        mark.className = 'nw-wartet'
        mark.textContent = words.wartet
        ;(row.querySelector('div') || row).append(mark)
      }
    }
    const shown = queue.filter((entry) => entry.satz || (cut && !rowOf(entry)))
    const lists = [...document.querySelectorAll('[data-warte-liste]')]
    const listOf = (entry) => lists.find((list) => entry.liste && list.dataset.warteListe === entry.liste) || lists.find((list) => !list.dataset.warteListe)
    for (const list of lists) {
      const items = shown.filter((entry) => listOf(entry) === list)
      list.hidden = !items.length
      // what is not new stays, so that a button under the finger does not move
      const html = JSON.stringify(items)
      if (list.nwItems !== html) list.replaceChildren(...items.map(item))
      list.nwItems = html
    }
    if (cut && front) {
      front = undefined
      report('nw-warte-netz')
    }
    const count = cut ? waiting.length : 0
    tell(net, count ? (count === 1 ? words.eins : words.viele.replace('%s', count)) : '')
    if (count) tell(good, '')
  }

  function item (entry) {
    const row = root.querySelector('template[data-warte-eintrag]').content.firstElementChild.cloneNode(true)
    row.querySelector('strong').textContent = entry.text
    const more = row.querySelector('[data-warte-mehr]')
    if (more) more.textContent = entry.mehr || ''
    const badge = row.querySelector('[data-warte-marke]')
    if (badge) badge.hidden = Boolean(entry.satz)
    row.querySelector('[data-warte-satz]').textContent = entry.satz || words.wartet
    row.querySelector('.nw-warten__knoepfe').hidden = !entry.satz
    row.dataset.vorgang = entry.vorgang
    return row
  }

  function tell (box, text) {
    const title = box.querySelector('[data-warte-text]') || box.querySelector('.kern-title')
    if (title.textContent !== text) title.textContent = text
    box.hidden = !text
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-warte-tun]')
    const what = button?.dataset.warteTun
    const vorgang = event.target.closest('[data-vorgang]')?.dataset.vorgang
    if (what === 'lassen') return save(load().filter((entry) => entry.url !== new URL(button.dataset.warteUrl, location.href).href))
    if (what === 'senden' && report('nw-warte-wieder', { button })) return
    if (what === 'verwerfen') drop(vorgang)
    if (what === 'senden') {
      change(vorgang, { satz: '', spaet: false })
      if (words.vorne !== undefined) front = vorgang
    }
    if (what) paint()
    if (what === 'verwerfen') refresh()
    else if (what) flush()
  })

  async function ask (url, options = {}, name = words.warteschlange) {
    const answer = await fetch(url, { ...options, cache: 'no-store', signal: AbortSignal.timeout?.(PATIENCE) })
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    // a sign-in page or somebody else's answer (a hotspot's) is no success
    const own = page.querySelector('[data-warteschlange]')?.dataset.warteschlange === name
    return { page, url: answer.url, status: answer.status, ok: answer.ok && own && !page.querySelector('main .kern-error'), own }
  }

  function why ({ page, own }) {
    const box = page.querySelector('.kern-alert--danger, .nw-konflikt')
    const text = box?.querySelector('.kern-alert__body li, .kern-alert__body p') || box?.querySelector('.kern-title')
    return (text?.textContent || (own ? '' : page.querySelector('h1')?.textContent) || words.fremd).trim()
  }

  // also when the next page is opened meanwhile
  function post (entry, name) {
    const body = new URLSearchParams(entry.fields)
    body.append('csrfmiddlewaretoken', document.querySelector('[name=csrfmiddlewaretoken]')?.value || '')
    return ask(entry.url, { method: 'POST', body, keepalive: true }, name)
  }

  async function flush () {
    if (sending) return
    sending = true
    clearTimeout(timer)
    let answer
    for (let entry; (entry = load().find((e) => !e.satz));) {
      const slow = setTimeout(() => { cut = true; paint() }, 3000)
      try {
        answer = await post(entry)
      } catch {
        answer = null
      }
      clearTimeout(slow)
      if (!answer) {
        cut = true
        save(load().map((other) => ({ ...other, spaet: true })))
        timer = setTimeout(flush, AGAIN)
        break
      }
      if (answer.ok && (cut || entry.spaet)) late++
      const inFront = entry.vorgang === front
      if (inFront) front = undefined
      const taken = report('nw-warte-antwort', { entry, ...answer, inFront })
      if (answer.ok || taken) drop(entry.vorgang)
      else change(entry.vorgang, { satz: why(answer) })
    }
    sending = false
    if (answer) {
      cut = false
      const said = answer.page.querySelector('.nw-meldungen .kern-title')?.textContent
      tell(good, late ? (late === 1 ? words.gesendetEins : words.gesendetViele.replace('%s', late)) : (answer.ok && said) || '')
      late = 0
      if (answer.ok && asked(answer.url)) swap(answer.page)
      else refresh()
    }
    paint()
  }

  // A shared phone: what waits for the pass of somebody else is sent under its own address, out of sight, and wiped.
  // What was refused there is kept for its owner until the next day.
  async function flushOthers () {
    const own = words.fremde
    if (!own) return
    for (const name of Object.keys(localStorage)) {
      const other = name.startsWith(`warteschlange ${own}`) && name !== key && name.slice('warteschlange '.length)
      if (!other) continue
      let rest = JSON.parse(localStorage.getItem(name)) || []
      for (const entry of rest.filter((entry) => !entry.satz)) {
        const answer = await post(entry, other)
        rest = rest.filter((one) => one !== entry || !answer.ok)
        if (!answer.ok) rest = rest.map((one) => one === entry ? { ...entry, satz: why(answer), seit: Date.now() } : one)
        if (rest.length) localStorage.setItem(name, JSON.stringify(rest))
        else localStorage.removeItem(name)
      }
      if (rest.length && rest.every((entry) => entry.seit && Date.now() - entry.seit > DAY)) localStorage.removeItem(name)
    }
  }

  const search = () => document.querySelector('form[data-warte-suche] input[type=search]')
  const asked = (url) => !search() || (new URL(url).searchParams.get('q') || '') === search().value.trim()

  // Search as you type: the list of the answer, always from its first page.
  document.querySelector('form[data-warte-suche]')?.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => refresh(''), 250)
  })

  async function refresh (page = new URL(location.href).searchParams.get('seite') || '') {
    const url = new URL(location.href)
    if (search()) url.search = new URLSearchParams({ q: search().value.trim(), seite: page })
    try {
      const answer = await ask(url, { headers: { 'X-Teil': 'leute' } })
      if (answer.ok && asked(answer.url)) swap(answer.page)
      if (answer.ok) report('nw-warte-stand', answer)
    } catch {
      // no net: the next answer brings the list
    }
    paint()
  }

  function swap (page) {
    const focused = document.activeElement?.closest('[data-warte][id]')?.id
    for (const part of page.querySelectorAll('[data-warte-teil]')) {
      document.querySelector(`[data-warte-teil="${part.dataset.warteTeil}"]`)?.replaceWith(document.adoptNode(part))
    }
    if (focused) document.getElementById(focused)?.querySelector('form button')?.focus()
  }

  addEventListener('online', async () => {
    await flush()
    refresh()
  })
  addEventListener('visibilitychange', () => { if (!document.hidden) flush() })
  addEventListener('storage', paint)
  document.addEventListener('nw-netz', flush)
  paint()
  flush()
  flushOthers().catch(() => {}) // no net, or a browser that keeps nothing: another time
})()
