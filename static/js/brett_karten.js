// Cards are opened, sent and kept without a new page, so that one can go on writing without net: the forms come from
// templates of the page, warteschlange.js sends them. Without it the links and forms lead to the same pages.
(() => {
  const page = document.querySelector('[data-brett-live]')
  const address = () => location.pathname
  const openForm = () => document.querySelector('.nw-brett form textarea')?.form
  const root = () => document.querySelector('[data-warteschlange]')

  function url (query) {
    history.replaceState(history.state, '', address() + query)
  }

  const buttons = () => page.querySelectorAll('[data-brett-neu], .nw-unten')

  // Closes whatever is open; what was typed stays as a draft.
  function close () {
    page.querySelector('.nw-kartenwahl')?.remove()
    const form = openForm()
    if (form) {
      const card = form.closest('.nw-karte')
      if (!card) form.closest('.nw-kasten').remove()
      else if (card.nwCard) card.replaceWith(card.nwCard)
      else {
        // the server opened it: until the next state comes, the text as it was read
        const text = document.createElement('p')
        text.className = 'nw-karte__text'
        text.textContent = form.elements.text.defaultValue
        card.querySelector('.nw-karte__fuss')?.remove()
        for (const name of [...card.attributes].map(({ name }) => name)) if (name.startsWith('data-')) card.removeAttribute(name)
        form.replaceWith(text)
      }
    }
    for (const button of buttons()) button.hidden = false
  }

  function blank (art) {
    return page.querySelector(`template[data-vorlage="${CSS.escape(art)}"]`)?.content.firstElementChild.cloneNode(true)
  }

  // Cards that came after the page was loaded can be chosen too. False where the template cannot offer them.
  function offer (form, art, chosen) {
    const from = { soll: 'ist', idee: 'soll' }[art]
    if (!from) return true
    const cards = [...page.querySelectorAll(`[data-teil="karten-${from}"] > .nw-karte`)].map((card) => [card.id.slice(6), card])
    const sample = form.querySelector('[name=bezug]')?.closest('.kern-form-check')
    if (!sample) return !cards.length
    const boxes = sample.parentNode
    for (const box of [...boxes.querySelectorAll('[name=bezug]')]) {
      if (!cards.some(([kennung]) => kennung === box.value)) box.closest('.kern-form-check').remove()
    }
    cards.forEach(([kennung, card], index) => {
      let box = boxes.querySelector(`[name=bezug][value="${CSS.escape(kennung)}"]`)
      if (!box) {
        const row = sample.cloneNode(true)
        box = row.querySelector('input')
        box.value = kennung
        box.id = `id_bezug_neu_${index}`
        row.querySelector('label').htmlFor = box.id
        row.querySelector('label').textContent = card.querySelector('.nw-karte__nr').textContent
        boxes.append(row)
      }
      box.checked = chosen.includes(kennung)
    })
    return true
  }

  function openNew (art, to) {
    const box = blank(art)
    const column = document.getElementById(art)
    if (!box || !column) return false
    const form = box.querySelector('form')
    if (!offer(form, art, to ? [to] : [])) return false
    close()
    const button = column.querySelector('[data-brett-neu]')
    button.before(box)
    for (const other of buttons()) other.hidden = other === button || other.matches('.nw-unten')
    window.nwEntwurf?.restore(form)
    if (to) for (const field of form.querySelectorAll('[name=bezug]')) if (field.value === to) field.checked = true
    url(`?neu=${art}${to ? `&zu=${to}` : ''}`)
    form.elements.text.focus()
    form.elements.text.scrollIntoView({ block: 'center', behavior: 'instant' })
    return true
  }

  // Only when the server cannot be asked for the form: the card as it is shown here, with the version it has.
  function openOld (kennung) {
    const card = document.getElementById(`karte-${kennung}`)
    const art = card?.closest('.nw-spalte')?.id
    const box = art && blank(art)
    if (!box) return false
    const form = box.querySelector('form')
    const chosen = [...card.querySelectorAll('.nw-bezug')].map((link) => link.hash.slice(7))
    offer(form, art, chosen)
    close()
    const name = card.querySelector('.nw-karte__nr').textContent
    const open = document.createElement('li')
    open.className = card.className
    open.id = card.id
    open.nwCard = card
    Object.assign(open.dataset, { warte: '', warteErsetzt: '', warteTitel: name, warteIn: box.dataset.warteIn, entwurf: `${address()} ${kennung}` })
    form.action = `${address()}?karte=${kennung}`
    form.elements.text.value = card.querySelector('.nw-karte__text').textContent
    form.querySelector(`label[for="${form.elements.text.id}"]`).textContent = name
    form.elements.einrichtung?.closest('.kern-form-input').remove()
    const version = document.createElement('input')
    Object.assign(version, { type: 'hidden', name: 'fassung', value: card.dataset.fassung })
    form.append(version)
    open.append(form)
    card.replaceWith(open)
    window.nwEntwurf?.restore(form)
    url(`?karte=${kennung}`)
    form.elements.text.focus()
    return true
  }

  function choose () {
    const box = blank('wahl')
    if (!box) return false
    close()
    page.querySelector('[data-teil="luecken"]').before(box)
    url('?neu=wahl')
    box.scrollIntoView({ block: 'center', behavior: 'instant' })
    box.querySelector('a').focus()
    return true
  }

  if (page) {
    page.addEventListener('click', (event) => {
      const link = event.target.closest('a[href]')
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
      const to = new URL(link.href)
      if (to.pathname !== address()) return
      const query = to.searchParams
      const art = query.get('neu')
      let done = false
      if (link.matches('.nw-abbrechen')) {
        done = !document.querySelector('.nw-karte form[id=aendern]')
        if (done) {
          close()
          url('')
        }
      } else if (art === 'wahl') done = choose()
      else if (art) done = openNew(art, query.get('zu'))
      else if (query.get('karte') && (page.nwCut || navigator.onLine === false)) done = openOld(query.get('karte'))
      if (done) event.preventDefault()
    })
  }

  function free () {
    for (const form of document.querySelectorAll('form[inert]')) form.inert = false
  }

  // kept: the text is safe in the queue; the form waits for the answer
  document.addEventListener('nw-warte-neu', ({ detail: { form } }) => {
    window.nwEntwurf?.forget(form)
    form.inert = true
  })

  // no net: the card stands among those that wait, the next can be written
  document.addEventListener('nw-warte-netz', () => {
    if (page?.isConnected && openForm()?.inert) {
      close()
      url('')
    } else free()
  })

  // Both texts side by side, without asking for the page again: the net may be gone at any moment.
  function conflict (fresh, entry) {
    for (const selector of ['.nw-jetztband', 'main']) {
      const here = document.querySelector(selector)
      const there = fresh.querySelector(selector)
      if (here && there) here.replaceWith(document.adoptNode(there))
    }
    document.title = fresh.title
    history.replaceState(history.state, '', entry.url)
    // a reload leads to the form with the version that was read at first, and so back to both texts
    for (const form of document.querySelectorAll('[data-entwurf] form')) window.nwEntwurf?.keep(form, entry.fields)
    const head = document.querySelector('.nw-konflikt .kern-title')
    head.tabIndex = -1
    head.focus()
    scrollTo({ top: 0, behavior: 'instant' })
  }

  document.addEventListener('nw-warte-antwort', (event) => {
    const { entry, page: fresh, ok, own, inFront, url: to } = event.detail
    const kennung = new URL(entry.url).searchParams.get('karte')
    if (ok) {
      if (!page?.isConnected) {
        if (inFront) location.assign(new URL(entry.url).pathname + (kennung ? `#karte-${kennung}` : ''))
        return
      }
      const old = new Set([...page.querySelectorAll('.nw-spalte > ol > .nw-karte')].map(({ id }) => id))
      if (inFront) {
        const card = openForm()?.closest('.nw-karte')
        close()
        card?.remove()
        if (kennung) document.getElementById(`karte-${kennung}`)?.remove()
        url('')
      }
      if (new URL(to).pathname === address()) page.dispatchEvent(new CustomEvent('nw-brett-stand', { detail: { page: fresh, own: inFront && !kennung ? 1 : 0 } }))
      if (!inFront) return
      const mine = kennung
        ? document.getElementById(`karte-${kennung}`)
        : [...page.querySelectorAll('.nw-spalte > ol > .nw-karte')].reverse().find((card) => !old.has(card.id) && card.querySelector('.nw-karte__text')?.textContent === entry.mehr.trim())
      if (mine) location.replace(`#${mine.id}`)
      return
    }
    if (!inFront || !own) {
      if (inFront) free()
      return
    }
    if (fresh.querySelector('[data-brett-konflikt]')) {
      event.preventDefault()
      return conflict(fresh, entry)
    }
    const place = fresh.querySelector('main form textarea')?.form.closest('[data-warte]')
    if (!place || !page?.isConnected) {
      free()
      return
    }
    // refused, with a sentence at the form: what was typed goes on in it
    event.preventDefault()
    const column = document.getElementById(place.dataset.warteIn.split(' ').pop())
    close()
    if (kennung) document.getElementById(`karte-${kennung}`)?.replaceWith(place)
    else {
      const button = column.querySelector('[data-brett-neu]')
      if (button) button.before(place)
      else column.append(place)
      for (const other of buttons()) other.hidden = other === button || other.matches('.nw-unten')
    }
    const form = place.querySelector('form')
    window.nwEntwurf?.keep(form)
    history.replaceState(history.state, '', entry.url)
    form.elements.text.focus()
  })

  // "Noch einmal senden" may bring a form or two texts: not while another card is being written
  document.addEventListener('nw-warte-wieder', (event) => {
    const form = openForm()
    if (!form || !form.elements.text.value.trim()) return
    event.preventDefault()
    event.detail.button.closest('.nw-karte').querySelector('[data-warte-satz]').textContent = root().dataset.erst
  })

  document.addEventListener('nw-warte-stand', ({ detail }) => {
    if (page?.isConnected && new URL(detail.url).pathname === address()) page.dispatchEvent(new CustomEvent('nw-brett-stand', { detail: { page: detail.page } }))
  })
})()
