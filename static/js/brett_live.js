// Keeps the board as the group has it. The stream brings the shared fragment (cards, counts, gaps, no form);
// cards are exchanged one by one, so that a form somebody writes in stays where it is, with what is in it.
(() => {
  const page = document.querySelector('[data-brett-live]')
  if (!page) return
  const status = page.querySelector('[data-brett-meldung]')
  const POLL = 10000
  let polling = 0
  let dead = false // not even asking works: then "is renewed" would not be true
  let fresh = 0

  function part (root, name) {
    return root.querySelector(`[data-teil="${name}"]`)
  }

  // the element that must not move on the screen while others write
  function anchor () {
    return page.contains(document.activeElement) ? document.activeElement : page.querySelector('form textarea')
  }

  function exchangeCards (list, next) {
    let added = 0
    const wanted = [...next.children]
    const ids = new Set(wanted.map((card) => card.id))
    for (const card of [...list.children]) {
      if (!ids.has(card.id) && !card.querySelector('form')) card.remove()
    }
    let before = null
    for (const card of wanted.reverse()) {
      let here = document.getElementById(card.id)
      if (!here) {
        here = document.importNode(card, true)
        added++
      } else if (!here.querySelector('form') && here.outerHTML !== card.outerHTML && !here.contains(document.activeElement)) {
        const changed = document.importNode(card, true)
        here.replaceWith(changed)
        here = changed
      }
      const inPlace = here.parentNode === list && here.nextElementSibling === before
      if (!inPlace && !here.contains(document.activeElement)) list.insertBefore(here, before)
      before = here
    }
    return added
  }

  // `own`: one of the new cards is one's own and no news
  function show (html, own = 0) {
    const next = typeof html === 'string' ? new DOMParser().parseFromString(html, 'text/html') : html
    const fixed = anchor()
    const top = fixed ? fixed.getBoundingClientRect().top : 0
    let added = 0
    for (const piece of next.querySelectorAll('[data-teil]')) {
      const here = part(page, piece.dataset.teil)
      if (!here) continue
      if (piece.tagName === 'OL') added += exchangeCards(here, piece)
      else if (here.innerHTML !== piece.innerHTML) here.replaceChildren(...document.importNode(piece, true).childNodes)
    }
    fresh = Math.max(0, fresh + added - own)
    if (added || own) say()
    const moved = fixed ? fixed.getBoundingClientRect().top - top : 0
    if (moved) scrollBy({ top: moved, behavior: 'instant' })
    document.dispatchEvent(new Event('nw:brett'))
  }

  function say () {
    const news = fresh === 0 ? '' : fresh === 1 ? status.dataset.one : status.dataset.many.replace('%s', fresh)
    status.textContent = [polling && !dead ? status.dataset.cut : '', news].filter(Boolean).join(' ')
  }

  async function poll () {
    try {
      const answer = await fetch(page.dataset.brettStand, { headers: { 'X-Requested-With': 'fetch' } })
      if (answer.ok) show(await answer.text())
      dead = false
    } catch {
      dead = true // no net: the next round tries again
    }
    say()
  }

  window.nwStrom(page.dataset.brettLive, [page.dataset.brettWas], {
    neu: (was, html) => show(html),
    schnitt () {
      page.nwCut = true
      if (!polling) polling = setInterval(poll, POLL)
      dead = navigator.onLine === false
      say()
    },
    wieder () {
      page.nwCut = false
      clearInterval(polling)
      polling = 0
      dead = false
      say()
      document.dispatchEvent(new Event('nw-netz'))
    }
  })
  page.addEventListener('nw-brett-stand', ({ detail }) => show(detail.page, detail.own))
})()
