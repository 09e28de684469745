// Order by dragging, on the desk: a card is taken by its dots and put somewhere else in its column. Nothing moves
// before the server has said yes, so without net it all stays as it is. The buttons inside "Ändern" do the same.
(() => {
  const board = document.querySelector('.nw-brett')
  const page = board?.closest('[data-brett-live]')
  const said = document.querySelector('[data-netz-satz]')
  if (!page || !said) return
  const PATIENCE = 15000
  const EDGE = 48 // pixels from the top or bottom where the page scrolls along
  let drag = null

  board.classList.add('nw-brett--ziehen')

  const cardsOf = (list) => [...list.children].filter((card) => card.id !== `karte-${drag.kennung}`)

  function say (text, near) {
    document.querySelector('[data-netz-gesagt]')?.remove()
    if (!text) return
    const box = said.cloneNode(true)
    box.removeAttribute('data-netz-satz')
    box.dataset.netzGesagt = ''
    near.append(box)
    box.hidden = false
    box.querySelector('.kern-title').textContent = text
    box.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }

  // Where it would go, shown as a line; asked of the page each time, because others write meanwhile.
  function mark () {
    for (const name of ['nw-karte--gezogen', 'nw-karte--hierhin', 'nw-ans-ende']) {
      for (const element of board.querySelectorAll(`.${name}`)) element.classList.remove(name)
    }
    if (!drag) return
    document.getElementById(`karte-${drag.kennung}`)?.classList.add('nw-karte--gezogen')
    if (!drag.moved) return
    const next = cardsOf(drag.list).find((card) => {
      const box = card.getBoundingClientRect()
      return drag.y < box.top + box.height / 2
    })
    drag.vor = next ? next.id.slice(6) : ''
    if (next) next.classList.add('nw-karte--hierhin')
    else drag.list.classList.add('nw-ans-ende')
  }

  function stop () {
    drag = null
    board.classList.remove('nw-brett--zieht')
    mark()
  }

  function scrollAlong () {
    if (!drag?.moved) return
    const step = drag.y < EDGE ? -12 : drag.y > innerHeight - EDGE ? 12 : 0
    if (step) {
      scrollBy({ top: step, behavior: 'instant' })
      mark()
    }
    requestAnimationFrame(scrollAlong)
  }

  async function drop ({ kennung, vor, list }) {
    const card = document.getElementById(`karte-${kennung}`)
    const here = [...list.children].indexOf(card)
    if (!card || here < 0 || (list.children[here + 1]?.id.slice(6) ?? '') === vor) return
    const column = list.parentNode
    const body = new URLSearchParams({ vor, csrfmiddlewaretoken: document.querySelector('[name=csrfmiddlewaretoken]').value })
    if (card.contains(document.activeElement)) document.activeElement.blur() // what has the focus is not moved by the page
    card.classList.add('nw-karte--gezogen')
    say('')
    try {
      const answer = await fetch(`${location.pathname}karten/${kennung}/ort/`, { method: 'POST', body, signal: AbortSignal.timeout?.(PATIENCE) })
      const text = await answer.text()
      if (answer.ok && text.includes('nw-brettstand')) page.dispatchEvent(new CustomEvent('nw-brett-stand', { detail: { page: new DOMParser().parseFromString(text, 'text/html') } }))
      else if (answer.headers.get('content-type')?.startsWith('text/plain') && answer.status < 500) say(text, column)
      else throw new Error(answer.status)
    } catch {
      say(navigator.onLine ? said.dataset.unklar : said.dataset.ohne, column)
    }
    mark()
  }

  board.addEventListener('pointerdown', (event) => {
    const card = event.target.closest('[data-griff]')?.closest('.nw-karte')
    if (!card || event.button || drag) return
    event.preventDefault()
    drag = { pointer: event.pointerId, kennung: card.id.slice(6), list: card.parentNode, y: event.clientY, from: event.clientY, vor: '', moved: false }
    board.setPointerCapture(event.pointerId) // the card itself may be exchanged while it is held
  })
  board.addEventListener('pointermove', (event) => {
    if (event.pointerId !== drag?.pointer) return
    drag.y = event.clientY
    if (!drag.moved && Math.abs(drag.y - drag.from) > 4) {
      drag.moved = true
      board.classList.add('nw-brett--zieht')
      requestAnimationFrame(scrollAlong)
    }
    mark()
  })
  board.addEventListener('pointerup', (event) => {
    if (event.pointerId !== drag?.pointer) return
    mark()
    const held = drag
    stop()
    if (held.moved) drop(held)
  })
  board.addEventListener('pointercancel', stop)
  board.addEventListener('lostpointercapture', () => drag && stop())
  addEventListener('keydown', (event) => event.key === 'Escape' && drag && stop())
  document.addEventListener('nw:brett', () => drag && mark())
})()
